"""可见范围 · The one gate: what a viewer may see of a file on a day. Every output to people goes through it.

The public sees a view of its own type (`PublicItem`), built from released parts only; it cannot hold a restricted
field by construction. Deputies, units, committees and leaders see the files that concern them; offices see all.

Not formalised: freedom-of-information requests; they are handled outside the loop.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from proposal_core.errors import NotFound, Words
from proposal_core.law import AH15, SEED, rule
from proposal_core.people import Actor, Role, Roster
from proposal_core.proposal import Mode, Proposal
from proposal_core.publishing import is_published, public_text, reviewed
from proposal_core.redaction import without_contacts

OFFICES = frozenset(
    {
        Role.DEPUTIES_COMMITTEE,
        Role.SECRETARIAT,
        Role.CHAIRPERSONS_COUNCIL,
        Role.STANDING_COMMITTEE,
        Role.SPECIAL_COMMITTEE,
        Role.PRESIDIUM,
        Role.GOVERNMENT_OFFICE,
        Role.SUPERVISION_OFFICE,
        Role.LEADER,
        Role.AUDITOR,
        Role.SYSTEM,
    }
)


@attrs.frozen(kw_only=True)
class PublicReply:
    """公开的答复 · A reply as the public reads it."""

    unit: str
    on: date
    result_class: str
    kind: str
    text: str


@attrs.frozen(kw_only=True)
class PublicStep:
    """公开的办理节点 · One step of the way through the loop, as the public sees it."""

    phase: str
    on: date
    words: Words


@attrs.frozen(kw_only=True)
class PublicItem:
    """公开的建议 · A published proposal: released parts only. `None` means that a part is not public."""

    number: str
    year: int
    title: str
    category: str
    stage: str
    is_key: bool
    lead_deputy: str
    co_signers: int
    lead_units: tuple[str, ...] | None
    co_units: tuple[str, ...] | None
    text: str | None
    replies: tuple[PublicReply, ...] | None
    ratings: tuple[tuple[str, str], ...] | None
    way: tuple[PublicStep, ...]
    published_on: date


@rule(SEED.article(), AH15.article())
def public_item(proposal: Proposal, roster: Roster, on: date) -> PublicItem | None:
    """What the public may see of a file on a day; `None` when it is not public at all.

    A file is public when its title is; each other part stands or falls by its own review.
    """
    if not is_published(proposal, on) or proposal.published_on is None:
        return None
    names = {unit.id: unit.name for unit in roster.units}
    units_public = public_text(proposal, "units", "yes", on) is not None
    return PublicItem(
        number=proposal.label,
        year=proposal.year,
        title=_clean(proposal, "title", proposal.title, on) or "",
        category=proposal.category,
        stage=str(proposal.stage),
        is_key=proposal.key is not None,
        lead_deputy=_name(roster, proposal.lead_deputy),
        co_signers=len(proposal.signers) - 1,
        lead_units=_units(proposal, names, co=False) if units_public else None,
        co_units=_units(proposal, names, co=True) if units_public else None,
        text=_clean(proposal, "text", proposal.text or proposal.ask, on),
        replies=_replies(proposal, names if units_public else {}, on),
        ratings=_ratings(proposal, on),
        way=tuple(step for step in _way(proposal) if step.on <= on),
        published_on=proposal.published_on,
    )


def _clean(proposal: Proposal, part: str, whole: str, on: date) -> str | None:
    """What is public of a part, without the contact details of private persons."""
    shown = public_text(proposal, part, whole, on)
    return None if shown is None else without_contacts(shown)


def _name(roster: Roster, deputy: str) -> str:
    try:
        return roster.deputy(deputy).name
    except NotFound:
        return ""


def _units(proposal: Proposal, names: Mapping[str, str], *, co: bool) -> tuple[str, ...]:
    return tuple(names.get(a.unit, a.unit) for a in proposal.current if (a.mode is Mode.CO) is co)


def _replies(proposal: Proposal, names: Mapping[str, str], on: date) -> tuple[PublicReply, ...] | None:
    """The standing replies that the review covers; a later one waits for a review of its own."""
    if public_text(proposal, "reply", "yes", on) is None:
        return None
    standing = [
        r for r in proposal.replies if r.sent_back_on is None and r.on <= on and reviewed(proposal, "reply", r.on)
    ]
    return tuple(
        PublicReply(
            unit=names.get(reply.unit, ""),
            on=reply.on,
            result_class=reply.result_class,
            kind=reply.kind,
            text=_clean(proposal, "reply", reply.text, on) or "",
        )
        for reply in standing
    )


def _ratings(proposal: Proposal, on: date) -> tuple[tuple[str, str], ...] | None:
    """The levels of the latest round of the lead deputy, aspect by aspect; never a comment, never a co-signer's."""
    if public_text(proposal, "evaluation", "yes", on) is None:
        return None
    seen = [r for r in proposal.ratings if r.on <= on and reviewed(proposal, "evaluation", r.on)]
    mine = [r for r in seen if r.deputy == proposal.lead_deputy]
    return tuple(zip(mine[-1].aspects, mine[-1].levels, strict=True)) if mine else ()


def _way(proposal: Proposal) -> list[PublicStep]:
    """The way through the loop: the days that concern everybody, in their order."""
    first = min((a.assigned_on for a in proposal.assignments), default=None)
    signed = min((a.signed_on for a in proposal.current if a.signed_on), default=None)
    reply, again = proposal.first_reply, [r for r in proposal.replies if r.kind != "first"]
    rated = max((r.on for r in proposal.ratings), default=None)
    known = [
        ("raise", proposal.submitted_on, Words("代表提出", "raised")),
        ("raise", proposal.registered_on, Words("登记编号", "registered")),
        ("assign", first, Words("交办", "assigned")),
        ("assign", signed, Words("承办单位签收", "signed for")),
        ("supervise", proposal.key.on if proposal.key else None, Words("列为重点督办", "made a key item")),
        ("handle", reply.on if reply else None, Words("答复代表", "replied")),
        *[("handle", r.on, Words("再次答复", "replied again")) for r in again],
        ("evaluate", rated, Words("代表评价", "rated")),
        ("evaluate", proposal.closed_on, Words("办结", "closed")),
        ("publish", proposal.published_on, Words("向社会公开", "published")),
    ]
    steps = [PublicStep(phase=phase, on=day, words=words) for phase, day, words in known if day is not None]
    return sorted(steps, key=lambda step: step.on)


@rule(SEED.article())
def may_open(viewer: Actor, proposal: Proposal) -> bool:
    """Whether a viewer may open the file itself: its deputies, its units, and the offices. Default is no."""
    if viewer.role in OFFICES:
        return True
    if viewer.role is Role.DEPUTY:
        return viewer.id == proposal.lead_deputy or viewer.id in {signer.id for signer in proposal.co_signers}
    if viewer.role is Role.UNIT:
        return viewer.unit in {assignment.unit for assignment in proposal.assignments}
    return False


def opened(viewer: Actor, proposal: Proposal) -> Proposal:
    """The file for this viewer. Raises `NotFound`, not "forbidden": that a file exists is not told either."""
    if not may_open(viewer, proposal):
        raise NotFound(Words("没有这件建议,或您无权查看。", "There is no such file, or you may not see it."))
    return proposal
