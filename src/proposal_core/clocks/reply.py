"""答复时限 · The reply's clock: where it starts, its period or fixed day, and what has moved it up to a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs

from proposal_core.clocks.deadline import Deadline, Moved, named, reckoned
from proposal_core.errors import Words
from proposal_core.law import CHOSEN, L25, SUI19, ZJ16, ZJD16, rule
from proposal_core.proposal import Assignment, Extension, Pause, Proposal
from proposal_core.terms import Terms
from proposal_core.workdays import MonthDay, Period, WorkCalendar, due_day

WITHIN, URGENT, FIXED, LONGEST = (
    "handling.reply_within",
    "handling.urgent_within",
    "handling.reply_fixed_day",
    "handling.reply_max",
)

# -- starts -------------------------------------------------------------------------------------------------------


@rule(L25.article("51"), ZJ16.article(), uses=["handling.clock", "assigning.reassign_restarts_clock"])
def clock_start(proposal: Proposal, unit: Assignment, clock: str) -> tuple[date, str]:
    """The day a unit's clock starts and the fact it is: assignment, receipt, session close, or a first start kept.

    Where the fact of the rulebook's clock is missing on the file, the assignment stands in for it.
    """
    if unit.clock_from is not None:
        return _first_start(proposal, unit.clock_from, clock), "restart_kept"
    return started(proposal, unit, clock)


def started(proposal: Proposal, unit: Assignment, clock: str) -> tuple[date, str]:
    """Where the clock of this very assignment starts, whatever was assigned before it."""
    if clock == "receipt" and unit.received_on:
        return unit.received_on, "receipt"
    if clock == "session_close" and proposal.session_closed_on and not _again(proposal, unit):
        return proposal.session_closed_on, "session_close"
    return unit.assigned_on, "assignment"


def _again(proposal: Proposal, unit: Assignment) -> bool:
    """Whether the unit was assigned after the first distribution: the session's close starts no clock again."""
    return bool(proposal.assignments) and proposal.assignments[0].assigned_on < unit.assigned_on


def _first_start(proposal: Proposal, first_assigned: date, clock: str) -> date:
    """The start that is kept: that of the first assignment, by the same clock."""
    first = next((a for a in proposal.assignments if a.clock_from is None and a.assigned_on == first_assigned), None)
    return first_assigned if first is None else started(proposal, first, clock)[0]


# -- the day before anything moved it -----------------------------------------------------------------------------


@rule(L25.article("51"), ZJD16.article("43"), uses=["handling.reply_within", "handling.urgent_within"])
def reply_period(proposal: Proposal, terms: Terms) -> tuple[Period, str]:
    """The period of the reply and the parameter it comes from: urgent proposals may have a shorter one."""
    if proposal.urgent and terms.handling.urgent_within:
        return terms.handling.urgent_within, URGENT
    return terms.handling.reply_within, WITHIN


@rule(ZJ16.article(), L25.article("51"), uses=["handling.reply_max"])
def longest_reply_day(start: date, terms: Terms, calendar: WorkCalendar) -> date:
    """The last day to which a reply may be extended, reckoned from the original start of its clock."""
    return due_day(start, terms.handling.reply_max, calendar, terms.calendar.carry_over)


@rule(SUI19.article(), CHOSEN.article(), uses=["handling.reply_fixed_day", "handling.reply_max"])
def fixed_reply_day(proposal: Proposal, start: date, terms: Terms, calendar: WorkCalendar) -> tuple[date, str] | None:
    """The day that a notice fixes for replies, and the parameter that decided: at the latest the longest period's end.

    `None` where no day is fixed, and for urgent proposals with a period of their own.
    """
    fixed = terms.handling.reply_fixed_day
    if fixed is None or (proposal.urgent and terms.handling.urgent_within):
        return None
    day, last = next_fixed(fixed, start), longest_reply_day(start, terms, calendar)
    return (day, FIXED) if day <= last else (last, LONGEST)


def next_fixed(day: MonthDay, start: date) -> date:
    """The first such day of the year after the start."""
    this_year = day.in_year(start.year)
    return this_year if this_year > start else day.in_year(start.year + 1)


# -- the reply ----------------------------------------------------------------------------------------------------


@rule(
    L25.article("51"), ZJD16.article("43"), uses=["handling.clock", "handling.reply_within", "handling.reply_fixed_day"]
)
def reply_due(
    proposal: Proposal, unit: Assignment, terms: Terms, calendar: WorkCalendar, on: date | None = None
) -> Deadline:
    """The day by which this unit owes its reply, and how that day came about: extensions and pauses up to `on`.

    Without a day everything on the file counts, and a pause that is open has no length yet; with one, it has lasted
    until then.
    """
    start, fact = clock_start(proposal, unit, terms.handling.clock)
    fixed = fixed_reply_day(proposal, start, terms, calendar)
    found = _unmoved(proposal, unit, (start, fact), fixed, terms, calendar)
    moved = tuple(
        Moved(to=shift.to, words=_words_of(shift), unsettled=_unsettled(shift, terms, calendar))
        for shift in moves(proposal, unit, start, found.due, terms, calendar, on)
    )
    return attrs.evolve(found, due=moved[-1].to, moved=(*found.moved, *moved)) if moved else found


