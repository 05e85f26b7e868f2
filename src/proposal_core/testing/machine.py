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

import sys
from datetime import timedelta
from typing import Any, ClassVar

import attrs
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from hypothesis.strategies import SearchStrategy

from proposal_core.errors import ProposalError, Stale
from proposal_core.journal import Key, step
from proposal_core.lifecycle import ACTS, ENDS, Stage
from proposal_core.people import Actor, Role
from proposal_core.proposal import Proposal
from proposal_core.rulebook import Rulebook, builtin_ids, load
from proposal_core.storage import Store, Where
from proposal_core.stores.memory import MemoryStore
from proposal_core.terms import Terms
from proposal_core.testing.loop import model
from proposal_core.testing.loop.acts import Loop
from proposal_core.testing.loop.draws import (
    LEVEL,
    PEOPLE,
    PICK,
    possible,
)
from proposal_core.testing.loop.driver import (
    CLERK,
    CONGRESS,
    DEPUTIES,
    START,
    UNITS,
    YEAR,
    officer,
)
from proposal_core.testing.loop.rules_after import RulesAfter
from proposal_core.testing.loop.rules_before import RulesBefore
from proposal_core.testing.loop.rules_handling import RulesOfHandling
from proposal_core.testing.suite import Broken, agree
from proposal_core.values import written


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


class ClosedLoopMachine(RulesBefore, RulesOfHandling, RulesAfter, RuleBasedStateMachine):
    """闭环检验机 · Give `make_store()`, and `rulebooks` where it is not Shaoxing's; `TestCase` runs it."""

    rulebooks: ClassVar[SearchStrategy[Rulebook]] = st.just(load("shaoxing"))

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
            file = self.loop.raise_(lead, [other for other in DEPUTIES[:1] if other != lead], "建议")
            level = data.draw(LEVEL, label="level")
            for _ in range(data.draw(st.sampled_from([0, 1, 2, 3, 4, 4, 5, 5, 6, 7, 8, 9]), label="steps")):
                self.loop.next_step(file, level)

    def teardown(self) -> None:
        """At the end of every story, everything is checked once more; one that has failed already tells its own end."""
        if not hasattr(self, "loop"):
            return
        try:
            if sys.exc_info()[0] is None:
                self.loop.check_all()
                self.loop.figures_add_up()
        finally:
            self.store.close()

    # -- days, people, the ordinary way --------------------------------------------------------------------------------

    @rule(days=st.sampled_from([1, 1, 3, 7, 30, 95]))
    def days_pass(self, days: int) -> None:
        self.loop.today = min(self.loop.today + timedelta(days=days), START + timedelta(days=2500))

    @rule(n=PICK, steps=st.integers(1, 3), level=LEVEL)
    def go_on(self, n: int, steps: int, level: str) -> None:
        files = [file for file in self.loop.files if file["facts"]["stage"] not in ENDS] or self.loop.files
        for _ in range(steps):
            self.loop.next_step(files[n % len(files)], level)

    @precondition(lambda self: len(self.loop.files) < 5)
    @rule(lead=st.sampled_from(DEPUTIES), others=st.lists(st.sampled_from(DEPUTIES), unique=True, max_size=2),
          words=st.sampled_from(["关于路灯的建议", "关于电梯的建议", ""]), urgent=st.booleans())  # fmt: skip
    def raise_(self, lead: str, others: list[str], words: str, urgent: bool) -> None:
        self.loop.raise_(lead, [other for other in others if other != lead], words)

    @rule(who=st.sampled_from(PEOPLE), act=st.sampled_from(["open_year", "hold_meeting", "enrol"]))
    def desk_acts(self, who: Actor, act: str) -> None:
        texts: dict[str, Any] = {"present": ["d1"], "files": [self.loop.files[0]["id"]], "requirements": "按期"}
        if act == "open_year":
            self.loop.yearly(act, by=who, ok=False)
        elif act == "hold_meeting":
            self.loop.yearly(act, by=who, **texts)
        elif who.role in (Role.DEPUTIES_COMMITTEE, Role.PRESIDIUM):
            self.loop.desk.enrol(by=who, on=self.loop.today)

    # -- the store, read and misused --------------------------------------------------------------------------------

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
        facts: dict[str, Any] = {"unit": unit, "phase": "during", "way": "phone", "request": request}
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
            report_multiple_bugs=False,
            phases=[Phase.generate, Phase.shrink, Phase.explain] if shrink else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
