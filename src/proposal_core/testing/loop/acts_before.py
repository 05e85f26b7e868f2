"""提出与交办 · The acts of raising and assigning on the driver: proper people, what the model allows, what it learns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from proposal_core.assigning import Task
from proposal_core.errors import ProposalError
from proposal_core.lifecycle import ACTS
from proposal_core.people import Actor, Role
from proposal_core.proposal import Mode
from proposal_core.testing.loop import model
from proposal_core.testing.loop.driver import CLERK, UNITS, YEAR, Driver, deputy, officer
from proposal_core.testing.loop.model import Facts
from proposal_core.testing.suite import Broken, agree


class ActsBefore(Driver):
    """提出与交办 · From the draft to the signed assignment."""

    # -- 提出 raise ------------------------------------------------------------------------------------------------------

    def raise_(self, lead: str, co_signers: Sequence[str], words: str, *, urgent: bool = False) -> Facts:
        """Begin a proposal; `words` is its title before the planted mark, empty for a draft without title."""
        secret: dict[str, Any] = {"secret": {}}
        title = words and words + self.mark(secret, "title")
        text = self.mark(secret, "text", 8)
        begun = self.desk.raise_(
            by=deputy(lead), on=self.today, term=9, session=3, year=YEAR, lead_deputy=lead,
            co_signers=co_signers, title=title, text=text, ask=text, urgent=urgent, source=self.mark(secret, "source"),
        )  # fmt: skip
        file = model.begun(begun.id, lead, co_signers, title, text) | secret
        agree(f"09-03-{len(self.files) + 1:05d}", begun.id, "the id given out")
        self.files.append(file)
        self.check(file)
        return file

    def _own(self, file: Facts, by: Actor | None) -> tuple[Actor, bool]:
        who = by or deputy(file["facts"]["lead"])
        return who, who.role is not Role.DEPUTY or who.id == file["facts"]["lead"]

    def edit(self, file: Facts, by: Actor | None = None) -> None:
        """The lead deputy changes the text."""
        who, ok = self._own(file, by)
        title, text = "改后" + self.mark(file, "title"), self.mark(file, "text")
        if self.do(file, "edit", by=who, ok=ok, title=title, text=text):
            file["facts"] |= {"title": title, "text": text}
        self.check(file)

    def co_sign(self, file: Facts, name: str, declined: bool, by: Actor | None = None) -> None:
        """A co-signer confirms or declines in person."""
        who, signers = by or deputy(name), file["facts"]["signers"]
        ok = name in [known for known, _ in signers] and (who.role is not Role.DEPUTY or who.id == name)
        if self.do(file, "co_sign", by=who, ok=ok, deputy=name, declined=declined):
            file["facts"]["signers"] = [
                [n, ("declined" if declined else "confirmed") if n == name else a] for n, a in signers
            ]
        self.check(file)

    def submit(self, file: Facts, by: Actor | None = None) -> None:
        """The lead deputy submits."""
        who, ok = self._own(file, by)
        facts, terms = file["facts"], self.terms.raising
        joint = not facts["signers"] or "joint" in terms.who
        fits = (
            facts["title"].strip() and len(facts["title"]) <= terms.title_max and len(facts["text"]) <= terms.text_max
        )
        if self.do(file, "submit", by=who, ok=bool(ok and joint and fits)):
            facts["submitted"] = self.today
        self.check(file)

    def screen(self, file: Facts, stage: str, clean: bool = True, by: Actor | None = None) -> None:
        """An office screens."""
        ok = stage in [known.code for known in self.terms.raising.screening_stages]
        findings = () if clean else (self.mark(file, "finding"),)
        if self.do(file, "screen", by=by or CLERK, ok=ok, stage=stage, findings=findings, note=self.mark(file, "note")):
            file["facts"]["screenings"].append((stage, clean, self.today))
        self.check(file)

    def accept(self, file: Facts, by: Actor | None = None) -> None:
        """An office accepts, once every screening is clean and every co-signer has answered."""
        facts, terms = file["facts"], self.terms.raising
        passed = {s for s, clean, on in facts["screenings"] if clean and on >= (facts["submitted"] or on)}
        waits = terms.cosigner_confirmation not in ("none", "informed") and any(
            a == "asked" for _, a in facts["signers"]
        )
        self.do(file, "accept", by=by or CLERK, ok=not waits and {s.code for s in terms.screening_stages} <= passed)
        self.check(file)

    def refuse(self, file: Facts, ground: str, by: Actor | None = None) -> None:
        """An office does not accept, on a ground of the rulebook."""
        ok = ground in [known.code for known in self.terms.raising.exclusion_grounds]
        self.do(file, "refuse", by=by or CLERK, ok=ok, ground=ground)
        self.check(file)

    def withdraw(self, file: Facts, agreed: Sequence[str], by: Actor | None = None) -> None:
        """The lead deputy withdraws, with the consent that the rulebook asks for."""
        who, ok = self._own(file, by)
        facts, terms = file["facts"], self.terms.raising
        needed = model.signers(facts) if terms.withdraw_joint == "all" else [facts["lead"]]
        early = terms.withdraw_until != "assignment" or facts["stage"] not in ("assigned", "handling")
        reason = self.mark(file, "reason")
        self.do(file, "withdraw", by=who, ok=ok and early and set(needed) <= set(agreed), agreed=agreed, reason=reason)
        self.check(file)

    def register(self, file: Facts, by: Actor | None = None) -> None:
        """An office registers under the next number; a refused registration uses none up."""
        if self.do(file, "register", by=by or CLERK):
            self.registered += 1
            label = self.terms.raising.number_format.format(year=YEAR, term=9, session=3, seq=self.registered)
            file["facts"]["number"] = label
        self.check(file)

    def said(self, file: Facts, act: str, field: str, by: Actor | None = None, **facts: Any) -> bool:
        """An act that only needs a text: return for revision, convert, analyse, settle and the like."""
        done = self.do(file, act, by=by or CLERK, **{field: self.mark(file, field), **facts})
        if done and act == "settle":
            file["facts"]["settled"] = True
        self.check(file)
        return done

    def merge(self, files: Sequence[Facts], by: Actor | None = None) -> None:
        """Put files into one group: all of them or none; nobody owes less for it."""
        who, group = by or CLERK, f"g{next(self._serial)}"
        right_stage = all(f["facts"]["stage"] in ("registered", "assigned", "handling") for f in files)
        ok = right_stage and who.role in ACTS["merge"].roles and self.terms.raising.merge_at != "none"
        before = [model.owed(f["facts"]) for f in files]
        try:
            self.desk.merge([f["id"] for f in files], by=who, on=self.today, group=group)
        except ProposalError as refusal:
            if ok:
                raise Broken(f"merge must be accepted: {refusal}") from refusal
        else:
            agree(True, ok, f"merging by {who}")
            for file in files:
                file["acts"].append("merge")
                file["facts"]["group"] = group
        for file in files:
            self.check(file)
        agree(before, [model.owed(f["facts"]) for f in files], "replies owed after a merge")

    def unmerge(self, file: Facts, by: Actor | None = None) -> None:
        """Take a file out of its group."""
        ok = bool(file["facts"]["group"])
        if self.do(file, "unmerge", by=by or CLERK, ok=ok, reason=self.mark(file, "reason")):
            file["facts"]["group"] = ""
        self.check(file)

    # -- 交办 assign -----------------------------------------------------------------------------------------------------

    def assign(
        self, file: Facts, tasks: Sequence[tuple[str, str]], again: bool = False, by: Actor | None = None
    ) -> None:
        """An office assigns, or assigns again, to units that exist."""
        ok = model.modes_fit(tasks, self.terms.assigning.modes) and all(unit in UNITS for unit, _ in tasks)
        given = [Task(unit=unit, mode=Mode(mode), task=self.mark(file, "task")) for unit, mode in tasks]
        if self.do(file, "reassign" if again else "assign", given, by=by or CLERK, ok=ok):
            start = self.today
            for unit in model.in_force(file["facts"]):
                unit["state"] = "superseded"
            if again and not self.terms.assigning.reassign_restarts_clock:
                start = min(unit["assigned"] for unit in file["facts"]["units"])
            blank = {"state": "pending", "assigned": self.today, "received": self.today, "signed": None, "from": start}
            file["facts"]["units"] += [{"unit": unit, "mode": mode, **blank} for unit, mode in tasks]
        self.check(file)

    def sign(self, file: Facts, unit: str, by: Actor | None = None) -> None:
        """A unit signs for its assignment."""
        who = by or officer(unit)
        held = model.held(file["facts"], who.unit)
        if self.do(file, "sign", by=who, ok=held is not None and held["state"] == "pending") and held:
            held |= {"state": "signed", "signed": self.today}
        self.check(file)

    def return_due(self, held: Facts) -> date | None:
        """The last day on which a unit may return its assignment."""
        terms = self.terms.assigning
        if terms.return_within is None:
            return None
        start = held["received"] if terms.return_clock == "receipt" else held["assigned"]
        return model.slow_due(start, terms.return_within, self.calendar, carry_over=self.terms.calendar.carry_over)

    def return_assignment(self, file: Facts, unit: str, by: Actor | None = None) -> None:
        """A unit returns its assignment: on the last day it still may, a day later it may not."""
        who = by or officer(unit)
        held = model.held(file["facts"], who.unit)
        last = self.return_due(held) if held else None
        late = last is not None and self.today > last and self.terms.assigning.return_late == "refuse"
        reason = self.mark(file, "reason")
        ok = held is not None and not late
        others = any(unit["state"] == "signed" and unit is not held for unit in model.in_force(file["facts"]))
        to = "handling" if others and file["facts"]["stage"] == "handling" else "assigned"
        if self.do(file, "return_assignment", by=who, ok=ok, to=to, reason=reason, suggested_unit="unknown") and held:
            held["state"] = "returned"
        self.check(file)

    def object_to(self, file: Facts, by: Actor | None = None) -> None:
        """The lead deputy objects to the assignment."""
        who = by or deputy(file["facts"]["lead"])
        ok = self.terms.assigning.deputy_may_object and who.id == file["facts"]["lead"]
        if self.do(file, "object", by=who, ok=ok, called="object_to", text=self.mark(file, "objection")):
            file["facts"]["objections"].append(False)
        self.check(file)

    def answer_objection(self, file: Facts, by: Actor | None = None) -> None:
        """An office answers the oldest open objection."""
        waiting = file["facts"]["objections"]
        if self.do(file, "answer_objection", by=by or CLERK, ok=False in waiting, answer=self.mark(file, "answer")):
            waiting[waiting.index(False)] = True
        self.check(file)
