"""搭建 · A proposal at any stage in one call, with its journal, and a refusal looked at whole.

`at(Stage.REPLIED)` walks the loop by the acts of the core; `Walk.do` takes a further act under the right chapter of
the terms. `refuse` takes an act that must be refused and looks at everything a refusal promises.
"""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import attrs

from proposal_core import assigning, evaluating, handling, publishing, raising
from proposal_core.assigning import Task
from proposal_core.errors import NotAllowed, ProposalError, QuotaBroken, TooLate, WrongStage
from proposal_core.journal import GENESIS, Entry, Step
from proposal_core.law import parse_article
from proposal_core.lifecycle import Stage
from proposal_core.people import Actor, Deputy, Organ, OrganKind, Role, Roster, Unit
from proposal_core.proposal import CoSigner, Mode, Pin, Proposal
from proposal_core.publishing import Review
from proposal_core.rulebook import load
from proposal_core.terms import Terms
from proposal_core.workdays import national_calendar

CONGRESS = "yue"
CALENDAR = national_calendar()
BOOK = load("shaoxing")
TERMS = BOOK.terms_on(date(2024, 1, 1))
COMMON = load("common").terms_on(date(2024, 1, 1))
PIN = Pin(rulebook="shaoxing", effective_from=date(2016, 5, 27), digest=BOOK.on(date(2024, 1, 1)).digest)
RECORDED = datetime(2024, 7, 1, 8, 30, tzinfo=UTC)

CLERK = Actor(id="clerk", role=Role.DEPUTIES_COMMITTEE)
OFFICE = Actor(id="gov", role=Role.GOVERNMENT_OFFICE)
LEAD = Actor(id="d1", role=Role.DEPUTY)
SIGNER = Actor(id="d2", role=Role.DEPUTY)
STRANGER = Actor(id="d9", role=Role.DEPUTY)
UNIT = Actor(id="officer-a", role=Role.UNIT, unit="transport")
CO_UNIT = Actor(id="officer-b", role=Role.UNIT, unit="housing")
OTHER_UNIT = Actor(id="officer-c", role=Role.UNIT, unit="culture")
PUBLIC = Actor(id="", role=Role.PUBLIC)

SOLE = (Task(unit="transport", mode=Mode.SOLE),)
LEAD_CO = (Task(unit="transport", mode=Mode.LEAD), Task(unit="housing", mode=Mode.CO))
SEPARATE = (Task(unit="transport", mode=Mode.SEPARATE), Task(unit="housing", mode=Mode.SEPARATE))
OFFICERS = {"transport": UNIT, "housing": CO_UNIT, "culture": OTHER_UNIT}

SATISFIED = {"work": "satisfied", "result": "satisfied"}
BASIC = {"work": "satisfied", "result": "basic"}
UNSATISFIED = {"work": "satisfied", "result": "unsatisfied"}
PARTS = ("title", "units", "text", "reply", "evaluation")
ALL_PUBLIC = tuple(Review(part=part, decision="public") for part in PARTS)

ROSTER = Roster(
    congress=CONGRESS,
    id="roster",
    name="越州市",
    deputies=(
        Deputy(id="d1", name="沈一鸣"),
        Deputy(id="d2", name="陆文"),
        Deputy(id="d3", name="陆文"),
        Deputy(id="d9", name="周易"),
    ),
    units=(
        Unit(id="transport", name="交通运输局", aliases=("交通局",)),
        Unit(id="housing", name="住房和城乡建设局"),
        Unit(id="culture", name="文化广电旅游局"),
        Unit(id="old", name="规划局", valid_until=date(2019, 3, 31), successor="housing"),
    ),
    organs=(
        Organ(id="l1", name="主任", kind=OrganKind.LEADER),
        Organ(id="l2", name="副主任", kind=OrganKind.LEADER),
        Organ(id="c1", name="城建环保委", kind=OrganKind.SPECIAL_COMMITTEE, fields=("urban", "industry")),
        Organ(id="c2", name="教科文卫委", kind=OrganKind.SPECIAL_COMMITTEE, fields=("social",)),
    ),
)
LEADERS = ROSTER.of_kind(OrganKind.LEADER)
COMMITTEES = ROSTER.of_kind(OrganKind.SPECIAL_COMMITTEE)


def cases(name: str) -> list[dict[str, Any]]:
    """The cases of `cases/NAME.toml`, in their order."""
    text = (Path(__file__).parent / "cases" / f"{name}.toml").read_text(encoding="utf-8")
    listed: list[dict[str, Any]] = tomllib.loads(text)["case"]
    return listed


