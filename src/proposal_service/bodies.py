"""报文 · What goes over the wire: requests and answers of the JSON API, apart from the records of the core.

Answers for the public are made from `views` alone, so they cannot hold what a public item does not hold. A part that
is not public is `null`; texts of the rules come in Chinese and in English.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from proposal_core.clocks import Deadline
from proposal_core.errors import Words
from proposal_core.lifecycle import PHASES
from proposal_core.people import Roster
from proposal_core.proposal import Assignment, Proposal
from proposal_core.supervising import STANDING_WORDS, Duty
from proposal_service.clock_bodies import DeadlineRow, Said, Wire, deadline_row, said
from proposal_service.views import FigureLine, Shown, UnitLine, YearFigures


class Code(Wire, kw_only=True, frozen=True):
    """代码 · A code with its words."""

    code: str
    zh: str
    en: str


class Reply(Wire, kw_only=True, frozen=True):
    """公开的答复 · A reply as the public reads it; `unit` is empty where the units are not public."""

    unit: str
    on: date
    result_class: Code
    kind: Annotated[str, Meta(description="first, rehandled, follow_up")]
    text: str


class Rated(Wire, kw_only=True, frozen=True):
    """评价 · The lead deputy's level of one aspect."""

    aspect: Said
    level: Said


class Step(Wire, kw_only=True, frozen=True):
    """办理节点 · One step of the way through the loop."""

    phase: Code
    on: date
    what: Said


class Summary(Wire, kw_only=True, frozen=True):
    """公开目录项 · A public proposal in the catalogue. `null` units: not public."""

    number: str
    year: int
    title: str
    category: Code
    stage: Code
    is_key: Annotated[bool, Meta(description="重点督办 · whether it is a key item")]
    lead_deputy: str
    co_signers: Annotated[int, Meta(description="联名人数 · how many deputies co-signed")]
    lead_units: tuple[str, ...] | None
    co_units: tuple[str, ...] | None
    published_on: date


class Item(Summary, kw_only=True, frozen=True):
    """公开的建议 · A public proposal with its text, replies, ratings and its way through the loop."""

    text: str | None
    replies: tuple[Reply, ...] | None
    ratings: tuple[Rated, ...] | None
    way: tuple[Step, ...]


class Catalogue(Wire, kw_only=True, frozen=True):
    """公开目录 · A page of the catalogue; `next_cursor` is `null` on the last one."""

    items: tuple[Summary, ...]
    next_cursor: str | None


class UnitRow(Wire, kw_only=True, frozen=True):
    """承办单位 · A unit and its public proposals."""

    id: str
    name: str
    kind: str
    lead: Annotated[int, Meta(description="主办件数 · led")]
    co: Annotated[int, Meta(description="会办件数 · co-handled")]
    answered: Annotated[int, Meta(description="已公开答复件数 · answered in public")]


class Units(Wire, kw_only=True, frozen=True):
    """承办单位 · The units that public proposals name."""

    units: tuple[UnitRow, ...]


class FigureRow(Wire, kw_only=True, frozen=True):
    """统计数 · A rate with its counts. `null`: not shown, because too few people stand behind it."""

    code: str
    name: Said
    over: Said
    numerator: int | None
    denominator: int | None
    printed: str
    small_sample: bool


class Count(Wire, kw_only=True, frozen=True):
    """件数 · How many of one kind."""

    name: Said
    count: int


class Figures(Wire, kw_only=True, frozen=True):
    """年度统计 · The figures of a year as of a day."""

    year: int
    on: date
    total: int
    published: int
    figures: tuple[FigureRow, ...]
    by_category: tuple[Count, ...]
    by_first_reply_class: tuple[Count, ...]
    by_stage: tuple[Count, ...]


class DutyRow(Wire, kw_only=True, frozen=True):
    """办理义务 · What one unit owes on the file, where it stands, and why it is due on that day."""

    unit: str
    unit_name: str
    what: Annotated[str, Meta(description="reply, co_opinion")]
    due: date
    standing: Code
    working_days_left: int
    done_on: date | None
    provisional: bool
    explained: Said


class Deadlines(Wire, kw_only=True, frozen=True):
    """时限 · The deadlines of a file on a day: what units owe now, and every clock that has started."""

    number: str
    version: int
    on: date
    duties: tuple[DutyRow, ...]
    deadlines: tuple[DeadlineRow, ...]


class AssignmentRow(Wire, kw_only=True, frozen=True):
    """交办 · One unit's assignment."""

    id: int
    unit: str
    unit_name: str
    mode: str
    state: str
    task: str
    assigned_on: date
    signed_on: date | None
    chief: str
    leader: str
    officer: str


class Assignments(Wire, kw_only=True, frozen=True):
    """交办情况 · The assignments of a file at a version; acts on them name this version in If-Match."""

    number: str
    version: int
    stage: str
    assignments: tuple[AssignmentRow, ...]


Name = Annotated[str, Meta(max_length=64)]


