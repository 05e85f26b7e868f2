"""双向评比 · Quotas, the veto, and a ballot whose counts add up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.builders import BASIC, SATISFIED, TERMS, UNSATISFIED, at, speaks

from proposal_core.errors import FormRefused
from proposal_core.honours import Ballot, carried, eligible, units_quota
from proposal_core.lifecycle import Stage

GOOD = Ballot(subject="先进承办单位", issued=40, returned=39, valid=38, votes_for=30, votes_against=5, abstained=3)


@pytest.mark.parametrize(
    ("units", "share", "places"),
    [
        (97, "0.20", 19),
        (97, "0.25", 24),
        (12, "0.20", 2),
        (13, "0.20", 3),
        (2, "0.20", 0),
        (0, "0.20", 0),
        (50, None, 0),
    ],
)
def test_a_quota_of_units_is_rounded_half_up(units: int, share: str | None, places: int) -> None:
    """Of 97 units a fifth is 19; where the text names no share, nobody is honoured."""
    terms = attrs.evolve(TERMS.honours, units_quota=None if share is None else Decimal(share))
    assert places == units_quota(units, terms)


@pytest.mark.parametrize(("levels", "allowed"), [(SATISFIED, True), (BASIC, True), (UNSATISFIED, False)])
def test_one_unsatisfied_rating_vetoes_a_unit(levels: dict[str, str], allowed: bool) -> None:
    """A unit with any unsatisfied rating on a file it leads cannot be nominated, where the rulebook vetoes."""
    files = [at(Stage.CLOSED).record, at(Stage.EVALUATED, levels=levels).record]
    assert allowed is eligible("transport", files, TERMS.honours, TERMS.evaluating)
    free = attrs.evolve(TERMS.honours, unsatisfied_excludes=False)
    assert eligible("transport", files, free, TERMS.evaluating)


@pytest.mark.parametrize("excludes", [True, False])
def test_a_unit_without_files_of_its_own_is_not_nominated(excludes: bool) -> None:
    """Whoever led nothing has nothing to be honoured for; co-handling is not leading."""
    terms = attrs.evolve(TERMS.honours, unsatisfied_excludes=excludes)
    assert not eligible("housing", [at(Stage.CLOSED).record], terms, TERMS.evaluating)


@pytest.mark.parametrize(("votes", "result"), [(19, False), (20, False), (21, True), (38, True), (0, False)])
def test_more_than_half_of_the_papers_issued_carries(votes: int, result: bool) -> None:
    """Exactly half of the papers issued does not carry; one more does."""
    ballot = attrs.evolve(GOOD, votes_for=votes, votes_against=38 - votes, abstained=0)
    assert result is carried(ballot)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"returned": 41, "valid": 38}, ["ballot_returned"]),
        ({"valid": 40, "votes_for": 32}, ["ballot_valid"]),
        ({"votes_for": 31}, ["ballot_sum"]),
        ({"votes_for": 36, "abstained": -3}, ["ballot_negative"]),
        ({"returned": 50, "valid": 60}, ["ballot_returned", "ballot_valid", "ballot_sum"]),
    ],
)
def test_a_ballot_that_does_not_add_up_is_refused_with_every_reason(changes: dict[str, Any], codes: list[str]) -> None:
    """Each count that contradicts another is a finding; nothing is carried."""
    with pytest.raises(FormRefused) as refused:
        carried(attrs.evolve(GOOD, **changes))
    speaks(refused.value)
    assert codes == [finding.code for finding in refused.value.findings]
    assert {"先进承办单位"} == {finding.where for finding in refused.value.findings}


@given(*[st.integers(0, 30)] * 4)
def test_a_ballot_that_adds_up_always_has_a_result(votes: int, against: int, abstained: int, missing: int) -> None:
    """Any counts that add up carry or do not, by the plain majority of the papers issued."""
    valid = votes + against + abstained
    ballot = Ballot(
        subject="x",
        issued=valid + missing,
        returned=valid,
        valid=valid,
        votes_for=votes,
        votes_against=against,
        abstained=abstained,
    )
    assert (votes > (valid + missing) / 2) is carried(ballot)
