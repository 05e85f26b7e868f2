"""闭环检验机 · `ClosedLoopMachine`: any sequence of acts, by anybody, on any days, under any rulebook, on any store.

    class MyMachine(ClosedLoopMachine):
        rulebooks = st.just(load("my.toml"))
        def make_store(self):
            return MyStore(...)

    TestMyLoop = MyMachine.TestCase          # pytest and unittest run it
    run_loop(MyMachine)                      # without either; raises with the shortest story that fails

One rule per act of `Casework` and per reading of a store. What each act must do is decided by a plain model
(`model`), never by the rules under test. After every act: the stored file is the model's and its journal's, nobody
sees what is not theirs, first classes stay, gates and quotas hold; figures and duties are counted out on request.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

import attrs
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from hypothesis.strategies import SearchStrategy

from proposal_core.errors import ProposalError, Stale
from proposal_core.journal import Key, step
from proposal_core.lifecycle import ACTS, Stage
from proposal_core.people import Actor, Role
from proposal_core.proposal import Proposal
from proposal_core.rulebook import Rulebook, builtin_ids, load
from proposal_core.storage import Store, Where
from proposal_core.stores.memory import MemoryStore
from proposal_core.terms import Terms
from proposal_core.testing import model
from proposal_core.testing.driver import (
    CLERK,
    CONGRESS,
    COUNCIL,
    DEPUTIES,
    GONE,
    GOVERNMENT,
    OUTSIDERS,
    START,
    UNITS,
    YEAR,
    deputy,
    officer,
)
from proposal_core.testing.loop import Loop
from proposal_core.testing.model import Facts
from proposal_core.testing.suite import Broken, agree
from proposal_core.values import written
from proposal_core.workdays import WorkCalendar, national_calendar

PEOPLE = (
    CLERK, COUNCIL, GOVERNMENT, *OUTSIDERS, *map(deputy, DEPUTIES[:2]), *map(officer, UNITS),
    Actor(id="presidium", role=Role.PRESIDIUM), Actor(id="system", role=Role.SYSTEM),
)  # fmt: skip
# Mostly the person who ought to act; now and then somebody else.
WHO: SearchStrategy[Actor | None] = st.integers(0, 5).flatmap(
    lambda n: st.sampled_from(PEOPLE) if n == 0 else st.none()
)
PICK = st.integers(0, 11)
CODE = st.sampled_from(["A", "B", "C", "no such class"])
LEVEL = st.sampled_from(["satisfied", "basic", "unsatisfied", "unsatisfied"])
TASKS = st.sampled_from(
    [
        [("u1", "lead"), ("u2", "co")], [("u1", "lead"), ("u2", "co"), ("u3", "co")], [("u2", "sole")],
        [("u1", "separate"), ("u3", "separate")], [("u1", "lead")], [("u1", "sole"), ("u2", "co")],
        [("u1", "lead"), ("u1", "co")], [(GONE, "sole")], [("u1", "lead"), ("u2", "lead")], [],
    ]
)  # fmt: skip


def possible(*acts: str) -> Any:
    """A rule that makes sense only while some file is in a stage of one of these acts."""
    sources = {source for act in acts for source in ACTS[act].sources}
    return precondition(lambda self: any(file["facts"]["stage"] in sources for file in self.loop.files))


def there_is(what: str) -> Any:
    """A rule that makes sense only while some file has such a thing: a group, an opinion, a finding."""
    return precondition(lambda self: any(file["facts"][what] for file in self.loop.files))


class _Chosen:
    """A rulebook that tells itself in a story by what it sets otherwise than the built-in one of its id."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book

    def __repr__(self) -> str:
        known = load(self.book.id).versions[-1].terms if self.book.id in builtin_ids() else None
        mine = self.book.versions[-1].terms
        told = [f"{self.book.id} {self.book.versions[-1].digest[:8]}"]
        for chapter in attrs.fields(Terms) if known else ():
            ours, theirs = getattr(mine, chapter.name), getattr(known, chapter.name)
            pairs = ((f.name, getattr(ours, f.name), getattr(theirs, f.name)) for f in attrs.fields(type(ours)))
            told += [f"{chapter.name}.{name} = {written(value)}" for name, value, usual in pairs if value != usual]
        return "<" + ", ".join(told) + ">"


@st.composite
def _chosen(draw: st.DrawFn, books: SearchStrategy[Rulebook]) -> _Chosen:
    return _Chosen(draw(books))