def point(case: Any) -> str:
    """What a case shows, as the name of its test."""
    return str(case["point"]) if isinstance(case, dict) else ""


def with_terms(terms: Terms = TERMS, **chapters: Mapping[str, Any]) -> Terms:
    """The same terms with some values changed: `with_terms(handling={"contact_phases": ()})`."""
    changed = {name: attrs.evolve(getattr(terms, name), **values) for name, values in chapters.items()}
    return attrs.evolve(terms, **changed)


@cache
def _wanted(act: Callable[..., Any]) -> Mapping[str, str]:
    return {name: str(found.annotation) for name, found in inspect.signature(act).parameters.items()}


def supplied(act: Callable[..., Any], terms: Terms) -> dict[str, Any]:
    """What an act wants besides its facts: the terms of its chapter (or all), the calendar, the pin."""
    chapters = {type(getattr(terms, f.name)).__name__: getattr(terms, f.name) for f in attrs.fields(Terms)}
    wanted = _wanted(act)
    given: dict[str, Any] = {}
    if "terms" in wanted:
        given["terms"] = terms if wanted["terms"] == "Terms" else chapters[wanted["terms"]]
    offered = {"calendar": CALENDAR, "days": terms.calendar, "pin": PIN}
    return given | {name: value for name, value in offered.items() if name in wanted}


class Walk:
    """一路 · A record on its way through the loop, with the journal that leads to it."""

    def __init__(self, terms: Terms = TERMS) -> None:
        self.terms = terms
        self.record: Proposal = Proposal(congress=CONGRESS, id="09-03-00001")
        self.entries: tuple[Entry, ...] = ()

    def keep(self, step: Step[Proposal]) -> Proposal:
        """Take a step into the journal."""
        previous = self.entries[-1].hash if self.entries else GENESIS
        self.entries = (*self.entries, step.seal(previous, RECORDED))
        self.record = step.record
        return step.record

    def do(self, act: Callable[..., Step[Proposal]], /, *args: Any, by: Actor, on: date, **facts: Any) -> Proposal:
        """Take one act under its chapter of the terms."""
        return self.keep(act(self.record, *args, by=by, on=on, **(supplied(act, self.terms) | facts)))


def refuse(
    walk: Walk, error: type[ProposalError], act: Callable[..., Step[Proposal]], /, *args: Any, **facts: Any
) -> ProposalError:
    """Take an act that must be refused; looks at the words, the remedy, the article, and that nothing changed."""
    before, entries = walk.record, walk.entries
    facts = {"on": day(6, 20)} | facts
    try:
        walk.do(act, *args, **facts)
    except ProposalError as refusal:
        assert error is type(refusal), refusal
        assert (before, entries) == (walk.record, walk.entries)
        speaks(refusal)
        return refusal
    raise AssertionError(f"{act.__name__} was not refused")


LEGAL = (NotAllowed, WrongStage, TooLate, QuotaBroken)


def speaks(refusal: ProposalError) -> None:
    """A refusal speaks both languages, says what to do, and a legal one names an article of a known instrument."""
    for words in (refusal.what, refusal.do):
        assert words.zh.strip() and words.en.strip() and words.zh != words.en, refusal
        assert any("\u4e00" <= sign <= "\u9fff" for sign in words.zh), refusal
    assert "None" not in refusal.what.zh, refusal
    if isinstance(refusal, LEGAL):
        assert refusal.article, refusal
    if refusal.article:
        assert refusal.article == str(parse_article(refusal.article))


def day(month: int, number: int, year: int = 2024) -> date:
    """A day of the year that the walks are in."""
    return date(year, month, number)


def _draft(walk: Walk, joint: bool, facts: Mapping[str, Any]) -> None:
    texts: dict[str, Any] = {
        "congress": CONGRESS,
        "id": "09-03-00001",
        "title": "关于增设夜间公交线路的建议",
        "text": "医院周边夜班职工多,末班车过早。建议延长两条线路的运营时间。",
        "category": "urban",
        "lead_deputy": "d1",
        "term": 9,
        "session": 3,
        "year": 2024,
    }
    signers = (CoSigner(id="d2"),) if joint else ()
    walk.record = Proposal(co_signers=signers, **(texts | dict(facts)))
    walk.do(raising.draft, by=LEAD, on=day(1, 20))


