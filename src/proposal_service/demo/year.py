"""一年 · One year of a congress, played through the acts of the core from the session to the open books.

Every step is an ordinary act of `Casework` with its day, its person and its rules; each phase is one unit of work.
Facts come from the records; what they lack comes from `lives`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import attrs

from proposal_core.assigning import Task
from proposal_core.casework import Casework
from proposal_core.errors import Words
from proposal_core.key_items import Selection
from proposal_core.people import Actor, Organ, OrganKind, Role, Unit
from proposal_core.proposal import Mode
from proposal_core.similarity import Pair, Text, pairs
from proposal_service.demo.cases import CLERK, COUNCIL, Case, Progress, officer, phase
from proposal_service.demo.lives import Life, LifeDrawer, generated_words, session_days, tally, year_of
from proposal_service.demo.loop import evaluate_all, fulfil_all, handle_all, publish_all
from proposal_service.office.filing import Filed, enrol_from, file_records, units_of
from proposal_service.office.records import ImportRecord

COORDINATOR = "deputies_committee"
OFFICE = "政府办公室"
"""The unit that gets what names no unit: the government's general office, which sub-assigns."""
LEADERS = 8
PRIORITIES = ("养老", "教育", "电梯", "防洪", "堤防", "治水", "交通", "就业", "医疗")
"""Words of an invented list of yearly priorities; the selection run says when one of them counted."""


@attrs.frozen(kw_only=True)
class Played:
    """经过 · What the year's run did, for the report."""

    year: int
    assigned_on: date
    ends_on: date
    filed: Filed
    notice: Words
    drawn: Mapping[str, int]
    unit_by_category: int
    candidates: tuple[Pair, ...]
    numbers: Mapping[str, str]
    selection: Selection
    carried: tuple[str, ...]
    carried_again: int


def play(desk: Casework, records: Sequence[ImportRecord], *, seed: int, source: Words, progress: Progress) -> Played:
    """Run the whole year. Raises whatever an act refuses; nothing of the failing phase is kept then."""
    terms = desk.rulebook.versions[-1].terms
    year = year_of(records)
    drawer = LifeDrawer(seed, year, session_days(records, desk.calendar, year), terms, desk.calendar)
    lives = [drawer.draw(record) for record in records]
    opening = min(life.submitted_on for life in lives)
    ends_on = max(date(year, 12, 31), *(last_day(life) for life in lives))
    notice = generated_words(source, tally(lives))
    filed = raise_all(desk, records, lives, notice=notice, year=year, opening=opening, progress=progress)
    cases = [Case(record=r, life=life, id=p.id) for r, life, p in zip(records, lives, filed.proposals, strict=True)]
    screen_all(desk, cases, progress)
    candidates = alike(cases)
    by_category = assign_all(desk, cases, year, progress)
    assigned_on = min(life.assigned_on for life in lives)
    selection = select_key(desk, year, rounds_of_selection(lives), candidates)
    handle_all(desk, cases, progress)
    publish_all(desk, cases, progress)
    evaluate_all(desk, cases, progress)
    new_year = date(year, 12, 31)
    fulfil_all(desk, cases, None, new_year)
    carried = desk.carry_over(year, by=CLERK, on=new_year)
    again = desk.carry_over(year, by=CLERK, on=new_year)
    fulfil_all(desk, cases, new_year + timedelta(days=1), ends_on)
    return Played(
        year=year,
        assigned_on=assigned_on,
        ends_on=ends_on,
        filed=filed,
        notice=notice,
        drawn=tally(lives),
        unit_by_category=by_category,
        candidates=candidates,
        numbers={p.id: p.number for p in desk.proposals()},
        selection=selection,
        carried=carried,
        carried_again=len(again),
    )


def last_day(life: Life) -> date:
    """The last day on which anything happens to a proposal inside its year's run."""
    days = (life.assigned_on, life.replied_on, life.second_reply_on, life.closed_on)
    return max(day for day in days if day is not None) + timedelta(days=45)


# -- 提出 raise -----------------------------------------------------------------------------------------------------


def raise_all(
    desk: Casework,
    records: Sequence[ImportRecord],
    lives: Sequence[Life],
    *,
    notice: Words,
    year: int,
    opening: date,
    progress: Progress,
) -> Filed:
    """Enrol people, units and organs; open the year; file every record as a draft."""
    days = {id(record): life.submitted_on for record, life in zip(records, lives, strict=True)}
    done = [0]

    def tick() -> None:
        done[0] += 1
        progress("raise", done[0], len(records))

    with desk.together() as work:
        work.enrol(by=CLERK, on=opening, notice=notice, organs=organs(r.category for r in records))
        extra = enrol_from([], None, extra_units=[OFFICE])
        work.enrol(by=CLERK, on=opening, units=tuple(_office(unit) for unit in extra.units))
        first = records[0]
        work.open_year(
            year, by=CLERK, on=opening, term=first.term or 0, session=first.session_no or 0, opened_on=opening
        )
        return file_records(
            work, records, by=CLERK, on=opening, year=year, submitted=lambda r: days[id(r)], progress=tick
        )


def _office(unit: Unit) -> Unit:
    return attrs.evolve(unit, id="government_office")


