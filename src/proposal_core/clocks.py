"""时限 · Every clock of the loop: when it starts, how long it runs, what moves it, and the sentence that explains it.

A deadline is derived on every read from facts and terms and explains itself (`Deadline`): the start fact, the
parameter and its article in this rulebook, the reckoning with each skipped day, and what moved it since. `due_days`
gives the bare day of a reply for many files; the explanation is built only on request.

Chosen where the texts are silent (and written down here once):
- a fixed day of a notice replaces the period, but never runs beyond the longest period;
- extensions name a day, at most the longest period from the original start, because months do not add up;
- a pause moves the due day by the natural days for which the clock stood still, in the order of events; an end that
  then falls on a rest day runs on; while a pause is open, the clock stands still;
- a re-assignment restarts the clock or keeps the first start, as the rulebook says (`clock_from`).

Not formalised: the hour of a day at which something counts as assigned.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import attrs

from proposal_core.errors import Words
from proposal_core.law import AH15, CHOSEN, CQ17, L25, SEED, SH15, SUI19, SZ07, ZJ16, ZJD16, Article, rule
from proposal_core.proposal import Assignment, AssignmentState, Extension, Mode, Objection, Pause, Proposal
from proposal_core.rulebook import Provision
from proposal_core.terms import Terms
from proposal_core.workdays import MonthDay, Period, Reckoning, WorkCalendar, due_day, reckon


@attrs.frozen(kw_only=True)
class Moved:
    """变动 · What moved a due day: the fact in words, and the day it was moved to."""

    to: date
    words: Words


@attrs.frozen(kw_only=True)
class Deadline:
    """时限 · A due day and how it came about, as data and as one sentence.

    `key` is the parameter it comes from, `article` that parameter's article in the rulebook in force. `moved` lists
    what changed the reckoned day since, in order.
    """

    kind: str
    what: Words
    due: date
    start: date
    start_fact: Words
    key: str
    article: Article
    unit: str = ""
    reckoning: Reckoning | None = None
    moved: tuple[Moved, ...] = ()

    def cited(self, provisions: Mapping[str, Provision]) -> Deadline:
        """The same deadline with the article that the rulebook in force gives for its parameter."""
        known = provisions.get(self.key)
        return self if known is None else attrs.evolve(self, article=known.article)

    @property
    def provisional(self) -> bool:
        """Whether the day may still move when a year's calendar is announced."""
        return self.reckoning is not None and self.reckoning.provisional

    def sentence(self, language: str = "zh") -> str:
        """One sentence a clerk can say: why it is due on that day."""
        reckoned = [self.reckoning.words] if self.reckoning else []
        parts = [*reckoned, *(move.words for move in self.moved)]
        zh, en = ";".join(words.zh for words in parts), "; ".join(words.en for words in parts)
        said = Words(
            f"{self.what.zh}应于{self.due}前完成:{self.start_fact.zh}{self.start},{zh}(依据{self.article})。",
            f"{self.what.en} is due on {self.due}: {self.start_fact.en} {self.start}; {en} ({self.article}).",
        )
        return said.in_(language)


STARTS = {
    "assignment": Words("交办日", "assigned on"),
    "receipt": Words("收到交办日", "received on"),
    "session_close": Words("会议闭幕日", "session closed on"),
    "restart_kept": Words("首次交办日(重新交办不重新计时)", "first assigned on (re-assignment does not restart)"),
    "submission": Words("提交日", "submitted on"),
    "return": Words("退回日", "returned on"),
    "objection": Words("提出异议日", "objected on"),
    "reply": Words("答复日", "replied on"),
    "rejection": Words("会办意见退回日", "opinion rejected on"),
    "rehandling": Words("决定重新办理日", "re-handling ordered on"),
    "finding": Words("督办发现问题日", "found on"),
}
WHAT = {
    "sign": Words("签收", "Signing"),
    "return": Words("退回", "A return"),
    "reassign": Words("重新交办", "Re-assignment"),
    "objection": Words("答复异议", "The answer to the objection"),
    "first_contact": Words("首次沟通", "The first contact"),
    "reply": Words("答复", "The reply"),
    "co_opinion": Words("会办意见", "The co-opinion"),
    "feedback": Words("代表评价", "The deputy's rating"),
    "rehandle": Words("重新办理", "Re-handling"),
    "rectify": Words("整改", "The rectification"),
    "publish": Words("公开", "Publication"),
    "cosign": Words("联名确认", "Confirming the co-signature"),
    "inter_session": Words("闭会期间交办", "Assignment between sessions"),
}


