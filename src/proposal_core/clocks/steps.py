"""各环节时限 · The clocks of the other steps, from the co-signature to publication, each a start and a period."""

from __future__ import annotations

from datetime import date

from proposal_core.clocks.deadline import Deadline, clocked
from proposal_core.clocks.reply import started
from proposal_core.law import AH15, CHOSEN, CQ17, SEED, SH15, SZ07, ZJ16, rule
from proposal_core.proposal import Assignment, AssignmentState, Objection, Origin, Proposal, Reply
from proposal_core.terms import Terms
from proposal_core.workdays import WorkCalendar

# -- raising 提出 -------------------------------------------------------------------------------------------------


@rule(SH15.article(), uses=["raising.cosign_within"])
def cosign_due(proposal: Proposal, terms: Terms, calendar: WorkCalendar) -> Deadline | None:
    """The day by which co-signers confirm, from submission."""
    if proposal.submitted_on is None or not proposal.co_signers:
        return None
    within = terms.raising.cosign_within
    return clocked("cosign", proposal.submitted_on, "submission", within, "raising.cosign_within", terms, calendar)


# -- assigning 交办 -----------------------------------------------------------------------------------------------


@rule(ZJ16.article(), SH15.article(), uses=["assigning.inter_session_within"])
def inter_session_due(proposal: Proposal, terms: Terms, calendar: WorkCalendar) -> Deadline | None:
    """The day by which a proposal raised between sessions is assigned, from submission."""
    if proposal.submitted_on is None or proposal.origin is not Origin.INTER_SESSION:
        return None
    within, key = terms.assigning.inter_session_within, "assigning.inter_session_within"
    return clocked("inter_session", proposal.submitted_on, "submission", within, key, terms, calendar)


@rule(SZ07.article(), uses=["assigning.sign_within"])
def sign_due(unit: Assignment, terms: Terms, calendar: WorkCalendar) -> Deadline | None:
    """The day by which a unit signs for its assignment."""
    within = terms.assigning.sign_within
    return clocked("sign", unit.assigned_on, "assignment", within, "assigning.sign_within", terms, calendar, unit.unit)


@rule(ZJ16.article(), uses=["assigning.return_within", "assigning.return_clock"])
def return_due(proposal: Proposal, unit: Assignment, terms: Terms, calendar: WorkCalendar) -> Deadline | None:
    """The last day on which a unit may return its assignment; each edge of the tree has its own window."""
    start, fact = started(proposal, unit, terms.assigning.return_clock)
    within, key = terms.assigning.return_within, "assigning.return_within"
    return clocked("return", start, fact, within, key, terms, calendar, unit.unit)


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
    within, key = terms.assigning.objection_answered_within, "assigning.objection_answered_within"
    return clocked("objection", objection.on, "objection", within, key, terms, calendar)


# -- handling 办理 ------------------------------------------------------------------------------------------------


@rule(CQ17.article(), uses=["handling.first_contact_within", "handling.first_contact_clock"])
def first_contact_due(proposal: Proposal, unit: Assignment, terms: Terms, calendar: WorkCalendar) -> Deadline | None:
    """The day by which a unit has first contacted the deputy; whoever is assigned anew has the whole time."""
    start, fact = started(proposal, unit, terms.handling.first_contact_clock)
    within, key = terms.handling.first_contact_within, "handling.first_contact_within"
    return clocked("first_contact", start, fact, within, key, terms, calendar, unit.unit)


# -- supervising 督办 ---------------------------------------------------------------------------------------------


@rule(SEED.article(), CHOSEN.article(), uses=["supervising.rectify_within"])
def rectify_due(found_on: date, terms: Terms, calendar: WorkCalendar) -> Deadline | None:
    """The day by which what supervision found is put right."""
    within = terms.supervising.rectify_within
    return clocked("rectify", found_on, "finding", within, "supervising.rectify_within", terms, calendar)


# -- evaluating 评价 ----------------------------------------------------------------------------------------------


def _replies(proposal: Proposal, on: date | None) -> list[Reply]:
    """The replies that stood on a day: given, and not sent back by then."""
    last = on or date.max
    return [r for r in proposal.replies if r.on <= last and (r.sent_back_on is None or r.sent_back_on > last)]


@rule(CQ17.article("26"), uses=["evaluating.feedback_within"])
def feedback_due(proposal: Proposal, terms: Terms, calendar: WorkCalendar, on: date | None = None) -> Deadline | None:
    """The last day for rating, from the latest reply that stands (on a day)."""
    given = _replies(proposal, on)
    if not given:
        return None
    within = terms.evaluating.feedback_within
    return clocked("feedback", given[-1].on, "reply", within, "evaluating.feedback_within", terms, calendar)


@rule(ZJ16.article(), SH15.article(), uses=["evaluating.rehandle_within"])
def rehandle_due(proposal: Proposal, terms: Terms, calendar: WorkCalendar, on: date | None = None) -> Deadline | None:
    """The day by which the latest round of re-handling (up to a day) is answered."""
    ordered = [round_.on for round_ in proposal.rehandlings if on is None or round_.on <= on]
    if not ordered:
        return None
    within = terms.evaluating.rehandle_within
    return clocked("rehandle", ordered[-1], "rehandling", within, "evaluating.rehandle_within", terms, calendar)


# -- publishing 公开 ----------------------------------------------------------------------------------------------


@rule(AH15.article(), uses=["publishing.within"])
def publication_due(
    proposal: Proposal, terms: Terms, calendar: WorkCalendar, on: date | None = None
) -> Deadline | None:
    """The day by which proposal and reply are public, from the first reply that stands (on a day)."""
    given = _replies(proposal, on)
    if not given:
        return None
    return clocked("publish", given[0].on, "reply", terms.publishing.within, "publishing.within", terms, calendar)
