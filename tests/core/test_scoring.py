"""考核评分 · Every point of a sheet is explained and exact."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.builders import BASIC, CALENDAR, TERMS, UNSATISFIED, at, published, with_terms

from proposal_core.lifecycle import Stage
from proposal_core.metrics import METRICS, Context, Figure
from proposal_core.proposal import Proposal
from proposal_core.rulebook import builtin_ids, load
from proposal_core.scoring import Score, ScoredLine, grade_of, points_of, score, two_decimals
from proposal_core.terms import Band, Grade, ScoreLine

NOW = Context(terms=TERMS, calendar=CALENDAR, on=date(2024, 12, 31))


def files() -> list[Proposal]:
    """Three files of one unit: satisfied and public, basically satisfied, unsatisfied and late."""
    walks = (
        published(at(Stage.CLOSED)),
        at(Stage.CLOSED, levels=BASIC),
        at(Stage.EVALUATED, levels=UNSATISFIED, replied=date(2024, 6, 4)),
    )
    return [attrs.evolve(walk.record, id=f"p{n}") for n, walk in enumerate(walks)]


def test_a_sheet_explains_every_point() -> None:
    """Each line is its weight times the exact share of the unit's files; the sum is the score."""
    sheet = score("transport", files(), NOW)
    assert [
        "10 × 3/3 = 10.00",
        "20 × 3/3 = 20.00",
        "20 × 2/3 = 13.33",
        "20 × 3/3 = 20.00",
        "20 × 2/3 = 13.33",
        "10 × 1/1 = 10.00",
    ] == [line.explained for line in sheet.lines]
    assert (Fraction(260, 3), "86.67", Decimal(100), 3) == (sheet.points, sheet.printed, sheet.judged, sheet.files)


def test_points_are_summed_exactly_and_rounded_once() -> None:
    """The printed sum is the exact sum rounded, not the sum of rounded lines."""
    sheet = score("transport", files(), NOW)
    lines = sum(Decimal(two_decimals(line.points)) for line in sheet.lines if line.points is not None)
    assert Decimal("86.66") == lines != Decimal(sheet.printed)


def test_what_cannot_be_judged_is_left_out_and_the_rest_scaled() -> None:
    """A unit without ratings and publications is judged on the rest, scaled to full marks, and the sheet says so."""
    sheet = score("transport", [at(Stage.REPLIED).record], NOW)
    assert ["20 × –", "20 × –", "10 × –"] == [line.explained for line in sheet.lines[3:]]
    assert (Decimal(50), Fraction(100), "100.00") == (sheet.judged, sheet.points, sheet.printed)


def test_a_unit_without_files_has_no_score() -> None:
    """No files, no points: a dash, never nought or full marks."""
    sheet = score("culture", files(), NOW)
    assert (None, "–", 0) == (sheet.points, sheet.printed, sheet.files)


def test_a_co_handling_unit_is_not_scored_on_the_lead_s_sheet() -> None:
    """Files that a unit only co-handles are not on its sheet."""
    assert 0 == score("housing", files(), NOW).files


def test_a_small_sheet_keeps_small_points_exact() -> None:
    """A sheet of two points, with tenths as weights, is as exact as one of a hundred."""
    lines = tuple(
        ScoreLine(code=metric, zh="项", en="line", metric=metric, weight=Decimal(weight))
        for metric, weight in (("reply_on_time", "0.4"), ("satisfied_result", "1.6"))
    )
    terms = with_terms(scoring={"full_marks": Decimal(2), "lines": lines})
    sheet = score("transport", files(), attrs.evolve(NOW, terms=terms))
    assert (Fraction(4, 10) * Fraction(2, 3) + Fraction(16, 10) * Fraction(1, 3), "0.80") == (
        sheet.points,
        sheet.printed,
    )


@pytest.mark.parametrize("name", builtin_ids())
def test_every_line_of_the_built_in_sheets_has_a_metric(name: str) -> None:
    """A built-in score sheet refers only to metrics that exist."""
    lines = load(name).versions[0].terms.scoring.lines
    assert set() == {line.metric for line in lines} - set(METRICS)