USUAL: Mapping[str, Article] = {
    "raising.cosign_within": SH15.article(),
    "assigning.inter_session_within": ZJ16.article(),
    "assigning.sign_within": SZ07.article(),
    "assigning.return_within": ZJ16.article(),
    "assigning.reassign_within": ZJ16.article(),
    "assigning.objection_answered_within": SH15.article(),
    "handling.first_contact_within": CQ17.article(),
    "handling.reply_within": L25.article("51"),
    "handling.urgent_within": CHOSEN.article(),
    "handling.reply_fixed_day": SUI19.article(),
    "handling.co_opinion_within": ZJ16.article(),
    "handling.co_opinion_redo_within": CQ17.article(),
    "handling.co_opinion_fixed_day": SUI19.article(),
    "handling.co_opinion_before_due": CHOSEN.article(),
    "evaluating.feedback_within": CQ17.article("26"),
    "evaluating.rehandle_within": ZJ16.article(),
    "supervising.rectify_within": CHOSEN.article(),
    "publishing.within": AH15.article(),
}
"""Where each parameter is usually found; `Deadline.cited` puts the article of the rulebook in force in its place."""


def clocked(
    kind: str,
    start: date,
    fact: str,
    period: Period | None,
    key: str,
    terms: Terms,
    calendar: WorkCalendar,
    unit: str = "",
) -> Deadline | None:
    """A deadline that is a start and a period; `None` where the text sets no period."""
    if period is None:
        return None
    reckoning = reckon(start, period, calendar, carry_over=terms.calendar.carry_over)
    return Deadline(
        kind=kind,
        what=WHAT[kind],
        due=reckoning.end,
        start=start,
        start_fact=STARTS[fact],
        key=key,
        article=USUAL[key],
        unit=unit,
        reckoning=reckoning,
    )


def last_day(start: date, period: Period | None, terms: Terms, calendar: WorkCalendar) -> date | None:
    """The bare last day of a period under these terms, for many files at once; `None` where there is no period."""
    return None if period is None else due_day(start, period, calendar, terms.calendar.carry_over)


# -- starts -------------------------------------------------------------------------------------------------------


@rule(L25.article("51"), ZJ16.article(), uses=["handling.clock", "assigning.reassign_restarts_clock"])
def clock_start(proposal: Proposal, unit: Assignment, clock: str) -> tuple[date, str]:
    """The day a unit's clock starts and the fact it is: assignment, receipt, session close, or a first start kept.

    Where the fact of the rulebook's clock is missing on the file, the assignment stands in for it.
    """
    if unit.clock_from is not None:
        return unit.clock_from, "restart_kept"
    if clock == "receipt" and unit.received_on:
        return unit.received_on, "receipt"
    if clock == "session_close" and proposal.session_closed_on:
        return proposal.session_closed_on, "session_close"
    return unit.assigned_on, "assignment"


# -- the reply ----------------------------------------------------------------------------------------------------


@rule(L25.article("51"), ZJD16.article("43"), uses=["handling.reply_within", "handling.urgent_within"])
def reply_period(proposal: Proposal, terms: Terms) -> tuple[Period, str]:
    """The period of the reply and the parameter it comes from: urgent proposals may have a shorter one."""
    if proposal.urgent and terms.handling.urgent_within:
        return terms.handling.urgent_within, "handling.urgent_within"
    return terms.handling.reply_within, "handling.reply_within"


@rule(
    L25.article("51"), ZJD16.article("43"), uses=["handling.clock", "handling.reply_within", "handling.reply_fixed_day"]
)
def reply_due(
    proposal: Proposal, unit: Assignment, terms: Terms, calendar: WorkCalendar, on: date | None = None
) -> Deadline:
    """The day by which this unit owes its reply, and how that day came about.

    `on` matters only while a pause is open: the clock then stands still, and the day is as it looks on that day.
    """
    start, fact = clock_start(proposal, unit, terms.handling.clock)
    period, key = reply_period(proposal, terms)
    found = clocked("reply", start, fact, period, key, terms, calendar, unit.unit)
    assert found is not None  # a reply always has a period
    moved: list[Moved] = []
    due = _fixed(found.due, start, unit, terms, calendar, moved)
    due = _moved(proposal, unit, due, calendar, on, moved)
    return attrs.evolve(found, due=due, moved=tuple(moved))


