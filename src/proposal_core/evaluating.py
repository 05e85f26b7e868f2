"""评价 · Evaluating: a deputy's rating of the work and of the result, silence, re-handling, closing.

The lead deputy (or each signer, as the rulebook says) rates each aspect on a level. Silence is never satisfaction:
after a reminder it is left out or shown, as the rulebook says. Who is not satisfied sets off re-handling, up to the
rounds of the rulebook; then the last step is taken by people.

Not formalised: the conversation of a face-to-face evaluation; its marks are recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from proposal_core.clocks import feedback_due
from proposal_core.errors import NotAllowed, NotReady, Words, must_say
from proposal_core.journal import Step, step
from proposal_core.law import CQ17, SEED, SH15, ZJ16, rule
from proposal_core.lifecycle import Stage
from proposal_core.people import Actor, Role
from proposal_core.proposal import Proposal, Rating, Rehandling, next_id
from proposal_core.terms import Evaluating, Terms
from proposal_core.workdays import WorkCalendar

# -- rules --------------------------------------------------------------------------------------------------------


@rule(SEED.article(), CQ17.article("26"), uses=["evaluating.who"])
def raters(proposal: Proposal, terms: Evaluating) -> tuple[str, ...]:
    """Who rates this proposal: the lead deputy, or every signer."""
    return (proposal.lead_deputy,) if terms.who == "lead" else proposal.signers


@rule(SEED.article(), uses=["evaluating.who"])
def ratings_missing(proposal: Proposal, terms: Evaluating) -> tuple[str, ...]:
    """Who has not rated the present round."""
    given = {rating.deputy for rating in proposal.ratings if rating.round == proposal.round}
    return tuple(deputy for deputy in raters(proposal, terms) if deputy not in given)


@rule(ZJ16.article(), SH15.article(), uses=["evaluating.rehandle_on", "evaluating.rehandle_rounds"])
def rehandling_owed(proposal: Proposal, terms: Evaluating) -> bool:
    """Whether a rating of the present round asks for re-handling and a round is left."""
    return unsatisfied(proposal, terms) and len(proposal.rehandlings) < terms.rehandle_rounds


@rule(ZJ16.article(), SH15.article(), uses=["evaluating.rehandle_on", "evaluating.rehandle_aspects"])
def unsatisfied(proposal: Proposal, terms: Evaluating) -> bool:
    """Whether a level given in the present round leads to re-handling, on an aspect that counts (none named: any)."""
    return any(
        level in terms.rehandle_on and (not terms.rehandle_aspects or aspect in terms.rehandle_aspects)
        for rating in proposal.ratings
        if rating.round == proposal.round
        for aspect, level in zip(rating.aspects, rating.levels, strict=True)
    )


# -- acts ---------------------------------------------------------------------------------------------------------


def rate(
    proposal: Proposal,
    *,
    by: Actor,
    on: date,
    terms: Evaluating,
    levels: Mapping[str, str],
    deputy: str = "",
    comment: str = "",
) -> Step[Proposal]:
    """A deputy rates the present round, one level per aspect (评价). An office may enter it from paper, so marked.

    Raises `NotAllowed` for people who do not rate this proposal, `NotReady` for unknown or missing aspects and levels
    or a second rating. The file is evaluated once everybody who rates has done so.
    """
    deputy = deputy or by.id
    if deputy not in raters(proposal, terms) or (by.role is Role.DEPUTY and by.id != deputy):
        raise NotAllowed(
            Words(f"“{deputy}”不是该建议的评价人。", f"{deputy!r} does not rate this proposal."), article=SEED.article()
        )
    if deputy not in ratings_missing(proposal, terms):
        raise NotReady(Words("本轮已经评价。", "This round has been rated."), article=SEED.article())
    _check_levels(levels, terms)
    rating = Rating(
        id=next_id(proposal.ratings),
        deputy=deputy,
        round=proposal.round,
        on=on,
        aspects=tuple(aspect.code for aspect in terms.aspects),
        levels=tuple(levels[aspect.code] for aspect in terms.aspects),
        comment=comment,
        entered_by="" if by.role is Role.DEPUTY else by.id,
    )
    waiting = set(ratings_missing(proposal, terms)) - {deputy}
    return step(proposal, "rate", by=by, on=on, to=Stage.REPLIED if waiting else Stage.EVALUATED, ratings=rating)


def _check_levels(levels: Mapping[str, str], terms: Evaluating) -> None:
    aspects = {aspect.code for aspect in terms.aspects}
    known = {level.code for level in terms.levels}
    if set(levels) != aspects or not set(levels.values()) <= known:
        asked = "、".join(f"{a.code}({a.zh})" for a in terms.aspects)
        offered = "、".join(f"{level.code}({level.zh})" for level in terms.levels)
        raise NotReady(
            Words("评价方面或等次不符。", "The aspects or levels do not fit."),
            article=SEED.article(),
            do=Words(f"评价方面:{asked};等次:{offered}", f"Aspects: {asked}; levels: {offered}"),
        )


def close_feedback(
    proposal: Proposal, *, by: Actor, on: date, terms: Terms, calendar: WorkCalendar, reason: str = ""
) -> Step[Proposal]:
    """End the time for rating when its window has passed (评价期满): whoever was silent is left out or shown.

    Where the rulebook sets no window, an office may end it with a reason, so that silence never holds a file open.
    Raises `NotReady` before the window has passed, or without the reason.
    """
    window = feedback_due(proposal, terms, calendar)
    if window is not None and on <= window.due:
        raise NotReady(
            Words(f"评价期限尚未届满:{window.sentence('zh')}", f"The time for rating runs: {window.sentence('en')}"),
            article=CQ17.article("26"),
            last=window.due,
        )
    why = must_say(reason) if terms.evaluating.feedback_within is None else reason
    return step(proposal, "close_feedback", by=by, on=on, feedback_closed_on=on, end_reason=why)


def rehandle(proposal: Proposal, *, by: Actor, on: date, terms: Evaluating, reason: str) -> Step[Proposal]:
    """Order re-handling after dissatisfaction (重新办理): a new round; the replies so far are kept."""
    if not rehandling_owed(proposal, terms):
        raise NotReady(
            Words("没有不满意评价,或已达重新办理轮数上限。", "No rating asks for it, or no round is left."),
            article=ZJ16.article(),
        )
    record = Rehandling(id=next_id(proposal.rehandlings), on=on, by=by.id, reason=must_say(reason))
    return step(proposal, "rehandle", by=by, on=on, rehandlings=record, round=proposal.round + 1)


def settle(proposal: Proposal, *, by: Actor, on: date, terms: Evaluating, outcome: str) -> Step[Proposal]:
    """Take the last step after the last round (最终处理): a meeting, experts, a superior organ; its outcome in words."""
    return step(proposal, "settle", by=by, on=on, settlement=f"{terms.final_step}: {must_say(outcome)}")


def close(proposal: Proposal, *, by: Actor, on: date, terms: Evaluating) -> Step[Proposal]:
    """Close the file (办结). Raises `NotReady` while re-handling or the final step is owed."""
    if rehandling_owed(proposal, terms):
        raise NotReady(
            Words("代表不满意,应先重新办理。", "The deputy is not satisfied: handle it again first."),
            article=ZJ16.article(),
        )
    if unsatisfied(proposal, terms) and terms.final_step != "none" and not proposal.settlement:
        raise NotReady(Words("尚未完成最终处理。", "The final step has not been taken."), article=CQ17.article())
    return step(proposal, "close", by=by, on=on, closed_on=on)