class Sign(Wire, kw_only=True, frozen=True):
    """签收 · Signing for an assignment: who is responsible on three levels (分级负责)."""

    chief: Annotated[Name, Meta(description="主要负责人 · head of the unit")] = ""
    leader: Annotated[Name, Meta(description="分管负责人 · leader in charge")] = ""
    officer: Annotated[Name, Meta(description="经办人 · case officer")] = ""


class Health(Wire, kw_only=True, frozen=True):
    """运行状况 · That the service runs."""

    status: str


# -- from the views -----------------------------------------------------------------------------------------------


def code(code: str, words: Words) -> Code:
    """A code with its words on the wire."""
    return Code(code=code, zh=words.zh, en=words.en)


def summary(shown: Shown) -> Summary:
    """A public item as a line of the catalogue."""
    item = shown.item
    return Summary(
        number=item.number,
        year=item.year,
        title=item.title,
        category=code(item.category, shown.category),
        stage=code(item.stage, shown.stage),
        is_key=item.is_key,
        lead_deputy=item.lead_deputy,
        co_signers=item.co_signers,
        lead_units=item.lead_units,
        co_units=item.co_units,
        published_on=item.published_on,
    )


def item(shown: Shown) -> Item:
    """A public item, whole."""
    given = shown.item
    replies, ratings = shown.replies, shown.ratings
    return Item(
        **msgspec.structs.asdict(summary(shown)),
        text=given.text,
        replies=None
        if replies is None
        else tuple(
            Reply(unit=r.unit, on=r.on, result_class=code(r.result_class, words), kind=r.kind, text=r.text)
            for r, words in replies
        ),
        ratings=None
        if ratings is None
        else tuple(Rated(aspect=said(aspect), level=said(level)) for aspect, level in ratings),
        way=tuple(Step(phase=code(s.phase, PHASES[s.phase]), on=s.on, what=said(s.words)) for s in given.way),
    )


def units(lines: tuple[UnitLine, ...]) -> Units:
    """The units and their counts."""
    return Units(
        units=tuple(
            UnitRow(
                id=line.unit.id,
                name=line.unit.name,
                kind=line.unit.kind.value,
                lead=line.lead,
                co=line.co,
                answered=line.answered,
            )
            for line in lines
        )
    )


def figure(line: FigureLine) -> FigureRow:
    """A rate with its counts, or without them where they are not shown."""
    found = line.figure
    return FigureRow(
        code=found.metric.code,
        name=said(found.metric.words),
        over=said(found.metric.over),
        numerator=None if line.withheld else len(found.numerator),
        denominator=None if line.withheld else len(found.denominator),
        printed=line.printed,
        small_sample=line.small,
    )


def _counts(counted: tuple[tuple[Words, int], ...]) -> tuple[Count, ...]:
    return tuple(Count(name=said(words), count=count) for words, count in counted)


def figures(year: YearFigures) -> Figures:
    """The figures of a year."""
    return Figures(
        year=year.year,
        on=year.on,
        total=year.total,
        published=year.published,
        figures=tuple(figure(line) for line in year.lines),
        by_category=_counts(year.categories),
        by_first_reply_class=_counts(year.classes),
        by_stage=_counts(year.stages),
    )


# -- for those who take part --------------------------------------------------------------------------------------


def deadlines(
    proposal: Proposal, duties: tuple[Duty, ...], clocks: tuple[Deadline, ...], roster: Roster, on: date
) -> Deadlines:
    """The duties of a file (they come explained), and all its clocks."""
    names = {unit.id: unit.name for unit in roster.units}
    return Deadlines(
        number=proposal.label,
        version=proposal.version,
        on=on,
        duties=tuple(_duty(duty, names.get(duty.unit, duty.unit)) for duty in duties),
        deadlines=tuple(map(deadline_row, clocks)),
    )


def _duty(duty: Duty, name: str) -> DutyRow:
    deadline = duty.deadline
    return DutyRow(
        unit=duty.unit,
        unit_name=name,
        what=duty.what,
        due=duty.due,
        standing=code(duty.standing.value, STANDING_WORDS[duty.standing]),
        working_days_left=duty.days_left,
        done_on=duty.done_on,
        provisional=deadline.provisional if deadline else False,
        explained=Said(zh=deadline.sentence("zh"), en=deadline.sentence("en")) if deadline else Said(zh="", en=""),
    )


def assignments(proposal: Proposal, roster: Roster) -> Assignments:
    """The assignments in force of a file."""
    names = {unit.id: unit.name for unit in roster.units}
    return Assignments(
        number=proposal.label,
        version=proposal.version,
        stage=proposal.stage.value,
        assignments=tuple(_assignment(a, names.get(a.unit, a.unit)) for a in proposal.current),
    )


def _assignment(given: Assignment, name: str) -> AssignmentRow:
    return AssignmentRow(
        id=given.id,
        unit=given.unit,
        unit_name=name,
        mode=given.mode.value,
        state=given.state.value,
        task=given.task,
        assigned_on=given.assigned_on,
        signed_on=given.signed_on,
        chief=given.chief,
        leader=given.leader,
        officer=given.officer,
    )
