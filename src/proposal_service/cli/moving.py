"""变动时限 · Which open deadlines move under another calendar. What is met, or lies on an ended file, moves nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from proposal_core.casework import Casework
from proposal_core.clocks import Deadline
from proposal_core.lifecycle import SIDE_ENDS
from proposal_core.proposal import Proposal
from proposal_core.storage import Where
from proposal_core.workdays import WorkCalendar


def moved_deadlines(desk: Casework, calendar: WorkCalendar, on: date) -> list[dict[str, Any]]:
    """The deadlines open on a day, of all files, that end on another day under another calendar."""
    other = Casework(desk.store, desk.congress, desk.rulebook, calendar, desk.clock)
    rows = []
    for proposal in desk.proposals(Where()):
        pairs = zip(desk.deadlines(proposal.id, on), other.deadlines(proposal.id, on), strict=True)
        rows += [
            {
                "number": proposal.label,
                "kind": old.kind,
                "unit": old.unit,
                "before": old.due,
                "after": fresh.due,
                "why": {"zh": fresh.sentence("zh"), "en": fresh.sentence("en")},
            }
            for old, fresh in pairs
            if old.due != fresh.due and is_open(proposal, old, on)
        ]
    return rows


def is_open(proposal: Proposal, deadline: Deadline, on: date) -> bool:
    """Whether the act of a deadline is still owed on a day. A closed file owes its publication and nothing else."""
    if proposal.stage in SIDE_ENDS or (_by(proposal.closed_on, on) and deadline.kind != "publish"):
        return False
    return not _MET[deadline.kind](proposal, deadline, on)


def _by(day: date | None, on: date) -> bool:
    """Whether something had happened by a day."""
    return day is not None and day <= on


def _replied(proposal: Proposal, deadline: Deadline, on: date) -> bool:
    """Whether a reply of the unit (of any, where the deadline names none) since the start stood on that day."""
    return any(
        deadline.unit in ("", r.unit) and deadline.start <= r.on <= on and not _by(r.sent_back_on, on)
        for r in proposal.replies
    )


def _opined(proposal: Proposal, deadline: Deadline, on: date) -> bool:
    return any(o.unit == deadline.unit and o.on <= on and not _by(o.rejected_on, on) for o in proposal.co_opinions)


def _contacted(proposal: Proposal, deadline: Deadline, on: date) -> bool:
    return any(c.unit == deadline.unit and c.on <= on for c in proposal.contacts)


def _signed(proposal: Proposal, deadline: Deadline, on: date) -> bool:
    mine = [a for a in proposal.assignments if a.unit == deadline.unit and a.assigned_on == deadline.start]
    return all(_by(a.signed_on, on) or _by(a.ended_on, on) for a in mine)


def _return_over(proposal: Proposal, deadline: Deadline, on: date) -> bool:
    """A return is a right: it is over with its day, with the unit's answer, or when the unit has ended its part."""
    held = any(
        a.unit == deadline.unit and a.assigned_on <= on and not _by(a.ended_on, on) for a in proposal.assignments
    )
    answered = _replied(proposal, deadline, on) or _opined(proposal, deadline, on)
    return on > deadline.due or answered or not held


def _assigned(proposal: Proposal, deadline: Deadline, on: date) -> bool:
    return any(deadline.start <= a.assigned_on <= on for a in proposal.assignments)


def _cosigned(proposal: Proposal, deadline: Deadline, on: date) -> bool:
    return all(_by(c.confirmed_on, on) or c.declined for c in proposal.co_signers)


def _answered(proposal: Proposal, deadline: Deadline, on: date) -> bool:
    return all(_by(o.answered_on, on) for o in proposal.objections if o.on == deadline.start)


def _rectified(proposal: Proposal, deadline: Deadline, on: date) -> bool:
    return all(_by(s.rectified_on, on) for s in proposal.supervision if s.finding and s.on == deadline.start)


def _rated(proposal: Proposal, deadline: Deadline, on: date) -> bool:
    ended = [proposal.feedback_closed_on] if proposal.feedback_closed_on else []
    return any(deadline.start <= day <= on for day in (*ended, *(r.on for r in proposal.ratings)))


def _published(proposal: Proposal, deadline: Deadline, on: date) -> bool:
    return _by(proposal.published_on, on)


_MET: Mapping[str, Callable[[Proposal, Deadline, date], bool]] = {
    "cosign": _cosigned,
    "inter_session": _assigned,
    "sign": _signed,
    "return": _return_over,
    "reassign": _assigned,
    "objection": _answered,
    "first_contact": _contacted,
    "co_opinion": _opined,
    "reply": _replied,
    "rectify": _rectified,
    "feedback": _rated,
    "rehandle": _replied,
    "publish": _published,
}
"""For every kind of deadline, whether its act was done by a day."""
