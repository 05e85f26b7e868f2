"""滚动办理 · Rolling handling within the term: commitments, the yearly ledger, carry-over, the second reply.

A reply that plans something opens a commitment. What is open at the end of the year is carried into the next, inside
the term; the class of the first reply is kept for ever, so the ledger can tell how much of it came true.

Not formalised: whether a promise was kept in substance; the unit shows evidence and the deputy rates it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import attrs

from proposal_core.assigning import own_assignment
from proposal_core.congress_year import CongressYear
from proposal_core.errors import NotAllowed, NotFound, NotReady, Words, must_say
from proposal_core.handling import check_reply
from proposal_core.journal import Step, step
from proposal_core.law import CQ17, SEED, SH15, rule
from proposal_core.people import Actor, Role
from proposal_core.proposal import Commitment, CommitmentState, Proposal, Reply, next_id
from proposal_core.terms import Handling, ResultClass, Rolling, Terms


@attrs.frozen(kw_only=True)
class LedgerRow:
    """台账行 · One commitment in the ledger of a year."""

    file: str
    number: str
    unit: str
    text: str
    due_on: date | None
    state: CommitmentState
    carried_into: tuple[int, ...]
    overdue: bool


# -- rules --------------------------------------------------------------------------------------------------------


@rule(CQ17.article("24"), SEED.article(), uses=["handling.result_classes"])
def commitment_owed(proposal: Proposal, terms: Handling) -> Reply | None:
    """The latest reply if its class needs a commitment and none was opened for it."""
    last = proposal.last_reply
    if last is None:
        return None
    kind = terms.result_class(last.result_class)
    if kind is None or not kind.needs_commitment or any(c.reply == last.id for c in proposal.commitments):
        return None
    return last


@rule(SEED.article(), CQ17.article("24"))
def ledger(proposals: Iterable[Proposal], on: date) -> tuple[LedgerRow, ...]:
    """The ledger of commitments (台账) as it stands on a day, in the order of the files."""
    return tuple(
        LedgerRow(
            file=proposal.id,
            number=proposal.label,
            unit=commitment.unit,
            text=commitment.text,
            due_on=commitment.due_on,
            state=commitment.state,
            carried_into=commitment.carried_into,
            overdue=commitment.ended_on is None and commitment.due_on is not None and commitment.due_on < on,
        )
        for proposal in proposals
        for commitment in proposal.commitments
    )


@rule(SEED.article(), SH15.article(), uses=["rolling.scope"])
def to_carry(proposal: Proposal, year: int, terms: Rolling) -> tuple[Commitment, ...]:
    """The open commitments that go into a new year and are not in it yet."""
    if terms.scope == "none":
        return ()
    return tuple(c for c in proposal.open_commitments if year not in c.carried_into)


@rule(CQ17.article("22"), SH15.article("18"), uses=["handling.result_classes"])
def due_day_owed(proposal: Proposal, reply: int, terms: Handling) -> bool:
    """Whether the class of that reply asks for the day by which its commitment is due."""
    codes = [given.result_class for given in proposal.replies if given.id == reply]
    kind = terms.result_class(codes[0]) if codes else None
    return kind is not None and kind.needs_due_date


def class_of(proposal: Proposal, terms: Handling) -> ResultClass | None:
    """The class of the latest standing reply."""
    last = proposal.last_reply
    return terms.result_class(last.result_class) if last else None


# -- acts ---------------------------------------------------------------------------------------------------------


def commit(
    proposal: Proposal, *, by: Actor, on: date, terms: Terms, reply: int, text: str, due_on: date | None
) -> Step[Proposal]:
    """The unit commits itself to what its reply plans, with a day (承诺).

    Raises `NotReady` when the class of the reply asks for a day and there is none, or the day has passed.
    """
    held = own_assignment(proposal, by)
    if due_on is None and due_day_owed(proposal, reply, terms.handling):
        raise NotReady(
            Words("此类答复的承诺须有时限。", "A commitment of this class needs its day."),
            article=CQ17.article("22"),
            do=Words("请填写承诺时限(due_on)。", "Give the day (due_on)."),
        )
    if due_on is not None and due_on < on:
        raise NotReady(
            Words("承诺时限早于承诺日。", "The commitment would be due before it is made."), article=CQ17.article("24")
        )
    record = Commitment(
        id=next_id(proposal.commitments), unit=held.unit, reply=reply, text=must_say(text), opened_on=on, due_on=due_on
    )
    return step(proposal, "commit", by=by, on=on, commitments=record)


def fulfil(
    proposal: Proposal, *, by: Actor, on: date, terms: Rolling, commitment: int, evidence: str
) -> Step[Proposal]:
    """Record that a commitment was fulfilled, with its evidence (兑现)."""
    ended = _ended(proposal, by, commitment, CommitmentState.FULFILLED, on, evidence)
    return step(proposal, "fulfil", by=by, on=on, commitments=ended)


def explain_commitment(
    proposal: Proposal, *, by: Actor, on: date, terms: Rolling, commitment: int, explanation: str
) -> Step[Proposal]:
    """End a commitment that cannot be fulfilled, with a written explanation (说明)."""
    ended = _ended(proposal, by, commitment, CommitmentState.EXPLAINED, on, explanation)
    return step(proposal, "explain_commitment", by=by, on=on, commitments=ended)


def _ended(proposal: Proposal, by: Actor, id: int, state: CommitmentState, on: date, evidence: str) -> Commitment:
    found = next((c for c in proposal.open_commitments if c.id == id), None)
    if found is None:
        raise NotFound(Words(f"没有未结的承诺{id}。", f"No open commitment {id}."), commitment=id)
    if by.role is Role.UNIT and not by.speaks_for(found.unit):
        raise NotAllowed(
            Words(f"这是“{found.unit}”的承诺。", f"This is a commitment of {found.unit!r}."), article=SEED.article()
        )
    return attrs.evolve(found, state=state, ended_on=on, evidence=must_say(evidence))


def carry_over(proposal: Proposal, *, by: Actor, on: date, terms: Rolling, year: int) -> Step[Proposal]:
    """Carry the open commitments into a new year (结转). A second run for the same year finds nothing to carry."""
    carried = to_carry(proposal, year, terms)
    if not carried:
        raise NotReady(Words("没有需要结转的承诺。", "There is nothing to carry over."), article=SEED.article())
    moved = tuple(attrs.evolve(c, carried_into=(*c.carried_into, year)) for c in carried)
    return step(proposal, "carry_over", by=by, on=on, commitments=moved)


def carry_over_year(
    year: CongressYear, *, by: Actor, on: date, terms: Rolling, files: Sequence[str]
) -> Step[CongressYear]:
    """Write on the year which files were carried out of it (年度结转)."""
    known = tuple(dict.fromkeys((*year.carried_files, *files)))
    return step(year, "carry_over_year", by=by, on=on, carried_on=on, carried_files=known)


def follow_up_reply(
    proposal: Proposal,
    *,
    by: Actor,
    on: date,
    terms: Handling,
    result_class: str,
    text: str,
    document: str = "",
    referred_to: str = "",
) -> Step[Proposal]:
    """Reply again once the commitment came true or changed (二次答复); the first reply's class stays as it was.

    Raises `NotReady` for an unknown class, or one that must name the superior organ and does not.
    """
    held = own_assignment(proposal, by)
    check_reply(held, result_class, referred_to, terms)
    answer = Reply(
        id=next_id(proposal.replies),
        unit=held.unit,
        on=on,
        result_class=result_class,
        text=must_say(text),
        round=proposal.round,
        kind="follow_up",
        document=document,
        referred_to=referred_to.strip(),
    )
    return step(proposal, "follow_up_reply", by=by, on=on, replies=answer)
