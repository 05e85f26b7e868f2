"""样例年度 · The generated year: same seed, same rows; real shapes; names, units and dates that exist."""

from __future__ import annotations

import re
import tracemalloc
from collections import Counter
from datetime import date
from itertools import islice

import pytest

from proposal_core.errors import BadValue
from proposal_service.sample import COLUMNS, MARK, city, generate, roster, units

ITEMS = 6000


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return list(generate(ITEMS, seed=7))


def parts(cell: str) -> list[str]:
    return cell.split("、") if cell else []


def share(part: int) -> float:
    return part / ITEMS


def at(values: list[int], percent: int) -> int:
    return sorted(values)[len(values) * percent // 100]


def test_same_seed_same_rows() -> None:
    """The same arguments give the same rows, another seed gives others."""
    assert list(generate(300, 2, seed=5)) == list(generate(300, 2, seed=5))
    assert list(generate(300, seed=5)) != list(generate(300, seed=6))


def test_rows_do_not_depend_on_how_many_are_asked_for() -> None:
    """A row keeps its matter, people and reply when more rows are asked for; only the days move with the register."""
    days = {"session", "session_date", "submitted_on", "assigned_on", "reply_date", "reply_text"}
    few, many = list(generate(100, seed=3)), list(islice(generate(5000, seed=3), 100))
    assert [{k: v for k, v in r.items() if k not in days} for r in few] == [
        {k: v for k, v in r.items() if k not in days} for r in many
    ]


def test_every_row_has_the_documented_columns_in_order(rows: list[dict[str, str]]) -> None:
    """Every row has exactly the documented columns, and no slot of a sentence is left unfilled."""
    assert all(tuple(row) == COLUMNS for row in rows)
    assert not [row["id"] for row in rows if re.search(r"[{}]", "".join(row.values()))]


def test_every_row_says_that_it_is_generated(rows: list[dict[str, str]]) -> None:
    """Id and text of every row say that the row is generated."""
    assert all(row["id"].startswith("generated-") and row["text"].endswith(MARK) for row in rows)


def test_sequence_and_numbers_are_one_to_n(rows: list[dict[str, str]]) -> None:
    """Sequence and number run from 1 without a gap; ids are there once."""
    expected = [str(n) for n in range(1, ITEMS + 1)]
    assert expected == [row["seq"] for row in rows] == [row["number"] for row in rows]
    assert len({row["id"] for row in rows}) == ITEMS


def test_no_title_occurs_twice(rows: list[dict[str, str]]) -> None:
    """No two proposals of a congress have the same title."""
    assert [title for title, count in Counter(row["title"] for row in rows).items() if count > 1] == []


def test_titles_have_the_real_lengths(rows: list[dict[str, str]]) -> None:
    """Titles: median 25–37 characters, one in ten above 50, the odd one near 300, none above 310."""
    lengths = [len(row["title"]) for row in rows]
    assert 25 <= at(lengths, 50) <= 37
    assert 50 <= at(lengths, 90) <= 69
    assert 200 <= max(lengths) <= 310


def test_bodies_and_replies_have_their_lengths(rows: list[dict[str, str]]) -> None:
    """Body with its asks has 100 to 400 characters, a reply 100 to 500."""
    assert all(100 <= len(row["text"]) + len(row["ask"]) <= 400 for row in rows)
    assert all(len(row["text"]) >= 80 for row in rows)
    assert all(100 <= len(row["reply_text"]) <= 500 for row in rows)


def test_cosigners_have_the_real_shape(rows: list[dict[str, str]]) -> None:
    """Co-signers: median 3, one in ten at least 6, none in a few rows, never above 57, nobody twice in one row."""
    counts = [len(parts(row["cosigners"])) for row in rows]
    assert (at(counts, 50), at(counts, 90)) == (3, 6)
    assert 0.01 < share(counts.count(0)) < 0.05
    assert 30 <= max(counts) <= 57
    signers = [[row["lead"], *parts(row["joint_leads"]), *parts(row["cosigners"])] for row in rows]
    assert all(len(names) == len(set(names)) for names in signers)


def test_classes_are_about_shaoxings(rows: list[dict[str, str]]) -> None:
    """Result classes are about 68, 25 and 7 per cent."""
    counts = Counter(row["result_class"] for row in rows)
    assert share(counts["A"]) == pytest.approx(0.68, abs=0.03)
    assert share(counts["B"]) == pytest.approx(0.25, abs=0.03)
    assert share(counts["C"]) == pytest.approx(0.07, abs=0.02)


def test_replies_fit_their_class(rows: list[dict[str, str]]) -> None:
    """A planned reply names the date of the promise; a refusing one says why; a solved one does neither."""
    promise, refusal = re.compile(r"20\d\d年\d+月底前"), re.compile("经核查|经研究，")
    assert all(bool(promise.search(row["reply_text"])) == (row["result_class"] == "B") for row in rows)
    assert all(bool(refusal.search(row["reply_text"])) for row in rows if row["result_class"] == "C")


def test_replies_are_to_the_deputy_and_the_number(rows: list[dict[str, str]]) -> None:
    """Each reply speaks to its lead deputy, by the proposal's number, and answers three points."""
    for row in rows:
        assert row["reply_text"].startswith(f"{row['lead']}代表：")
        assert f"第{row['number']}号建议" in row["reply_text"]
        assert len(re.findall("关于(?!您)", row["reply_text"])) >= 3


def test_units_per_row(rows: list[dict[str, str]]) -> None:
    """Most rows have one unit, about a quarter two, a few three; all are in the list of units, none twice."""
    known = {unit.name for unit in units()}
    counts: Counter[int] = Counter()
    for row in rows:
        named = [row["lead_unit"], *parts(row["co_units"])]
        assert set(named) <= known and len(named) == len(set(named))
        counts[len(named)] += 1
    assert share(counts[1]) > 0.6 and 0.15 < share(counts[2]) < 0.35 and 0.005 < share(counts[3]) < 0.06


def test_people_are_on_the_roster(rows: list[dict[str, str]]) -> None:
    """Every name is a deputy of the roster, and the delegation is the lead deputy's."""
    known = {entry.name: entry.delegation for entry in roster()}
    for row in rows:
        assert {row["lead"], *parts(row["joint_leads"]), *parts(row["cosigners"])} <= set(known)
        assert known[row["lead"]] == row["delegation"]


def test_days_exist_and_are_in_order(rows: list[dict[str, str]]) -> None:
    """Session before submission before reply; submissions in the order of the register; replies on weekdays."""
    submitted = [date.fromisoformat(row["submitted_on"]) for row in rows]
    assert submitted == sorted(submitted)
    for row, day in zip(rows, submitted, strict=True):
        assert date.fromisoformat(row["session_date"]) <= day
        assert ("闭会期间" in row["session"]) == ((day - date.fromisoformat(row["session_date"])).days > 3)
        if row["reply_date"]:
            answered = date.fromisoformat(row["reply_date"])
            assert day < answered and answered.weekday() < 5


def test_some_replies_are_undated_and_a_few_late(rows: list[dict[str, str]]) -> None:
    """About one reply in eight has no date; of the session's dated ones up to 5 per cent came after three months."""
    undated = sum(not row["reply_date"] for row in rows)
    assert share(undated) == pytest.approx(0.125, abs=0.02)
    dated = [row["reply_date"] for row in rows if row["reply_date"] and "闭会期间" not in row["session"]]
    late = sum(day > "2025-06-30" for day in dated)
    assert 0.005 < late / len(dated) < 0.05
    assert min(dated) >= "2025-05-09"


def test_late_in_the_year_some_are_submitted_between_sessions(rows: list[dict[str, str]]) -> None:
    """About 6 per cent come between the sessions, from March to November."""
    between = [row["submitted_on"] for row in rows if "闭会期间" in row["session"]]
    assert share(len(between)) == pytest.approx(1 / 16, abs=0.01)
    assert min(between)[:7] == "2025-03" and max(between)[:7] == "2025-11"


@pytest.mark.parametrize("year", [2000, 2022, 2023, 2024, 2025, 2026, 2027, 2099])
def test_any_year_can_be_generated(year: int) -> None:
    """The session is four days in January of any year, and the terms are five years long."""
    row = next(generate(1, year=year))
    assert row["session_date"].startswith(f"{year}-01-")
    assert re.search(r"第[一二三四五六七八九十]+届人民代表大会第[一二三四五]次会议$", row["session"])


def test_several_congresses_share_the_items() -> None:
    """With several congresses each row begins with its city, the items are shared out, the people are the city's."""
    rows = list(generate(103, 3))
    assert {city(0): 35, city(1): 34, city(2): 34} == Counter(row["congress"] for row in rows)
    assert [str(n) for n in range(1, 104)] == [row["seq"] for row in rows]
    assert all(next(iter(row)) == "congress" for row in rows)
    other = {entry.name for entry in roster(2)}
    assert all(row["lead"] in other for row in rows if row["congress"] == city(2))
    assert all(row["lead_unit"].startswith(row["congress"]) for row in rows)


@pytest.mark.parametrize(
    ("items", "congresses", "year"), [(-1, 1, 2025), (5, 0, 2025), (5, 10_000, 2025), (5, 1, 1999), (10**9, 1, 2025)]
)
def test_impossible_numbers_are_refused_at_once(items: int, congresses: int, year: int) -> None:
    """Impossible numbers are refused when asked, not when the first row is fetched."""
    with pytest.raises(BadValue):
        generate(items, congresses, year=year)


def test_no_items_no_rows() -> None:
    """Nothing asked, nothing given."""
    assert list(generate(0, 2)) == []


def test_memory_does_not_grow_with_the_rows() -> None:
    """Twenty thousand rows, looked at one by one, take no more than a few megabytes above the tables of the first."""
    stream = generate(20_000)
    next(stream)
    tracemalloc.start()
    for _ in stream:
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000