def _unmoved(
    proposal: Proposal,
    unit: Assignment,
    began: tuple[date, str],
    fixed: tuple[date, str] | None,
    terms: Terms,
    calendar: WorkCalendar,
) -> Deadline:
    """The reply's deadline before extensions and pauses."""
    start, fact = began
    if fixed is None:
        period, key = reply_period(proposal, terms)
        return reckoned("reply", start, fact, period, key, terms, calendar, unit.unit)
    day, key = fixed
    if key == FIXED:
        words = Words(f"按规定的固定日期为{day}", f"the fixed day is {day}")
        return named("reply", start, fact, day, FIXED, unit.unit, Moved(to=day, words=words))
    longest = reckoned("reply", start, fact, terms.handling.reply_max, LONGEST, terms, calendar, unit.unit)
    words = Words(
        "固定日期晚于最长办理期限,以最长期限为准", "the fixed day lies beyond the longest period, which counts"
    )
    return attrs.evolve(longest, moved=(Moved(to=day, words=words),))


@rule(
    L25.article("51"), ZJD16.article("43"), uses=["handling.clock", "handling.reply_within", "handling.reply_fixed_day"]
)
def reply_due_day(
    proposal: Proposal, unit: Assignment, terms: Terms, calendar: WorkCalendar, on: date | None = None
) -> date:
    """The same day as `reply_due`, without its explanation: two look-ups for the usual file."""
    handling = terms.handling
    start = clock_start(proposal, unit, handling.clock)[0]
    fixed = None if handling.reply_fixed_day is None else fixed_reply_day(proposal, start, terms, calendar)
    due = fixed[0] if fixed else due_day(start, reply_period(proposal, terms)[0], calendar, terms.calendar.carry_over)
    if proposal.extensions or proposal.pauses:
        return max((shift.to for shift in moves(proposal, unit, start, due, terms, calendar, on)), default=due)
    return due


# -- what moves it ------------------------------------------------------------------------------------------------


@attrs.frozen
class Shift:
    """顺延 · One extension or pause that moved a reply: counted from `since`, up to `on`, and the day it led `to`."""

    event: Extension | Pause
    since: date
    on: date
    to: date


@rule(ZJ16.article(), CHOSEN.article(), uses=["handling.reply_max"])
def moves(
    proposal: Proposal,
    unit: Assignment,
    start: date,
    due: date,
    terms: Terms,
    calendar: WorkCalendar,
    on: date | None = None,
) -> Iterator[Shift]:
    """What moved a unit's reply from this due day up to a day, in order.

    An extension counts from the day it was granted and never shortens. A pause counts once it has ended, and one that
    is open on that day has lasted until then; it moves nothing when it began after the due day. Who extends while the
    clock stands still knows the days so far: only those that follow move the new day.
    """
    since = start
    for happened, event in _events(proposal, unit, on or date.max):
        if isinstance(event, Extension):
            if event.until <= _so_far(proposal, since, happened, due, terms, calendar):
                continue
            since, due = max(since, happened), event.until
            yield Shift(event, happened, happened, due)
        else:
            begun = max(event.since, since)
            to = _after_pause(begun, happened, due, terms, calendar)
            if to > due:
                due = to
                yield Shift(event, begun, happened, due)


def _events(proposal: Proposal, unit: Assignment, last: date) -> list[tuple[date, Extension | Pause]]:
    """Extensions on the day they were granted, pauses on the day they ended, up to a day, in their order.

    Who extends on the day a pause ends knows its length, so the pause comes first; a pause still open comes last.
    """
    found: list[tuple[date, int, Extension | Pause]] = []
    found += [(e.on, 1, e) for e in proposal.extensions if e.unit == unit.unit and e.on <= last]
    for pause in proposal.pauses:
        if pause.until is not None and pause.until <= last:
            found.append((pause.until, 0, pause))
        elif pause.since <= last < date.max:
            found.append((last, 2, pause))
    return [(happened, event) for happened, _, event in sorted(found, key=lambda event: event[:2])]


def _so_far(proposal: Proposal, since: date, on: date, due: date, terms: Terms, calendar: WorkCalendar) -> date:
    """The due day as it looks on a day on which the clock may stand still."""
    for pause in proposal.pauses:
        if pause.since <= on and (pause.until is None or on < pause.until):
            return _after_pause(max(pause.since, since), on, due, terms, calendar)
    return due


def _after_pause(since: date, until: date, due: date, terms: Terms, calendar: WorkCalendar) -> date:
    """The due day after the clock stood still for so long; after the due day nothing is left to stand still."""
    if not since < until or since > due:
        return due
    day = due + (until - since)
    return calendar.next_working_day(day) if terms.calendar.carry_over else day


def _unsettled(shift: Shift, terms: Terms, calendar: WorkCalendar) -> Words | None:
    """The year that a moved day waits for: a pause's end may run on, an extension names its day."""
    by_calendar = isinstance(shift.event, Pause) and terms.calendar.carry_over
    return calendar.unsettled(shift.to, shift.to) if by_calendar else None


def _words_of(shift: Shift) -> Words:
    event, since, on, to = shift.event, shift.since, shift.on, shift.to
    if isinstance(event, Extension):
        return Words(f"{on}经同意延期至{to}", f"extended on {on} to {to}")
    days = (on - since).days
    counted = "1 day" if days == 1 else f"{days} days"
    if event.until is None or event.until > on:
        return Words(
            f"自{since}起中止计时(至今{days}天),暂计{to}", f"paused since {since} ({counted} so far): {to} for now"
        )
    return Words(f"{since}至{on}中止计时{days}天,顺延至{to}", f"paused from {since} to {on}, {counted}: {to}")
