"""报告 · The yearly report: to whom it is owed, and what is kept of it."""

from __future__ import annotations

import pytest
from tests.core.builders import CLERK, TERMS, UNIT, day

from proposal_core.congress_year import CongressYear
from proposal_core.errors import NotAllowed, NotReady
from proposal_core.reporting import report_year, reports_owed

YEAR = CongressYear(congress="c", id="2024")
RULES = TERMS.reporting


def test_a_report_is_owed_to_each_body_once() -> None:
    """Every body of the rulebook is owed the report until it has had it."""
    owed = reports_owed(YEAR, RULES)
    assert RULES.to == owed
    told = report_year(YEAR, by=CLERK, on=day(12, 20), terms=RULES, to=owed[0], digest="ab12").record
    assert owed[1:] == reports_owed(told, RULES)
    assert ("ab12", 1) == (told.reports[0].digest, told.version)


def test_a_body_that_the_rulebook_does_not_name_is_refused() -> None:
    """A report to somebody else is refused and names those to be reported to."""
    with pytest.raises(NotReady, match="standing_committee"):
        report_year(YEAR, by=CLERK, on=day(12, 20), terms=RULES, to="press", digest="ab12")


def test_a_unit_does_not_report_on_the_year() -> None:
    """Only the deputies' committee or the presidium reports."""
    with pytest.raises(NotAllowed):
        report_year(YEAR, by=UNIT, on=day(12, 20), terms=RULES, to=RULES.to[0], digest="ab12")