@rule(
    L25.article("51"), ZJD16.article("43"), uses=["handling.clock", "handling.reply_within", "handling.reply_fixed_day"]
)
def reply_due_day(
    proposal: Proposal, unit: Assignment, terms: Terms, calendar: WorkCalendar, on: date | None = None
) -> date:
    """The same day as `reply_due`, without its explanation: two look-ups for the usual file."""
    start, _ = clock_start(proposal, unit, terms.handling.clock)
    due = due_day(start, reply_period(proposal, terms)[0], calendar, terms.calendar.carry_over)
    if terms.handling.reply_fixed_day is not None:
        due = _fixed(due, start, unit, terms, calendar, [])
    if proposal.extensions or proposal.pauses:
        due = _moved(proposal, unit, due, calendar, on, [])
    return due


def next_fixed(day: MonthDay, start: date) -> date:
    """The first such day of the year after the start."""
    this_year = day.in_year(start.year)
    return this_year if this_year > start else day.in_year(start.year + 1)


def _fixed(due: date, start: date, unit: Assignment, terms: Terms, calendar: WorkCalendar, moved: list[Moved]) -> date:
    fixed = terms.handling.reply_fixed_day
    if fixed is None:
        return due
    day = min(next_fixed(fixed, start), longest_reply_day(start, terms, calendar))
    article = USUAL["handling.reply_fixed_day"]
    moved.append(Moved(to=day, words=Words(f"按规定的固定日期为{day}({article})", f"fixed on {day} ({article})")))
    return day


@rule(ZJ16.article(), L25.article("51"), uses=["handling.reply_max"])
def longest_reply_day(start: date, terms: Terms, calendar: WorkCalendar) -> date:
    """The last day to which a reply may be extended, reckoned from the original start of its clock."""
    return due_day(start, terms.handling.reply_max, calendar, terms.calendar.carry_over)


@rule(ZJ16.article(), CHOSEN.article(), uses=["handling.extension_consent"])
def _moved(
    proposal: Proposal, unit: Assignment, due: date, calendar: WorkCalendar, on: date | None, moved: list[Moved]
) -> date:
    """The due day after every extension and pause of this unit up to a day, in the order in which they happened.

    A pause that is open on that day has lasted until then; without a day an open pause has no length yet.
    """
    last = on or date.max
    granted = [(e.on, e) for e in proposal.extensions if e.unit == unit.unit and e.on <= last]
    stood = [(min(p.until or last, last), p) for p in proposal.pauses if unit.assigned_on <= p.since <= last]
    for happened, fact in sorted([*granted, *stood], key=lambda pair: pair[0]):
        if isinstance(fact, Extension) and fact.until > due:
            due = fact.until
            moved.append(Moved(to=due, words=Words(f"{happened}经同意延期至{due}", f"extended on {happened} to {due}")))
        elif isinstance(fact, Pause) and fact.since <= due and happened < date.max:
            due = calendar.next_working_day(due + (happened - fact.since))
            moved.append(Moved(to=due, words=_paused_words(fact, happened, due)))
    return due


def _paused_words(pause: Pause, until: date, due: date) -> Words:
    days = (until - pause.since).days
    if pause.until is None or pause.until > until:
        return Words(
            f"自{pause.since}起中止计时(至今{days}天),暂计{due}",
            f"paused since {pause.since} ({days} days so far): {due}",
        )
    return Words(
        f"{pause.since}至{until}中止计时{days}天,顺延至{due}",
        f"paused from {pause.since} to {until}, {days} days: {due}",
    )


# -- the other clocks ---------------------------------------------------------------------------------------------


@rule(SZ07.article(), uses=["assigning.sign_within"])
def sign_due(unit: Assignment, terms: Terms, calendar: WorkCalendar) -> Deadline | None:
    """The day by which a unit signs for its assignment."""
    within = terms.assigning.sign_within
    return clocked("sign", unit.assigned_on, "assignment", within, "assigning.sign_within", terms, calendar, unit.unit)


