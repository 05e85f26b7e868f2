"""规则查阅 · Every value can be shown with its source, compared, started from, and described to an editor."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import attrs
import jsonschema
import pytest

from proposal_core.errors import NotFound, RulebookRefused
from proposal_core.rulebook import builtin_ids, describe, differences, json_schema, load, loads, starter
from proposal_core.terms import Terms
from proposal_core.terms.checks import parameters

SCHEMES = sorted((Path(__file__).parent / "cases" / "class_schemes").glob("*.toml"))


def text_of(name: str) -> str:
    """The text of a built-in rulebook."""
    return (files("proposal_core") / "rulebooks" / f"{name}.toml").read_text("utf-8")


@pytest.mark.parametrize("name", builtin_ids())
def test_every_value_is_described_with_its_source(name: str) -> None:
    """One row for each parameter, in the order of the loop, with label, value, article, note, grade and who set it."""
    version = load(name).versions[-1]
    rows = describe(version)
    assert [key for key, _, _ in parameters(version.terms)] == [row.key for row in rows]
    assert all(row.label.zh and row.label.en and row.value and row.article and row.grade for row in rows)
    assert {row.set_by for row in rows} <= {name, *load(name).ancestors}


def test_a_row_says_what_a_jurist_asks() -> None:
    """The row of the co-opinion in Chongqing: thirty working days, with article, grade and the rulebook."""
    rows = {row.key: row for row in describe(load("chongqing-2018").versions[0])}
    row = rows["handling.co_opinion_within"]
    assert ("30wd", "T", "chongqing-2018") == (row.value, row.grade, row.set_by)
    assert row.article.startswith("CQ17")
    assert "–" == rows["handling.urgent_within"].value
    assert rows["handling.urgent_within"].note


def test_differences_name_the_keys_with_both_sides() -> None:
    """Two provinces differ in what their texts say; a rulebook does not differ from itself."""
    shanghai, beijing = load("shanghai-2015").versions[0], load("beijing-2014").versions[0]
    found = {difference.key: difference for difference in differences(shanghai, beijing)}
    co = found["handling.co_opinion_within"]
    assert ("P1M", "–", True) == (co.before.value, co.after.value, co.value_changed)
    assert "figures.rounding" not in found
    assert () == differences(shanghai, shanghai)


def test_a_new_article_alone_is_a_difference_without_a_new_value() -> None:
    """The law of 2025 moved the articles and kept the periods: both are told, and told apart."""
    before, after = load("common").versions
    found = {difference.key: difference for difference in differences(before, after)}
    moved = found["handling.reply_within"]
    assert (False, "L15 42", "L25 51") == (moved.value_changed, moved.before.article, moved.after.article)
    assert not any(difference.value_changed for difference in found.values())


@pytest.mark.parametrize("parent", [name for name in builtin_ids() if not name.startswith("township")])
def test_a_starter_loads_as_it_is(parent: str) -> None:
    """The starter of any rulebook is a valid file that changes nothing: the parent's values, every one."""
    above = load(parent)
    level = "county" if above.level == "county" else "city"
    book = loads(starter("my-city", parent, level))
    assert ("my-city", parent, level) == (book.id, book.parent, book.level)
    assert above.versions[-1].terms == book.versions[-1].terms
    assert not any(row.set_by == "my-city" for row in describe(book.versions[-1]))


@pytest.mark.parametrize("parent", ["common", "shaoxing", "chongqing-2018"])
def test_a_starter_uncommented_says_the_same(parent: str) -> None:
    """Every commented line is right TOML: uncommented, all values are the city's own, and the same values."""
    text = re.sub(r"(?m)^# (\w+ = \{ (?:value|absent) = .*)$", r"\1", starter("my-city", parent))
    above, book = load(parent).versions[-1], loads(text).versions[-1]
    assert above.terms == book.terms
    assert {"my-city"} == {row.set_by for row in describe(book)}
    assert [row.article for row in describe(above)] == [row.article for row in describe(book)]