def _accept(walk: Walk) -> None:
    for stage in walk.terms.raising.screening_stages:
        walk.do(raising.screen, by=CLERK, on=day(1, 23), stage=stage.code)
    walk.do(raising.accept, by=CLERK, on=day(1, 23))


def meet(walk: Walk, by: Actor = UNIT, month: int = 3) -> None:
    """The three contacts of a unit, the first in person."""
    for phase in ("before", "during", "after"):
        walk.do(
            handling.contact, by=by, on=day(month, 10), phase=phase, way="visit", in_person=phase == "before", place="x"
        )


def ready(walk: Walk) -> Walk:
    """Everything that a reply waits for: contacts of those who reply, opinions of those who co-handle."""
    for held in walk.record.repliers:
        meet(walk, OFFICERS[held.unit])
    for held in walk.record.co_handlers:
        walk.do(handling.give_co_opinion, by=OFFICERS[held.unit], on=day(4, 15), text="同意主办单位意见。")
    return walk


def answer(walk: Walk, result_class: str = "A", on: date | None = None, text: str = "已延长两条线路。") -> Walk:
    """The reply of every unit that owes one."""
    for unit in handling.replies_owed(walk.record):
        walk.do(handling.reply, by=OFFICERS[unit], on=on or day(5, 20), result_class=result_class, text=text)
    return walk


def at(
    stage: Stage,
    *,
    tasks: Sequence[Task] = LEAD_CO,
    joint: bool = False,
    terms: Terms = TERMS,
    result_class: str = "A",
    levels: Mapping[str, str] = SATISFIED,
    assigned: date = date(2024, 3, 1),
    replied: date = date(2024, 5, 20),
    **facts: Any,
) -> Walk:
    """A proposal that has come to this stage by the acts of the loop, and its journal."""
    walk = Walk(terms)
    _draft(walk, joint, facts)
    if joint and stage is not Stage.DRAFT:
        walk.do(raising.co_sign, by=SIGNER, on=day(1, 21))
    road: list[tuple[Stage, Callable[[], object]]] = [
        (Stage.DRAFT, lambda: None),
        (Stage.SUBMITTED, lambda: walk.do(raising.submit, by=LEAD, on=day(1, 22))),
        (Stage.ACCEPTED, lambda: _accept(walk)),
        (Stage.REGISTERED, lambda: walk.do(raising.register, by=CLERK, on=day(1, 24), seq=1)),
        (Stage.ASSIGNED, lambda: walk.do(assigning.assign, tasks, by=CLERK, on=assigned)),
        (Stage.HANDLING, lambda: [walk.do(assigning.sign, by=OFFICERS[task.unit], on=assigned) for task in tasks]),
        (Stage.REPLIED, lambda: answer(ready(walk), result_class, replied)),
        (Stage.EVALUATED, lambda: walk.do(evaluating.rate, by=LEAD, on=max(replied, day(6, 3)), levels=levels)),
        (Stage.CLOSED, lambda: walk.do(evaluating.close, by=CLERK, on=day(6, 11))),
    ]
    side: dict[Stage, tuple[Stage, Callable[[], object]]] = {
        Stage.REVISING: (
            Stage.SUBMITTED,
            lambda: walk.do(raising.return_for_revision, by=CLERK, on=day(1, 23), reason="一事一议"),
        ),
        Stage.NOT_ACCEPTED: (
            Stage.SUBMITTED,
            lambda: walk.do(raising.refuse, by=CLERK, on=day(1, 23), ground="tender"),
        ),
        Stage.CONVERTED: (Stage.SUBMITTED, lambda: walk.do(raising.convert, by=CLERK, on=day(1, 23), channel="来信")),
        Stage.WITHDRAWN: (
            Stage.SUBMITTED,
            lambda: walk.do(raising.withdraw, by=LEAD, on=day(1, 23), agreed=walk.record.signers, reason="已解决"),
        ),
    }
    goal, last = side.get(stage, (stage, lambda: None))
    for reached, go in road:
        go()
        if reached is goal:
            break
    last()
    assert stage is walk.record.stage
    return walk


def published(walk: Walk, reviews: tuple[Review, ...] = ALL_PUBLIC, on: date = date(2024, 6, 14)) -> Walk:
    """The same file, reviewed and public."""
    walk.do(publishing.review_disclosure, reviews, by=CLERK, on=date(2024, 6, 13))
    walk.do(publishing.publish, by=CLERK, on=on)
    return walk