@rule(ZJ16.article(), uses=["assigning.return_within", "assigning.return_clock"])
def return_due(proposal: Proposal, unit: Assignment, terms: Terms, calendar: WorkCalendar) -> Deadline | None:
    """The last day on which a unit may return its assignment; each edge of the tree has its own window."""
    clock = terms.assigning.return_clock
    received = clock == "receipt" and unit.received_on is not None
    start = unit.received_on if received and unit.received_on else unit.assigned_on
    fact = "receipt" if received else "assignment"
    return clocked(
        "return", start, fact, terms.assigning.return_within, "assigning.return_within", terms, calendar, unit.unit
    )


@rule(ZJ16.article(), uses=["assigning.reassign_within"])
def reassign_due(unit: Assignment, terms: Terms, calendar: WorkCalendar) -> Deadline | None:
    """The day by which a returned assignment is assigned again."""
    if unit.state is not AssignmentState.RETURNED or unit.ended_on is None:
        return None
    within = terms.assigning.reassign_within
    return clocked("reassign", unit.ended_on, "return", within, "assigning.reassign_within", terms, calendar, unit.unit)


@rule(SH15.article(), SEED.article(), uses=["assigning.objection_answered_within"])
def objection_due(objection: Objection, terms: Terms, calendar: WorkCalendar) -> Deadline | None:
    """The day by which a deputy's objection is answered."""
    key = "assigning.objection_answered_within"
    return clocked(
        "objection", objection.on, "objection", terms.assigning.objection_answered_within, key, terms, calendar
    )


@rule(CQ17.article(), uses=["handling.first_contact_within"])
def first_contact_due(unit: Assignment, terms: Terms, calendar: WorkCalendar) -> Deadline | None:
    """The day by which a unit has first contacted the deputy."""
    key = "handling.first_contact_within"
    start = unit.received_on or unit.assigned_on
    return clocked(
        "first_contact", start, "receipt", terms.handling.first_contact_within, key, terms, calendar, unit.unit
    )


@rule(
    ZJ16.article(),
    CQ17.article(),
    uses=[
        "handling.co_opinion_within",
        "handling.co_opinion_clock",
        "handling.co_opinion_fixed_day",
        "handling.co_opinion_before_due",
    ],
)
def co_opinion_due(proposal: Proposal, unit: Assignment, terms: Terms, calendar: WorkCalendar) -> Deadline | None:
    """The day by which a co-handling unit owes its opinion: a redo after rejection, a fixed day, so long before the
    reply is due, or a period – in this order, as far as the rulebook sets them.
    """
    handling = terms.handling
    rejected = max((o.rejected_on for o in proposal.co_opinions if o.unit == unit.unit and o.rejected_on), default=None)
    if rejected is not None and handling.co_opinion_redo_within is not None:
        key = "handling.co_opinion_redo_within"
        return clocked(
            "co_opinion", rejected, "rejection", handling.co_opinion_redo_within, key, terms, calendar, unit.unit
        )
    start, fact = clock_start(proposal, unit, handling.co_opinion_clock)
    if handling.co_opinion_fixed_day is not None:
        day = next_fixed(handling.co_opinion_fixed_day, start)
        return _named_day(day, start, fact, "handling.co_opinion_fixed_day", unit.unit, terms)
    if handling.co_opinion_before_due is not None and proposal.lead is not None:
        reply_day = reply_due_day(proposal, proposal.lead, terms, calendar)
        day = before(reply_day, handling.co_opinion_before_due, calendar)
        return _named_day(day, start, fact, "handling.co_opinion_before_due", unit.unit, terms)
    key = "handling.co_opinion_within"
    return clocked("co_opinion", start, fact, handling.co_opinion_within, key, terms, calendar, unit.unit)


def _named_day(day: date, start: date, fact: str, key: str, unit: str, terms: Terms) -> Deadline:
    words = Words(f"按规定为{day}", f"set to {day}")
    if key.endswith("before_due"):
        ahead = terms.handling.co_opinion_before_due
        words = Words(f"须在答复期限前{ahead},即{day}", f"{ahead} before the reply is due: {day}")
    return Deadline(
        kind="co_opinion",
        what=WHAT["co_opinion"],
        due=day,
        start=start,
        start_fact=STARTS[fact],
        key=key,
        article=USUAL[key],
        unit=unit,
        moved=(Moved(to=day, words=words),),
    )


def before(day: date, period: Period, calendar: WorkCalendar) -> date:
    """The day so long before another: working days are counted back, months end on the same day or the month's last."""
    if period.unit == "working_day":
        return calendar.nth_working_day_before(day, period.amount)
    if period.unit == "day":
        return day - timedelta(days=period.amount)
    months = period.amount * (12 if period.unit == "year" else 1)
    place = day.year * 12 + day.month - 1 - months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@rule(CQ17.article("26"), uses=["evaluating.feedback_within"])
