"""Rules at the prompt: explained deadlines, rulebooks listed, shown, checked, compared and begun, calendars compared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from proposal_core.rulebook import builtin_ids
from proposal_service.cli import cli


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def read(result: Result) -> Any:
    assert 0 == result.exit_code, result.output
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    out = tmp_path_factory.mktemp("demo")
    result = CliRunner().invoke(cli, ["demo", "--items", "25", "--out", str(out), "--seed", "4"])
    assert 0 == result.exit_code, result.output
    yield ["--store", str(out / "demo.db"), "--congress", "demo", "--rulebook", str(out / "rulebook.toml")]


def test_explain_gives_every_clock_as_sentence_and_as_data(demo: list[str]) -> None:
    """`explain` says each deadline in a sentence; `--json` gives start fact, parameter, article, skipped days."""
    rows = read(run("explain", "2025-003", *demo, "--on", "2025-12-31", "--json"))
    assert {"sign", "return", "reply", "feedback", "publish"} <= {row["kind"] for row in rows}
    reply = next(row for row in rows if row["kind"] == "reply")
    assert ("P3M", "handling.reply_within", "L25 51") == (reply["period"], reply["parameter"], reply["article"])
    said = run("explain", "2025-003", *demo, "--on", "2025-12-31").stdout
    assert reply["explained"]["zh"] in said
    english = run("explain", "2025-003", *demo, "--on", "2025-12-31", "--lang", "en").stdout
    assert reply["explained"]["en"] in english


def test_every_built_in_rulebook_is_listed_and_shown() -> None:
    """`rulebook list` names them all; `rulebook show` gives every value with its article and who set it."""
    assert list(builtin_ids()) == [row["id"] for row in read(run("rulebook", "list", "--json"))]
    for name in builtin_ids():
        rows = read(run("rulebook", "show", name, "--json"))["rows"]
        assert all(row["article"] and row["set_by"] for row in rows)
    assert "reply_within" in run("rulebook", "show", "shaoxing", "--chapter", "handling").stdout


def test_a_rulebook_is_begun_checked_and_compared(tmp_path: Path) -> None:
    """The starter file is valid as it is, differs in nothing from its parent, and is never written over another."""
    path = tmp_path / "ours.toml"
    assert 0 == run("rulebook", "new", "ours", "--parent", "zhejiang-2016", "--out", str(path)).exit_code
    assert "合格" in run("rulebook", "check", str(path)).stdout
    assert [] == read(run("rulebook", "diff", "zhejiang-2016", str(path), "--json"))
    assert 2 == run("rulebook", "new", "ours", "--out", str(path)).exit_code


def test_a_bad_rulebook_is_told_all_its_findings_at_once(tmp_path: Path) -> None:
    """Exit code 3, and each finding has file, line, key, reason and an example of a right value."""
    path = tmp_path / "bad.toml"
    path.write_text(
        'id = "bad"\ntitle = { zh = "坏", en = "bad" }\nlevel = "city"\nparent = "common"\neffective_from = 2024-01-01\n'
        '[handling]\narticle = "L25 51"\nreply_within = "3"\nco_opinion_fixed_day = "09-31"\nstars = 5\n',
        encoding="utf-8",
    )
    result = run("rulebook", "check", str(path))
    assert 3 == result.exit_code
    for told in ("bad.toml:8", "P3M", "bad.toml:9", "09-31", "stars"):
        assert told in result.output


def test_differences_name_both_values_and_both_articles() -> None:
    """`rulebook diff` shows each key in which two rulebooks differ, with both values and articles."""
    rows = {row["key"]: row for row in read(run("rulebook", "diff", "shaoxing", "township-shandong-2015", "--json"))}
    within = rows["handling.reply_within"]
    assert ("P3M", "P2M") == (within["before"]["value"], within["after"]["value"])
    assert within["before"]["article"] != within["after"]["article"]


def test_the_schema_accepts_what_the_loader_accepts(tmp_path: Path) -> None:
    """`rulebook schema` prints a valid JSON Schema of the format, for editors."""
    Draft202012Validator.check_schema(read(run("rulebook", "schema")))


def test_a_day_says_why_it_is_one_of_rest() -> None:
    """`calendar show` says what a day is, why, and when that is not announced yet."""
    assert "调休上班" in run("calendar", "show", "2025-01-26").stdout
    assert "暂定" in run("calendar", "show", "2031-01-01").stdout


CLOSURE = (
    'id = "city"\nname = { zh = "本市临时放假", en = "A local closure" }\n'
    '[reasons]\n"台风停工" = "typhoon closure"\n[2025.off]\n"台风停工" = ["06-30"]\n'
)


@pytest.fixture
def layer(tmp_path: Path) -> str:
    path = tmp_path / "2025.toml"
    path.write_text(CLOSURE, encoding="utf-8")
    return str(path)


def test_a_notice_moves_deadlines_and_says_which(demo: list[str], layer: str) -> None:
    """`calendar diff` lists the days that change and the deadlines that move, with the new explanation."""
    found = read(run("calendar", "diff", layer, *demo, "--on", "2025-05-01", "--json"))
    assert ["2025-06-30"] == found["days"]
    assert found["moved"]
    assert {"2025-07-01"} == {row["after"] for row in found["moved"] if row["kind"] == "reply"}
    assert all("台风停工" in row["why"]["zh"] for row in found["moved"] if row["kind"] == "reply")


def test_only_open_deadlines_move(demo: list[str], layer: str) -> None:
    """On each day the replies that move are exactly those of duties that are not done by that day."""
    for day in ("2025-05-01", "2025-06-20", "2026-12-31"):
        moved = read(run("calendar", "diff", layer, *demo, "--on", day, "--json"))["moved"]
        replies = {(row["number"], row["unit"]) for row in moved if row["kind"] == "reply"}
        duties = read(run("due", *demo, "--on", day, "--all", "--json"))
        owed = {(d["number"], d["unit"]) for d in duties if d["due"] == "2025-06-30" and d["what"] == "reply"}
        done = {(d["number"], d["unit"]) for d in duties if d["done_on"] is not None}
        assert owed - done == replies
        assert not {"sign", "feedback", "co_opinion"} & {row["kind"] for row in moved if day == "2026-12-31"}


def test_moved_deadlines_are_named_in_the_language(demo: list[str], layer: str) -> None:
    """`calendar diff` names the kind of a deadline in words of the language asked for."""
    for language, words in (("zh", "  答复  "), ("en", "  The reply  ")):
        said = run("calendar", "diff", layer, *demo, "--on", "2025-05-01", "--lang", language).stdout
        assert words in said
        assert "  reply  " not in said
