"""双向评比 · Two-way awards: excellent proposals and advanced units – quota, veto, ballot.

The council counts with exact quotas, the veto keeps out whoever has an unsatisfied rating, and a ballot is a record
whose counts must add up; a tie at the threshold is never broken by the program.

Not formalised: what makes a proposal representative, forward-looking, targeted and effective; people nominate.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

import attrs

from proposal_core.errors import Finding, FormRefused, Words
from proposal_core.law import SEED, rule
from proposal_core.metrics import of_unit
from proposal_core.proposal import Proposal
from proposal_core.terms import Evaluating, Honours


@attrs.frozen(kw_only=True)
class Ballot:
    """票决 · Papers issued, returned and valid, and the votes for, against and abstaining."""

    subject: str
    issued: int
    returned: int
    valid: int
    votes_for: int
    votes_against: int
    abstained: int


@rule(SEED.article(), uses=["honours.units_quota", "honours.units_count"])
def units_quota(units: int, terms: Honours) -> int:
    """How many units may be honoured (家): the fixed number, or the share, half-up; 0 where the text names neither."""
    if terms.units_count is not None:
        return min(units, terms.units_count)
    if terms.units_quota is None:
        return 0
    return int((Decimal(units) * terms.units_quota).quantize(Decimal(1), rounding=ROUND_HALF_UP))


@rule(SEED.article(), uses=["honours.unsatisfied_excludes", "evaluating.rehandle_on"])
def eligible(unit: str, proposals: Sequence[Proposal], honours: Honours, evaluating: Evaluating) -> bool:
    """Whether a unit may be nominated: it led files, and no rating vetoes it."""
    mine = of_unit(proposals, unit)
    if not honours.unsatisfied_excludes:
        return bool(mine)
    vetoed = any(
        level in evaluating.rehandle_on for proposal in mine for rating in proposal.ratings for level in rating.levels
    )
    return bool(mine) and not vetoed


@rule(SEED.article())
def carried(ballot: Ballot) -> bool:
    """Whether the ballot carried: more than half of the papers issued. Raises `FormRefused` when counts do not add up."""
    findings = [
        Finding(code=f"ballot_{code}", where=ballot.subject, what=words)
        for code, wrong, words in _sums(ballot)
        if wrong
    ]
    if findings:
        raise FormRefused(
            Words("票数不符。", "The counts of the ballot do not add up."), findings=findings, article=SEED.article()
        )
    return 2 * ballot.votes_for > ballot.issued


def _sums(ballot: Ballot) -> list[tuple[str, bool, Words]]:
    votes = ballot.votes_for + ballot.votes_against + ballot.abstained
    counts = (ballot.issued, ballot.returned, ballot.valid, ballot.votes_for, ballot.votes_against, ballot.abstained)
    return [
        ("negative", min(counts) < 0, Words("票数不能为负。", "A count is negative.")),
        ("returned", ballot.returned > ballot.issued, Words("收回多于发出。", "More returned than issued.")),
        ("valid", ballot.valid > ballot.returned, Words("有效多于收回。", "More valid than returned.")),
        (
            "sum",
            votes != ballot.valid,
            Words(f"三项合计{votes},有效{ballot.valid}。", f"Votes sum to {votes}, valid {ballot.valid}."),
        ),
    ]
