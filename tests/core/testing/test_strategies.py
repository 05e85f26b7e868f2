"""测试数据 · The strategies give what they say: every field filled, valid values valid, nearly valid ones refused."""

from __future__ import annotations

import inspect
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proposal_core import codec, congress_year, journal, people, proposal, raising
from proposal_core.errors import BadValue
from proposal_core.journal import Entry, check_chain, replay
from proposal_core.rulebook import Rulebook, load
from proposal_core.terms import Terms
from proposal_core.testing import strategies as make
from proposal_core.testing.rulebooks import broken_terms, rulebooks, terms
from proposal_core.workdays import Period, WorkCalendar, due_day, national_calendar

QUICK = settings(
    max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
RAISING = load("shaoxing").versions[-1].terms.raising
KINDS = sorted(
    (
        kind
        for module in (people, proposal, congress_year)
        for kind in vars(module).values()
        if inspect.isclass(kind) and attrs.has(kind) and kind.__module__ == module.__name__
    ),
    key=lambda kind: kind.__name__,
)
ALWAYS = {(people.Roster, "stage"), (congress_year.CongressYear, "stage")}
"""Fields that know one value alone: rosters and years stand in one stage."""


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_field_is_filled(kind: type) -> None:
    """In a record from `filled` no field stands at its default, and it survives being written and read."""

    @QUICK
    @given(make.filled(kind))
    def filled(record: Any) -> None:
        free = [f for f in attrs.fields(kind) if f.default is not attrs.NOTHING and (kind, f.name) not in ALWAYS]
        assert [] == [field.name for field in free if getattr(record, field.name) == field.default]
        assert record == codec.loads(codec.dumps(record), kind)

    filled()


def test_every_kind_of_file_is_generated() -> None:
    """The kinds of records that the journal knows are among those tried here."""
    assert set(journal.KINDS.values()) <= set(KINDS)


@QUICK
@given(make.drafts(RAISING))
def test_drafts_are_valid(draft: proposal.Proposal) -> None:
    """A draft from `drafts` has no finding on its form."""
    assert () == raising.form_findings(draft, RAISING)


@QUICK
@given(make.nearly_valid_drafts(RAISING))
def test_nearly_valid_drafts_have_one_finding(pair: tuple[proposal.Proposal, str]) -> None:
    """A nearly valid draft is refused for the one field that it names."""
    draft, where = pair
    assert [where] == [finding.where for finding in raising.form_findings(draft, RAISING)]


@QUICK
@given(terms())
def test_terms_agree_with_each_other(values: Terms) -> None:
    """Terms from `terms` break no invariant."""
    assert [] == list(values.findings())


@QUICK
@given(broken_terms())
def test_broken_terms_are_found_out(pair: tuple[Terms, str]) -> None:
    """Broken terms have a finding at the key that they name."""
    values, key = pair
    assert key in {finding.where for finding in values.findings()}


@QUICK
@given(rulebooks(), make.days())
def test_rulebooks_are_in_force_and_pinned(book: Rulebook, on: Any) -> None:
    """A rulebook from `rulebooks` answers for any day, and its digest leads back to its terms."""
    assert book.terms_on(on) == book.pinned(book.on(on).digest).terms


@QUICK
@given(make.journals())
def test_journals_are_unbroken(chain: tuple[Entry, ...]) -> None:
    """A journal from `journals` passes the check of its chain and replays to a file with as many versions."""
    assert chain == tuple(check_chain(chain))
    assert len(chain) == replay(chain).version


@QUICK
@given(make.days(), make.periods(), make.calendars(), st.booleans())
def test_every_period_has_an_end(start: Any, period: Period, calendar: WorkCalendar, carry_over: bool) -> None:
    """Any period from any day ends after it, on any calendar."""
    assert start < due_day(start, period, calendar, carry_over)


@QUICK
@given(make.broken_periods())
def test_broken_periods_are_refused(text: object) -> None:
    """What is almost a period is refused."""
    with pytest.raises(BadValue):
        Period.parse(text)


def test_calendars_differ() -> None:
    """Both the national calendar and invented ones are generated."""
    found: set[bool] = set()

    @QUICK
    @given(make.calendars())
    def collect(calendar: WorkCalendar) -> None:
        found.add(calendar == national_calendar())

    collect()
    assert {True, False} == found