class ClosedLoopMachine(RuleBasedStateMachine):
    """闭环检验机 · Give `make_store()`, and `rulebooks` where it is not Shaoxing's; `TestCase` runs it."""

    rulebooks: ClassVar[SearchStrategy[Rulebook]] = st.just(load("shaoxing"))
    calendar: ClassVar[WorkCalendar] = national_calendar()
    loop: Loop

    def make_store(self) -> Store:
        """An empty store for one story."""
        return MemoryStore()

    @initialize(data=st.data(), leads=st.lists(st.sampled_from(DEPUTIES), min_size=2, max_size=3))
    def begin(self, data: st.DataObject, leads: list[str]) -> None:
        """A roster, a year, and two or three files somewhere in the loop."""
        chosen = data.draw(_chosen(self.rulebooks), label="rulebook")
        self.store = self.make_store()
        self.loop = Loop(self.store, chosen.book.applied_as_if(), self.calendar)
        for lead in leads:
            file = self.loop.raise_(lead, [], "建议")
            for _ in range(data.draw(st.integers(0, 7))):
                self.loop.next_step(file)

    def teardown(self) -> None:
        """At the end of every story, everything is checked once more."""
        if hasattr(self, "loop"):
            try:
                self.loop.check_all()
                self.loop.figures_add_up()
            finally:
                self.store.close()

    def pick(self, act: str, number: int, having: str = "stage") -> Facts:
        """A file in a stage of this act and with what it needs, if there is one; now and then any file."""
        files = self.loop.files
        fitting = [file for file in files if file["facts"]["stage"] in ACTS[act].sources and file["facts"][having]]
        some = fitting if fitting and number < 11 else files
        return some[number % len(some)]

    def unit(self, file: Facts, number: int, *modes: str) -> str:
        """A unit in force on the file (in one of these modes), if there is one; now and then any unit."""
        fitting = [held["unit"] for held in model.in_force(file["facts"]) if not modes or held["mode"] in modes]
        some = fitting if fitting and number < 11 else UNITS
        return some[number % len(some)]

    # -- days, people, the ordinary way ---------------------------------------------------------------------------

    @rule(days=st.sampled_from([1, 1, 3, 7, 30, 95]))
    def days_pass(self, days: int) -> None:
        self.loop.today = min(self.loop.today + timedelta(days=days), START + timedelta(days=2500))

    @rule(n=PICK, level=LEVEL)
    def go_on(self, n: int, level: str) -> None:
        files = [file for file in self.loop.files if not self.loop.ended(file)] or self.loop.files
        self.loop.next_step(files[n % len(files)], level)

    @precondition(lambda self: len(self.loop.files) < 5)
    @rule(lead=st.sampled_from(DEPUTIES), others=st.lists(st.sampled_from(DEPUTIES), unique=True, max_size=2),
          words=st.sampled_from(["关于路灯的建议", "关于电梯的建议", ""]), urgent=st.booleans())  # fmt: skip
    def raise_(self, lead: str, others: list[str], words: str, urgent: bool) -> None:
        self.loop.raise_(lead, [other for other in others if other != lead], words)

    @rule(who=st.sampled_from(PEOPLE), act=st.sampled_from(["open_year", "hold_meeting", "enrol"]))
    def desk_acts(self, who: Actor, act: str) -> None:
        texts = {"present": ["d1"], "files": [self.loop.files[0]["id"]], "requirements": "按期"}
        if act == "open_year":
            self.loop.yearly(act, by=who, ok=False)
        elif act == "hold_meeting":
            self.loop.yearly(act, by=who, **texts)
        elif who.role in (Role.DEPUTIES_COMMITTEE, Role.PRESIDIUM):
            self.loop.desk.enrol(by=who, on=self.loop.today)

    # -- 提出 raise -----------------------------------------------------------------------------------------------

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

    # -- 交办 assign ----------------------------------------------------------------------------------------------

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
    @rule(n=PICK, u=PICK, late=st.sampled_from([None, -1, 0, 1]), who=WHO)
    def return_assignment(self, n: int, u: int, late: int | None, who: Actor | None) -> None:
        file = self.pick("return_assignment", n)
        unit = self.unit(file, u)
        held = model.held(file["facts"], unit)
        last = self.loop.return_due(held) if held else None
        if last and late is not None:
            self.loop.today = max(self.loop.today, last + timedelta(days=late))
        self.loop.return_assignment(file, unit, who)

    @possible("object")
    @rule(n=PICK, who=WHO)
    def object_to(self, n: int, who: Actor | None) -> None:
        self.loop.object_to(self.pick("object", n), who)

    @possible("answer_objection")
    @there_is("objections")
    @rule(n=PICK, who=WHO)
    def answer_objection(self, n: int, who: Actor | None) -> None:
        self.loop.answer_objection(self.pick("answer_objection", n, "objections"), who)

    # -- 办理 handle ----------------------------------------------------------------------------------------------

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
    @rule(n=PICK, u=PICK, code=CODE, late=st.sampled_from([None, None, 0, 1]), who=WHO)
    def reply(self, n: int, u: int, code: str, late: int | None, who: Actor | None) -> None:
        file = self.pick("reply", n)
        unit = self.unit(file, u, "lead", "sole", "separate")
        held = model.held(file["facts"], unit)
        if held and late is not None:
            due = model.reply_due(file["facts"], held, self.loop.terms, self.calendar)
            self.loop.today = max(self.loop.today, due + timedelta(days=late))
        self.loop.reply(file, unit, code, who)

    @possible("send_back_reply")
    @there_is("replies")
    @rule(n=PICK, u=PICK, who=WHO)
    def send_back_reply(self, n: int, u: int, who: Actor | None) -> None:
        file = self.pick("send_back_reply", n, "replies")
        self.loop.send_back_reply(file, self.unit(file, u, "lead", "sole", "separate"), who)

    # -- 督办 supervise -------------------------------------------------------------------------------------------

    @possible("supervise")
    @rule(n=PICK, method=st.sampled_from(["phone", "onsite", "no such method"]), finding=st.booleans(), who=WHO)
    def supervise(self, n: int, method: str, finding: bool, who: Actor | None) -> None:
        self.loop.supervise(self.pick("supervise", n), method, finding, who)

    @possible("rectify")
    @there_is("supervision")
    @rule(n=PICK, number=st.integers(1, 3), who=WHO)
    def rectify(self, n: int, number: int, who: Actor | None) -> None:
        self.loop.rectify(self.pick("rectify", n, "supervision"), number, who)

    @possible("remind")
    @rule(n=PICK, u=PICK, rung=st.sampled_from(["soon", "overdue"]), who=WHO)
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

    # -- 评价 evaluate --------------------------------------------------------------------------------------------

    @possible("rate")
    @rule(n=PICK, m=PICK, level=LEVEL, who=WHO)
    def rate(self, n: int, m: int, level: str, who: Actor | None) -> None:
        file = self.pick("rate", n)
        names = [*self.loop.raters(file), "d4"] if m < 11 else list(DEPUTIES)
        self.loop.rate(file, names[m % len(names)], level, who)

    @possible("close_feedback")
    @rule(n=PICK, late=st.sampled_from([None, 0, 1]), who=WHO)
    def close_feedback(self, n: int, late: int | None, who: Actor | None) -> None:
        file = self.pick("close_feedback", n)
        last = self.loop.feedback_due(file)
        if last and late is not None:
            self.loop.today = max(self.loop.today, last + timedelta(days=late))
        self.loop.close_feedback(file, who)

    @possible("rehandle")
    @rule(n=PICK, who=WHO)
    def rehandle(self, n: int, who: Actor | None) -> None:
        self.loop.rehandle(self.pick("rehandle", n), who)

    @possible("settle")
    @rule(n=PICK, who=WHO)
    def settle(self, n: int, who: Actor | None) -> None:
        self.loop.said(self.pick("settle", n), "settle", "outcome", who)

    @possible("close")
    @rule(n=PICK, who=WHO)
    def close(self, n: int, who: Actor | None) -> None:
        self.loop.close(self.pick("close", n), who)

    # -- 滚动 roll ------------------------------------------------------------------------------------------------

    @possible("commit")
    @rule(n=PICK, u=PICK, days=st.sampled_from([-1, 0, 90]), who=WHO)
    def commit(self, n: int, u: int, days: int, who: Actor | None) -> None:
        file = self.pick("commit", n)
        self.loop.commit(file, self.unit(file, u), self.loop.today + timedelta(days=days), who)

    @possible("fulfil")
    @there_is("commitments")
    @rule(n=PICK, number=st.integers(1, 2), explained=st.booleans(), who=WHO)
    def end_commitment(self, n: int, number: int, explained: bool, who: Actor | None) -> None:
        self.loop.end_commitment(self.pick("fulfil", n, "commitments"), number, explained, who)

    @rule(who=st.sampled_from([CLERK, CLERK, GOVERNMENT]))
    def carry_over(self, who: Actor) -> None:
        self.loop.carry_over(who)

    @possible("follow_up_reply")
    @rule(n=PICK, u=PICK, code=CODE, who=WHO)
    def follow_up_reply(self, n: int, u: int, code: str, who: Actor | None) -> None:
        file = self.pick("follow_up_reply", n)
        self.loop.follow_up_reply(file, self.unit(file, u), code, who)

    # -- 公开 publish ---------------------------------------------------------------------------------------------

    @possible("review_disclosure")
    @rule(n=PICK, who=WHO, how=st.dictionaries(
        st.sampled_from(model.PUBLISHED_PARTS), st.sampled_from(["public", "public", "partial", "withheld"]), min_size=1))  # fmt: skip
    def review(self, n: int, who: Actor | None, how: dict[str, str]) -> None:
        self.loop.review(self.pick("review_disclosure", n), how, who)

    @possible("publish")
    @rule(n=PICK, who=WHO, rest=st.sampled_from(["", "public", "withheld"]))
    def publish(self, n: int, who: Actor | None, rest: str) -> None:
        file = self.pick("publish", n)
        left = model.unreviewed(file["facts"], [part.code for part in self.loop.terms.publishing.parts])
        if rest and left:
            self.loop.review(file, dict.fromkeys(left, rest) | ({"title": "public"} if "title" in left else {}))
        self.loop.publish(file, who)

    @possible("unpublish")
    @rule(n=PICK, who=WHO)
    def unpublish(self, n: int, who: Actor | None) -> None:
        self.loop.unpublish(self.pick("unpublish", n), who)

    # -- the store, read and misused ------------------------------------------------------------------------------

    @rule(stages=st.frozensets(st.sampled_from([*Stage]), max_size=5), unit=st.sampled_from(["", *UNITS]),
          key=st.sampled_from([None, None, True, False]), words=st.sampled_from([(), ("路灯",), ("建议", "电梯")]))  # fmt: skip
    def list_files(self, stages: frozenset[str], unit: str, key: bool | None, words: tuple[str, ...]) -> None:
        self.loop.lists_agree(Where(stages=stages))
        self.loop.lists_agree(Where(unit=unit, is_key=key, words=words, year=YEAR))

    @rule(n=PICK)
    def read_by_number(self, n: int) -> None:
        file = self.loop.files[n % len(self.loop.files)]
        label = file["facts"]["number"] or file["id"]
        agree(file["id"], self.loop.desk.proposal(label).id, f"the file called {label}")
        agree(len(file["acts"]), len(self.loop.desk.journal(label)), f"entries of {label}")

    @rule(n=PICK)
    def write_from_an_old_copy(self, n: int) -> None:
        file = self.loop.files[n % len(self.loop.files)]
        key = Key(CONGRESS, "proposal", file["id"])
        old = Proposal(congress=CONGRESS, id=file["id"], version=len(file["acts"]) - 1)
        stale = step(old, "correct", by=CLERK, on=self.loop.today, title="overwritten")
        try:
            with self.loop.store.begin(self.loop._clock()) as work:
                work.record(stale)
        except Stale:
            self.loop.check(file)
            return
        raise Broken(f"a step from an old copy of {key} was kept")

    @rule(n=PICK, m=PICK)
    def break_off_in_the_middle(self, n: int, m: int) -> None:
        first, second = (self.loop.files[k % len(self.loop.files)] for k in (n, m))
        try:
            with self.loop.desk.together() as desk:
                for file in (first, second):
                    with_reason: dict[str, Any] = {"reason": "中断", "by": CLERK, "on": self.loop.today}
                    desk.override(file["id"], gate="contacts", **with_reason)
                desk.raise_(by=CLERK, on=self.loop.today, term=9, session=3, year=YEAR, lead_deputy="d1", title="中断")
                raise InterruptedError
        except (InterruptedError, ProposalError):
            for file in (first, second):
                self.loop.check(file)
            self.loop.lists_agree(Where())

    @possible("contact")
    @rule(n=PICK, u=PICK)
    def ask_twice(self, n: int, u: int) -> None:
        file = self.pick("contact", n)
        unit = self.unit(file, u)
        if model.held(file["facts"], unit) is None or file["facts"]["stage"] not in ACTS["contact"].sources:
            return
        request = f"request-{file['id']}-{len(file['acts'])}"
        facts = {"unit": unit, "phase": "during", "way": "phone", "request": request}
        self.loop.do(file, "contact", by=officer(unit), **facts)
        file["facts"]["contacts"].append((unit, "during", False, file["facts"]["round"]))
        self.loop.desk.contact(file["id"], by=officer(unit), on=self.loop.today, **facts)
        with self.loop.store.read() as reading:
            entry = reading.applied(CONGRESS, request)
        agree(len(file["acts"]), entry.number if entry else None, f"the entry of {request}")
        self.loop.check(file)

    @rule()
    def count_out(self) -> None:
        self.loop.figures_add_up()
        self.loop.duties_agree()


def run_loop(
    machine: type[ClosedLoopMachine],
    *,
    stories: int = 60,
    acts: int = 40,
    derandomize: bool = True,
    shrink: bool = True,
) -> None:
    """Run so many stories of so many acts; the first that fails is raised, shortened as far as it goes.

    `derandomize` repeats the same stories in every run; without `shrink` the story is raised at once as it was found.
    """
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=stories,
            stateful_step_count=acts,
            derandomize=derandomize,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink, Phase.explain] if shrink else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
