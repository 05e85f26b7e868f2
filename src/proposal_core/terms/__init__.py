"""规则参数 · Every value that a congress may set, one frozen record per chapter of the loop.

A value here is only a value: its article, its grade of evidence and the rulebook that set it stand beside it in
`rulebook.Provision`. `None` (or an empty tuple) means that the text is silent; the code then has no such rule.

Periods are `workdays.Period` ("P3M" calendar months, "7d" natural days, "10wd" working days); shares and points are
`Decimal`; days of the year are `MonthDay` ("06-30").

`Terms.findings()` holds the invariants that every set of values must keep, `Terms.warnings()` what a jurist should
look at. Everything is imported from here; the chapters stand in the modules beside this one.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from proposal_core.errors import Finding
from proposal_core.terms import checks, warnings
from proposal_core.terms.after_reply import Evaluating, KeyItems, Publishing, Reporting, Rolling, Supervising
from proposal_core.terms.checks import parameters
from proposal_core.terms.figures import Figures, Honours, Scoring
from proposal_core.terms.local import CalendarTerms, Wording
from proposal_core.terms.records import (
    Band,
    Category,
    Clock,
    Coded,
    CopyTo,
    FeedbackLevel,
    Flag,
    Grade,
    Part,
    ResultClass,
    Rung,
    ScoreLine,
    Time,
    param,
)
from proposal_core.terms.until_reply import Assigning, Handling, Raising

__all__ = [
    "Assigning", "Band", "CalendarTerms", "Category", "Clock", "Coded", "CopyTo", "Evaluating", "FeedbackLevel",
    "Figures", "Flag", "Grade", "Handling", "Honours", "KeyItems", "Part", "Publishing", "Raising", "Reporting",
    "ResultClass", "Rolling", "Rung", "ScoreLine", "Scoring", "Supervising", "Terms", "Time", "Wording", "param", "parameters",
]  # fmt: skip


@attrs.frozen(kw_only=True)
class Terms:
    """全部参数 · All values of one dated version of a rulebook, by chapter."""

    raising: Raising
    assigning: Assigning
    handling: Handling
    rolling: Rolling
    key_items: KeyItems
    supervising: Supervising
    evaluating: Evaluating
    publishing: Publishing
    reporting: Reporting
    figures: Figures
    scoring: Scoring
    honours: Honours
    calendar: CalendarTerms
    words: Wording

    def findings(self, level: str = "") -> Iterator[Finding]:
        """Every invariant that these values break; `level` of the congress adds which organs exist there."""
        return checks.findings(self, level)

    def warnings(self) -> Iterator[Finding]:
        """What a jurist should look at: values looser than the national law, and values that have no effect."""
        return warnings.warnings(self)
