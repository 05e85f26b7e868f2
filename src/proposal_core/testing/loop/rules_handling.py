"""办理与督办 · The machine's rules for handling and supervising: one an act, and two that press on the edges."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from proposal_core.lifecycle import Stage
from proposal_core.people import Actor
from proposal_core.testing.loop import model
from proposal_core.testing.loop.draws import (
    ABOUT,
    CODE,
    PICK,
    READY,
    REPLIERS,
    WHO,
    Rules,
    possible,
    there_is,
)
from proposal_core.testing.loop.driver import (
    CLERK,
    COUNCIL,
    GOVERNMENT,
    officer,
)
from proposal_core.testing.loop.model import Facts


class RulesOfHandling(Rules):
    """办理与督办 · From the first contact to the reply."""

    # -- 办理 handle -----------------------------------------------------------------------------------------------------

    @possible("contact")
    @rule(n=PICK, u=PICK, phase=st.sampled_from(["before", "during", "after"]), met=st.booleans(), who=WHO)
    def contact(self, n: int, u: int, phase: str, met: bool, who: Actor | None) -> None:
        file = self.pick("contact", n)
        self.loop.contact(file, self.unit(file, u), phase, met, who)

    @possible("extend")
    @rule(n=PICK, u=PICK, beyond=st.integers(-2, 1), who=WHO)
    def extend(self, n: int, u: int, beyond: int, who: Actor | None) -> None:
        file = self.pick("extend", n)
        unit = self.unit(file, u)
        held = model.held(file["facts"], unit)
        last = self.loop.longest(held) if held else self.loop.today
        self.loop.extend(file, unit, last + timedelta(days=beyond), who)

    @possible("pause")
    @rule(n=PICK, who=WHO)
    def pause(self, n: int, who: Actor | None) -> None:
        self.loop.pause(self.pick("pause", n), who)

    @possible("resume")
    @there_is("pauses")
    @rule(n=PICK, who=WHO)
    def resume(self, n: int, who: Actor | None) -> None:
        self.loop.resume(self.pick("resume", n, "pauses"), who)

    @possible("give_co_opinion")
    @rule(n=PICK, u=PICK, who=WHO)
    def give_co_opinion(self, n: int, u: int, who: Actor | None) -> None:
        file = self.pick("give_co_opinion", n)
        self.loop.give_co_opinion(file, self.unit(file, u, "co"), who)

    @possible("reject_co_opinion")
    @there_is("opinions")
    @rule(n=PICK, u=PICK, v=PICK)
    def reject_co_opinion(self, n: int, u: int, v: int) -> None:
        file = self.pick("reject_co_opinion", n, "opinions")
        self.loop.reject_co_opinion(file, self.unit(file, u, "co"), officer(self.unit(file, v, "lead", "sole")))

    @possible("plan")
    @rule(n=PICK, u=PICK, plan=st.booleans(), who=WHO)
    def clear(self, n: int, u: int, plan: bool, who: Actor | None) -> None:
        file = self.pick("plan", n)
        self.loop.clear(file, self.unit(file, u), plan, who)

    @possible("override")
    @rule(n=PICK, gate=st.sampled_from(["contacts", "co_opinions", "no such gate"]), who=WHO)
    def override(self, n: int, gate: str, who: Actor | None) -> None:
        self.loop.override(self.pick("override", n), gate, who)

    @possible("reply")
    @rule(n=PICK, u=PICK, code=CODE, who=WHO)
    def reply(self, n: int, u: int, code: str, who: Actor | None) -> None:
        file = self.pick("reply", n)
        self.loop.reply(file, self.unit(file, u, *REPLIERS), code, who)

    @possible("reply")
    @rule(n=PICK, u=PICK, ready=READY)
    def reply_past_one_lock(self, n: int, u: int, ready: str) -> None:
        file = self.pick("reply", n)
        unit = self.unit(file, u, *REPLIERS)
        self._prepare(file, unit, ready)
        self.loop.reply(file, unit, "A")

    @possible("reply")
    @rule(n=PICK, late=ABOUT)
    def reply_about_the_due_day(self, n: int, late: int) -> None:
        coming = [
            (file, unit, due)
            for file in self.loop.files
            if file["facts"]["stage"] == Stage.HANDLING
            for unit in model.owed(file["facts"])
            if (due := self._due(file, unit)) > self.loop.today
        ]
        if coming:
            file, unit, due = coming[n % len(coming)]
            self.loop.today = due + timedelta(days=late)
            self._prepare(file, unit, "all")
            self.loop.reply(file, unit, "B")
            self.loop.duties_agree()

    def _due(self, file: Facts, unit: str) -> date:
        held = model.held(file["facts"], unit)
        return model.reply_due(file["facts"], held, self.loop.terms, self.calendar) if held else date.min

    def _prepare(self, file: Facts, unit: str, ready: str) -> None:
        """Open one lock of the gate, both, or one of them by an override, so that replies meet the other one shut."""
        for held in model.in_force(file["facts"]):
            if ready == "all" and held["state"] == "pending":
                self.loop.sign(file, held["unit"])
        if ready in ("contacts", "all"):
            for phase in ("before", "during", "after"):
                self.loop.contact(file, unit, phase, met=True)
        if ready in ("co_opinions", "all"):
            for held in model.in_force(file["facts"]):
                if held["mode"] == "co":
                    self.loop.give_co_opinion(file, held["unit"])
        if ready.startswith("override"):
            self.loop.override(file, ready.partition(" ")[2])

    @possible("send_back_reply")
    @there_is("replies")
    @rule(n=PICK, u=PICK, who=WHO)
    def send_back_reply(self, n: int, u: int, who: Actor | None) -> None:
        file = self.pick("send_back_reply", n, "replies")
        self.loop.send_back_reply(file, self.unit(file, u, "lead", "sole", "separate"), who)

    # -- 督办 supervise --------------------------------------------------------------------------------------------------

    @possible("supervise")
    @rule(
        n=PICK, method=st.sampled_from(["phone", "onsite", "letter", "no such method"]), finding=st.booleans(), who=WHO
    )
    def supervise(self, n: int, method: str, finding: bool, who: Actor | None) -> None:
        self.loop.supervise(self.pick("supervise", n), method, finding, who)

    @possible("rectify")
    @there_is("supervision")
    @rule(n=PICK, number=st.integers(1, 3), who=WHO)
    def rectify(self, n: int, number: int, who: Actor | None) -> None:
        file = self.pick("rectify", n, "supervision")
        found = [place for place, (_, finding, _) in enumerate(file["facts"]["supervision"], 1) if finding]
        self.loop.rectify(file, found[-1] if found and number < 3 else number, who)

    @possible("remind")
    @rule(n=PICK, u=PICK, rung=st.sampled_from(["soon", "overdue", "no such rung"]), who=WHO)
    def remind(self, n: int, u: int, rung: str, who: Actor | None) -> None:
        file = self.pick("remind", n)
        self.loop.remind(file, self.unit(file, u), rung, who)

    @possible("look_back")
    @rule(n=PICK, who=WHO)
    def look_back(self, n: int, who: Actor | None) -> None:
        self.loop.look_back(self.pick("look_back", n), who)

    @rule(who=st.sampled_from([COUNCIL, CLERK, GOVERNMENT]), extra=st.sampled_from([0, 0, 1]))
    def choose_key_items(self, who: Actor, extra: int) -> None:
        self.loop.choose_key_items(who, extra)
