"""督办 · Supervising: where a file stands on a day, typed acts of supervision, reminders, look-back.

`duties()` is the whole of a deadline check: it reads facts up to a day and says in time, due soon, late, or answered
(and answered late), with the deadline that explains the day when asked. `standing()` says so much of the lead alone, for
many files. Nothing is stored; the same facts give the same answer on any day, in the past as well.

Not formalised: the meeting of the supervision group; its acts are recorded one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

import attrs

from proposal_core.assigning import held_by, own_assignment
from proposal_core.clocks import Deadline, co_opinion_due, co_opinion_due_day, reply_due, reply_due_day
from proposal_core.errors import NotFound, NotReady, Words, must_say
from proposal_core.journal import Step, step
from proposal_core.law import L25, SEED, ZJ16, rule
from proposal_core.lifecycle import IN_THE_LOOP
from proposal_core.people import Actor, Role
from proposal_core.proposal import (
    Assignment,
    LookBack,
    Mode,
    Proposal,
    Reminder,
    SupervisionAct,
    next_id,
)
from proposal_core.rulebook import Provision
from proposal_core.terms import Coded, Rung, Supervising, Terms
from proposal_core.workdays import WorkCalendar, due_day, nominal_end, working_days_left


class Standing(StrEnum):
    """办理进度 · Where one unit's duty stands on a day, best last."""

    LATE = "late"
    DUE_SOON = "due_soon"
    IN_TIME = "in_time"
    DONE_LATE = "done_late"
    DONE = "done"
    NOT_ASSIGNED = "not_assigned"


STANDING_WORDS: dict[Standing, Words] = {
    Standing.LATE: Words("已逾期", "late"),
    Standing.DUE_SOON: Words("临近期限", "due soon"),
    Standing.IN_TIME: Words("期限内", "in time"),
    Standing.DONE_LATE: Words("逾期答复", "answered late"),
    Standing.DONE: Words("按期答复", "answered in time"),
    Standing.NOT_ASSIGNED: Words("尚未交办", "not assigned"),
}


@attrs.frozen(kw_only=True)
class Duty:
    """办理义务 · One unit's duty on a file on a day: its standing, its due day, working days left (negative: late).

    `deadline` is the explanation; it is built only on request (`explained=True`).
    """

    file: str
    unit: str
    what: str
    due: date
    standing: Standing
    days_left: int
    done_on: date | None = None
    deadline: Deadline | None = None

    def cited(self, provisions: Mapping[str, Provision]) -> Duty:
        """The same duty, its deadline with the article of the rulebook in force."""
        return self if self.deadline is None else attrs.evolve(self, deadline=self.deadline.cited(provisions))


# -- rules --------------------------------------------------------------------------------------------------------


@rule(SEED.article(), L25.article("51"), uses=["supervising.due_soon"])
def standing_of(due: date, done_on: date | None, on: date, terms: Supervising, calendar: WorkCalendar) -> Standing:
    """Where a duty stands on a day. A reply on the due day is in time; due soon is as near as the rulebook says."""
    if done_on is not None and done_on <= on:
        return Standing.DONE if done_on <= due else Standing.DONE_LATE
    if on > due:
        return Standing.LATE
    soon = terms.due_soon
    counts = soon.unit == "working_day"
    near = working_days_left(on, due, calendar) <= soon.amount if counts else due <= nominal_end(on, soon)
    return Standing.DUE_SOON if near else Standing.IN_TIME


def _replied_on(proposal: Proposal, unit: str, on: date) -> date | None:
    """The day of a unit's first reply, as far as it stood on a day."""
    if not proposal.replies:
        return None
    mine = (r for r in proposal.replies if r.unit == unit and r.kind == "first" and r.on <= on)
    return min((r.on for r in mine if r.sent_back_on is None or r.sent_back_on > on), default=None)


def _opined_on(proposal: Proposal, unit: str, on: date) -> date | None:
    """The day of a unit's co-opinion, as far as it stood on a day."""
    if not proposal.co_opinions:
        return None
    mine = (o for o in proposal.co_opinions if o.unit == unit and o.on <= on)
    return min((o.on for o in mine if o.rejected_on is None or o.rejected_on > on), default=None)


@rule(SEED.article(), L25.article("51"), uses=["handling.reply_within", "supervising.due_soon"])
def standing(proposal: Proposal, on: date, terms: Terms, calendar: WorkCalendar) -> Standing:
    """Where the reply of the lead stands on a day: what `duties` says of it, and nothing more, for many files."""
    lead = proposal.lead
    if lead is None or lead.assigned_on > on or proposal.stage not in IN_THE_LOOP:
        return Standing.NOT_ASSIGNED
    due = reply_due_day(proposal, lead, terms, calendar, on)
    return standing_of(due, _replied_on(proposal, lead.unit, on), on, terms.supervising, calendar)


@rule(
    SEED.article(), ZJ16.article(), uses=["handling.reply_within", "handling.co_opinion_within", "supervising.due_soon"]
)
def duties(
    proposal: Proposal, on: date, terms: Terms, calendar: WorkCalendar, *, explained: bool = False
) -> tuple[Duty, ...]:
    """Every unit's duty on this file as it stood on that day: replies and co-opinions, each with its due day."""
    if proposal.stage not in IN_THE_LOOP:
        return ()
    found = []
    for unit in proposal.current:
        if unit.assigned_on <= on:
            duty = _duty(proposal, unit, on, terms, calendar, explained)
            if duty is not None:
                found.append(duty)
    return tuple(found)


