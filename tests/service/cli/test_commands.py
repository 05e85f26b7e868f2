"""The command line: every verb, its JSON, its exit codes, and what it says when it refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from proposal_service.cli import cli

GOOD = "标题,领衔代表,附议代表,主办单位,提出日期\n关于修建村道的建议,张三,李四、王五,交通运输局,2024-01-20\n"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    out = tmp_path_factory.mktemp("demo")
    result = CliRunner().invoke(cli, ["demo", "--items", "30", "--out", str(out), "--seed", "3"])
    assert 0 == result.exit_code, result.output
    yield ["--store", str(out / "demo.db"), "--congress", "demo", "--rulebook", str(out / "rulebook.toml")]


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def read(result: Result) -> Any:
    assert 0 == result.exit_code, result.output
    return json.loads(result.stdout)


def test_show_tells_the_way_of_one_proposal(demo: list[str]) -> None:
    """`show` prints number, stage, explained deadline and journal; `--json` gives the whole record."""
    shown = run("show", "2025-001", *demo, "--on", "2025-05-01")
    assert 0 == shown.exit_code, shown.output
    assert "2025-001" in shown.output
    assert "应于" in shown.output
    assert "2025-001" == read(run("show", "2025-001", *demo, "--json"))["number"]


def test_due_lists_standing_and_reason(demo: list[str]) -> None:
    """`due --json` gives each duty with its standing, day, working days left and the sentence."""
    rows = read(run("due", *demo, "--on", "2025-06-01", "--json"))
    assert rows
    assert {"number", "due", "standing", "why", "working_days_left"} <= set(rows[0])
    late = read(run("due", *demo, "--on", "2025-06-01", "--json", "--standing", "late"))
    assert [row for row in rows if row["standing"] == "late"] == late


def test_key_lists_the_tenth(demo: list[str]) -> None:
    """`key` lists the year's key items with their roles and reasons."""
    items = read(run("key", *demo, "--year", "2025", "--json"))
    assert 3 == len(items)
    assert all(item["leader"] and item["committee"] for item in items)


def test_every_figure_lists_its_items(demo: list[str]) -> None:
    """`figures` gives counts beside every rate, and `--items` lists the files behind one."""
    found = read(run("figures", *demo, "--json"))
    first = next(row for row in found["figures"] if row["code"] == "resolution_first")
    listed = run("figures", *demo, "--items", "resolution_first").stdout.splitlines()
    assert first["denominator"] == len(listed)
    assert first["numerator"] == sum(line.startswith("+") for line in listed)


def test_verify_replays_everything(demo: list[str]) -> None:
    """`verify` replays every journal: thirty proposals, the roster and the year."""
    assert 32 == read(run("verify", *demo, "--json"))["files"]


def test_publish_writes_the_site(demo: list[str], tmp_path: Path) -> None:
    """`publish` writes an index page that opens without a server."""
    result = run("publish", str(tmp_path / "site"), *demo, "--on", "2027-01-01")
    assert 0 == result.exit_code, result.output
    assert (tmp_path / "site" / "index.html").is_file()


def test_import_then_show(tmp_path: Path) -> None:
    """`init` and `import` make a store in which the imported proposal stands as a draft."""
    store, file = str(tmp_path / "a.db"), tmp_path / "a.csv"
    file.write_text(GOOD, encoding="utf-8")
    assert 0 == run("init", "--store", store, "--on", "2024-01-01", "--name", "某市人大").exit_code
    counts = read(run("import", str(file), "--store", store, "--on", "2024-01-20", "--json"))
    assert {"proposals": 1, "deputies": 3, "units": 1} == counts
    shown = read(run("show", "01-01-00001", "--store", store, "--json"))
    assert ("draft", "关于修建村道的建议", 2) == (shown["stage"], shown["title"], len(shown["co_signers"]))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("标题,领衔代表,星座\n关于甲的建议,张三,双鱼\n", "星座"),
        ("标题,领衔代表\n,张三\n", "标题"),
        ("标识,标题,领衔代表\n1,关于甲的建议,张三\n1,关于乙的建议,李四\n", "1"),
        ("标题,领衔代表,提出日期\n关于甲的建议,张三,2024-02-30\n", "2024-02-30"),
        ('标题,领衔代表\n"关于甲的建议,张三\n', ""),
    ],
    ids=["unknown-column", "missing-field", "duplicate", "impossible-date", "truncated"],
)
def test_bad_files_are_refused_whole(tmp_path: Path, text: str, told: str) -> None:
    """A bad file is refused with exit code 3, names what is wrong, and leaves the store without proposals."""
    store, file = str(tmp_path / "a.db"), tmp_path / "bad.csv"
    file.write_text(text, encoding="utf-8")
    result = run("import", str(file), "--store", store, "--on", "2024-01-20")
    assert 3 == result.exit_code, result.output
    assert told in result.output
    assert [] == read(run("due", "--store", store, "--json")) if Path(store).exists() else True


def test_deputies_who_are_not_on_the_roster_are_refused(tmp_path: Path) -> None:
    """With a roster given, a co-signer who is not on it is refused by row, with near names proposed."""
    file, roster = tmp_path / "a.csv", tmp_path / "roster.csv"
    file.write_text(GOOD, encoding="utf-8")
    roster.write_text("name,delegation\n张三,一团\n李四,一团\n王伍,一团\n", encoding="utf-8")
    result = run("import", str(file), "--store", str(tmp_path / "a.db"), "--roster", str(roster))
    assert 3 == result.exit_code
    assert "王五" in result.output
    assert "王伍" in result.output


def test_units_that_are_not_known_are_refused(tmp_path: Path) -> None:
    """With a list of units given, an unknown unit is refused by row."""
    file, units = tmp_path / "a.csv", tmp_path / "units.csv"
    file.write_text(GOOD, encoding="utf-8")
    units.write_text("name,aliases\n水利局,\n", encoding="utf-8")
    result = run("import", str(file), "--store", str(tmp_path / "a.db"), "--units", str(units))
    assert 3 == result.exit_code
    assert "交通运输局" in result.output


def test_unknown_numbers_say_so(demo: list[str]) -> None:
    """An unknown proposal is a refusal with exit code 3, not a traceback."""
    result = run("show", "2099-999", *demo)
    assert 3 == result.exit_code
    assert "没有案卷" in result.output


def test_wrong_usage_is_two() -> None:
    """A day that does not exist is wrong usage, exit code 2."""
    assert 2 == run("due", "--store", "memory:", "--on", "2024-02-30").exit_code


def test_generate_says_that_it_is_invented(tmp_path: Path) -> None:
    """`generate` writes records, roster and units, and says that none of it is real."""
    result = run("generate", "--items", "5", "--out", str(tmp_path / "g.csv"))
    assert 0 == result.exit_code
    assert "非真实" in result.output
    assert ["g-roster.csv", "g-units.csv", "g.csv"] == sorted(path.name for path in tmp_path.iterdir())


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_help_is_in_both_languages(name: str) -> None:
    """Every command's help speaks Chinese and English."""
    text = run(name, "--help").output
    assert any("\u4e00" <= c <= "\u9fff" for c in text)
    assert any(word in text for word in ("the", "from", "of", "and"))
