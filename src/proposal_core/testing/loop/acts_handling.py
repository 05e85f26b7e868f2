"""办理与督办 · The acts of handling and supervising on the driver."""

from __future__ import annotations

from datetime import date
from typing import Any

from proposal_core.people import Actor, Role
from proposal_core.testing.loop import model
from proposal_core.testing.loop.driver import CLERK, COMMITTEE, GOVERNMENT, Driver, officer
from proposal_core.testing.loop.model import Facts


class ActsOfHandling(Driver):
    """办理与督办 · From the first contact to the reply, and whoever watches over it."""

    # -- 办理 handle -----------------------------------------------------------------------------------------------------

    def contact(self, file: Facts, unit: str, phase: str, met: bool, by: Actor | None = None) -> None:
        """A unit records a contact."""
        who = by or officer(unit)
        ok = model.held(file["facts"], unit) is not None and (who.role is not Role.UNIT or who.unit == unit)
        facts: dict[str, Any] = {
            "unit": unit,
            "phase": phase,
            "in_person": met,
            "way": "visit",
            "place": self.mark(file, "place"),
        }
        if self.do(file, "contact", by=who, ok=ok, **facts):
            file["facts"]["contacts"].append((unit, phase, met, file["facts"]["round"]))
        self.check(file)

    def longest(self, held: Facts) -> date:
        """The last day to which a reply may be extended."""
        most = self.terms.handling.reply_max
        return model.slow_due(held["from"], most, self.calendar, carry_over=self.terms.calendar.carry_over)

    def extend(self, file: Facts, unit: str, until: date, by: Actor | None = None) -> None:
        """An office consents to an extension, up to the longest period and so often as the rulebook says."""
        held, extensions = model.held(file["facts"], unit), file["facts"]["extensions"]
        most = self.terms.handling.extension_max_count
        often = most is not None and sum(name == unit for name, _, _ in extensions) >= most
        ok = held is not None and until <= self.longest(held) and not often
        ok = ok and held is not None and self._may_extend(file, held, until, by or GOVERNMENT)
        reason = self.mark(file, "reason")
        if self.do(file, "extend", by=by or GOVERNMENT, ok=ok, unit=unit, until=until, reason=reason):
            extensions.append((unit, until, self.today))
        self.check(file)

    def _may_extend(self, file: Facts, held: Facts, until: date, by: Actor) -> bool:
        """It must extend something, not by more than one step, with the consent of whom the rulebook names."""
        terms = self.terms.handling
        due = model.reply_due(file["facts"], held, self.terms, self.calendar, self.today)
        carry = self.terms.calendar.carry_over
        most = (
            until
            if terms.extension_step is None
            else model.slow_due(due, terms.extension_step, self.calendar, carry_over=carry)
        )
        government = by.role.value == "government_office"
        asked = {
            "government_office": government,
            "deputies_committee": by.role.value in ("deputies_committee", "presidium"),
        }
        return due < until <= most and asked.get(terms.extension_consent, True)

    def pause(self, file: Facts, by: Actor | None = None) -> None:
        """An office stops the clock."""
        pauses = file["facts"]["pauses"]
        ok = all(until is not None for _, until in pauses)
        if self.do(file, "pause", by=by or CLERK, ok=ok, since=self.today, reason=self.mark(file, "reason")):
            pauses.append([self.today, None])
        self.check(file)

    def resume(self, file: Facts, by: Actor | None = None) -> None:
        """An office lets the clock run again."""
        standing = next((pause for pause in file["facts"]["pauses"] if pause[1] is None), None)
        if self.do(file, "resume", by=by or CLERK, ok=standing is not None, until=self.today) and standing:
            standing[1] = self.today
        self.check(file)

    def give_co_opinion(self, file: Facts, unit: str, by: Actor | None = None) -> None:
        """A co-handling unit that has signed gives its opinion."""
        who = by or officer(unit)
        held = model.held(file["facts"], who.unit)
        ok = held is not None and (held["mode"], held["state"]) == ("co", "signed")
        if self.do(file, "give_co_opinion", by=who, ok=ok, text=self.mark(file, "opinion")):
            file["facts"]["opinions"].append([who.unit, True, self.today])
        self.check(file)

    def reject_co_opinion(self, file: Facts, unit: str, by: Actor) -> None:
        """The lead sends an opinion back."""
        held, opinions = model.held(file["facts"], by.unit), file["facts"]["opinions"]
        given = next((opinion for opinion in opinions if opinion[0] == unit and opinion[1]), None)
        lead = held is not None and held["mode"] != "co"
        ok = lead and given is not None and self.terms.handling.lead_may_reject_co_opinion
        if self.do(file, "reject_co_opinion", by=by, ok=ok, unit=unit, reason=self.mark(file, "reason")) and given:
            given[1] = False
        self.check(file)

    def clear(self, file: Facts, unit: str, plan: bool, by: Actor | None = None) -> None:
        """A unit records its plan, or a step of clearance."""
        who = by or officer(unit)
        ok, act = model.held(file["facts"], who.unit) is not None, "plan" if plan else "clear"
        facts = (
            {"text": self.mark(file, "plan")}
            if plan
            else {"kind": "party_group", "evidence": self.mark(file, "evidence")}
        )
        if self.do(file, act, by=who, ok=ok, **facts):
            file["facts"]["clearances"].append((who.unit, "plan" if plan else "party_group"))
        self.check(file)

    def override(self, file: Facts, gate: str, by: Actor | None = None) -> None:
        """A person with the permission opens a gate, with a reason."""
        ok = gate in ("contacts", "co_opinions")
        if self.do(file, "override", by=by or CLERK, ok=ok, gate=gate, reason=self.mark(file, "reason")):
            file["facts"]["overrides"].append(gate)
        self.check(file)

    def reply(self, file: Facts, unit: str, result_class: str, by: Actor | None = None) -> None:
        """A unit replies, if and only if the gate is open and it owes a reply."""
        who, facts = by or officer(unit), file["facts"]
        held, owed = model.held(facts, who.unit), model.owed(facts)
        known = self.terms.handling.result_class(result_class) is not None
        signed = held is not None and held["state"] == "signed" and who.unit in owed
        ok = held is not None and signed and known and model.gate_open(facts, held, self.terms.handling)
        to = "handling" if set(owed) - {who.unit} else "replied"
        text = self.mark(file, "reply")
        if self.do(file, "reply", by=who, ok=ok, to=to, result_class=result_class, text=text):
            self.replied(file, who.unit, result_class, "first" if facts["round"] == 1 else "rehandled", text)
        self.check(file)

    def send_back_reply(self, file: Facts, unit: str, by: Actor | None = None) -> None:
        """An office sends a unit's latest reply back."""
        given = next((r for r in reversed(model.standing(file["facts"])) if r["unit"] == unit), None)
        reason = self.mark(file, "reason")
        if self.do(file, "send_back_reply", by=by or CLERK, ok=given is not None, unit=unit, reason=reason) and given:
            given["back"] = True
        self.check(file)

    # -- 督办 supervise --------------------------------------------------------------------------------------------------

    def supervise(self, file: Facts, method: str, finding: bool, by: Actor | None = None) -> None:
        """A committee supervises, perhaps with a finding."""
        ok, found = method in [known.code for known in self.terms.supervising.methods], self.mark(file, "finding")
        if self.do(file, "supervise", by=by or COMMITTEE, ok=ok, method=method, finding=found if finding else ""):
            file["facts"]["supervision"].append([method, finding, False])
        self.check(file)

    def rectify(self, file: Facts, number: int, by: Actor | None = None) -> None:
        """A finding is put right."""
        acts = file["facts"]["supervision"]
        who = by or COMMITTEE
        holds = who.role is not Role.UNIT or model.held(file["facts"], who.unit) is not None
        ok = holds and number <= len(acts) and acts[number - 1][1]
        if self.do(file, "rectify", by=who, ok=ok, act=number, text=self.mark(file, "rectified")):
            acts[number - 1][2] = True
        self.check(file)

    def remind(self, file: Facts, unit: str, rung: str, by: Actor | None = None) -> None:
        """A unit that holds the file is reminded, once per rung and day."""
        told, rungs = (rung, unit, self.today), [known.code for known in self.terms.supervising.reminder_ladder]
        ok = told not in file["facts"]["reminders"] and rung in rungs and model.held(file["facts"], unit) is not None
        if self.do(file, "remind", by=by or CLERK, ok=ok, unit=unit, rung=rung):
            file["facts"]["reminders"].append(told)
        self.check(file)

    def look_back(self, file: Facts, by: Actor | None = None) -> None:
        """A look-back with the answers that the facts give."""
        if self.do(file, "look_back", by=by or CLERK, note=self.mark(file, "note")):
            file["facts"]["look_backs"] += 1
        self.check(file)
