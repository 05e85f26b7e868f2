"""报告 · The yearly report on handling: to whom it is owed, and the record that it was made.

Not formalised: the prose of the report; its numbers come from `metrics`, and its hash stands on the year record.
"""

from __future__ import annotations

from datetime import date

from proposal_core.congress_year import CongressYear, YearReport
from proposal_core.errors import NotReady, Words, must_say
from proposal_core.journal import Step, step
from proposal_core.law import L25, SEED, rule
from proposal_core.people import Actor
from proposal_core.proposal import next_id
from proposal_core.terms import Reporting


@rule(L25.article("51"), SEED.article(), uses=["reporting.to"])
def reports_owed(year: CongressYear, terms: Reporting) -> tuple[str, ...]:
    """Those to whom the year has not been reported yet, in the order of the rulebook."""
    told = {report.to for report in year.reports}
    return tuple(body for body in terms.to if body not in told)


def report_year(
    year: CongressYear, *, by: Actor, on: date, terms: Reporting, to: str, digest: str
) -> Step[CongressYear]:
    """Record a report on the year (年度报告): the body it went to, and the hash of what was handed over.

    Raises `NotReady` for a body that the rulebook does not name.
    """
    if to not in terms.to:
        names = "、".join(terms.to)
        raise NotReady(
            Words(f"“{to}”不是报告对象。", f"{to!r} is none of those to be reported to."),
            article=L25.article("51"),
            do=Words(f"报告对象:{names}", f"Report to: {names}"),
        )
    report = YearReport(id=next_id(year.reports), on=on, to=to, digest=must_say(digest))
    return step(year, "report_year", by=by, on=on, reports=report)
