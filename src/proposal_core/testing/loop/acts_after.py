"""评价、滚动与公开 · The acts of evaluating, rolling and publishing on the driver."""

from __future__ import annotations

from datetime import date

from proposal_core.people import Actor, Role
from proposal_core.publishing import Review
from proposal_core.testing.loop import model
from proposal_core.testing.loop.driver import CLERK, UNITS, Driver, deputy, officer
from proposal_core.testing.loop.model import Facts


class ActsAfter(Driver):
    """评价、滚动与公开 · From the rating to the published file."""

    # -- 评价 evaluate ---------------------------------------------------------------------------------------------------

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
        """The time for rating ends when its last day has passed, not on it; without one an office says why it ends."""
        last, silent = self.feedback_due(file), self.terms.evaluating.feedback_within is None
        if silent:
            self.do(file, "close_feedback", by=by or CLERK, ok=False)
        ok = silent or (last is not None and self.today > last)
        self.do(file, "close_feedback", by=by or CLERK, ok=ok, reason=self.mark(file, "reason") if silent else "")
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

    # -- 滚动 roll -------------------------------------------------------------------------------------------------------

    def commit(self, file: Facts, unit: str, due: date | None, by: Actor | None = None) -> None:
        """A unit opens a commitment, with a day where the class of its reply asks for one."""
        who = by or officer(unit)
        reply, given = max(1, len(file["facts"]["replies"])), file["facts"]["replies"][-1:]
        dated = {kind.code for kind in self.terms.handling.result_classes if kind.needs_due_date}
        in_time = due >= self.today if due else all(last["class"] not in dated for last in given)
        ok = model.held(file["facts"], who.unit) is not None and in_time
        if self.do(file, "commit", by=who, ok=ok, reply=reply, text=self.mark(file, "commitment"), due_on=due):
            file["facts"]["commitments"].append({"unit": who.unit, "state": "open", "carried": []})
        self.check(file)

    def end_commitment(self, file: Facts, number: int, explained: bool, by: Actor | None = None) -> None:
        """A commitment is fulfilled, or ended with an explanation."""
        known = file["facts"]["commitments"]
        mine = known[number - 1] if number <= len(known) else {"state": "", "unit": UNITS[0]}
        who = by or officer(mine["unit"])
        ok = mine["state"] == "open" and (who.role is not Role.UNIT or who.unit == mine["unit"])
        act, field = ("explain_commitment", "explanation") if explained else ("fulfil", "evidence")
        if self.do(file, act, by=who, ok=ok, commitment=number, **{field: self.mark(file, "evidence")}):
            known[number - 1]["state"] = "explained" if explained else "fulfilled"
        self.check(file)

    def follow_up_reply(self, file: Facts, unit: str, result_class: str, by: Actor | None = None) -> None:
        """A unit replies again; what it said first stays."""
        who, text = by or officer(unit), self.mark(file, "reply")
        known = self.terms.handling.result_class(result_class) is not None
        held = model.held(file["facts"], who.unit)
        ok = known and held is not None and held["mode"] != "co"
        if self.do(file, "follow_up_reply", by=who, ok=ok, result_class=result_class, text=text):
            self.replied(file, who.unit, result_class, "follow_up", text)
        self.check(file)

    # -- 公开 publish ----------------------------------------------------------------------------------------------------

    def review(self, file: Facts, decisions: dict[str, str], by: Actor | None = None) -> None:
        """An office, or a unit that holds the file, reviews parts for publication."""
        who, terms = by or CLERK, self.terms.publishing
        ok = set(decisions) <= {part.code for part in terms.parts}
        ok = ok and (terms.partial or "partial" not in decisions.values())
        ok = ok and (who.role is not Role.UNIT or model.held(file["facts"], who.unit) is not None)
        reviews = [
            Review(part=part, decision=how, exemption="" if how == "public" else "privacy",
                   public_text=self.mark(file, f"released {part}") if how == "partial" else "")
            for part, how in decisions.items()
        ]  # fmt: skip
        if self.do(file, "review_disclosure", reviews, by=who, ok=ok):
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
