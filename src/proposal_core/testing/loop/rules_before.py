"""提出与交办 · The machine's rules for raising and assigning: one an act."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from proposal_core.lifecycle import ACTS
from proposal_core.people import Actor
from proposal_core.testing.loop import model
from proposal_core.testing.loop.draws import (
    ABOUT,
    PICK,
    TASKS,
    WHO,
    Rules,
    possible,
    there_is,
)
from proposal_core.testing.loop.driver import (
    DEPUTIES,
)


class RulesBefore(Rules):
    """提出与交办 · From the draft to the signed assignment."""

    # -- 提出 raise ------------------------------------------------------------------------------------------------------

    @possible("edit")
    @rule(n=PICK, who=WHO)
    def edit(self, n: int, who: Actor | None) -> None:
        self.loop.edit(self.pick("edit", n), who)

    @possible("co_sign")
    @there_is("signers")
    @rule(n=PICK, m=PICK, declined=st.booleans(), who=WHO)
    def co_sign(self, n: int, m: int, declined: bool, who: Actor | None) -> None:
        file = self.pick("co_sign", n, "signers")
        names = [name for name, _ in file["facts"]["signers"]] if m < 11 else []
        self.loop.co_sign(file, names[m % len(names)] if names else "d4", declined, who)

    @possible("submit")
    @rule(n=PICK, who=WHO)
    def submit(self, n: int, who: Actor | None) -> None:
        self.loop.submit(self.pick("submit", n), who)

    @possible("screen")
    @rule(n=PICK, stage=st.sampled_from(["pre_session", "in_session", "review"]), clean=st.booleans(), who=WHO)
    def screen(self, n: int, stage: str, clean: bool, who: Actor | None) -> None:
        self.loop.screen(self.pick("screen", n), stage, clean, who)

    @possible("accept")
    @rule(n=PICK, who=WHO)
    def accept(self, n: int, who: Actor | None) -> None:
        self.loop.accept(self.pick("accept", n), who)

    @possible("refuse")
    @rule(n=PICK, ground=st.sampled_from(["complaint", "no such ground"]), who=WHO)
    def refuse(self, n: int, ground: str, who: Actor | None) -> None:
        self.loop.refuse(self.pick("refuse", n), ground, who)

    @possible("return_for_revision")
    @rule(n=PICK, act=st.sampled_from(["return_for_revision", "return_for_revision", "convert"]), who=WHO)
    def turn_away(self, n: int, act: str, who: Actor | None) -> None:
        self.loop.said(self.pick(act, n), act, "reason" if act == "return_for_revision" else "channel", who)

    @possible("withdraw")
    @rule(n=PICK, agreed=st.sampled_from([DEPUTIES, DEPUTIES[:1], ()]), who=WHO, sure=st.integers(0, 3))
    def withdraw(self, n: int, agreed: tuple[str, ...], who: Actor | None, sure: int) -> None:
        if sure == 0:  # a withdrawn file is at its end, so not too often
            self.loop.withdraw(self.pick("withdraw", n), agreed, who)

    @possible("register")
    @rule(n=PICK, who=WHO)
    def register(self, n: int, who: Actor | None) -> None:
        self.loop.register(self.pick("register", n), who)

    @possible("analyse")
    @rule(n=PICK, who=WHO)
    def analyse(self, n: int, who: Actor | None) -> None:
        self.loop.said(self.pick("analyse", n), "analyse", "key_problem", who)

    @possible("merge")
    @rule(n=PICK, m=PICK, who=WHO)
    def merge(self, n: int, m: int, who: Actor | None) -> None:
        first, second = self.pick("merge", n), self.pick("merge", m)
        self.loop.merge([first] if first is second else [first, second], who)

    @possible("unmerge")
    @there_is("group")
    @rule(n=PICK, who=WHO)
    def unmerge(self, n: int, who: Actor | None) -> None:
        self.loop.unmerge(self.pick("unmerge", n, "group"), who)

    # -- 交办 assign -----------------------------------------------------------------------------------------------------

    @possible("assign")
    @rule(n=PICK, tasks=TASKS, who=WHO)
    def assign(self, n: int, tasks: list[tuple[str, str]], who: Actor | None) -> None:
        self.loop.assign(self.pick("assign", n), tasks, by=who)

    @possible("reassign")
    @rule(n=PICK, tasks=TASKS, who=WHO)
    def reassign(self, n: int, tasks: list[tuple[str, str]], who: Actor | None) -> None:
        self.loop.assign(self.pick("reassign", n), tasks, again=True, by=who)

    @possible("sign")
    @rule(n=PICK, u=PICK, who=WHO)
    def sign(self, n: int, u: int, who: Actor | None) -> None:
        file = self.pick("sign", n)
        self.loop.sign(file, self.unit(file, u), who)

    @possible("return_assignment")
    @rule(n=PICK, u=PICK, who=WHO)
    def return_assignment(self, n: int, u: int, who: Actor | None) -> None:
        file = self.pick("return_assignment", n)
        self.loop.return_assignment(file, self.unit(file, u), who)

    @possible("return_assignment")
    @rule(n=PICK, late=ABOUT)
    def return_about_the_last_day(self, n: int, late: int) -> None:
        coming = [
            (file, held["unit"], last)
            for file in self.loop.files
            if file["facts"]["stage"] in ACTS["return_assignment"].sources
            for held in model.in_force(file["facts"])
            if (last := self.loop.return_due(held)) and last > self.loop.today
        ]
        if coming:
            file, unit, last = coming[n % len(coming)]
            self.loop.today = last + timedelta(days=late)
            self.loop.return_assignment(file, unit)

    @possible("object")
    @rule(n=PICK, who=WHO)
    def object_to(self, n: int, who: Actor | None) -> None:
        self.loop.object_to(self.pick("object", n), who)

    @possible("answer_objection")
    @there_is("objections")
    @rule(n=PICK, who=WHO)
    def answer_objection(self, n: int, who: Actor | None) -> None:
        self.loop.answer_objection(self.pick("answer_objection", n, "objections"), who)
