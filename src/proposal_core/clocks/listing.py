"""时限清单 · Every deadline of one file as it stood on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from proposal_core.clocks.co_opinion import co_opinion_due
from proposal_core.clocks.deadline import WHAT, Deadline
from proposal_core.clocks.reply import reply_due
from proposal_core.clocks.steps import (
    cosign_due,
    feedback_due,
    first_contact_due,
    inter_session_due,
    objection_due,
    publication_due,
    reassign_due,
    rectify_due,
    rehandle_due,
    return_due,
    sign_due,
)
from proposal_core.proposal import Assignment, Mode, Proposal
from proposal_core.terms import Terms
from proposal_core.workdays import WorkCalendar

_PLACE = {kind: place for place, kind in enumerate(WHAT)}


def deadlines(proposal: Proposal, terms: Terms, calendar: WorkCalendar, on: date) -> Iterator[Deadline]:
    """Every deadline that the file has had up to a day, met or not, in the order of the loop."""
    found = [
        cosign_due(proposal, terms, calendar),
        inter_session_due(proposal, terms, calendar),
        *(found for unit in proposal.assignments for found in _of_unit(proposal, unit, terms, calendar, on)),
        *(objection_due(objection, terms, calendar) for objection in proposal.objections),
        *(rectify_due(act.on, terms, calendar) for act in proposal.supervision if act.finding),
        feedback_due(proposal, terms, calendar, on),
        rehandle_due(proposal, terms, calendar, on),
        publication_due(proposal, terms, calendar, on),
    ]
    begun = [deadline for deadline in found if deadline is not None and deadline.start <= on]
    return iter(sorted(begun, key=lambda deadline: _PLACE[deadline.kind]))


def _of_unit(
    proposal: Proposal, unit: Assignment, terms: Terms, calendar: WorkCalendar, on: date
) -> Iterator[Deadline | None]:
    """The deadlines of one assignment; who had returned it or was replaced by then owes neither contact nor reply."""
    if unit.assigned_on > on:
        return
    yield sign_due(unit, terms, calendar)
    yield return_due(proposal, unit, terms, calendar)
    yield reassign_due(unit, terms, calendar)
    if unit.ended_on is None or on < unit.ended_on:
        yield first_contact_due(proposal, unit, terms, calendar)
        if unit.mode is Mode.CO:
            yield co_opinion_due(proposal, unit, terms, calendar, on)
        else:
            yield reply_due(proposal, unit, terms, calendar, on)