def feedback_due(proposal: Proposal, terms: Terms, calendar: WorkCalendar) -> Deadline | None:
    """The last day for rating, from the latest reply."""
    last = proposal.last_reply
    if last is None:
        return None
    within = terms.evaluating.feedback_within
    return clocked("feedback", last.on, "reply", within, "evaluating.feedback_within", terms, calendar)


@rule(ZJ16.article(), SH15.article(), uses=["evaluating.rehandle_within"])
def rehandle_due(proposal: Proposal, terms: Terms, calendar: WorkCalendar) -> Deadline | None:
    """The day by which the present round of re-handling is answered."""
    if not proposal.rehandlings:
        return None
    within, start = terms.evaluating.rehandle_within, proposal.rehandlings[-1].on
    return clocked("rehandle", start, "rehandling", within, "evaluating.rehandle_within", terms, calendar)


@rule(AH15.article(), uses=["publishing.within"])
def publication_due(proposal: Proposal, terms: Terms, calendar: WorkCalendar) -> Deadline | None:
    """The day by which proposal and reply are public, from the first reply."""
    first = proposal.first_reply
    if first is None:
        return None
    return clocked("publish", first.on, "reply", terms.publishing.within, "publishing.within", terms, calendar)


@rule(SEED.article(), CHOSEN.article(), uses=["supervising.rectify_within"])
def rectify_due(found_on: date, terms: Terms, calendar: WorkCalendar) -> Deadline | None:
    """The day by which what supervision found is put right."""
    within = terms.supervising.rectify_within
    return clocked("rectify", found_on, "finding", within, "supervising.rectify_within", terms, calendar)


@rule(SH15.article(), uses=["raising.cosign_within"])
def cosign_due(proposal: Proposal, terms: Terms, calendar: WorkCalendar) -> Deadline | None:
    """The day by which co-signers confirm, from submission."""
    if proposal.submitted_on is None or not proposal.co_signers:
        return None
    within = terms.raising.cosign_within
    return clocked("cosign", proposal.submitted_on, "submission", within, "raising.cosign_within", terms, calendar)


@rule(ZJ16.article(), SH15.article(), uses=["assigning.inter_session_within"])
def inter_session_due(proposal: Proposal, terms: Terms, calendar: WorkCalendar) -> Deadline | None:
    """The day by which a proposal raised between sessions is assigned, from submission."""
    if proposal.submitted_on is None or proposal.origin != "inter_session":
        return None
    key = "assigning.inter_session_within"
    return clocked(
        "inter_session", proposal.submitted_on, "submission", terms.assigning.inter_session_within, key, terms, calendar
    )


def deadlines(proposal: Proposal, terms: Terms, calendar: WorkCalendar, on: date) -> Iterator[Deadline]:
    """Every deadline that the file has had up to a day, in the order of the loop."""
    per_unit = [
        found
        for unit in proposal.assignments
        if unit.assigned_on <= on
        for found in _of_unit(proposal, unit, terms, calendar, on)
    ]
    of_file = [
        cosign_due(proposal, terms, calendar),
        inter_session_due(proposal, terms, calendar),
        *(objection_due(o, terms, calendar) for o in proposal.objections),
        *per_unit,
        feedback_due(proposal, terms, calendar),
        *(rectify_due(s.on, terms, calendar) for s in proposal.supervision if s.finding),
        rehandle_due(proposal, terms, calendar),
        publication_due(proposal, terms, calendar),
    ]
    return (found for found in of_file if found is not None and found.start <= on)


def _of_unit(
    proposal: Proposal, unit: Assignment, terms: Terms, calendar: WorkCalendar, on: date
) -> Iterator[Deadline | None]:
    yield sign_due(unit, terms, calendar)
    yield return_due(proposal, unit, terms, calendar)
    yield reassign_due(unit, terms, calendar)
    if unit.state in (AssignmentState.PENDING, AssignmentState.SIGNED):
        yield first_contact_due(unit, terms, calendar)
        if unit.mode is Mode.CO:
            yield co_opinion_due(proposal, unit, terms, calendar)
        else:
            yield reply_due(proposal, unit, terms, calendar, on)
