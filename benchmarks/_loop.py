"""基准用例 · One proposal's whole way through the loop, as a table of acts, and a store that costs next to nothing.

The sentences are the project's own; their lengths follow real years (title about 30 characters).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, cast

import attrs

from proposal_core import assigning, codec, evaluating, handling, publishing, raising, rolling, supervising
from proposal_core.assigning import Task
from proposal_core.casework import Casework
from proposal_core.journal import GENESIS, Key, Record, Step, key_of
from proposal_core.people import Actor, Deputy, Role, Unit
from proposal_core.proposal import CoSigner, Mode, Pin, Proposal
from proposal_core.publishing import Review
from proposal_core.rulebook import load
from proposal_core.storage import Reading, Store, Work
from proposal_core.stores.sql import rows
from proposal_core.terms import Terms
from proposal_core.workdays import national_calendar

CONGRESS = "bench"
INSTANT = datetime(2024, 1, 1, 8, 30, tzinfo=UTC)
CLERK = Actor(id="clerk", role=Role.DEPUTIES_COMMITTEE, unit="dc")
LEAD_DEPUTY = Actor(id="d1", role=Role.DEPUTY)
CO_DEPUTY = Actor(id="d2", role=Role.DEPUTY)
LEAD_UNIT = Actor(id="officer", role=Role.UNIT, unit="jiaotong")
CO_UNIT = Actor(id="helper", role=Role.UNIT, unit="jianshe")
TITLE = "关于加快老旧小区加装电梯并完善无障碍设施建设的建议"
TEXT = "老旧小区住户年纪偏大,上下楼不便,加装电梯的资金、审批和后续维护都有困难,建议统筹解决。" * 14
REPLY = "您提出的建议收悉。我局会同有关单位到现场调研,已将改造列入今年计划,并公开进度接受监督。" * 9
TASKS = (Task(unit="jiaotong", mode=Mode.LEAD), Task(unit="jianshe", mode=Mode.CO))
PARTS = tuple(Review(part=part, decision="public") for part in ("title", "units", "text", "reply", "evaluation"))
RULEBOOK = load("shaoxing")
CALENDAR = national_calendar()


@attrs.frozen(kw_only=True)
class Event:
    """事件 · One act of the loop: the method of `Casework`, the act of the core and the chapter of its terms.

    `facts` go to both; `core` is what casework adds by itself.
    """

    method: str
    act: Callable[..., Step[Proposal]]
    chapter: str
    by: Actor
    on: date
    facts: dict[str, Any]
    core: dict[str, Any]

    def terms(self) -> Any:
        """What the act is given as `terms`: those of its chapter."""
        terms: Terms = RULEBOOK.terms_on(self.on)
        return getattr(terms, self.chapter)


def _event(act: Callable[..., Step[Proposal]], by: Actor, on: str, *core: str, **facts: Any) -> Event:
    given = {"calendar": CALENDAR, "pin": _pin()}
    return Event(
        method=act.__name__,
        act=act,
        chapter=act.__module__.rpartition(".")[2],
        by=by,
        on=date.fromisoformat(on),
        facts=facts,
        core={name: given[name] for name in core},
    )


def _pin() -> Pin:
    version = RULEBOOK.on(date(2024, 3, 1))
    return Pin(rulebook=version.rulebook, effective_from=version.effective_from, digest=version.digest)


def fresh(number: int) -> Proposal:
    """The proposal before its first act."""
    return Proposal(
        congress=CONGRESS,
        id=f"09-03-{number:05d}",
        term=9,
        session=3,
        year=2024,
        title=TITLE,
        text=TEXT,
        lead_deputy="d1",
        co_signers=(CoSigner(id="d2"),),
    )


DRAFTED = date(2024, 1, 20)
LOOP: tuple[Event, ...] = (
    _event(raising.co_sign, CO_DEPUTY, "2024-01-21"),
    _event(raising.submit, LEAD_DEPUTY, "2024-01-22"),
    _event(raising.screen, CLERK, "2024-01-23", stage="pre_session"),
    _event(raising.screen, CLERK, "2024-01-24", stage="in_session"),
    _event(raising.accept, CLERK, "2024-01-24"),
    _event(raising.register, CLERK, "2024-01-25"),
    _event(raising.analyse, CLERK, "2024-02-01", key_problem="资金与审批"),
    _event(assigning.assign, CLERK, "2024-03-01", "pin", tasks=TASKS),
    _event(assigning.sign, LEAD_UNIT, "2024-03-04", chief="局长", leader="副局长", officer="科长"),
    _event(assigning.sign, CO_UNIT, "2024-03-05", officer="科员"),
    _event(handling.contact, LEAD_UNIT, "2024-03-15", phase="before", way="visit", in_person=True, place="代表联络站"),
    _event(handling.plan, LEAD_UNIT, "2024-03-20", text="成立专班,分三步实施。"),
    _event(handling.contact, LEAD_UNIT, "2024-04-10", phase="during", way="phone"),
    _event(supervising.supervise, CLERK, "2024-04-15", "calendar", method="phone"),
    _event(handling.give_co_opinion, CO_UNIT, "2024-04-18", text="同意主办单位意见,我局配合办理规划审批。"),
    _event(supervising.remind, CLERK, "2024-05-06", unit="jiaotong", rung="soon"),
    _event(handling.contact, LEAD_UNIT, "2024-05-15", phase="after", way="visit", in_person=True),
    _event(handling.clear, LEAD_UNIT, "2024-05-18", kind="party_group", evidence="局党组会议纪要第12号"),
    _event(
        handling.reply, LEAD_UNIT, "2024-05-20", result_class="B", text=REPLY, document="〔2024〕1号", signed_by="局长"
    ),
    _event(rolling.commit, LEAD_UNIT, "2024-05-21", reply=1, text="年底前完成首批加装", due_on=date(2024, 12, 31)),
    _event(evaluating.rate, LEAD_DEPUTY, "2024-06-01", levels={"work": "satisfied", "result": "basic"}),
    _event(evaluating.close, CLERK, "2024-06-03"),
    _event(publishing.review_disclosure, CLERK, "2024-06-04", reviews=PARTS),
    _event(publishing.publish, CLERK, "2024-06-05"),
    _event(rolling.fulfil, LEAD_UNIT, "2024-11-20", commitment=1, evidence="首批已竣工验收"),
    _event(supervising.look_back, CLERK, "2024-12-10"),
)
"""Everything after `draft`, in the order of the loop."""
ACTS = 1 + len(LOOP)


def open_desk(store: Store) -> Casework:
    """A casework with its people enrolled, whose clock stands still so that two runs write the same rows."""
    desk = Casework(store, CONGRESS, RULEBOOK, CALENDAR, lambda: INSTANT)
    units = [Unit(id="jiaotong", name="交通运输局"), Unit(id="jianshe", name="住房和城乡建设局")]
    units += [Unit(id=f"unit{number}", name=f"单位{number}") for number in range(60)]
    deputies = [Deputy(id=f"d{number}", name=f"代表{number}") for number in range(1, 301)]
    desk.enrol(by=CLERK, on=date(2024, 1, 1), name="某市", deputies=tuple(deputies), units=tuple(units))
    return desk


def draft(desk: Casework) -> Proposal:
    """The first act through casework."""
    return desk.raise_(
        by=LEAD_DEPUTY,
        on=DRAFTED,
        term=9,
        session=3,
        year=2024,
        title=TITLE,
        text=TEXT,
        lead_deputy="d1",
        co_signers=["d2"],
    )


def carry(desk: Casework, event: Event, id: str) -> Proposal:
    """One later act through casework."""
    return cast(Proposal, getattr(desk, event.method)(id, by=event.by, on=event.on, **event.facts))


@attrs.frozen
class Taped:
    """磁带 · What one act writes: the row of the file, the row of its entry, the series that gave a number."""

    file: tuple[Any, ...]
    entry: tuple[Any, ...]
    series: str


class Pocket:
    """口袋存储 · A store of two dictionaries without any safety; it tapes the rows that every act writes."""

    def __init__(self) -> None:
        self.kept: dict[Key, tuple[Record, str]] = {}
        self.series: dict[str, int] = {}
        self.drawn = ""
        self.tape: list[Taped] = []

    @contextmanager
    def begin(self, at: datetime) -> Iterator[Work]:
        yield cast(Work, self)

    @contextmanager
    def read(self) -> Iterator[Reading]:
        yield cast(Reading, self)

    def forget(self, key: Key) -> None:
        """Drop a file that nobody will ask for."""
        del self.kept[key]

    def close(self) -> None:
        """Nothing to let go of."""

    def file(self, key: Key) -> Record:
        return self.kept[key][0]

    def files(self, *_: Any, **__: Any) -> Iterator[Record]:
        return iter(())

    def record(self, step: Step[Any], *, request: str = "") -> Any:
        key = key_of(step.record)
        entry = step.seal(self.kept[key][1] if key in self.kept else GENESIS, INSTANT, request)
        self.kept[key] = (step.record, entry.hash)
        file = rows.file_row(key, step.record, entry.hash, codec.dumps(step.record))
        self.tape.append(Taped(file, rows.entry_row(entry), self.drawn))
        self.drawn = ""
        return step.record

    def next_in(self, congress: str, series: str) -> int:
        self.series[series] = self.series.get(series, 0) + 1
        self.drawn = series
        return self.series[series]