def organs(categories: Iterable[str]) -> tuple[Organ, ...]:
    """Invented organs: leaders of the standing committee, and one committee per category of the records."""
    leaders = tuple(
        Organ(id=f"leader-{n}", name=f"常委会副主任({n})", kind=OrganKind.LEADER) for n in range(1, LEADERS + 1)
    )
    committees = tuple(
        Organ(
            id=f"committee-{n}",
            name=f"{category or '综合'}委员会",
            kind=OrganKind.SPECIAL_COMMITTEE,
            fields=(category,),
        )
        for n, category in enumerate(dict.fromkeys(categories), 1)
    )
    return leaders + committees


def screen_all(desk: Casework, cases: Sequence[Case], progress: Progress) -> None:
    """Submit, let co-signers confirm, screen in every stage, accept, register and number, in the order of days."""
    with desk.together() as work:
        ordered = sorted(cases, key=lambda case: (case.life.registered_on, case.id))
        for case in phase(progress, "screen", ordered):
            on = case.life.submitted_on
            filed = work.submit(case.id, by=CLERK, on=on)
            for signer in filed.co_signers:
                work.co_sign(case.id, by=Actor(id=signer.id, role=Role.DEPUTY), on=on)
            for stage in work.terms_for(filed, on).raising.screening_stages:
                work.screen(case.id, by=CLERK, on=on, stage=stage.code)
            work.accept(case.id, by=CLERK, on=on)
            work.register(case.id, by=CLERK, on=case.life.registered_on)


def alike(cases: Sequence[Case]) -> tuple[Pair, ...]:
    """Candidates for merging, with reasons. Nothing is merged: a person decides."""
    texts = [Text(key=c.id, title=c.record.title, body=c.record.text or c.record.ask) for c in cases]
    return tuple(pairs(texts))


# -- 交办 assign ----------------------------------------------------------------------------------------------------


def assign_all(desk: Casework, cases: Sequence[Case], year: int, progress: Progress) -> int:
    """Hold the meeting and assign every file to the units it names; the rest to its category's usual unit.

    Returns how many named no unit.
    """
    usual = usual_units(cases)
    with desk.together() as work:
        units = {unit.name: unit.id for unit in work.roster().units}
        meeting_on = min(case.life.assigned_on for case in cases)
        there = tuple(case.id for case in cases if case.life.assigned_on == meeting_on)
        work.hold_meeting(
            year,
            by=CLERK,
            on=meeting_on,
            present=("人大常委会", "政府", "监委", "法院", "检察院", "承办单位"),
            files=there,
            requirements="三个月内答复;三次沟通;答复前会办意见须齐。",
        )
        for case in phase(progress, "assign", sorted(cases, key=lambda c: c.life.assigned_on)):
            names = units_of(case.record) or (usual.get(case.record.category, OFFICE),)
            tasks = _tasks([units[name] for name in names])
            in_meeting = case.life.assigned_on == meeting_on
            work.assign(case.id, tasks, by=CLERK, on=case.life.assigned_on, in_meeting=in_meeting)
            for task in tasks:
                work.sign(
                    case.id,
                    by=officer(task.unit),
                    on=case.life.signed_on,
                    chief="主要负责人",
                    leader="分管负责人",
                    officer="经办人",
                )
    return sum(not units_of(case.record) for case in cases)


def usual_units(cases: Sequence[Case]) -> dict[str, str]:
    """For each category the unit that leads most of its proposals in these records (ties: the name)."""
    counts: dict[str, Counter[str]] = {}
    for case in cases:
        for lead in units_of(case.record)[:1]:
            counts.setdefault(case.record.category, Counter())[lead] += 1
    return {category: max(count, key=lambda name: (count[name], name)) for category, count in counts.items()}


def _tasks(units: Sequence[str]) -> list[Task]:
    if len(units) == 1:
        return [Task(unit=units[0], mode=Mode.SOLE)]
    return [Task(unit=units[0], mode=Mode.LEAD), *(Task(unit=unit, mode=Mode.CO) for unit in units[1:])]


def rounds_of_selection(lives: Sequence[Life]) -> list[date]:
    """The days of the selection: two weeks after each large assignment, and once all of the year is registered."""
    counts = Counter(life.assigned_on for life in lives)
    large = [day + timedelta(days=14) for day, count in counts.items() if 20 * count >= len(lives)]
    return sorted({*large, max(life.registered_on for life in lives)})


def select_key(desk: Casework, year: int, days: Sequence[date], candidates: Sequence[Pair]) -> Selection:
    """The yearly runs of key items, each put to the council and fixed; later ones fill up what was added."""
    for on in days:
        selection = _select_on(desk, year, on, candidates)
    return selection


def _select_on(desk: Casework, year: int, on: date, candidates: Sequence[Pair]) -> Selection:
    roster = desk.roster()
    near = Counter(
        key for pair in candidates if pair.likeness.reading == "likely_same" for key in (pair.left, pair.right)
    )
    selection = desk.select_key_items(
        year,
        on=on,
        leaders=roster.of_kind(OrganKind.LEADER),
        committees=roster.of_kind(OrganKind.SPECIAL_COMMITTEE),
        coordinator=COORDINATOR,
        alike=near,
        priorities=PRIORITIES,
    )
    desk.choose_key_items(year, selection, by=COUNCIL, on=on)
    return selection
