"""参数取值 · A value is read strictly by its type and written in one way."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.builders import COMMON, TERMS, speaks

from proposal_core.errors import BadValue
from proposal_core.terms import Coded, FeedbackLevel, ResultClass, Terms
from proposal_core.values import Unreadable, read_value, written
from proposal_core.workdays import MonthDay, Period

GOOD: list[tuple[Any, Any, Any]] = [
    ("P3M", Period, Period(3, "month")),
    ("10wd", Period | None, Period(10, "working_day")),
    (None, Period | None, None),
    ("06-30", MonthDay, MonthDay(6, 30)),
    ("0.10", Decimal, Decimal("0.10")),
    (100, Decimal, Decimal(100)),
    (3, int, 3),
    (True, bool, True),
    ("甲", str, "甲"),
    ("lead", Literal["lead", "all"], "lead"),
    (["a", "b"], tuple[str, ...], ("a", "b")),
    ([], tuple[str, ...], ()),
    ({"code": "A", "zh": "甲", "en": "a"}, Coded, Coded(code="A", zh="甲", en="a")),
]
BAD: list[tuple[Any, Any, str]] = [
    ("3", Period, "P3M"),
    (3, Period, "P3M"),
    ("3 months", Period, "P3M"),
    (0.1, Decimal, "exact decimal in quotes"),
    ("ten", Decimal, "exact decimal in quotes"),
    ("NaN", Decimal, "finite"),
    ("Infinity", Decimal, "finite"),
    (True, Decimal, "exact decimal in quotes"),
    (True, int, "whole number"),
    ("3", int, "whole number"),
    (3.0, int, "whole number"),
    ("yes", bool, "true or false"),
    (1, bool, "true or false"),
    (3, str, "text"),
    ("both", Literal["lead", "all"], "lead, all"),
    (["lead"], Literal["lead", "all"], "lead, all"),
    ("a", tuple[str, ...], "a list"),
    ([1], tuple[str, ...], "text"),
    ("A", Coded, "a record"),
    ({"code": "A", "zh": "甲", "colour": "red"}, Coded, "unknown: colour; missing: en"),
    ({"code": "A", "zh": "甲", "en": "a", "resolved": "yes"}, ResultClass, "true or false"),
    (None, int, "cannot be absent"),
    (Unreadable, int, "no value"),
    (Unreadable, Decimal | None, "no value"),
    ("09-31", MonthDay, "09-31"),
    ("02-30", MonthDay, "02-30"),
    ("31 September", MonthDay, "06-30"),
]


@pytest.mark.parametrize(("given_value", "kind", "value"), GOOD, ids=lambda item: repr(item)[:40])
def test_a_right_value_is_read_as_its_type(given_value: Any, kind: Any, value: Any) -> None:
    """A right value is read, and nothing about it is changed."""
    read = read_value(given_value, kind)
    assert value == read
    assert type(value) is type(read)


@pytest.mark.parametrize(("given_value", "kind", "expected"), BAD, ids=lambda item: repr(item)[:40])
def test_a_wrong_value_is_refused_and_told_what_was_expected(given_value: Any, kind: Any, expected: str) -> None:
    """Nothing is coerced: a wrong value is refused in both languages, saying what would be right."""
    with pytest.raises(BadValue) as refused:
        read_value(given_value, kind)
    speaks(refused.value)
    assert expected in str(refused.value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (True, "true"),
        (Decimal("0.10"), "0.10"),
        (Period(3, "month"), "P3M"),
        (MonthDay(6, 30), "06-30"),
        (("a", "b"), "[a, b]"),
        (Coded(code="A", zh="甲", en="a"), "{code=A, zh=甲, en=a}"),
    ],
)
def test_a_value_is_written_in_one_way(value: Any, text: str) -> None:
    """Every kind of value has one canonical text."""
    assert text == written(value)


def test_a_level_keeps_its_points_exact() -> None:
    """Points of a level are exact decimals, in quotes or whole."""
    level = read_value({"code": "b", "zh": "基本满意", "en": "basic", "points": "66.7"}, FeedbackLevel)
    assert Decimal("66.7") == level.points


@given(
    st.integers(1, 9999),
    st.sampled_from(["d", "wd", "P{}M", "P{}Y"]),
)
def test_a_written_period_is_read_as_the_same_period(amount: int, form: str) -> None:
    """Writing a period and reading it again gives the same period."""
    period = Period.parse(form.format(amount) if "{}" in form else f"{amount}{form}")
    assert period == read_value(written(period), Period)


@pytest.mark.parametrize("terms", [TERMS, COMMON], ids=["shaoxing", "common"])
def test_different_values_are_written_differently(terms: Terms) -> None:
    """No two different values of one parameter share a text, so a digest over texts tells them apart."""
    for chapter in attrs.fields(Terms):
        values = getattr(terms, chapter.name)
        for field in attrs.fields(type(values)):
            value, other = getattr(values, field.name), getattr(getattr(COMMON, chapter.name), field.name)
            assert (value == other) is (written(value) == written(other)), f"{chapter.name}.{field.name}"
