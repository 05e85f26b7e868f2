"""埋设的相近建议 · The near-duplicates: about 5 %, each told, and alike in the way that its kind says."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest

from proposal_service.sample import generate, planted

ITEMS = 6000
Rows = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def rows() -> Rows:
    return {row["id"]: row for row in generate(ITEMS, seed=7)}


@pytest.fixture(scope="module")
def pairs(rows: Rows) -> list[tuple[str, dict[str, str], dict[str, str]]]:
    return [(p["kind"], rows[p["earlier_id"]], rows[p["id"]]) for p in planted(ITEMS, seed=7)]


def grams(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def shared(one: dict[str, str], other: dict[str, str]) -> float:
    a, b = grams(one["text"] + one["ask"]), grams(other["text"] + other["ask"])
    return len(a & b) / min(len(a), len(b))


def test_one_row_in_twenty_is_planted(pairs: list[tuple[str, dict[str, str], dict[str, str]]]) -> None:
    """Five per cent of the rows are planted; a small year has some too, and of every label."""
    assert len(pairs) == ITEMS // 20
    small = list(planted(276))
    assert 10 <= len(small) <= 14
    assert {"same", "related"} == {p["label"] for p in small}


def test_labels_follow_the_kinds() -> None:
    """Other words make the same matter; another place or another sum a related one."""
    found = Counter((p["kind"], p["label"]) for p in planted(ITEMS, seed=7))
    assert {("words", "same"), ("place", "related"), ("amount", "related")} == set(found)


def test_no_row_is_taken_up_twice() -> None:
    """Every planted row has its own earlier row, and no earlier row is itself planted."""
    told = list(planted(ITEMS, seed=7))
    earlier, later = {p["earlier_id"] for p in told}, {p["id"] for p in told}
    assert len(told) == len(earlier) == len(later)
    assert not earlier & later
    assert all(p["earlier_id"] < p["id"] for p in told)


def test_planted_pairs_have_different_deputies_and_titles(
    pairs: list[tuple[str, dict[str, str], dict[str, str]]],
) -> None:
    """The planted row comes from another deputy, under another title, for the same unit and category."""
    for _, one, other in pairs:
        assert one["lead"] != other["lead"] and one["title"] != other["title"]
        assert (one["category"], one["lead_unit"]) == (other["category"], other["lead_unit"])


def test_the_kinds_differ_as_they_say(pairs: list[tuple[str, dict[str, str], dict[str, str]]]) -> None:
    """Same sentences for another place or sum: nearly all bigrams shared; other words: fewer, yet many."""
    by_kind: dict[str, list[float]] = {"words": [], "place": [], "amount": []}
    for kind, one, other in pairs:
        by_kind[kind].append(shared(one, other))
    mean = {kind: sum(values) / len(values) for kind, values in by_kind.items()}
    assert 0.3 < mean["words"] < min(mean["place"], mean["amount"])
    assert min(mean["place"], mean["amount"]) > 0.9


def test_amounts_stand_in_the_title(pairs: list[tuple[str, dict[str, str], dict[str, str]]]) -> None:
    """A planted sum of money stands in title and ask alike."""
    for kind, _, other in pairs:
        if kind == "amount":
            amount = other["title"].partition("万元")[0].rpartition("资金")[2]
            assert amount.isdigit() and f"{amount}万元" in other["ask"]


def test_rows_that_are_not_planted_are_less_alike(rows: Rows) -> None:
    """Neighbouring rows of different matters share far fewer bigrams than planted ones."""
    some = list(rows.values())[:400]
    told = {(p["earlier_id"], p["id"]) for p in planted(ITEMS, seed=7)}
    alike = [
        shared(a, b)
        for a, b in itertools.pairwise(some)
        if a["category"] != b["category"] and (a["id"], b["id"]) not in told
    ]
    assert sum(alike) / len(alike) < 0.35


def test_pairs_of_several_congresses() -> None:
    """Each congress has its pairs, within itself, and all the ids exist."""
    ids = {row["id"] for row in generate(400, 4)}
    told = list(planted(400, 4))
    assert len(told) == 20
    assert all({p["id"], p["earlier_id"]} <= ids and p["id"][:18] == p["earlier_id"][:18] for p in told)
