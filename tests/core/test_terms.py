"""规则参数 · Every parameter is labelled, and contradictions between values are found."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs
import pytest
from tests.core.builders import COMMON, TERMS, with_terms

from proposal_core.terms import FeedbackLevel, ResultClass, ScoreLine, Terms
from proposal_core.workdays import Period

MONTH = Period(1, "month")
FIELDS = [
    (chapter.name, field)
    for chapter in attrs.fields(Terms)
    for field in attrs.fields(type(getattr(TERMS, chapter.name)))
]
PLAIN = ResultClass(code="A", zh="已解决", en="resolved", resolved=True)

CONTRADICTIONS: list[tuple[str, dict[str, Mapping[str, Any]]]] = [
    ("handling.reply_max", {"handling": {"reply_max": MONTH, "co_opinion_within": None}}),
    (
        "handling.reply_max",
        {"handling": {"reply_max": Period(59, "day"), "reply_within": Period(60, "day"), "co_opinion_within": None}},
    ),
    ("handling.co_opinion_within", {"handling": {"co_opinion_within": Period(3, "month")}}),
    ("handling.co_opinion_within", {"handling": {"co_opinion_within": Period(70, "working_day")}}),
    (
        "handling.result_classes",
        {
            "handling": {"result_classes": (attrs.evolve(PLAIN, resolved=False),)},
            "rolling": {"follow_up_reply_for": ()},
        },
    ),
    (
        "handling.result_classes",
        {"handling": {"result_classes": (PLAIN, PLAIN)}, "rolling": {"follow_up_reply_for": ()}},
    ),
    (
        "handling.result_classes.B",
        {
            "handling": {
                "result_classes": (PLAIN, ResultClass(code="B", zh="列入计划", en="planned", needs_commitment=True))
            }
        },
    ),
    ("rolling.follow_up_reply_for", {"rolling": {"follow_up_reply_for": ("B", "Z")}}),
    ("key_items.share", {"key_items": {"share": Decimal("1.1")}}),
    ("key_items.share", {"key_items": {"share": Decimal(0)}}),
    ("evaluating.pass_share", {"evaluating": {"pass_share": Decimal("80")}}),
    ("honours.units_quota", {"honours": {"units_quota": Decimal("-0.2")}}),
    ("honours.proposals_quota", {"honours": {"proposals_quota": Decimal("10")}}),
    (
        "evaluating.levels",
        {"evaluating": {"levels": (FeedbackLevel(code="unsatisfied", zh="不满意", en="not satisfied"),)}},
    ),
    ("evaluating.rehandle_on", {"evaluating": {"rehandle_on": ("awful",)}}),
    (
        "scoring.lines",
        {
            "scoring": {
                "lines": (ScoreLine(code="s", zh="签收", en="sign", metric="sign_on_time", weight=Decimal("99.9")),)
            }
        },
    ),
    ("raising.number_format", {"raising": {"number_format": "{yera}-{seq}"}}),
    ("raising.number_format", {"raising": {"number_format": "{year"}}),
    ("raising.number_format", {"raising": {"number_format": "{year}"}}),
    ("raising.number_series", {"raising": {"number_series": ()}}),
]


@pytest.mark.parametrize(("chapter", "field"), FIELDS, ids=lambda item: getattr(item, "name", item))
def test_every_parameter_has_a_label_in_both_languages(chapter: str, field: Any) -> None:
    """A parameter can be shown to people: it has a Chinese and an English label."""
    words = field.metadata["words"]
    assert words.zh and words.en and words.zh != words.en


@pytest.mark.parametrize("terms", [COMMON, TERMS], ids=["common", "shaoxing"])
def test_the_built_in_terms_contradict_nothing(terms: Terms) -> None:
    """The values of the built-in rulebooks agree with each other."""
    assert [] == list(terms.findings())


@pytest.mark.parametrize(("key", "changes"), CONTRADICTIONS, ids=lambda item: item if isinstance(item, str) else "")
def test_a_contradiction_is_found_under_its_key(key: str, changes: dict[str, Mapping[str, Any]]) -> None:
    """Each broken invariant is a finding that names the key to mend, in both languages."""
    findings = list(with_terms(TERMS, **changes).findings())
    assert [key] == [finding.where for finding in findings]
    assert all(finding.what.zh != finding.what.en for finding in findings)


def test_all_contradictions_are_told_at_once() -> None:
    """Several broken invariants give several findings, not only the first."""
    broken = with_terms(key_items={"share": Decimal(2)}, honours={"units_quota": Decimal(3)})
    assert ["key_items.share", "honours.units_quota"] == [finding.where for finding in broken.findings()]


def test_silent_texts_contradict_nothing() -> None:
    """Where the text is silent (`None`, or no lines) there is nothing to contradict."""
    silent = with_terms(
        handling={"co_opinion_within": None},
        key_items={"share": None},
        honours={"units_quota": None, "proposals_quota": None},
        scoring={"lines": ()},
    )
    assert [] == list(silent.findings())


@pytest.mark.parametrize(("code", "found"), [("A", True), ("B", True), ("Z", False), ("a", False), ("", False)])
def test_a_result_class_is_found_by_its_code_only(code: str, found: bool) -> None:
    """A class is what its code says, exactly; anything else is no class."""
    kind = TERMS.handling.result_class(code)
    assert found is (kind is not None and kind.code == code)


def test_a_level_is_found_by_its_code_only() -> None:
    """A level is found by its code; an unknown code is no level."""
    level = TERMS.evaluating.level("basic")
    assert level is not None
    assert (False, True) == (level.satisfied, level.acceptable)
    assert TERMS.evaluating.level("very satisfied") is None
