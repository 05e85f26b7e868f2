"""Looking things up: what is due and in which order, one file in words, lists in which drafts can be found."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from proposal_core.lifecycle import ACTS
from proposal_core.people import ROLE_WORDS
from proposal_core.proposal import AssignmentState, Mode, Proposal
from proposal_core.supervising import Duty, Standing
from proposal_service.cli import cli, look
from proposal_service.cli.due import pressing

ON = ("--on", "2025-06-01")


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


def test_the_most_pressing_comes_first() -> None:
    """`due` lists late, due soon, in time, then done, and inside each standing by day."""
    wanted = [(standing, day) for standing in Standing for day in (date(2025, 6, 1), date(2025, 6, 30))]
    pairs = [
        (
            Proposal(congress="c", id="1"),
            Duty(file="1", unit="u", what="reply", due=day, standing=standing, days_left=0),
        )
        for standing, day in sorted(wanted, key=lambda pair: (pair[1], pair[0].value))
    ]
    ordered = [(duty.standing, duty.due) for _, duty in sorted(pairs, key=pressing)]
    assert wanted == ordered
    assert [Standing.LATE, Standing.DUE_SOON, Standing.IN_TIME] == [standing for standing, _ in ordered[:6:2]]


def test_due_prints_in_that_order(demo: list[str]) -> None:
    """The rows of `due --all` stand in the order of urgency on a day with open and done duties."""
    rows = read(run("due", *demo, *ON, "--all", "--json"))
    places = [(list(Standing).index(Standing(row["standing"])), row["due"]) for row in rows]
    assert sorted(places) == places
    assert len({place for place, _ in places}) > 1


def test_what_is_done_is_listed_only_on_request(demo: list[str]) -> None:
    """Without `--all` nothing that is done is listed; with it every duty is."""
    rows, every = (read(run("due", *demo, *ON, *more, "--json")) for more in ((), ("--all",)))
    assert [row for row in every if row["done_on"] is None] == rows
    assert len(rows) < len(every)


def test_totals_count_replies_and_co_opinions_apart(demo: list[str]) -> None:
    """The last lines give the totals per standing, of replies and of co-opinions, whether listed or not."""
    every = read(run("due", *demo, *ON, "--all", "--json"))
    said = run("due", *demo, *ON).stdout
    for what, words in (("reply", "答复"), ("co_opinion", "会办意见")):
        counts = Counter(row["standing_words"] for row in every if row["what"] == what)
        line = next(line for line in said.splitlines() if line.startswith(f"{words} "))
        assert line.startswith(f"{words} {counts.total()}: ")
        assert {f"{standing} {n}" for standing, n in counts.items()} == set(line.partition(": ")[2].split("、"))


def test_a_unit_is_known_by_its_name(demo: list[str]) -> None:
    """`due --unit` and `list --unit` give the same for a unit's name as for its id."""
    row = read(run("due", *demo, *ON, "--json"))[0]
    for verb in (("due", *ON), ("list",)):
        by_id, by_name = (read(run(*verb, *demo, "--unit", row[key], "--json")) for key in ("unit", "unit_name"))
        assert by_id
        assert by_id == by_name


@pytest.mark.parametrize("verb", ["due", "list"])
def test_an_unknown_unit_is_refused(demo: list[str], verb: str) -> None:
    """A unit that is not on the roster is refused with exit code 3, and names that fit are proposed."""
    result = run(verb, *demo, "--unit", "没有的局")
    assert 3 == result.exit_code, result.output
    assert "没有承办单位“没有的局”" in result.output


def test_show_speaks_the_language_that_was_asked_for(demo: list[str]) -> None:
    """`show` gives modes, states, acts, roles and the version in words of the language, never as codes."""
    file = read(run("show", "2025-003", *demo, "--json"))
    zh, en = (run("show", "2025-003", *demo, "--lang", language).stdout for language in ("zh", "en"))
    assert f"第{file['version']}版" in zh
    assert f"version {file['version']}" in en
    mode, state = Mode(file["assignments"][0]["mode"]), AssignmentState(file["assignments"][0]["state"])
    for language, said in (("zh", zh), ("en", en)):
        held = f"({look.MODE_WORDS[mode].in_(language)}, {look.STATE_WORDS[state].in_(language)})"
        assert held in said
    codes = {name for name in ACTS if "_" in name} | {role for role in ROLE_WORDS if "_" in role}
    assert not [code for code in codes if code in zh or code in en]


def test_every_mode_and_state_has_words() -> None:
    """No way of handling and no state of an assignment is without its words."""
    assert (set(Mode), set(AssignmentState)) == (set(look.MODE_WORDS), set(look.STATE_WORDS))


def test_drafts_can_be_found(tmp_path: Path) -> None:
    """`list` finds a draft by stage, year and words of its title, and gives the id under which `show` knows it."""
    store, file = str(tmp_path / "a.db"), tmp_path / "a.csv"
    file.write_text("标题,领衔代表\n关于修建村道的建议,张三\n关于增设公交站的建议,李四\n", encoding="utf-8")
    assert 0 == run("init", "--store", store, "--on", "2024-01-01", "--year", "2024").exit_code
    assert 0 == run("import", str(file), "--store", store, "--on", "2024-01-20").exit_code
    found = read(run("list", "--store", store, "--stage", "draft", "--year", "2024", "--words", "公交 建议", "--json"))
    assert ["关于增设公交站的建议"] == [row["title"] for row in found]
    assert "关于增设公交站的建议" == read(run("show", found[0]["id"], "--store", store, "--json"))["title"]
    assert f"{found[0]['id']}  草稿  关于增设公交站的建议" in run("list", "--store", store).stdout
    for other in (("--year", "2023"), ("--stage", "closed"), ("--words", "地铁")):
        assert [] == read(run("list", "--store", store, *other, "--json"))


def test_a_file_without_clocks_says_so(tmp_path: Path) -> None:
    """`explain` of a draft says that no clock is running instead of printing nothing."""
    store, file = str(tmp_path / "a.db"), tmp_path / "a.csv"
    file.write_text("标题,领衔代表\n关于修建村道的建议,张三\n", encoding="utf-8")
    assert 0 == run("import", str(file), "--store", store, "--on", "2024-01-20").exit_code
    id = read(run("list", "--store", store, "--json"))[0]["id"]
    for language, said in (("zh", "现无正在计时的期限"), ("en", "No clock is running")):
        assert said in run("explain", id, "--store", store, "--lang", language).stdout