def test_a_starter_over_a_file_names_its_path(tmp_path: Path) -> None:
    """A starter over a congress's own file names it, and loads from anywhere."""
    above = tmp_path / "city.toml"
    above.write_text(starter("my-city", "shanghai-2015"), encoding="utf-8")
    below = tmp_path / "county.toml"
    below.write_text(starter("my-county", str(above), "county"), encoding="utf-8")
    assert ("common", "shanghai-2015", "my-city") == load(below).ancestors


def test_a_starter_for_a_township_needs_a_township_above() -> None:
    """A township over the common ground is refused until its organs are named; over a township's rules it loads."""
    with pytest.raises(RulebookRefused):
        loads(starter("my-town", "common", "township"))
    assert "township" == loads(starter("my-town", "township-shandong-2015", "township")).level
    with pytest.raises(NotFound):
        starter("my-town", "atlantis")


def test_a_starter_quotes_whatever_it_is_given() -> None:
    """An id with quotes cannot break out of its text; it is refused as an id, not read as something else."""
    with pytest.raises(RulebookRefused) as refusal:
        loads(starter('x"\nlevel = "nation', "common"))
    assert refusal.value.findings or "TOML" in refusal.value.what.en


# -- the schema ---------------------------------------------------------------------------------------------------


def plain(value: Any) -> Any:
    """A TOML table as JSON: days as text."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


VALIDATOR = jsonschema.Draft202012Validator(json_schema())
GOOD = [text_of(name) for name in builtin_ids()] + [path.read_text("utf-8") for path in SCHEMES]


def test_the_schema_is_a_schema() -> None:
    """What is generated is valid under draft 2020-12, and names every chapter and every parameter."""
    jsonschema.Draft202012Validator.check_schema(json_schema())
    definitions = json_schema()["$defs"]
    for key, _, _ in parameters(load("common").versions[0].terms):
        chapter, _, name = key.partition(".")
        assert name in definitions[f"chapter_{chapter}"]["properties"]
    assert {f"chapter_{field.name}" for field in attrs.fields(Terms)} <= set(definitions)


@pytest.mark.parametrize("text", [*GOOD, starter("my-city", "shaoxing")], ids=lambda text: text.splitlines()[0][:30])
def test_what_the_loader_reads_the_schema_allows(text: str) -> None:
    """Every built-in rulebook, every scheme and the starter are valid under the schema."""
    assert [] == [error.message[:200] for error in VALIDATOR.iter_errors(plain(tomllib.loads(text)))]


HEAD = 'id = "xx"\ntitle = { zh = "某市", en = "A city" }\nlevel = "city"\nparent = "common"\neffective_from = 2024-01-01\n'


@pytest.mark.parametrize(
    "text",
    [
        HEAD.replace('"city"', '"village"'),
        HEAD.replace("effective_from = 2024-01-01\n", ""),
        HEAD.replace(', en = "A city"', ""),
        HEAD + "[handlung]\n",
        HEAD + '[handling]\nreply_witin = "P3M"\n',
        HEAD + '[handling]\narticle = "SEED"\nreply_within = "3"\n',
        HEAD + '[handling]\narticle = "SEED"\nreply_within = 3\n',
        HEAD + '[handling]\nreply_within = { absent = true, article = "SEED" }\n',
        HEAD + '[handling]\nclock = { value = "birth", article = "SEED" }\n',
        HEAD + '[handling]\nclock = { value = "receipt", article = "SEED", page = 3 }\n',
        HEAD + '[key_items]\narticle = "SEED"\nshare = 0.1\n',
        HEAD + '[publishing]\narticle = "SEED"\npartial = "yes"\n',
        HEAD + '[handling]\nresult_classes = { article = "SEED", value = [{ code = "A", zh = "甲" }] }\n',
        HEAD + '[[instruments]]\ntag = "X"\n',
        HEAD + "[[amendment]]\n",
    ],
)
def test_what_the_schema_forbids_the_loader_refuses(text: str) -> None:
    """An editor that underlines a mistake is right: the loader refuses it as well."""
    assert list(VALIDATOR.iter_errors(plain(tomllib.loads(text))))
    with pytest.raises(RulebookRefused):
        loads(text)
