"""办理 · Casework: load → act → record. One short method per act, and the yearly runs.

`Casework` joins a store, a rulebook, a calendar and a clock; it holds no rule of its own. Every method is one unit of
work; `together()` opens one for many acts, all kept or none. Acts before the assignment run under the rulebook in
force on the day of the act; later ones under the version that the file pinned when it was assigned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date, datetime
from typing import Any, cast

from proposal_core import (
    assigning,
    clocks,
    evaluating,
    handling,
    key_items,
    publishing,
    raising,
    reporting,
    rolling,
    supervising,
)
from proposal_core.assigning import Task
from proposal_core.clocks import Deadline
from proposal_core.congress_year import CongressYear
from proposal_core.errors import NotFound, NotReady, Words
from proposal_core.journal import Entry, Key, Step, found, step
from proposal_core.key_items import Selection
from proposal_core.lifecycle import ANSWERED, IN_HAND, IN_THE_LOOP
from proposal_core.people import Actor, Organ, Roster
from proposal_core.proposal import CoSigner, Pin, Proposal
from proposal_core.publishing import Review
from proposal_core.rulebook import Rulebook, Version, builtin_ids, load
from proposal_core.storage import Reading, Store, Where, Work
from proposal_core.supervising import Duty
from proposal_core.terms import Terms
from proposal_core.verifying import verify_file
from proposal_core.workdays import WorkCalendar

EVERYTHING = Where()


class _OneWork:
    """A store that lends out one open unit of work again and again."""

    def __init__(self, work: Work) -> None:
        self.work = work

    def begin(self, at: datetime) -> nullcontext[Work]:
        return nullcontext(self.work)

    def read(self) -> nullcontext[Reading]:
        return nullcontext(self.work)

    def close(self) -> None:
        """The unit of work belongs to whoever opened it."""


class Casework:
    """办理 · The acts of one congress, on a store, under a rulebook.

    `clock` gives the instant of recording; the *effective* day of an act is always an argument (`on`).
    """

    def __init__(
        self, store: Store, congress: str, rulebook: Rulebook, calendar: WorkCalendar, clock: Callable[[], datetime]
    ) -> None:
        self.store = store
        self.congress = congress
        self.rulebook = rulebook
        self.calendar = calendar
        self.clock = clock

    # -- the one way through ---------------------------------------------------------------------------------------

    @contextmanager
    def together(self) -> Iterator[Casework]:
        """Many acts in one unit of work: all of them are kept, or none."""
        with self.store.begin(self.clock()) as work:
            yield Casework(_OneWork(work), self.congress, self.rulebook, self.calendar, self.clock)

    def version_for(self, proposal: Proposal, on: date) -> Version:
        """The rulebook version of a file: the one it pinned, or before assignment the one in force on the day.

        Raises `NotFound` when neither this rulebook nor a built-in one holds the pinned version.
        """
        if proposal.pin is None:
            return self.rulebook.on(on)
        if proposal.pin.rulebook != self.rulebook.id and proposal.pin.rulebook in builtin_ids():
            return load(proposal.pin.rulebook).pinned(proposal.pin.digest)
        return self.rulebook.pinned(proposal.pin.digest)

    def terms_for(self, proposal: Proposal, on: date) -> Terms:
        """The terms a file is handled under."""
        return self.version_for(proposal, on).terms

    def pin_on(self, day: date) -> Pin:
        """What an assignment of that day pins."""
        version = self.rulebook.on(day)
        return Pin(rulebook=version.rulebook, effective_from=version.effective_from, digest=version.digest)

    def key(self, id: str, kind: str = "proposal") -> Key:
        """The key of a file of this congress."""
        return Key(self.congress, kind, id)

    def _do(
        self, chapter: str, act: Callable[..., Step[Proposal]], id: str, /, *args: Any, on: date, **facts: Any
    ) -> Proposal:
        """Load the file, find its terms of the chapter, act, record. A request that was applied is not applied again."""
        request = facts.pop("request", "")
        with self.store.begin(self.clock()) as work:
            proposal = cast(Proposal, work.file(self.key(id)))
            if request and self._applied(work, request, id):
                return proposal
            terms = self.terms_for(proposal, on)
            given = getattr(terms, chapter) if chapter else terms
            return work.record(act(proposal, *args, on=on, terms=given, **facts), request=request)

    def _applied(self, work: Work, request: str, id: str) -> bool:
        """Whether a caller's request was applied to this file before. Raises `NotReady` if it was to another one."""
        entry = work.applied(self.congress, request)
        if entry is not None and entry.key != self.key(id):
            raise NotReady(
                Words(
                    f"请求编号“{request}”已用于案卷{entry.key}。", f"The request {request!r} was made for {entry.key}."
                ),
                do=Words("请为每次办理使用新的请求编号。", "Use a fresh request id for every act."),
            )
        return entry is not None

    # -- 名册与年度 roster and year ---------------------------------------------------------------------------------

    def enrol(self, *, by: Actor, on: date, name: str = "", level: str = "", **people: Any) -> Roster:
        """Write deputies, units and organs on the roster of the congress (登记名册)."""
        key = self.key("roster", "roster")
        with self.store.begin(self.clock()) as work:
            existing = next(work.files(self.congress, "roster", limit=1), None)
            if existing is None:
                fresh = Roster(
                    congress=self.congress, id=key.id, name=name, level=level or self.rulebook.level, **people
                )
                return work.record(found(fresh, "enrol", by=by, on=on))
            told: dict[str, Any] = {field: value for field, value in (("name", name), ("level", level)) if value}
            return work.record(step(cast(Roster, existing), "enrol", by=by, on=on, **told, **people))

    def roster(self) -> Roster:
        """The roster of the congress. Raises `NotFound` before the first enrolment."""
        try:
            with self.store.read() as reading:
                return cast(Roster, reading.file(self.key("roster", "roster")))
        except NotFound:
            raise NotFound(
                Words(f"存储中没有人大“{self.congress}”的名册。", f"The store holds no roster of {self.congress!r}."),
                do=Words("请核对人大代号,或先登记名册。", "Check the id of the congress, or enrol its people first."),
                congress=self.congress,
            ) from None

    def notice(self) -> Words | None:
        """What every output of this congress must say about its data; `None` for ordinary data or before enrolment."""
        with self.store.read() as reading:
            found = next(reading.files(self.congress, "roster", limit=1), None)
        return found.notice if isinstance(found, Roster) else None

    def open_year(self, year: int, *, by: Actor, on: date, **facts: Any) -> CongressYear:
        """Open a year of the congress with its session (开启年度)."""
        with self.store.begin(self.clock()) as work:
            fresh = CongressYear(congress=self.congress, id=str(year), **facts)
            if any(known.id == fresh.id for known in work.files(self.congress, "year")):
                raise NotReady(
                    Words(f"{year}年度已经开启。", f"The year {year} was opened before."),
                    do=Words("请直接使用该年度。", "Go on with that year."),
                )
            return work.record(found(fresh, "open_year", by=by, on=on))

    def year(self, year: int) -> CongressYear:
        """The year record. Raises `NotFound`."""
        with self.store.read() as reading:
            try:
                return cast(CongressYear, reading.file(self.key(str(year), "year")))
            except NotFound:
                known = [record.id for record in reading.files(self.congress, "year")]
        raise NotFound(
            Words(f"“{self.congress}”没有开启{year}年度。", f"{self.congress!r} has not opened the year {year}."),
            do=Words(f"已开启:{'、'.join(known) or '无'}。", f"Opened: {', '.join(known) or 'none'}."),
            year=year,
        )

    # -- 提出 raise -------------------------------------------------------------------------------------------------

    def raise_(
        self, *, by: Actor, on: date, term: int, session: int, year: int, co_signers: Sequence[str] = (), **texts: Any
    ) -> Proposal:
        """Begin a proposal; its id is given out by the store (起草)."""
        with self.store.begin(self.clock()) as work:
            number = work.next_in(self.congress, f"file:{term}-{session}")
            proposal = Proposal(
                congress=self.congress,
                id=f"{term:02d}-{session:02d}-{number:05d}",
                term=term,
                session=session,
                year=year,
                co_signers=tuple(CoSigner(id=deputy) for deputy in co_signers),
                **texts,
            )
            terms = self.rulebook.terms_on(on).raising
            return work.record(raising.draft(proposal, by=by, on=on, terms=terms))

    def edit(self, id: str, **facts: Any) -> Proposal:
        """Change the text of a draft (修改)."""
        return self._do("raising", raising.edit, id, **facts)

    def co_sign(self, id: str, **facts: Any) -> Proposal:
        """Confirm or decline a co-signature (联名确认)."""
        return self._do("raising", raising.co_sign, id, **facts)

    def submit(self, id: str, **facts: Any) -> Proposal:
        """Submit (提交)."""
        return self._do("raising", raising.submit, id, **facts)

    def screen(self, id: str, **facts: Any) -> Proposal:
        """Record one screening stage (审查)."""
        return self._do("raising", raising.screen, id, **facts)

    def return_for_revision(self, id: str, **facts: Any) -> Proposal:
        """Send back for revision (退回修改)."""
        return self._do("raising", raising.return_for_revision, id, **facts)

    def accept(self, id: str, **facts: Any) -> Proposal:
        """Accept (受理)."""
        return self._do("raising", raising.accept, id, **facts)

    def refuse(self, id: str, **facts: Any) -> Proposal:
        """Do not accept, on a coded ground (不予受理)."""
        return self._do("raising", raising.refuse, id, **facts)

    def convert(self, id: str, **facts: Any) -> Proposal:
        """Hand to another channel (转其他渠道)."""
        return self._do("raising", raising.convert, id, **facts)

    def withdraw(self, id: str, **facts: Any) -> Proposal:
        """Withdraw (撤回)."""
        return self._do("raising", raising.withdraw, id, **facts)

    def register(self, id: str, *, by: Actor, on: date) -> Proposal:
        """Register under the next number of the year's series (登记编号)."""
        with self.store.begin(self.clock()) as work:
            proposal = cast(Proposal, work.file(self.key(id)))
            terms = self.terms_for(proposal, on).raising
            seq = work.next_in(self.congress, f"number:{proposal.term}-{proposal.year}-{terms.number_series[0]}")
            return work.record(raising.register(proposal, by=by, on=on, terms=terms, seq=seq))

    def correct(self, id: str, texts: Mapping[str, str], **facts: Any) -> Proposal:
        """Correct recorded texts, with a reason (更正)."""
        return self._do("raising", raising.correct, id, texts, **facts)

    def analyse(self, id: str, **facts: Any) -> Proposal:
        """Note the key problem (逐件分析)."""
        return self._do("raising", raising.analyse, id, **facts)

    def merge(self, ids: Sequence[str], *, by: Actor, on: date, group: str) -> tuple[Proposal, ...]:
        """Put several proposals into one merge group (并案); each stays a file of its own."""
        with self.together() as desk:
            return tuple(desk._do("raising", raising.merge, id, by=by, on=on, group=group) for id in ids)

    def unmerge(self, id: str, **facts: Any) -> Proposal:
        """Take out of its merge group (撤销并案)."""
        return self._do("raising", raising.unmerge, id, **facts)

    # -- 交办 assign ------------------------------------------------------------------------------------------------

    def assign(self, id: str, tasks: Sequence[Task], *, by: Actor, on: date, **facts: Any) -> Proposal:
        """Assign to units that are on the roster, and pin the rulebook version of the day (交办)."""
        with self.together() as desk:
            desk._known(tasks, on)
            return desk._do("assigning", assigning.assign, id, tasks, by=by, on=on, pin=self.pin_on(on), **facts)

    def reassign(self, id: str, tasks: Sequence[Task], *, by: Actor, on: date) -> Proposal:
        """Assign again (重新交办)."""
        with self.together() as desk:
            desk._known(tasks, on)
            return desk._do("assigning", assigning.reassign, id, tasks, by=by, on=on)

    def _known(self, tasks: Sequence[Task], on: date) -> None:
        roster = self.roster()
        for task in tasks:
            if not roster.unit(task.unit).exists_on(on):
                raise NotReady(
                    Words(f"单位“{task.unit}”在{on}不存在。", f"The unit {task.unit!r} does not exist on {on}.")
                )

    def migrate(self, id: str, *, by: Actor, on: date, reason: str) -> Proposal:
        """Move a file to the version that the present rulebook has in force on the day (改用规则版本)."""
        with self.store.begin(self.clock()) as work:
            proposal = cast(Proposal, work.file(self.key(id)))
            pin, terms = self.pin_on(on), self.rulebook.terms_on(on).assigning
            return work.record(assigning.migrate(proposal, pin, by=by, on=on, terms=terms, reason=reason))

    def sign(self, id: str, **facts: Any) -> Proposal:
        """Sign for an assignment (签收)."""
        return self._do("assigning", assigning.sign, id, **facts)

    def return_assignment(self, id: str, **facts: Any) -> Proposal:
        """Return an assignment (退回)."""
        return self._do("", assigning.return_assignment, id, calendar=self.calendar, **facts)

    def object_to(self, id: str, **facts: Any) -> Proposal:
        """Object to the assignment (代表异议)."""
        return self._do("assigning", assigning.object_to, id, **facts)

    def answer_objection(self, id: str, **facts: Any) -> Proposal:
        """Answer an objection (答复异议)."""
        return self._do("assigning", assigning.answer_objection, id, **facts)

    def hold_meeting(self, year: int, *, by: Actor, on: date, **facts: Any) -> CongressYear:
        """Hold the assignment meeting (交办会)."""
        return self._yearly(year, lambda record: assigning.hold_meeting(record, by=by, on=on, **facts))

    def _yearly(self, year: int, act: Callable[[CongressYear], Step[CongressYear]]) -> CongressYear:
        with self.store.begin(self.clock()) as work:
            return work.record(act(cast(CongressYear, work.file(self.key(str(year), "year")))))

    # -- 办理 handle ------------------------------------------------------------------------------------------------

    def contact(self, id: str, **facts: Any) -> Proposal:
        """Record a contact with the deputy (沟通)."""
        return self._do("handling", handling.contact, id, **facts)

    def extend(self, id: str, **facts: Any) -> Proposal:
        """Consent to an extension (延期)."""
        return self._do("", handling.extend, id, calendar=self.calendar, **facts)

    def pause(self, id: str, **facts: Any) -> Proposal:
        """Pause the clock (中止计时)."""
        return self._do("handling", handling.pause, id, **facts)

    def resume(self, id: str, **facts: Any) -> Proposal:
        """Resume the clock (恢复计时)."""
        return self._do("handling", handling.resume, id, **facts)

    def give_co_opinion(self, id: str, **facts: Any) -> Proposal:
        """Give the co-handling opinion (会办意见)."""
        return self._do("handling", handling.give_co_opinion, id, **facts)

    def reject_co_opinion(self, id: str, **facts: Any) -> Proposal:
        """Reject a co-handling opinion (退回会办意见)."""
        return self._do("handling", handling.reject_co_opinion, id, **facts)

    def plan(self, id: str, **facts: Any) -> Proposal:
        """Record the plan (办理方案)."""
        return self._do("handling", handling.plan, id, **facts)

    def clear(self, id: str, **facts: Any) -> Proposal:
        """Record a clearance step (审签)."""
        return self._do("handling", handling.clear, id, **facts)

    def reply(self, id: str, **facts: Any) -> Proposal:
        """Reply (答复)."""
        return self._do("handling", handling.reply, id, **facts)

    def send_back_reply(self, id: str, **facts: Any) -> Proposal:
        """Send a reply back (退回重办)."""
        return self._do("handling", handling.send_back_reply, id, **facts)

    def override(self, id: str, **facts: Any) -> Proposal:
        """Open a gate by decision, with a reason (突破)."""
        return self._do("handling", handling.override, id, **facts)

    # -- 督办 supervise ---------------------------------------------------------------------------------------------

    def supervise(self, id: str, **facts: Any) -> Proposal:
        """Record an act of supervision (督办)."""
        return self._do("supervising", supervising.supervise, id, calendar=self.calendar, **facts)

    def rectify(self, id: str, **facts: Any) -> Proposal:
        """Record a rectification (整改)."""
        return self._do("supervising", supervising.rectify, id, **facts)

    def remind(self, id: str, **facts: Any) -> Proposal:
        """Remind a unit (催办)."""
        return self._do("supervising", supervising.remind, id, **facts)

    def look_back(self, id: str, **facts: Any) -> Proposal:
        """Look back (回头看)."""
        return self._do("supervising", supervising.look_back, id, **facts)

    def select_key_items(
        self,
        year: int,
        *,
        on: date,
        leaders: Sequence[Organ],
        committees: Sequence[Organ],
        coordinator: str,
        alike: Mapping[str, int] | None = None,
        priorities: Sequence[str] = (),
    ) -> Selection:
        """The yearly run as a proposal to the council: chosen items with reasons; nothing is recorded yet.

        It looks at the proposals registered by the day, and keeps what an earlier run of the year has fixed.
        """
        registered = [p for p in self.proposals(Where(year=year, stages=IN_THE_LOOP)) if (p.registered_on or on) <= on]
        return key_items.select(
            registered,
            kept=self.year(year).key_items,
            on=on,
            terms=self.rulebook.terms_on(on).key_items,
            leaders=leaders,
            committees=committees,
            coordinator=coordinator,
            alike=alike,
            priorities=priorities,
        )

    def choose_key_items(self, year: int, chosen: Selection, *, by: Actor, on: date) -> CongressYear:
        """Fix the key items: on the year record and on each file, in one unit of work (确定重点建议)."""
        terms = self.rulebook.terms_on(on).key_items
        with self.together() as desk:
            before = {item.id for item in desk.year(year).key_items}
            fixed = desk._yearly(
                year, lambda record: key_items.choose_key_items(record, chosen, by=by, on=on, terms=terms)
            )
            for item in chosen.items:
                if item.id in before:
                    continue
                desk._do("key_items", key_items.mark_key, item.id, item, by=by, on=on)
            return fixed

    def duties(
        self, on: date, where: Where = EVERYTHING, *, explained: bool = False
    ) -> Iterator[tuple[Proposal, Duty]]:
        """The deadline check: every unit's duty as it stood on that day."""
        for proposal in self.proposals(where):
            version = self.version_for(proposal, on)
            for duty in supervising.duties(proposal, on, version.terms, self.calendar, explained=explained):
                yield proposal, duty.cited(version.provisions)

    def deadlines(self, id: str, on: date) -> tuple[Deadline, ...]:
        """Every deadline that a file has had up to a day, each with the article of its rulebook, in the loop's order."""
        proposal = self.proposal(id)
        version = self.version_for(proposal, on)
        found = clocks.deadlines(proposal, version.terms, self.calendar, on)
        return tuple(deadline.cited(version.provisions) for deadline in found)

    # -- 评价 evaluate ----------------------------------------------------------------------------------------------

    def rate(self, id: str, **facts: Any) -> Proposal:
        """Rate the handling (评价)."""
        return self._do("evaluating", evaluating.rate, id, **facts)

    def close_feedback(self, id: str, **facts: Any) -> Proposal:
        """End the time for rating (评价期满)."""
        return self._do("", evaluating.close_feedback, id, calendar=self.calendar, **facts)

    def rehandle(self, id: str, **facts: Any) -> Proposal:
        """Order re-handling (重新办理)."""
        return self._do("evaluating", evaluating.rehandle, id, **facts)

    def settle(self, id: str, **facts: Any) -> Proposal:
        """Take the final step (最终处理)."""
        return self._do("evaluating", evaluating.settle, id, **facts)

    def close(self, id: str, **facts: Any) -> Proposal:
        """Close the file (办结)."""
        return self._do("evaluating", evaluating.close, id, **facts)

    # -- 滚动 roll --------------------------------------------------------------------------------------------------

    def commit(self, id: str, **facts: Any) -> Proposal:
        """Open a commitment (承诺)."""
        return self._do("", rolling.commit, id, **facts)

    def fulfil(self, id: str, **facts: Any) -> Proposal:
        """Fulfil a commitment (兑现)."""
        return self._do("rolling", rolling.fulfil, id, **facts)

    def explain_commitment(self, id: str, **facts: Any) -> Proposal:
        """End a commitment with an explanation (说明)."""
        return self._do("rolling", rolling.explain_commitment, id, **facts)

    def follow_up_reply(self, id: str, **facts: Any) -> Proposal:
        """Reply again (二次答复)."""
        return self._do("handling", rolling.follow_up_reply, id, **facts)

    def carry_over(self, year: int, *, by: Actor, on: date) -> tuple[str, ...]:
        """Carry every open commitment, of files being handled again as well, into the next year (年度结转).

        Idempotent: a second run for the same year carries nothing and records nothing. Returns the files carried.
        """
        with self.together() as desk:
            carried = []
            for proposal in desk.proposals(Where(stages=frozenset((*IN_HAND, *ANSWERED)))):
                terms = desk.terms_for(proposal, on).rolling
                if rolling.to_carry(proposal, year + 1, terms):
                    desk._do("rolling", rolling.carry_over, proposal.id, by=by, on=on, year=year + 1)
                    carried.append(proposal.id)
            if carried:
                terms = desk.rulebook.terms_on(on).rolling
                desk._yearly(
                    year, lambda record: rolling.carry_over_year(record, by=by, on=on, terms=terms, files=carried)
                )
            return tuple(carried)

    def report_year(self, year: int, *, by: Actor, on: date, to: str, digest: str) -> CongressYear:
        """Record that the year was reported on, to whom, and the hash of the report (年度报告)."""
        terms = self.rulebook.terms_on(on).reporting
        return self._yearly(
            year, lambda record: reporting.report_year(record, by=by, on=on, terms=terms, to=to, digest=digest)
        )

    # -- 公开 publish -----------------------------------------------------------------------------------------------

    def review_disclosure(self, id: str, reviews: Iterable[Review], *, by: Actor, on: date) -> Proposal:
        """Review parts for publication (公开审查)."""
        return self._do("publishing", publishing.review_disclosure, id, tuple(reviews), by=by, on=on)

    def publish(self, id: str, **facts: Any) -> Proposal:
        """Publish (公开)."""
        return self._do("publishing", publishing.publish, id, **facts)

    def unpublish(self, id: str, **facts: Any) -> Proposal:
        """Take a publication back (撤回公开)."""
        return self._do("publishing", publishing.unpublish, id, **facts)

    # -- 查阅 read --------------------------------------------------------------------------------------------------

    def proposal(self, id: str) -> Proposal:
        """A proposal by its id or its number; of several terms' the newest. Raises `NotFound`."""
        with self.store.read() as reading:
            numbered = list(reading.files(self.congress, "proposal", Where(number=id))) if id else []
            return cast(Proposal, numbered[-1] if numbered else reading.file(self.key(id)))

    def proposals(self, where: Where = EVERYTHING) -> Iterator[Proposal]:
        """The proposals that meet the conditions, by id."""
        with self.store.read() as reading:
            yield from cast("Iterator[Proposal]", reading.files(self.congress, "proposal", where))

    def journal(self, id: str) -> tuple[Entry, ...]:
        """The journal of a proposal, oldest entry first."""
        with self.store.read() as reading:
            return reading.journal(self.key(self.proposal(id).id))

    def verify(self) -> Iterator[tuple[Key, int]]:
        """Replay every journal and compare it with the stored file. Yields each file with its number of entries.

        Raises `JournalBroken` for the first that does not agree.
        """
        with self.store.read() as reading:
            for key in reading.every_key():
                if key.congress == self.congress:
                    yield key, verify_file(reading, key)
