"""有害规则文件 · Hostile and broken rulebook files are refused politely, in bounded time, and never in part."""

from __future__ import annotations

import time
from pathlib import Path

import attrs
import pytest

from proposal_core.errors import ProposalError, RulebookRefused
from proposal_core.rulebook import BIGGEST, load, loads
from proposal_core.rulebook.reading import MOST_FINDINGS
from proposal_core.terms.checks import STARTS, findings

SECONDS = 5.0
"""More than ten times what any case needs on a slow machine; a quadratic reader needs minutes."""
HEAD = 'id = "xx"\ntitle = { zh = "某市", en = "A city" }\nlevel = "city"\nparent = "common"\neffective_from = 2024-01-01\n'
DEEP = 10_000
HOSTILE = {
    "nested lists": HEAD + "x = " + "[" * 3000,
    "nested lists over many lines": HEAD + "x = " + "[\n" * DEEP,
    "nested tables": HEAD + "x = " + "{ a = " * 600,
    "a dotted key of many parts": HEAD + ".".join("a" * 1900) + " = 1",
    "dotted keys on every line": HEAD + "\n".join(f"{'.'.join('a' * 1500)}.k{n} = 1" for n in range(80)),
    "a header of many parts": HEAD + "[" + ".".join("a" * 1900) + "]",
    "headers on every line": HEAD + "\n".join(f"[{'.'.join('a' * 1500)}.k{n}]" for n in range(80)),
    "a line without end": HEAD + "x = " + "1" * 200_000,
    "a number of thousands of digits": HEAD + "x = " + "9" * 3900,
    "a hexadecimal number of thousands of digits": HEAD + "[figures]\ndecimals = 0x" + "f" * 3900,
    "a decimal that would fill the memory": HEAD + '[key_items]\narticle = "SEED"\nshare = "1e999999999"',
    "a decimal of many digits": HEAD + '[key_items]\narticle = "SEED"\nshare = "0.' + "1" * 3000 + '"',
    "a number format that would fill the memory": HEAD
    + '[raising]\narticle = "SEED"\nnumber_format = "{seq:999999999}"',
    "a number format that looks inside": HEAD + '[raising]\narticle = "SEED"\nnumber_format = "{seq.__class__}"',
    "a period beyond every calendar": HEAD + '[handling]\narticle = "SEED"\nreply_max = "P9999Y"',
    "a million keys": HEAD + "\n".join(f"k{n} = 1" for n in range(1_000_000)),
    "thousands of keys": HEAD + "\n".join(f"k{n} = 1" for n in range(20_000)),
    "thousands of parameters": HEAD + "[handling]\n" + "\n".join(f"k{n} = 1" for n in range(20_000)),
    "thousands of amendments": HEAD + "[[amendment]]\nx = 1\n" * 9_000,
    "thousands of sources": HEAD + "[[instruments]]\n" * 12_000,
    "a list of thousands": HEAD + '[raising]\narticle = "SEED"\nnumber_series = [\n' + '"a",\n' * 30_000 + "]",
    "a long text": HEAD + '[calendar]\narticle = "SEED"\nid = "' + "a" * 3_000 + '"',
    "NUL": HEAD + "\0",
    "NUL in a text": HEAD + '[calendar]\narticle = "SEED"\nid = "c\\u0000n"',
    "a line feed in a text": HEAD + '[calendar]\narticle = "SEED"\nid = "c\\nn"',
    "a text that turns around": HEAD + '[calendar]\narticle = "SEED"\nid = "c\\u202en"',
    "a key twice": HEAD + 'id = "yy"',
    "a chapter twice": HEAD + "[handling]\n[handling]",
    "an empty file": "",
    "no TOML": "规则",
    "a number for the id": HEAD.replace('"xx"', "0x" + "f" * 3900),
    "an id with a path": HEAD.replace('"xx"', '"../xx"'),
    "a title of numbers": HEAD.replace('"某市"', "1"),
    "a title without end": HEAD.replace("某市", "市" * 3000),
    "lists where tables belong": HEAD + "handling = []\nwords = [1]\n[[raising]]\n",
    "sources that are no tags": HEAD + "sources = [1, [2], 2024-01-01]",
    "absent and a value": HEAD + '[assigning]\nsign_within = { absent = true, value = "7d", article = "SEED" }',
    "absent that is no truth": HEAD + '[assigning]\nsign_within = { absent = "yes", article = "SEED" }',
    "a note that is no text": HEAD + '[assigning]\nsign_within = { value = "7d", article = "SEED", note = 7 }',
    "a day that is not there": HEAD + '[handling]\narticle = "SEED"\nreply_fixed_day = "09-31"',
    "a date that is not there": HEAD.replace("2024-01-01", "2024-09-31"),
    "co-opinions after the reply": HEAD
    + '[handling]\narticle = "SEED"\nreply_fixed_day = "05-31"\nco_opinion_fixed_day = "06-30"',
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_is_refused_in_bounded_time(text: str) -> None:
    """Whatever a text does to the reader, it is refused with findings in both languages, within seconds."""
    began = time.perf_counter()
    with pytest.raises(RulebookRefused) as refusal:
        loads(text, "city.toml")
    spent = time.perf_counter() - began
    assert spent < SECONDS
    assert refusal.value.what.zh != refusal.value.what.en
    assert len(str(refusal.value)) < 1_000 * MOST_FINDINGS
    assert all(finding.what.zh != finding.what.en and finding.where for finding in refusal.value.findings)


def test_a_text_of_exactly_the_bound_is_read() -> None:
    """The bound itself is allowed, one byte more is not; Chinese characters count as their bytes."""
    filler = "#" * 99 + "\n"
    rest = BIGGEST - len(HEAD.encode())
    text = HEAD + filler * (rest // 100) + "#" * (rest % 100)
    assert BIGGEST == len(text.encode())
    assert "xx" == loads(text).id
    with pytest.raises(RulebookRefused) as refusal:
        loads(text + "#")
    assert str(BIGGEST) in refusal.value.what.en
    with pytest.raises(RulebookRefused):
        loads(HEAD + ("#" + "规" * 99 + "\n") * (BIGGEST // 200))


def test_many_findings_are_told_and_counted() -> None:
    """Of thousands of findings the first are told, and how many more there are."""
    with pytest.raises(RulebookRefused) as refusal:
        loads(HEAD + "\n".join(f"k{n} = 1" for n in range(3_000)))
    assert MOST_FINDINGS + 1 == len(refusal.value.findings)
    assert "And 2500 more" in refusal.value.findings[-1].what.en
    assert "3000" in refusal.value.what.en


def test_nothing_is_loaded_in_part() -> None:
    """One wrong value among right ones refuses the whole file: no rulebook comes out of it."""
    body = '[figures]\narticle = "SEED"\ndecimals = 2\nrounding = "up"\n'
    with pytest.raises(RulebookRefused):
        loads(HEAD + body)
    assert 2 == loads(HEAD + body.replace('"up"', '"truncate"')).versions[0].terms.figures.decimals


def test_all_kinds_of_findings_come_together() -> None:
    """Head, sources, chapters, values, articles and days are all told at once, each with its line."""
    text = (
        HEAD.replace('"city"', '"village"') + 'sources = ["L99"]\n[handling]\nclock = { value = 3, article = "SEED" }\n'
        'reply_within = "3"\ncolour = 1\n[nonsense]\n[[amendment]]\neffective_from = 2023-01-01\n'
    )
    with pytest.raises(RulebookRefused) as refusal:
        loads(text, "city.toml")
    assert [
        "city.toml:10 handling.colour",
        "city.toml:11 nonsense",
        "city.toml:13 amendment[1].effective_from",
        "city.toml:3 level",
        "city.toml:6 sources",
        "city.toml:8 handling.clock",
        "city.toml:9 handling.reply_within",
        "city.toml:9 handling.reply_within",
    ] == sorted(finding.where for finding in refusal.value.findings)


def test_a_finding_names_the_record_by_its_code(tmp_path: Path) -> None:
    """Inside a list of records the line is that of the record."""
    body = (
        '[handling]\nresult_classes = { article = "SEED", value = [\n'
        '  { code = "A", zh = "已解决", en = "resolved", resolved = true },\n'
        '  { code = "B", zh = "列入计划", en = "planned", needs_commitment = true },\n] }\n'
    )
    with pytest.raises(RulebookRefused) as refusal:
        loads(HEAD + body, "city.toml")
    assert ["city.toml:9 handling.result_classes.B"] == [finding.where for finding in refusal.value.findings]


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    """Editors that write a byte order mark do no harm; GB18030 is refused by name, not misread."""
    path = tmp_path / "city.toml"
    path.write_bytes(b"\xef\xbb\xbf" + HEAD.encode())
    assert "xx" == load(path).id
    path.write_bytes(HEAD.encode("gb18030"))
    with pytest.raises(RulebookRefused) as refusal:
        load(path)
    assert "UTF-8" in refusal.value.what.en


def test_a_file_with_windows_line_ends_is_read(tmp_path: Path) -> None:
    """Lines that end in CR LF are lines."""
    path = tmp_path / "city.toml"
    path.write_bytes((HEAD + '[figures]\narticle = "SEED"\ndecimals = 2\n').replace("\n", "\r\n").encode())
    assert 2 == load(path).versions[0].terms.figures.decimals


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without the right to read it is refused, not a crash."""
    path = tmp_path / "city.toml"
    path.write_text(HEAD, encoding="utf-8")

    def closed(*args: object, **facts: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", closed)
    with pytest.raises(RulebookRefused) as refusal:
        load(path)
    assert "Permission denied" in refusal.value.what.en


@pytest.mark.parametrize(
    "parent",
    ["/dev/zero", "..", ".", "", "common.toml", "/dev/zero.toml", "\\u0000.toml", "a" * 3000, "a" * 3000 + ".toml"],
)
def test_a_parent_that_is_no_file_is_refused(tmp_path: Path, parent: str) -> None:
    """Devices, folders and names that no file can have are no parents."""
    path = tmp_path / "city.toml"
    path.write_text(HEAD.replace('"common"', f'"{parent}"'), encoding="utf-8")
    with pytest.raises(ProposalError):
        load(path)


def test_periods_are_compared_as_the_calendar_reckons_them() -> None:
    """Sixty working days against three months is decided by real starts: across a long holiday they end later."""
    terms = load("common").versions[0].terms
    for co, contradicts in (("58wd", False), ("66wd", True)):
        text = HEAD + f'[handling]\narticle = "CQ17"\nco_opinion_within = "{co}"\n'
        if contradicts:
            with pytest.raises(RulebookRefused) as refusal:
                loads(text)
            assert any(str(start) in str(refusal.value) for start in STARTS)
        else:
            loads(text)
    assert [] == list(findings(terms))


def test_a_sheet_that_could_not_be_scored_is_refused() -> None:
    """Unknown metrics, deductions that fit no shape, bands above the weight and doubled codes are all found."""
    terms = load("common").versions[0].terms
    line = terms.scoring.lines[0]
    broken = {
        "metric": attrs.evolve(line, metric="happiness"),
        "deduct": attrs.evolve(line, deduct=line.weight),
        "shape": attrs.evolve(line, shape="each"),
        "bands": attrs.evolve(line, shape="bands"),
    }
    for spoilt in broken.values():
        lines = (spoilt, *terms.scoring.lines[1:])
        wrong = attrs.evolve(terms, scoring=attrs.evolve(terms.scoring, lines=lines))
        assert [f"scoring.lines.{line.code}"] == [finding.where for finding in findings(wrong)]
    doubled = attrs.evolve(terms, scoring=attrs.evolve(terms.scoring, co_lines=terms.scoring.lines[:1]))
    assert ["scoring.co_lines"] == [finding.where for finding in findings(doubled)]
