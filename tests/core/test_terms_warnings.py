"""参数提示 · What is looser than the national law, or has no effect, is warned of with its key, and still loads."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from proposal_core.rulebook import load, loads
from proposal_core.terms import Terms
from proposal_core.terms.warnings import law_floor, warnings
from proposal_core.workdays import MonthDay, Period

COMMON = load("common").versions[-1].terms


def changed(chapter: str, **values: Any) -> Terms:
    """The common ground with other values in one chapter."""
    return attrs.evolve(COMMON, **{chapter: attrs.evolve(getattr(COMMON, chapter), **values)})


@pytest.mark.parametrize(
    ("values", "keys"),
    [
        ({}, []),
        ({"reply_within": Period(2, "month"), "reply_max": Period(4, "month")}, []),
        ({"reply_within": Period(55, "working_day")}, []),
        ({"reply_within": Period(64, "working_day")}, ["handling.reply_within"]),
        ({"reply_within": Period(4, "month")}, ["handling.reply_within"]),
        ({"reply_max": Period(7, "month")}, ["handling.reply_max"]),
        ({"reply_max": Period(9999, "year")}, ["handling.reply_max"]),
        ({"clock": "session_close"}, []),
        ({"clock": "receipt"}, ["handling.clock"]),
        ({"reply_fixed_day": MonthDay(6, 30)}, ["handling.reply_fixed_day"]),
        (
            {"clock": "receipt", "reply_within": Period(4, "month"), "reply_max": Period(8, "month")},
            ["handling.reply_within", "handling.reply_max", "handling.clock"],
        ),
    ],
)
def test_what_is_looser_than_the_law_is_warned_of(values: dict[str, Any], keys: list[str]) -> None:
    """Three months, six at the latest, from assignment (L25 51): whatever may be later is named with that article."""
    found = list(law_floor(changed("handling", **values)))
    assert keys == [finding.where for finding in found]
    assert {"L25 51"} >= {finding.article for finding in found}
    assert all(finding.what.zh != finding.what.en for finding in found)


@pytest.mark.parametrize(
    ("chapter", "values", "key"),
    [
        ("handling", {"urgent_within": Period(5, "month")}, "handling.urgent_within"),
        ("handling", {"urgent_within": Period(9999, "working_day")}, "handling.urgent_within"),
        ("evaluating", {"rehandle_trigger": "screened"}, "evaluating.rehandle_screened_by"),
        ("key_items", {"unit_share_from": 5}, "key_items.unit_share_from"),
        ("publishing", {"within": Period(9999, "year")}, "publishing.within"),
    ],
)
def test_what_has_no_effect_is_warned_of(chapter: str, values: dict[str, Any], key: str) -> None:
    """Values that contradict nothing and still cannot work are named."""
    assert key in [finding.where for finding in warnings(changed(chapter, **values))]


def test_a_rulebook_tells_each_warning_once_over_all_its_versions() -> None:
    """The two versions of Zhejiang share one warning; it is told once, and the rulebook is loaded all the same."""
    book = load("zhejiang-2016")
    assert 2 == len(book.versions)
    assert ["handling.clock"] == [finding.where for finding in book.warnings]
    assert () == load("shaoxing").warnings


def test_a_city_may_be_looser_and_is_told_so() -> None:
    """A text of a city that is looser than the law is read: whether it may be so is not for the program to say."""
    text = (
        'id = "xx"\ntitle = { zh = "某市", en = "A city" }\nlevel = "city"\nparent = "common"\n'
        'effective_from = 2024-01-01\n[handling]\narticle = "CHOSEN"\nreply_within = "P4M"\n'
    )
    assert ["handling.reply_within"] == [finding.where for finding in loads(text).warnings]
