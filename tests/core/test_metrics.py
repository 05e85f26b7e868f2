"""统计指标 · A figure is two lists of files and an exact share; published percentages can be computed again."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Literal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.builders import (
    ALL_PUBLIC,
    BASIC,
    CALENDAR,
    CLERK,
    LEAD_CO,
    OFFICE,
    SEPARATE,
    SOLE,
    TERMS,
    UNIT,
    UNSATISFIED,
    Walk,
    answer,
    at,
    cases,
    day,
    point,
    published,
    ready,
    with_terms,
)

from proposal_core import evaluating, handling, metrics, rolling
from proposal_core.lifecycle import Stage
from proposal_core.metrics import METRICS, Context, Figure, figures, measure, of_unit, parts_percent, percent
from proposal_core.proposal import Proposal
from proposal_core.publishing import Review

Rounding = Literal["half_up", "largest_remainder", "truncate"]
NOW = Context(terms=TERMS, calendar=CALENDAR, on=date(2024, 12, 31))
ROUNDINGS: tuple[Rounding, ...] = ("half_up", "truncate", "largest_remainder")
COUNTS = st.lists(st.integers(0, 2000), min_size=1, max_size=9)
PUBLISHED = cases("percentages")


def printed(case: dict[str, Any], rounding: Rounding) -> list[Decimal]:
    """The percentages of a case under one rounding."""
    counts, decimals = case["counts"], case["decimals"]
    if "of" in case:
        return [percent(Fraction(count, case["of"]), rounding, decimals) for count in counts]
    return list(parts_percent(counts, rounding, decimals))


@pytest.mark.parametrize("case", PUBLISHED, ids=point)
def test_published_percentages_are_computed_again(case: dict[str, Any]) -> None:
    """What a congress printed follows exactly from its counts under the rounding named, or under none at all."""
    expected = [Decimal(text) for text in case["published"]]
    explained = [rounding for rounding in ROUNDINGS if expected == printed(case, rounding)]
    if case["rounding"] == "none":
        assert [] == explained
    else:
        assert case["rounding"] in explained


@pytest.mark.parametrize("case", [c for c in PUBLISHED if c["rounding"] not in ("half_up", "none")], ids=point)
def test_some_published_tables_are_not_half_up(case: dict[str, Any]) -> None:
    """Tables that were truncated, or made to sum to 100, are not what half-up rounding gives."""
    assert [Decimal(text) for text in case["published"]] != printed(case, "half_up")


def fitting(total: int, text: str) -> list[int]:
    """The counts out of a total that print as this percentage."""
    return [count for count in range(total + 1) if percent(Fraction(count, total)) == Decimal(text)]


def test_the_counts_behind_the_figures_of_shaoxing() -> None:
    """Of 276 proposals only 188 print as 68.1 and only 275 as 99.6; a first year fits 51.2, 99.6, 98.4 only if even."""
    assert ([188], [275]) == (fitting(276, "68.1"), fitting(276, "99.6"))
    first = [n for n in range(200, 340) if all(fitting(n, text) for text in ("51.2", "99.6", "98.4"))]
    assert [244, 246, 248, 250, 252, 254, 256, 258] == first


def test_some_printed_percentages_are_impossible() -> None:
    """No count out of 838 prints as 4.0 (Shanghai 2023, by organ): the published table contradicts itself."""
    assert [] == fitting(838, "4.0")


@given(st.integers(0, 5000), st.integers(1, 5000), st.integers(0, 4))
def test_half_up_and_truncation_agree_with_decimal(part: int, whole: int, decimals: int) -> None:
    """A printed percentage is what exact decimal arithmetic gives, half-up or cut off."""
    share = Fraction(min(part, whole), whole)
    step = Decimal(1).scaleb(-decimals)
    exact = Decimal(share.numerator * 100) / Decimal(share.denominator)
    assert exact.quantize(step, rounding=ROUND_HALF_UP) == percent(share, "half_up", decimals)
    assert exact.quantize(step, rounding=ROUND_DOWN) == percent(share, "truncate", decimals)


@pytest.mark.parametrize(
    ("share", "decimals", "text"),
    [
        (Fraction(1, 8), 1, "12.5"),
        (Fraction(1, 8), 0, "13"),
        (Fraction(1), 1, "100.0"),
        (Fraction(0), 2, "0.00"),
        (Fraction(1, 2000), 1, "0.1"),
    ],
)
def test_exactly_half_goes_up(share: Fraction, decimals: int, text: str) -> None:
    """A half is rounded up, never to the even neighbour, and as many decimals are printed as asked for."""
    assert text == str(percent(share, "half_up", decimals))


@given(COUNTS, st.integers(0, 3))
def test_largest_remainder_sums_to_exactly_one_hundred(counts: list[int], decimals: int) -> None:
    """Parts by largest remainder sum to 100, each within one unit of its exact share, larger counts never smaller."""
    parts = parts_percent(counts, "largest_remainder", decimals)
    total = sum(counts)
    if total == 0:
        assert () == parts
        return
    assert Decimal(100) == sum(parts)
    unit = Decimal(1).scaleb(-decimals)
    for count, part in zip(counts, parts, strict=True):
        assert abs(Fraction(part) - Fraction(100 * count, total)) < Fraction(unit)
    ordered = sorted(zip(counts, parts, strict=True))
    assert all(a[1] <= b[1] for a, b in itertools.pairwise(ordered) if a[0] < b[0])


@given(COUNTS, st.integers(0, 3))
def test_the_other_roundings_look_at_each_part_alone(counts: list[int], decimals: int) -> None:
    """Half-up and truncation print each part as they print a single share."""
    for mode in ROUNDINGS[:2]:
        alone = [percent(Fraction(n, sum(counts)), mode, decimals) for n in counts] if sum(counts) else []
        assert alone == list(parts_percent(counts, mode, decimals))


POOL: dict[str, Callable[[], Proposal]] = {
    "draft": lambda: at(Stage.DRAFT).record,
    "withdrawn": lambda: at(Stage.WITHDRAWN).record,
    "registered": lambda: at(Stage.REGISTERED).record,
    "assigned": lambda: at(Stage.ASSIGNED).record,
    "handling": lambda: at(Stage.HANDLING, tasks=SOLE).record,
    "half": lambda: half_replied().record,
    "replied": lambda: at(Stage.REPLIED, result_class="B").record,
    "late": lambda: at(Stage.REPLIED, tasks=SOLE, replied=date(2024, 6, 4)).record,
    "satisfied": lambda: at(Stage.CLOSED, tasks=SEPARATE).record,
    "basic": lambda: published(at(Stage.CLOSED, levels=BASIC)).record,
    "unsatisfied": lambda: at(Stage.EVALUATED, levels=UNSATISFIED, result_class="C").record,
    "withheld": lambda: (
        published(
            at(Stage.CLOSED, tasks=SOLE),
            (
                *(r for r in ALL_PUBLIC if r.part != "reply"),
                Review(part="reply", decision="withheld", exemption="privacy"),
            ),
        ).record
    ),
    "resolved_later": lambda: resolved_later().record,
}


def half_replied() -> Walk:
    """Two separate units, of which one has replied."""
    walk = ready(at(Stage.HANDLING, tasks=SEPARATE))
    walk.do(handling.reply, by=UNIT, on=day(5, 20), result_class="A", text="已办。")
    return walk


def resolved_later() -> Walk:
    """Planned at the first reply, resolved by the second one."""
    walk = at(Stage.CLOSED, result_class="B")
    walk.do(rolling.follow_up_reply, by=UNIT, on=day(9, 1), result_class="A", text="已开通")
    return walk


def pool() -> list[Proposal]:
    """One file of each sort, called by its sort."""
    return [attrs.evolve(build(), id=name) for name, build in POOL.items()]


EXPECTED: dict[str, tuple[str, str]] = {
    # metric: numerator | what the denominator has besides
    "sign_on_time": (
        "handling half replied late satisfied basic unsatisfied withheld resolved_later",
        "assigned",
    ),
    "contact_rate": ("half replied late satisfied basic unsatisfied withheld resolved_later", "assigned handling"),
    "reply_rate": ("replied late satisfied basic unsatisfied withheld resolved_later", "assigned handling half"),
    "reply_on_time": ("replied satisfied basic unsatisfied withheld resolved_later", "assigned handling half late"),
    "co_opinion_on_time": ("replied basic unsatisfied resolved_later", "assigned"),
    "resolution_first": ("half late satisfied basic withheld", "replied unsatisfied resolved_later"),
    "resolution_now": ("half late satisfied basic withheld resolved_later", "replied unsatisfied"),
    "resolution_rate": ("half late satisfied basic withheld", "replied unsatisfied resolved_later"),
    "feedback_rate": ("satisfied basic unsatisfied withheld resolved_later", "half replied late"),
    "satisfied_work": ("satisfied basic unsatisfied withheld resolved_later", ""),
    "acceptable_work": ("satisfied basic unsatisfied withheld resolved_later", ""),
    "satisfied_result": ("satisfied withheld resolved_later", "basic unsatisfied"),
    "acceptable_result": ("satisfied basic withheld resolved_later", "unsatisfied"),
    "satisfaction_rate": ("satisfied withheld resolved_later", "basic unsatisfied"),
    "publication_rate": (
        "basic withheld",
        "registered assigned handling half replied late satisfied unsatisfied resolved_later",
    ),
    "reply_publication_rate": ("basic", "withheld"),
}


@pytest.mark.parametrize("code", METRICS)
def test_a_figure_lists_the_files_that_it_counts(code: str) -> None:
    """Each metric counts exactly the files it says, over exactly the files it says."""
    numerator, others = (set(text.split()) for text in EXPECTED[code])
    figure = measure(METRICS[code], pool(), NOW)
    assert (numerator, numerator | others) == (set(figure.numerator), set(figure.denominator))


@given(st.lists(st.sampled_from(sorted(POOL)), max_size=12), st.dates(date(2024, 1, 1), date(2025, 12, 31)))
def test_a_numerator_is_part_of_its_denominator(names: list[str], on: date) -> None:
    """On any day and any set of files, what is counted is among what it is counted over, and the share fits."""
    known = {file.id: file for file in FILES}
    files = [attrs.evolve(known[name], id=f"{place}") for place, name in enumerate(names)]
    for figure in figures(files, attrs.evolve(NOW, on=on)):
        assert set(figure.numerator) <= set(figure.denominator) <= {file.id for file in files}
        assert f"{len(figure.numerator)}/{len(figure.denominator)}" == figure.counts
        assert (figure.share is None) is (not figure.denominator)
        assert figure.share is None or 0 <= figure.share <= 1


FILES: Sequence[Proposal] = pool()


def test_an_empty_denominator_is_neither_nought_nor_hundred() -> None:
    """Where nothing can be counted a dash is printed, and there is no share."""
    empty = measure(METRICS["reply_rate"], [], NOW)
    assert (None, "–", "0/0", True) == (empty.share, empty.printed(), empty.counts, empty.is_small(1))


def test_a_figure_is_printed_as_the_rulebook_rounds() -> None:
    """The same exact share is printed half-up or cut off, with as many decimals as asked for."""
    figure = Figure(metric=METRICS["reply_rate"], numerator=tuple("ab"), denominator=tuple("abc"))
    assert ["66.7%", "66.6%", "67%", "66.67%"] == [
        figure.printed(),
        figure.printed("truncate"),
        figure.printed("half_up", 0),
        figure.printed("half_up", 2),
    ]
    assert (True, False) == (figure.is_small(4), figure.is_small(3))


def test_figures_come_in_the_order_of_the_loop_and_say_what_they_are() -> None:
    """Every metric names numerator, denominator and unit of count in both languages; no two share a code."""
    found = figures(FILES, NOW)
    assert list(METRICS) == [figure.metric.code for figure in found] == list(EXPECTED)
    for metric in METRICS.values():
        assert metric.words.zh != metric.words.en and metric.over.zh != metric.over.en
        assert ("items", True) == (metric.unit, metric.stage in ("now", "first_reply", "rulebook"))


def only(name: str) -> Proposal:
    """One file of the pool."""
    return next(file for file in FILES if file.id == name)


def test_signing_late_is_not_signing_in_time() -> None:
    """A unit that signed after its time does not count; where the text sets no time, signing at all does."""
    file = only("handling")
    late = attrs.evolve(file, assignments=tuple(attrs.evolve(a, signed_on=day(3, 11)) for a in file.assignments))
    free = attrs.evolve(NOW, terms=with_terms(assigning={"sign_within": None}))
    assert [True, False, True] == [
        metrics.signed_in_time(file, NOW),
        metrics.signed_in_time(late, NOW),
        metrics.signed_in_time(late, free),
    ]


def test_meeting_in_person_means_the_unit_that_replies() -> None:
    """A visit by the co-handling unit alone, or a telephone call, is no meeting in person by the lead."""
    walk = at(Stage.HANDLING, tasks=LEAD_CO)
    walk.do(handling.contact, by=UNIT, on=day(3, 10), phase="before", way="phone")
    assert metrics.met_in_person(walk.record, NOW) is False
    walk.do(handling.contact, by=CLERK, unit="housing", on=day(3, 10), phase="before", way="visit", in_person=True)
    assert metrics.met_in_person(walk.record, NOW) is False
    walk.do(handling.contact, by=UNIT, on=day(3, 11), phase="during", way="visit", in_person=True)
    assert metrics.met_in_person(walk.record, NOW) is True


def test_every_unit_that_owes_a_reply_must_have_given_it() -> None:
    """A file with one of two separate replies is not replied, neither at all nor in time."""
    assert (False, False) == (metrics.replied(only("half"), NOW), metrics.replied_in_time(only("half"), NOW))
    assert (True, False) == (metrics.replied(only("late"), NOW), metrics.replied_in_time(only("late"), NOW))
    assert metrics.co_opinion_in_time(only("late"), NOW) is None


def test_the_first_class_stays_and_the_present_one_moves() -> None:
    """A second reply moves what is resolved by now and leaves what was resolved at first."""
    file = only("resolved_later")
    assert (False, True) == (metrics.resolved_at_first(file, NOW), metrics.resolved_now(file, NOW))
    assert (None, None) == (
        metrics.resolved_at_first(only("handling"), NOW),
        metrics.resolved_now(only("handling"), NOW),
    )


def counting(**figures: Any) -> Context:
    """The same day under a rulebook that counts otherwise."""
    return attrs.evolve(NOW, terms=with_terms(figures=figures))


def test_the_rulebook_says_which_classes_count_as_resolved_and_when() -> None:
    """The resolution rate counts the flags and the reply that the rulebook names; without a reply a file is left out."""
    planned, later, narrow = only("replied"), only("resolved_later"), counting(resolution_counts=("resolved",))
    assert [False, False] == [metrics.resolved(file, narrow) for file in (planned, later)]
    assert [True, False] == [
        metrics.resolved(file, counting(resolution_counts=("resolved", "planned")))
        for file in (planned, only("unsatisfied"))
    ]
    latest = counting(resolution_stage="latest_reply")
    assert [False, True, None] == [metrics.resolved(file, latest) for file in (planned, later, only("handling"))]


def test_the_rulebook_says_what_counts_as_satisfied() -> None:
    """Every aspect must reach the level that the rulebook counts: the narrow rate leaves the basically satisfied out."""
    files = [only(name) for name in ("satisfied", "basic", "unsatisfied")]
    assert [True, False, False] == [metrics.satisfied(file, NOW) for file in files]
    wide = counting(satisfaction_counts="acceptable")
    assert [True, True, False] == [metrics.satisfied(file, wide) for file in files]


@pytest.mark.parametrize(
    ("over", "expected"), [("rated", (None, None)), ("replied", (False, None)), ("all", (False, False))]
)
def test_the_rulebook_says_over_what_satisfaction_is_counted(over: str, expected: tuple[bool | None, ...]) -> None:
    """A file without a rating is left out, or counts as not satisfied once replied, or in any case; never as satisfied."""
    context = counting(satisfaction_over=over)
    assert expected == tuple(metrics.satisfied(only(name), context) for name in ("replied", "handling"))


def test_files_are_listed_by_the_class_of_their_first_or_latest_reply() -> None:
    """Every class of the rulebook is there once, in its order, with the files whose reply has it; others are nowhere."""
    files = [only(name) for name in ("handling", "replied", "satisfied", "resolved_later", "unsatisfied")]

    def listed(first: bool) -> dict[str, tuple[str, ...]]:
        return {kind.code: found for kind, found in metrics.by_class(files, NOW, first=first)}

    assert {"A": ("satisfied",), "B": ("replied", "resolved_later"), "C": ("unsatisfied",)} == listed(True)
    assert {"A": ("satisfied", "resolved_later"), "B": ("replied",), "C": ("unsatisfied",)} == listed(False)
    assert ["A", "B", "C"] == list(listed(True))


def test_a_reply_that_was_sent_back_is_no_reply() -> None:
    """After sending back, a file is not replied and has no class."""
    walk = at(Stage.REPLIED)
    walk.do(handling.send_back_reply, by=OFFICE, on=day(5, 21), unit="transport", reason="未答复")
    assert (False, None) == (metrics.replied(walk.record, NOW), metrics.resolved_at_first(walk.record, NOW))
    answer(walk, on=day(5, 25))
    assert metrics.replied(walk.record, NOW) is True


def test_the_silent_are_left_out_of_satisfaction_and_counted_as_silent() -> None:
    """A deputy who did not rate lowers the feedback rate and touches no rate of satisfaction."""
    walk = at(Stage.REPLIED)
    walk.do(evaluating.close_feedback, by=CLERK, on=day(7, 1))
    assert metrics.gave_feedback(walk.record, NOW) is False
    assert metrics.satisfied_with("work", wide=True)(walk.record, NOW) is None
    assert metrics.gave_feedback(only("handling"), NOW) is None


def test_publication_counts_from_its_day() -> None:
    """On the day before publication a file is not public yet; its reply then counts nowhere."""
    file = only("basic")
    before = attrs.evolve(NOW, on=day(6, 13))
    assert (False, None) == (metrics.is_public(file, before), metrics.reply_is_public(file, before))
    assert (True, True) == (metrics.is_public(file, NOW), metrics.reply_is_public(file, NOW))


def test_the_files_of_a_unit_are_those_it_leads_or_those_it_co_handles() -> None:
    """A unit's own files are led, sole or separate ones; co-handled ones are listed apart."""
    leading = {file.id for file in of_unit(FILES, "housing")}
    helping = {file.id for file in of_unit(FILES, "housing", leading=False)}
    assert {"half", "satisfied"} == leading
    assert {"assigned", "replied", "basic", "unsatisfied", "resolved_later"} == helping