@given(st.integers(0, 10**6), st.integers(1, 10**4))
def test_two_decimals_are_half_up(numerator: int, denominator: int) -> None:
    """Points are printed with two decimals, a half going up, as exact arithmetic gives them."""
    points = Fraction(numerator, denominator)
    whole, rest = divmod(100 * points.numerator, points.denominator)
    assert Decimal(whole + (2 * rest >= points.denominator)).scaleb(-2) == Decimal(two_decimals(points))


BANDS = (Band(share=Decimal("0.5"), points=Decimal(5)), Band(share=Decimal("0.9"), points=Decimal(20)))
SHAPES: list[tuple[str, dict[str, Any], tuple[int, int], Fraction | None]] = [
    ("a rate earns its share", {}, (9, 10), Fraction(18)),
    ("each miss costs its deduction", {"shape": "each", "deduct": Decimal(3)}, (8, 10), Fraction(14)),
    ("misses never cost more than the line", {"shape": "each", "deduct": Decimal(3)}, (0, 10), Fraction(0)),
    ("each percentage point costs", {"shape": "per_point", "deduct": Decimal("0.3")}, (2, 3), Fraction(10)),
    ("all of it earns all", {"shape": "all_or_nothing"}, (10, 10), Fraction(20)),
    ("all but one earns nothing", {"shape": "all_or_nothing"}, (9, 10), Fraction(0)),
    ("below the lowest band there is nothing", {"shape": "bands", "bands": BANDS}, (4, 10), Fraction(0)),
    ("a band begins at its share", {"shape": "bands", "bands": BANDS}, (5, 10), Fraction(5)),
    ("the highest band reached counts", {"shape": "bands", "bands": BANDS}, (9, 10), Fraction(20)),
    ("what cannot be judged earns no points and loses none", {}, (0, 0), None),
]


def line(**shape: Any) -> ScoreLine:
    """A line of twenty points for replies in time."""
    return ScoreLine(code="time", zh="按期办复", en="in time", metric="reply_on_time", weight=Decimal(20), **shape)


def counted(part: int, whole: int) -> Figure:
    """A figure of so many files over so many."""
    files = tuple(f"p{number}" for number in range(whole))
    return Figure(metric=METRICS["reply_on_time"], numerator=files[:part], denominator=files)


@pytest.mark.parametrize(("name", "shape", "counts", "points"), SHAPES, ids=[row[0] for row in SHAPES])
def test_a_rate_becomes_points_by_the_shape_of_its_line(
    name: str, shape: dict[str, Any], counts: tuple[int, int], points: Fraction | None
) -> None:
    """A line's points follow exactly from its shape, within its weight and not below nought."""
    assert points == points_of(line(**shape), counted(*counts), TERMS.scoring)


def test_the_floor_of_the_rulebook_is_the_least_that_a_line_earns() -> None:
    """Where the rulebook sets a floor, no line falls below it, and none rises above its weight."""
    terms = with_terms(scoring={"floor": Decimal(4)}).scoring
    assert Fraction(4) == points_of(line(), counted(0, 10), terms)
    assert Fraction(4) == points_of(line(shape="each", deduct=Decimal(7)), counted(5, 10), terms)
    assert Fraction(20) == points_of(line(), counted(10, 10), attrs.evolve(terms, floor=Decimal(30)))


@pytest.mark.parametrize(
    ("part", "whole", "grade"),
    [
        (100, 100, "excellent"),
        (90, 100, "excellent"),
        (899, 1000, "good"),
        (60, 100, "good"),
        (59, 100, ""),
        (0, 0, ""),
    ],
)
def test_a_grade_is_given_from_its_points_upwards(part: int, whole: int, grade: str) -> None:
    """The grade is the highest whose points are reached, exactly; below all, or without points, there is none."""
    grades = tuple(
        Grade(code=code, zh="等", en=code, points=Decimal(least)) for code, least in (("excellent", 90), ("good", 60))
    )
    terms = with_terms(scoring={"grades": grades}).scoring
    earned = points_of(line(), counted(part, whole), terms)
    scored = ScoredLine(line=line(), figure=counted(part, whole), points=earned)
    given_grade = grade_of(Score(unit="u", lines=(scored,), full_marks=Decimal(100), files=whole), terms)
    assert grade == (given_grade.code if given_grade else "")
