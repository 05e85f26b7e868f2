"""会办意见时限 · The clock of a co-opinion: a redo, a fixed day, so long before the reply, or a period."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from proposal_core.clocks.deadline import Deadline, Moved, clocked, last_day, named
from proposal_core.clocks.reply import clock_start, next_fixed, reply_due, reply_due_day
from proposal_core.errors import Words
from proposal_core.law import CHOSEN, CQ17, SUI19, ZJ16, rule
from proposal_core.proposal import Assignment, Proposal
from proposal_core.terms import Handling, Terms
from proposal_core.workdays import Period, WorkCalendar

WITHIN, REDO, FIXED, BEFORE = (
    "handling.co_opinion_within",
    "handling.co_opinion_redo_within",
    "handling.co_opinion_fixed_day",
    "handling.co_opinion_before_due",
)
_USES = [WITHIN, REDO, FIXED, BEFORE, "handling.co_opinion_clock"]
Governed = tuple[str, date, str]


def _governed(proposal: Proposal, unit: Assignment, handling: Handling, on: date) -> Governed:
    """The parameter that governs this unit's opinion on a day, the start of its clock, and the fact that it is."""
    if handling.co_opinion_redo_within is not None and proposal.co_opinions:
        rejected = [o.rejected_on for o in proposal.co_opinions if o.unit == unit.unit and o.rejected_on is not None]
        latest = max((day for day in rejected if day <= on), default=None)
        if latest is not None:
            return REDO, latest, "rejection"
    start, fact = clock_start(proposal, unit, handling.co_opinion_clock)
    if handling.co_opinion_fixed_day is not None:
        return FIXED, start, fact
    if handling.co_opinion_before_due is not None and proposal.lead is not None:
        return BEFORE, start, fact
    return WITHIN, start, fact


@rule(ZJ16.article(), CQ17.article(), SUI19.article(), CHOSEN.article(), uses=_USES)
def co_opinion_due_day(
    proposal: Proposal, unit: Assignment, terms: Terms, calendar: WorkCalendar, on: date | None = None
) -> date | None:
    """The same day as `co_opinion_due`, without its explanation."""
    governed = _governed(proposal, unit, terms.handling, on or date.max)
    return _day(proposal, governed, terms, calendar, on)


def _day(proposal: Proposal, governed: Governed, terms: Terms, calendar: WorkCalendar, on: date | None) -> date | None:
    key, start, _ = governed
    handling = terms.handling
    if key == REDO:
        return last_day(start, handling.co_opinion_redo_within, terms, calendar)
    lead = proposal.lead
    reply_day = reply_due_day(proposal, lead, terms, calendar, on) if lead and key in (FIXED, BEFORE) else date.max
    if key == FIXED and handling.co_opinion_fixed_day is not None:
        return min(next_fixed(handling.co_opinion_fixed_day, start), reply_day)
    if key == BEFORE and handling.co_opinion_before_due is not None:
        return max(before(reply_day, handling.co_opinion_before_due, calendar), start)
    return last_day(start, handling.co_opinion_within, terms, calendar)


@rule(ZJ16.article(), CQ17.article(), SUI19.article(), CHOSEN.article(), uses=_USES)
def co_opinion_due(
    proposal: Proposal, unit: Assignment, terms: Terms, calendar: WorkCalendar, on: date | None = None
) -> Deadline | None:
    """The day by which a co-handling unit owes its opinion: a redo after rejection, a fixed day, so long before the
    reply is due, or a period – in this order, as far as the rulebook sets them.

    A fixed day never lies after the day of the reply, nor a day before the reply ahead of the start.
    """
    governed = _governed(proposal, unit, terms.handling, on or date.max)
    key, start, fact = governed
    if key in (FIXED, BEFORE):
        day = _day(proposal, governed, terms, calendar, on) or start
        told = _told(proposal, key, day, terms, calendar, on)
        return named("co_opinion", start, fact, day, key, unit.unit, told)
    within = terms.handling.co_opinion_redo_within if key == REDO else terms.handling.co_opinion_within
    return clocked("co_opinion", start, fact, within, key, terms, calendar, unit.unit)


def _told(proposal: Proposal, key: str, day: date, terms: Terms, calendar: WorkCalendar, on: date | None) -> Moved:
    """How a named day came about; one that hangs on the reply is as provisional as the reply."""
    fixed, ahead = terms.handling.co_opinion_fixed_day, terms.handling.co_opinion_before_due
    if key == FIXED and fixed is not None and (fixed.month, fixed.day) == (day.month, day.day):
        return Moved(to=day, words=Words(f"按规定的固定日期为{day}", f"the fixed day is {day}"))
    lead = proposal.lead
    reply = None if lead is None else reply_due(proposal, lead, terms, calendar, on)
    unsettled = None if reply is None else reply.unsettled
    if key == FIXED or ahead is None:
        words = Words(
            f"固定日期晚于答复期限,以答复期限{day}为准", f"the fixed day lies after the reply's, which is {day}"
        )
        return Moved(to=day, words=words, unsettled=unsettled)
    if unsettled is None and reply is not None and ahead.unit == "working_day":
        unsettled = calendar.unsettled(day, reply.due)
    words = Words(f"须在答复期限前{ahead.words.zh},即{day}", f"{ahead.words.en} before the reply is due: {day}")
    return Moved(to=day, words=words, unsettled=unsettled)


def before(day: date, period: Period, calendar: WorkCalendar) -> date:
    """The day so long before another: working days are counted back, months end on the same day or the month's last."""
    if period.unit == "working_day":
        return calendar.nth_working_day_before(day, period.amount)
    if period.unit == "day":
        return day - timedelta(days=period.amount)
    months = period.amount * (12 if period.unit == "year" else 1)
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
