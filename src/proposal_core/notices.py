"""通知 · Journal entry → who must be told what. Pure: it reads a file and the act, and returns notices.

At submit, review, assignment and signing, at replies, extensions and returns, the people concerned are told. One
notice per entry, addressee and channel; sending is the service's business, behind an outbox.

Not formalised: channels and their failures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import attrs

from proposal_core.errors import Words
from proposal_core.law import SEED, rule
from proposal_core.lifecycle import ACTS
from proposal_core.people import Role
from proposal_core.proposal import Proposal


@attrs.frozen(kw_only=True)
class Notice:
    """通知 · Who is told (a deputy, a unit or an office), of which act, in which words."""

    to_role: Role
    to: str
    act: str
    words: Words


Addressees = Callable[[Proposal], Iterable[tuple[Role, str]]]


def _deputies(proposal: Proposal) -> Iterable[tuple[Role, str]]:
    return [(Role.DEPUTY, deputy) for deputy in proposal.signers]


def _units(proposal: Proposal) -> Iterable[tuple[Role, str]]:
    return [(Role.UNIT, a.unit) for a in proposal.current]


def _lead_unit(proposal: Proposal) -> Iterable[tuple[Role, str]]:
    return [(Role.UNIT, proposal.lead.unit)] if proposal.lead else []


def _office(proposal: Proposal) -> Iterable[tuple[Role, str]]:
    return [(Role.DEPUTIES_COMMITTEE, "")]


TOLD: Mapping[str, tuple[Addressees, ...]] = {
    "submit": (_deputies, _office),
    "return_for_revision": (_deputies,),
    "accept": (_deputies,),
    "refuse": (_deputies,),
    "convert": (_deputies,),
    "withdraw": (_deputies, _units),
    "register": (_deputies,),
    "merge": (_deputies,),
    "unmerge": (_deputies,),
    "assign": (_deputies, _units),
    "reassign": (_deputies, _units),
    "sign": (_deputies, _office),
    "return_assignment": (_deputies, _office),
    "object": (_office,),
    "answer_objection": (_deputies,),
    "extend": (_deputies, _lead_unit),
    "give_co_opinion": (_lead_unit,),
    "reject_co_opinion": (_units,),
    "reply": (_deputies, _office),
    "send_back_reply": (_lead_unit,),
    "mark_key": (_deputies, _units),
    "remind": (_units,),
    "supervise": (_units,),
    "rate": (_lead_unit, _office),
    "rehandle": (_deputies, _lead_unit),
    "follow_up_reply": (_deputies, _office),
    "publish": (_deputies, _units),
}
"""Closed list: an act that is not named here tells nobody."""


@rule(SEED.article())
def notices(proposal: Proposal, act: str) -> tuple[Notice, ...]:
    """Who is told of an act on this file, each addressee once; a dry run is the same call."""
    words = ACTS[act].words if act in ACTS else Words(act, act)
    told = dict.fromkeys(pair for addressees in TOLD.get(act, ()) for pair in addressees(proposal))
    title = proposal.title[:40]
    return tuple(
        Notice(
            to_role=role,
            to=name,
            act=act,
            words=Words(f"{proposal.label}号建议《{title}》:{words.zh}。", f"Proposal {proposal.label}: {words.en}."),
        )
        for role, name in told
    )
