"""各环节 · Every act of the loop on the driver: proper people by default, what the model allows, what it learns.

Each method tries one act on one file and, when it was accepted, writes the consequence into the plain model. `by`
puts somebody else in the place of the person who ought to act. `next_step()` is the ordinary way through the loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from proposal_core.assigning import Task
from proposal_core.errors import ProposalError
from proposal_core.lifecycle import ACTS
from proposal_core.people import Actor, Role
from proposal_core.proposal import Mode
from proposal_core.publishing import Review
from proposal_core.testing import model
from proposal_core.testing.driver import CLERK, COMMITTEE, GOVERNMENT, UNITS, YEAR, Driver, deputy, officer
from proposal_core.testing.model import Facts
from proposal_core.testing.suite import Broken, agree


class Loop(Driver):
    """闭环 · The acts, chapter by chapter, in the order of the lifecycle."""

    # -- 提出 raise -----------------------------------------------------------------------------------------------

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

    # -- 交办 assign ----------------------------------------------------------------------------------------------

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
            blank = {"state": "pending", "assigned": start, "received": start, "signed": None}
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
        if self.do(file, "return_assignment", by=who, ok=ok, reason=reason, suggested_unit="unknown") and held:
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

    # -- 办理 handle ----------------------------------------------------------------------------------------------

    def contact(self, file: Facts, unit: str, phase: str, met: bool, by: Actor | None = None) -> None:
        """A unit records a contact."""
        who = by or officer(unit)
        ok = model.held(file["facts"], unit) is not None and (who.role is not Role.UNIT or who.unit == unit)
        facts = {"unit": unit, "phase": phase, "in_person": met, "way": "visit", "place": self.mark(file, "place")}
        if self.do(file, "contact", by=who, ok=ok, **facts):
            file["facts"]["contacts"].append((unit, phase, met, file["facts"]["round"]))
        self.check(file)

    def longest(self, held: Facts) -> date:
        """The last day to which a reply may be extended."""
        most = self.terms.handling.reply_max
        return model.slow_due(held["assigned"], most, self.calendar, carry_over=self.terms.calendar.carry_over)

    def extend(self, file: Facts, unit: str, until: date, by: Actor | None = None) -> None:
        """An office consents to an extension, up to the longest period and so often as the rulebook says."""
        held, extensions = model.held(file["facts"], unit), file["facts"]["extensions"]
        most = self.terms.handling.extension_max_count
        often = most is not None and sum(name == unit for name, _ in extensions) >= most
        ok = held is not None and until <= self.longest(held) and not often
        reason = self.mark(file, "reason")
        if self.do(file, "extend", by=by or GOVERNMENT, ok=ok, unit=unit, until=until, reason=reason):
            extensions.append((unit, until))
        self.check(file)

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
        ok = held is not None and who.unit in owed and known and model.gate_open(facts, held, self.terms.handling)
        to = "handling" if set(owed) - {who.unit} else "replied"
        text = self.mark(file, "reply")
        if self.do(file, "reply", by=who, ok=ok, to=to, result_class=result_class, text=text):
            self._replied(file, who.unit, result_class, "first" if facts["round"] == 1 else "rehandled", text)
        self.check(file)

    def _replied(self, file: Facts, unit: str, result_class: str, kind: str, text: str) -> None:
        new = {"unit": unit, "class": result_class, "round": file["facts"]["round"], "kind": kind, "text": text}
        file["facts"]["replies"].append({**new, "on": self.today, "back": False})

    def send_back_reply(self, file: Facts, unit: str, by: Actor | None = None) -> None:
        """An office sends a unit's latest reply back."""
        given = next((r for r in reversed(model.standing(file["facts"])) if r["unit"] == unit), None)
        reason = self.mark(file, "reason")
        if self.do(file, "send_back_reply", by=by or CLERK, ok=given is not None, unit=unit, reason=reason) and given:
            given["back"] = True
        self.check(file)

    # -- 督办 supervise -------------------------------------------------------------------------------------------

    def supervise(self, file: Facts, method: str, finding: bool, by: Actor | None = None) -> None:
        """A committee supervises, perhaps with a finding."""
        ok, found = method in [known.code for known in self.terms.supervising.methods], self.mark(file, "finding")
        if self.do(file, "supervise", by=by or COMMITTEE, ok=ok, method=method, finding=found if finding else ""):
            file["facts"]["supervision"].append([method, finding, False])
        self.check(file)

    def rectify(self, file: Facts, number: int, by: Actor | None = None) -> None:
        """A finding is put right."""
        acts = file["facts"]["supervision"]
        ok = number <= len(acts) and acts[number - 1][1]
        if self.do(file, "rectify", by=by or COMMITTEE, ok=ok, act=number, text=self.mark(file, "rectified")):
            acts[number - 1][2] = True
        self.check(file)

    def remind(self, file: Facts, unit: str, rung: str, by: Actor | None = None) -> None:
        """A unit is reminded, once per rung and day."""
        told = (rung, unit, self.today)
        if self.do(file, "remind", by=by or CLERK, ok=told not in file["facts"]["reminders"], unit=unit, rung=rung):
            file["facts"]["reminders"].append(told)
        self.check(file)

    def look_back(self, file: Facts, by: Actor | None = None) -> None:
        """A look-back with the answers that the facts give."""
        if self.do(file, "look_back", by=by or CLERK, note=self.mark(file, "note")):
            file["facts"]["look_backs"] += 1
        self.check(file)

    # -- 评价 evaluate --------------------------------------------------------------------------------------------

    def raters(self, file: Facts) -> list[str]:
        """Who rates this file and has not in this round."""
        facts = file["facts"]
        asked = [facts["lead"]] if self.terms.evaluating.who == "lead" else model.signers(facts)
        given = {name for name, round_, _, _ in facts["ratings"] if round_ == facts["round"]}
        return [name for name in asked if name not in given]

    def rate(self, file: Facts, name: str, level: str, by: Actor | None = None) -> None:
        """A deputy rates, once a round."""
        who, left = by or deputy(name), self.raters(file)
        aspects, terms = [aspect.code for aspect in self.terms.evaluating.aspects], self.terms.evaluating
        ok = name in left and (who.role is not Role.DEPUTY or who.id == name) and terms.level(level) is not None
        to = "replied" if set(left) - {name} else "evaluated"
        levels = dict.fromkeys(aspects, level)
        comment = self.mark(file, "comment")
        if self.do(file, "rate", by=who, ok=ok, to=to, levels=levels, deputy=name, comment=comment):
            file["facts"]["ratings"].append((name, file["facts"]["round"], tuple(levels.values()), self.today))
        self.check(file)

    def feedback_due(self, file: Facts) -> date | None:
        """The last day for rating the latest reply."""
        within, replies = self.terms.evaluating.feedback_within, model.standing(file["facts"])
        if within is None or not replies:
            return None
        return model.slow_due(replies[-1]["on"], within, self.calendar, carry_over=self.terms.calendar.carry_over)

    def close_feedback(self, file: Facts, by: Actor | None = None) -> None:
        """The time for rating ends when its last day has passed, not on it."""
        last = self.feedback_due(file)
        self.do(file, "close_feedback", by=by or CLERK, ok=last is not None and self.today > last)
        self.check(file)

    def _must_rehandle(self, file: Facts) -> bool:
        terms, facts = self.terms.evaluating, file["facts"]
        return model.unsatisfied(facts, terms.rehandle_on) and facts["rehandlings"] < terms.rehandle_rounds

    def rehandle(self, file: Facts, by: Actor | None = None) -> None:
        """Re-handling is ordered after dissatisfaction, while a round is left."""
        if self.do(file, "rehandle", by=by or CLERK, ok=self._must_rehandle(file), reason=self.mark(file, "reason")):
            file["facts"]["round"] += 1
            file["facts"]["rehandlings"] += 1
        self.check(file)

    def close(self, file: Facts, by: Actor | None = None) -> None:
        """The file is closed when nothing more is owed to the deputy."""
        terms, facts = self.terms.evaluating, file["facts"]
        last_step = model.unsatisfied(facts, terms.rehandle_on) and terms.final_step != "none" and not facts["settled"]
        self.do(file, "close", by=by or CLERK, ok=not self._must_rehandle(file) and not last_step)
        self.check(file)

    # -- 滚动 roll ------------------------------------------------------------------------------------------------

    def commit(self, file: Facts, unit: str, due: date, by: Actor | None = None) -> None:
        """A unit opens a commitment."""
        who = by or officer(unit)
        ok = model.held(file["facts"], who.unit) is not None and due >= self.today
        reply = max(1, len(file["facts"]["replies"]))
        if self.do(file, "commit", by=who, ok=ok, reply=reply, text=self.mark(file, "commitment"), due_on=due):
            file["facts"]["commitments"].append({"unit": who.unit, "state": "open", "carried": []})
        self.check(file)

    def end_commitment(self, file: Facts, number: int, explained: bool, by: Actor | None = None) -> None:
        """A commitment is fulfilled, or ended with an explanation."""
        known = file["facts"]["commitments"]
        ok = number <= len(known) and known[number - 1]["state"] == "open"
        act, field = ("explain_commitment", "explanation") if explained else ("fulfil", "evidence")
        who = by or officer(UNITS[0])
        if self.do(file, act, by=who, ok=ok, commitment=number, **{field: self.mark(file, "evidence")}):
            known[number - 1]["state"] = "explained" if explained else "fulfilled"
        self.check(file)

    def follow_up_reply(self, file: Facts, unit: str, result_class: str, by: Actor | None = None) -> None:
        """A unit replies again; what it said first stays."""
        who, text = by or officer(unit), self.mark(file, "reply")
        known = self.terms.handling.result_class(result_class) is not None
        ok = known and model.held(file["facts"], who.unit) is not None
        if self.do(file, "follow_up_reply", by=who, ok=ok, result_class=result_class, text=text):
            self._replied(file, who.unit, result_class, "follow_up", text)
        self.check(file)

    # -- 公开 publish ---------------------------------------------------------------------------------------------

    def review(self, file: Facts, decisions: dict[str, str], by: Actor | None = None) -> None:
        """An office reviews parts for publication."""
        terms = self.terms.publishing
        ok = set(decisions) <= {part.code for part in terms.parts}
        ok = ok and (terms.partial or "partial" not in decisions.values())
        reviews = [
            Review(part=part, decision=how, exemption="" if how == "public" else "privacy",
                   public_text=self.mark(file, f"released {part}") if how == "partial" else "")
            for part, how in decisions.items()
        ]  # fmt: skip
        if self.do(file, "review_disclosure", reviews, by=by or CLERK, ok=ok):
            file["facts"]["disclosures"] |= {r.part: (r.decision, self.today, r.public_text) for r in reviews}
        self.check(file)

    def publish(self, file: Facts, by: Actor | None = None) -> None:
        """An office publishes what was reviewed, once everything was."""
        parts = [part.code for part in self.terms.publishing.parts]
        if self.do(file, "publish", by=by or CLERK, ok=not model.unreviewed(file["facts"], parts)):
            file["facts"]["published"] = self.today
        self.check(file)

    def unpublish(self, file: Facts, by: Actor | None = None) -> None:
        """An office takes a publication back."""
        if self.do(file, "unpublish", by=by or CLERK):
            file["facts"]["published"] = None
        self.check(file)

    # -- the ordinary way -----------------------------------------------------------------------------------------

    def next_step(self, file: Facts, level: str = "satisfied") -> None:
        """Take a file one ordinary step further through the loop, by the proper people."""
        steps = {
            "draft": self._to_submitted, "revising": self._to_submitted, "submitted": self._to_accepted,
            "accepted": self.register, "registered": self._to_assigned, "assigned": self._to_signed,
            "handling": self._to_replied, "evaluated": self._to_closed,
        }  # fmt: skip
        stage = file["facts"]["stage"]
        if stage == "replied":
            for name in self.raters(file):
                self.rate(file, name, level)
        elif stage in steps:
            steps[stage](file)

    def _to_submitted(self, file: Facts) -> None:
        if not file["facts"]["title"]:
            self.edit(file)
        self.submit(file)

    def _to_accepted(self, file: Facts) -> None:
        for name, answer in file["facts"]["signers"]:
            if answer == "asked":
                self.co_sign(file, name, declined=False)
        for stage in self.terms.raising.screening_stages:
            self.screen(file, stage.code)
        self.accept(file)

    def _to_assigned(self, file: Facts) -> None:
        first, second, _ = UNITS
        ways = {
            "lead_co": [(first, "lead"), (second, "co")],
            "sole": [(first, "sole")],
            "separate": [(first, "separate"), (second, "separate")],
            "multi_lead": [(first, "lead"), (second, "lead")],
        }
        self.assign(file, next(ways[mode] for mode in ways if mode in self.terms.assigning.modes))

    def _to_signed(self, file: Facts) -> None:
        for unit in model.in_force(file["facts"]):
            if unit["state"] == "pending":
                self.sign(file, unit["unit"])

    def _to_replied(self, file: Facts) -> None:
        for unit in model.owed(file["facts"]):
            for phase in ("before", "during", "after"):
                self.contact(file, unit, phase, met=True)
        for held in model.in_force(file["facts"]):
            if held["mode"] == "co" and held["state"] == "signed":
                self.give_co_opinion(file, held["unit"])
        for unit in model.owed(file["facts"]):
            self.reply(file, unit, "B")

    def _to_closed(self, file: Facts) -> None:
        if self._must_rehandle(file):
            self.rehandle(file)
            return
        if not file["facts"]["settled"]:
            self.said(file, "settle", "outcome")
        self.close(file)
