"""驱动 · One method per act: do it through casework, say beforehand whether it must pass, and check what came of it.

The driver holds a store, two caseworks on it, and the model. `do()` is the one way: an act that the model forbids must
be refused and change nothing, one that the model allows must be accepted, and after either the file is compared with
the model, replayed, and shown to the public, who must not read a planted mark that is not theirs.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import count
from typing import Any

import attrs

from proposal_core import handling
from proposal_core.casework import Casework
from proposal_core.errors import NotFound, ProposalError
from proposal_core.journal import Key
from proposal_core.lifecycle import ACTS, ANSWERED, DESK_ACTS, IN_HAND, IN_THE_LOOP, LIVING
from proposal_core.metrics import METRICS, Context, Figure, measure, parts_percent
from proposal_core.people import Actor, Deputy, Organ, OrganKind, Role, Unit
from proposal_core.proposal import Proposal
from proposal_core.rulebook import Rulebook
from proposal_core.scoring import score
from proposal_core.storage import Store, Where
from proposal_core.testing.loop import model
from proposal_core.testing.loop.model import Facts
from proposal_core.testing.suite import Broken, agree
from proposal_core.verifying import verify_file
from proposal_core.visibility import opened, public_item
from proposal_core.workdays import WorkCalendar

CONGRESS, YEAR, START = "test", 2024, date(2024, 1, 8)
DEPUTIES = ("d1", "d2", "d3", "d4")
UNITS = ("u1", "u2", "u3")
GONE = "u-gone"
CLERK = Actor(id="clerk", role=Role.DEPUTIES_COMMITTEE, unit="dc")
COUNCIL = Actor(id="council", role=Role.CHAIRPERSONS_COUNCIL)
COMMITTEE = Actor(id="committee", role=Role.SPECIAL_COMMITTEE, unit="c1")
GOVERNMENT = Actor(id="office", role=Role.GOVERNMENT_OFFICE)
OUTSIDERS = (
    Actor(id="nobody", role=Role.PUBLIC),
    Actor(id="stranger", role=Role.DEPUTY),
    Actor(id="other", role=Role.UNIT, unit="u-other"),
)
ORGANS = (
    Organ(id="l1", name="主任", kind=OrganKind.LEADER),
    Organ(id="c1", name="城建委", kind=OrganKind.SPECIAL_COMMITTEE, fields=("urban",)),
)


def deputy(id: str) -> Actor:
    """That deputy in person."""
    return Actor(id=id, role=Role.DEPUTY)


def officer(unit: str) -> Actor:
    """An officer who speaks for a unit."""
    return Actor(id=f"officer-{unit}", role=Role.UNIT, unit=unit)


class Driver:
    """驱动 · Acts on a handful of files, and everything that must hold after each."""

    def __init__(self, store: Store, rulebook: Rulebook, calendar: WorkCalendar) -> None:
        self.store, self.rulebook, self.calendar = store, rulebook, calendar
        self.terms = rulebook.versions[-1].terms
        self.today = START
        self.files: list[Facts] = []
        self.requests: list[tuple[str, Facts, str, dict[str, Any]]] = []
        self.registered = 0
        self.counts = {"accepted": 0, "refused": 0}
        self._serial = count(1)
        self._desks = [Casework(store, CONGRESS, rulebook, calendar, self._clock) for _ in range(2)]
        self._open_desk()

    def _clock(self) -> datetime:
        return datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=next(self._serial))

    @property
    def desk(self) -> Casework:
        """One of the two caseworks, by turns."""
        self._desks.reverse()
        return self._desks[0]

    def _open_desk(self) -> None:
        units = [Unit(id=unit, name=f"单位{unit}") for unit in UNITS]
        units.append(Unit(id=GONE, name="已撤并单位", valid_until=date(2023, 12, 31)))
        deputies = tuple(Deputy(id=id, name=f"代表{id}") for id in DEPUTIES)
        self.desk.enrol(by=CLERK, on=START, name="人大", deputies=deputies, units=tuple(units), organs=ORGANS)
        self.desk.open_year(YEAR, by=CLERK, on=START, term=9, session=3)

    # -- the one way through --------------------------------------------------------------------------------------

    def mark(self, file: Facts, kind: str, size: int = 0) -> str:
        """A text with a mark that occurs nowhere else, planted in something of that kind."""
        mark = f"⟦{kind}:{next(self._serial)}⟧"
        file["secret"][mark] = kind
        return mark + "字" * size

    def do(
        self,
        file: Facts,
        act: str,
        /,
        *args: Any,
        by: Actor,
        ok: bool | None = True,
        to: str = "",
        called: str = "",
        **facts: Any,
    ) -> bool:
        """Try an act. `ok` says whether the model allows it (`None`: not known), beside role and stage, which it knows.

        `to` is the stage it must lead to where the lifecycle knows several. Returns whether it was accepted.
        """
        known, before = ACTS[act], file["facts"]["stage"]
        fits = before in known.sources and by.role in known.roles
        given = {"by": by, "on": self.today, **facts}
        try:
            getattr(self.desk, called or act)(file["id"], *args, **given)
        except ProposalError as refusal:
            if fits and ok:
                raise Broken(f"{act} must be accepted in {before!r} by {by}: {refusal}") from refusal
            self.counts["refused"] += 1
            self.check(file)
            return False
        if not fits or ok is False:
            raise Broken(f"{act} must be refused in {before!r} by {by} with {facts}, and was accepted")
        self.counts["accepted"] += 1
        file["acts"].append(act)
        file["facts"]["stage"] = to or (str(known.to[0]) if known.to else before)
        return True

    def replied(self, file: Facts, unit: str, result_class: str, kind: str, text: str) -> None:
        """Write a reply of today into the model."""
        new = {"unit": unit, "class": result_class, "round": file["facts"]["round"], "kind": kind, "text": text}
        file["facts"]["replies"].append({**new, "on": self.today, "back": False})

    def check(self, file: Facts) -> None:
        """Everything that must hold of one file, whatever happened to it."""
        key = Key(CONGRESS, "proposal", file["id"])
        with self.store.read() as reading:
            proposal, entries = reading.file(key), reading.journal(key)
            agree(proposal.version, verify_file(reading, key), "the version is the number of entries")
        assert isinstance(proposal, Proposal)
        agree(file["acts"], [entry.act for entry in entries], f"the acts in the journal of {file['id']}")
        self._same_facts(file, proposal)
        agree(model.owed(file["facts"]), list(handling.replies_owed(proposal)), f"replies owed on {file['id']}")
        self._first_class(file, proposal)
        self._seen_by_others(file, proposal)

    def _same_facts(self, file: Facts, proposal: Proposal) -> None:
        found = model.facts_of(proposal)
        for name, expected in file["facts"].items():
            agree(expected, found[name], f"{name} of {file['id']} after {file['acts'][-1]}")

    def _first_class(self, file: Facts, proposal: Proposal) -> None:
        """The first standing reply keeps its class for ever; only sending that very reply back lets the next one be first."""
        now = proposal.first_reply
        first = file["first"]
        if first is not None and not proposal.replies[first[0] - 1].sent_back_on:
            agree(first, (now.id, now.result_class) if now else None, "the first standing reply and its class")
        file["first"] = (now.id, now.result_class) if now else None

    def _seen_by_others(self, file: Facts, proposal: Proposal) -> None:
        roster = self.desk.roster()
        for on in {self.today, file["facts"]["published"] or self.today}:
            item = public_item(proposal, roster, on)
            expected = model.part_shown(file["facts"], "title", on) and proposal.stage in IN_THE_LOOP
            agree(bool(expected), item is not None, f"whether {file['id']} is public on {on}")
            shown = repr(attrs.asdict(item)) if item else ""
            leaked = [mark for mark in model.hidden_marks(file, on) if mark in shown]
            agree([], leaked, f"marks of {file['id']} that the public can read on {on}")
        for viewer in OUTSIDERS:
            try:
                opened(viewer, proposal)
            except NotFound:
                continue
            raise Broken(f"{viewer} may open {file['id']}")

    def check_all(self) -> None:
        """Every file, every journal of the congress, and the lists."""
        for file in self.files:
            self.check(file)
        agree(len(self.files) + 2, len(list(self.desk.verify())), "journals of the congress")
        self.lists_agree(Where())

    # -- reading --------------------------------------------------------------------------------------------------

    def lists_agree(self, where: Where) -> None:
        """A list finds exactly the files that the model would."""
        right = [file["id"] for file in self.files if _listed(file["facts"], where)]
        agree(sorted(right), [proposal.id for proposal in self.desk.proposals(where)], f"the list for {where}")

    def figures_add_up(self) -> None:
        """Numerators lie in denominators, denominators among living files, counts and roundings as the model has them."""
        proposals = list(self.desk.proposals())
        context = Context(terms=self.terms, calendar=self.calendar, on=self.today)
        living = {file["id"] for file in self.files if file["facts"]["stage"] in IN_THE_LOOP}
        for metric in METRICS.values():
            figure = measure(metric, proposals, context)
            inside = set(figure.numerator) <= set(figure.denominator) <= living
            agree(True, inside, f"{metric.code}: numerator in denominator in living files")
            agree(len(set(figure.denominator)), len(figure.denominator), f"{metric.code}: every file once")
            self._rounded(figure)
        self._counted(proposals, context, living)
        stages = [sum(file["facts"]["stage"] == stage for file in self.files) for stage in IN_THE_LOOP]
        if sum(stages):
            agree(100, sum(parts_percent(stages, "largest_remainder", self.terms.figures.decimals)), "parts of a whole")
        for unit in UNITS:
            points = score(unit, proposals, context).points
            agree(True, points is None or 0 <= points <= Fraction(self.terms.scoring.full_marks), f"points of {unit}")

    def _rounded(self, figure: Figure) -> None:
        terms = self.terms.figures
        share = figure.share
        right = "–" if share is None else model.slow_percent(share, terms.rounding, terms.decimals)
        agree(right, figure.printed(terms.rounding, terms.decimals), f"{figure.metric.code} {figure.counts} printed")

    def _counted(self, proposals: list[Proposal], context: Context, living: set[str]) -> None:
        files = [file for file in self.files if file["id"] in living]
        leading = [f for f in files if any(u["mode"] != "co" for u in model.in_force(f["facts"]))]
        right = {
            "publication_rate": ([f for f in files if model.part_shown(f["facts"], "title", self.today)], files),
            "reply_rate": ([f for f in leading if _all_replied(f["facts"])], leading),
            "reply_on_time": ([f for f in leading if self._all_in_time(f["facts"])], leading),
            "resolution_first": (None, [f for f in files if model.standing(f["facts"])]),
        }
        for code, (numerator, denominator) in right.items():
            figure = measure(METRICS[code], proposals, context)
            agree(sorted(f["id"] for f in denominator), sorted(figure.denominator), f"denominator of {code}")
            if numerator is not None:
                agree(sorted(f["id"] for f in numerator), sorted(figure.numerator), f"numerator of {code}")

    def _shown(self, facts: Facts) -> bool:
        """Whether the public sees the file: published by today, with a title that its review does not withhold."""
        decision, on, _ = facts["disclosures"].get("title", ("withheld", date.max, ""))
        published = facts["published"]
        return bool(published and max(published, on) <= self.today and decision != "withheld")

    def _all_in_time(self, facts: Facts) -> bool:
        return all(
            self.first_answer(facts, unit["unit"])
            <= model.reply_due(facts, unit, self.terms, self.calendar, self.today)
            for unit in model.in_force(facts)
            if unit["mode"] != "co"
        )

    def first_answer(self, facts: Facts, unit: str) -> date:
        """The day of a unit's first reply that stands, or the end of time."""
        given = [r["on"] for r in model.standing(facts) if r["unit"] == unit and r["kind"] == "first"]
        return min(given, default=date.max)

    def duties_agree(self) -> None:
        """Every reply is in time, due soon, late, done or done late exactly as counting days has it."""
        for proposal, duty in self.desk.duties(self.today, explained=True):
            facts = next(file["facts"] for file in self.files if file["id"] == proposal.id)
            unit = model.held(facts, duty.unit)
            if duty.what != "reply" or unit is None:
                continue
            due = model.reply_due(facts, unit, self.terms, self.calendar, self.today)
            agree((due, due), (duty.due, duty.deadline.due if duty.deadline else None), "due day, quick and explained")
            given = self.first_answer(facts, duty.unit)
            done = given <= self.today
            right = (
                {"done" if given <= due else "done_late"}
                if done
                else {"late"}
                if self.today > due
                else {"in_time", "due_soon"}
            )
            agree(
                True,
                duty.standing.value in right,
                f"{duty.unit} on {self.today}, due {due}: {duty.standing} in {right}",
            )

    # -- acts on the year -----------------------------------------------------------------------------------------

    def yearly(self, act: str, *args: Any, by: Actor, ok: bool = True, **facts: Any) -> Any:
        """Try an act on the year record; whether it must pass is known."""
        fits = ok and by.role in DESK_ACTS[act].roles
        try:
            done = getattr(self.desk, act)(YEAR, *args, by=by, on=self.today, **facts)
        except ProposalError as refusal:
            if fits:
                raise Broken(f"{act} must be accepted: {refusal}") from refusal
            return None
        if not fits:
            raise Broken(f"{act} by {by} must be refused, and was accepted")
        return done

    def choose_key_items(self, by: Actor, extra: int = 0) -> None:
        """Select and fix the key items; with `extra` files above the quota it must be refused."""
        living = [file for file in self.files if file["facts"]["stage"] in LIVING]
        allowed = model.slow_quota(len(living), self.terms.key_items)
        try:
            selection = self.desk.select_key_items(
                YEAR, on=self.today, leaders=ORGANS[:1], committees=ORGANS[1:], coordinator="dc"
            )
        except ProposalError:
            return  # bounds of committees may leave nothing to choose
        agree(allowed, len(selection.items), f"key items selected of {len(living)}")
        taken = {item.id for item in selection.items}
        spare = [f["id"] for f in living if f["id"] not in taken][:extra]
        more = tuple(attrs.evolve(selection.items[0], id=id) for id in spare) if selection.items else ()
        wanted = attrs.evolve(selection, items=selection.items + more)
        before = {item.id for item in self.desk.year(YEAR).key_items}
        union = before | {item.id for item in wanted.items}
        can = len(union) <= allowed and all(by.role in ACTS["mark_key"].roles for _ in wanted.items)
        if self.yearly("choose_key_items", wanted, by=by, ok=can):
            for file in (f for f in self.files if f["id"] in union - before):
                file["facts"]["key"] = True
                file["acts"].append("mark_key")
        agree(union if can and by.role in DESK_ACTS["choose_key_items"].roles else before,
              {item.id for item in self.desk.year(YEAR).key_items}, "the key items of the year")  # fmt: skip

    def carry_over(self, by: Actor, year: int = YEAR) -> None:
        """Carry the year over; a second time nothing is carried."""
        scope = self.terms.rolling.scope
        right = []
        for file in self.files:
            open_ones = [
                c for c in file["facts"]["commitments"] if c["state"] == "open" and year + 1 not in c["carried"]
            ]
            if scope != "none" and open_ones and file["facts"]["stage"] in (*IN_HAND, *ANSWERED):
                right.append((file, open_ones))
        permitted = by.role in DESK_ACTS["carry_over_year"].roles or not right
        try:
            done = self.desk.carry_over(year, by=by, on=self.today)
        except ProposalError as refusal:
            if permitted:
                raise Broken(f"the yearly run must not fail: {refusal}") from refusal
            return
        agree(True, permitted, f"carrying over by {by}")
        agree(sorted(file["id"] for file, _ in right), sorted(done), "the files carried over")
        for file, open_ones in right:
            file["acts"].append("carry_over")
            for commitment in open_ones:
                commitment["carried"].append(year + 1)


def _all_replied(facts: Facts) -> bool:
    given = {reply["unit"] for reply in model.standing(facts)}
    return all(unit["unit"] in given for unit in model.in_force(facts) if unit["mode"] != "co")


def _listed(facts: Facts, where: Where) -> bool:
    units: Iterable[str] = (unit["unit"] for unit in model.in_force(facts))
    return (
        (not where.stages or facts["stage"] in where.stages)
        and where.year in (0, YEAR)
        and where.number in ("", facts["number"])
        and where.deputy in ("", facts["lead"])
        and (not where.unit or where.unit in units)
        and where.is_key in (None, facts["key"])
        and all(word in facts["title"] for word in where.words)
    )
