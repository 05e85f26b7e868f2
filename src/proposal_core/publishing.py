"""公开 · Publishing: the disclosure review part by part, exemptions, and what of a file may be public on a day.

"Not secret, then public" (不涉密、尽公开): every part is public unless a review withholds it with a code of the
rulebook. Nothing is public before its review. Proposal and reply are released together.

Not formalised: weighing the public interest; people decide, and the code keeps the exemption code and the reviewer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from proposal_core.assigning import own_assignment
from proposal_core.errors import NotReady, Words
from proposal_core.journal import Step, step
from proposal_core.law import GII19, SEED, rule
from proposal_core.lifecycle import IN_THE_LOOP
from proposal_core.people import Actor, Role
from proposal_core.proposal import Disclosure, Proposal
from proposal_core.terms import Publishing

PUBLIC, PARTIAL, WITHHELD = "public", "partial", "withheld"


@attrs.frozen(kw_only=True)
class Review:
    """公开意见 · What a reviewer decides on one part, before it is written on a file."""

    part: str
    decision: str
    exemption: str = ""
    public_text: str = ""


# -- rules --------------------------------------------------------------------------------------------------------


@rule(SEED.article(), GII19.article("14"), uses=["publishing.parts"])
def parts_to_review(proposal: Proposal, terms: Publishing) -> tuple[str, ...]:
    """The parts of this file that the rulebook says must be published, and nobody has reviewed.

    A part that *may* be published stays closed until somebody reviews it.
    """
    reviewed = {disclosure.id for disclosure in proposal.disclosures}
    must = (part.code for part in terms.parts if part.duty == "must")
    return tuple(code for code in must if code not in reviewed and _exists(proposal, code))


def _exists(proposal: Proposal, part: str) -> bool:
    facts: Mapping[str, object] = {
        "reply": proposal.last_reply,
        "evaluation": proposal.ratings,
        "units": proposal.assignments,
    }
    return bool(facts.get(part, True))


@rule(SEED.article(), GII19.article("14"), GII19.article("37"))
def public_text(proposal: Proposal, part: str, whole: str, on: date) -> str | None:
    """What of a part the public may read on a day: all, the released portion, or nothing (`None`)."""
    if proposal.published_on is None or proposal.published_on > on:
        return None
    decided = next((d for d in proposal.disclosures if d.id == part), None)
    if decided is None or decided.decision == WITHHELD or decided.on > on:
        return None
    return whole if decided.decision == PUBLIC else decided.public_text


@rule(SEED.article())
def is_published(proposal: Proposal, on: date) -> bool:
    """Whether the public sees the file at all on a day: it lives in the loop and its title is public."""
    return proposal.stage in IN_THE_LOOP and public_text(proposal, "title", "yes", on) is not None


@rule(SEED.article(), GII19.article("14"))
def reviewed(proposal: Proposal, part: str, given_on: date) -> bool:
    """Whether something that came to a part on a day lay there when the part was reviewed: no review looks ahead."""
    return any(d.id == part and given_on <= d.on for d in proposal.disclosures)


# -- acts ---------------------------------------------------------------------------------------------------------


def review_disclosure(
    proposal: Proposal, reviews: tuple[Review, ...], *, by: Actor, on: date, terms: Publishing
) -> Step[Proposal]:
    """Record the disclosure review of one or several parts (公开审查).

    A unit reviews only a file that it holds (`NotFound`). Raises `NotReady` for an unknown part or decision, a
    withheld part without an exemption code of the rulebook, or a partial release without its text.
    """
    if by.role is Role.UNIT:
        own_assignment(proposal, by)
    for review in reviews:
        _check(review, terms)
    decided = tuple(
        Disclosure(id=r.part, decision=r.decision, on=on, by=by.id, exemption=r.exemption, public_text=r.public_text)
        for r in reviews
    )
    return step(proposal, "review_disclosure", by=by, on=on, disclosures=decided)


def _check(review: Review, terms: Publishing) -> None:
    parts = {part.code for part in terms.parts}
    codes = {exemption.code for exemption in terms.exemptions}
    if review.part not in parts:
        raise NotReady(Words(f"没有公开内容“{review.part}”。", f"No part {review.part!r}."), do=_list(parts))
    if review.decision not in (PUBLIC, PARTIAL, WITHHELD) or (review.decision == PARTIAL and not terms.partial):
        raise NotReady(
            Words(f"没有公开方式“{review.decision}”。", f"No decision {review.decision!r}."),
            do=_list({PUBLIC, PARTIAL, WITHHELD}),
        )
    if review.decision != PUBLIC and review.exemption not in codes:
        raise NotReady(
            Words("不予公开须注明规定的情形。", "Withholding needs an exemption of the rulebook."),
            article=GII19.article("14"),
            do=_list(codes),
        )
    if review.decision == PARTIAL and not review.public_text.strip():
        raise NotReady(
            Words("区分公开须给出可公开的部分。", "A partial release needs the text that is released."),
            article=GII19.article("37"),
        )


def _list(codes: set[str]) -> Words:
    names = "、".join(sorted(codes))
    return Words(f"可用:{names}", f"Use: {names}")


def publish(proposal: Proposal, *, by: Actor, on: date, terms: Publishing) -> Step[Proposal]:
    """Release the reviewed parts, proposal and reply together (公开). Raises `NotReady` while a part is not reviewed."""
    left = parts_to_review(proposal, terms)
    if left:
        raise NotReady(
            Words("尚未完成公开审查:" + "、".join(left), "Not reviewed yet: " + ", ".join(left)), article=SEED.article()
        )
    return step(proposal, "publish", by=by, on=on, published_on=on)


def unpublish(proposal: Proposal, *, by: Actor, on: date, terms: Publishing) -> Step[Proposal]:
    """Take a publication back (撤回公开); the journal keeps that it was public."""
    return step(proposal, "unpublish", by=by, on=on, published_on=None)