def _duty(
    proposal: Proposal, unit: Assignment, on: date, terms: Terms, calendar: WorkCalendar, explained: bool
) -> Duty | None:
    co = unit.mode is Mode.CO
    due = (co_opinion_due_day if co else reply_due_day)(proposal, unit, terms, calendar, on)
    if due is None:
        return None
    done = (_opined_on if co else _replied_on)(proposal, unit.unit, on)
    return Duty(
        file=proposal.id,
        unit=unit.unit,
        what="co_opinion" if co else "reply",
        due=due,
        standing=standing_of(due, done, on, terms.supervising, calendar),
        days_left=working_days_left(on, due, calendar),
        done_on=done,
        deadline=(co_opinion_due if co else reply_due)(proposal, unit, terms, calendar, on) if explained else None,
    )


@rule(SEED.article(), uses=["supervising.reminder_ladder"])
def reminder_due(duty: Duty, terms: Supervising) -> Rung | None:
    """The rung of the reminder ladder that an open duty has reached: the one furthest down."""
    if duty.done_on is not None:
        return None
    reached = [rung for rung in terms.reminder_ladder if duty.days_left <= rung.working_days_left]
    return min(reached, key=lambda rung: rung.working_days_left, default=None)


@rule(SEED.article(), uses=["supervising.lookback_questions"])
def lookback_answers(proposal: Proposal, on: date, terms: Supervising) -> tuple[tuple[Coded, bool], ...]:
    """The four questions of the look-back (回头看), answered from the file as far as facts can answer them."""
    promised = proposal.commitments
    facts = {
        "ledger": bool(promised) or proposal.first_reply is not None,
        "fulfilled": all(c.ended_on is not None or (c.due_on or on) >= on for c in promised),
        "followed": not proposal.open_commitments
        or any(c.carried_into for c in promised)
        or proposal.closed_on is None,
        "second_reply": not promised or any(r.kind == "follow_up" for r in proposal.replies),
    }
    return tuple((question, facts.get(question.code, False)) for question in terms.lookback_questions)


# -- acts ---------------------------------------------------------------------------------------------------------


def supervise(
    proposal: Proposal,
    *,
    by: Actor,
    on: date,
    terms: Supervising,
    calendar: WorkCalendar,
    method: str,
    finding: str = "",
) -> Step[Proposal]:
    """Record an act of supervision (督办): by phone, on site, by letter, by bulletin; a finding starts a rectification."""
    if method not in {known.code for known in terms.methods}:
        names = "、".join(f"{known.code}({known.zh})" for known in terms.methods)
        raise NotReady(
            Words(f"没有督办方式“{method}”。", f"No method {method!r}."), do=Words(f"可用:{names}", f"Use: {names}")
        )
    within = terms.rectify_within
    by_day = due_day(on, within, calendar) if finding and within else None
    record = SupervisionAct(
        id=next_id(proposal.supervision),
        method=method,
        organ=by.unit or by.id,
        on=on,
        finding=finding,
        rectify_by=by_day,
    )
    return step(proposal, "supervise", by=by, on=on, supervision=record)


def rectify(proposal: Proposal, *, by: Actor, on: date, terms: Supervising, act: int, text: str) -> Step[Proposal]:
    """Record that a finding was put right (整改)."""
    found = next((s for s in proposal.supervision if s.id == act and s.finding), None)
    if found is None:
        raise NotFound(Words(f"没有编号{act}的督办问题。", f"No finding number {act}."), act=act)
    if by.role is Role.UNIT:
        own_assignment(proposal, by)
    done = attrs.evolve(found, rectified_on=on, rectification=must_say(text))
    return step(proposal, "rectify", by=by, on=on, supervision=done)


def remind(proposal: Proposal, *, by: Actor, on: date, terms: Supervising, unit: str, rung: str) -> Step[Proposal]:
    """Remind a unit that holds the file (催办); each rung is recorded once per file, unit and day."""
    held_by(proposal, unit)
    if rung not in {known.code for known in terms.reminder_ladder}:
        names = "、".join(f"{known.code}({known.zh})" for known in terms.reminder_ladder)
        raise NotReady(
            Words(f"没有催办阶梯“{rung}”。", f"No rung {rung!r}."), do=Words(f"可用:{names}", f"Use: {names}")
        )
    if any(r.rung == rung and r.unit == unit and r.on == on for r in proposal.reminders):
        raise NotReady(Words("当日已按此阶梯催办。", "This rung was recorded on that day."), article=SEED.article())
    record = Reminder(id=next_id(proposal.reminders), rung=rung, unit=unit, on=on)
    return step(proposal, "remind", by=by, on=on, reminders=record)


def look_back(
    proposal: Proposal,
    *,
    by: Actor,
    on: date,
    terms: Supervising,
    answers: Sequence[bool] | None = None,
    note: str = "",
) -> Step[Proposal]:
    """Record a look-back (回头看); without answers of people, those that the facts give."""
    asked = tuple(question.code for question in terms.lookback_questions)
    given = tuple(answers) if answers is not None else tuple(yes for _, yes in lookback_answers(proposal, on, terms))
    if len(given) != len(asked):
        raise NotReady(
            Words(f"应回答{len(asked)}个问题。", f"There are {len(asked)} questions to answer."), article=SEED.article()
        )
    record = LookBack(id=next_id(proposal.look_backs), on=on, questions=asked, answers=given, note=note)
    return step(proposal, "look_back", by=by, on=on, look_backs=record)


def tally(found: Iterable[Duty]) -> dict[Standing, int]:
    """How many duties stand where; every standing is listed, with 0 where there is none."""
    counts = dict.fromkeys(Standing, 0)
    for duty in found:
        counts[duty.standing] += 1
    return counts
