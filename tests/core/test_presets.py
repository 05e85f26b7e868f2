"""内置规则 · The built-in rulebooks give what the texts say, cite them, and invent nothing where a text is silent."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, get_type_hints

import attrs
import pytest

from proposal_core import metrics, people, proposal
from proposal_core.law import GRADES, INSTRUMENTS
from proposal_core.rulebook import Version, builtin_ids, load
from proposal_core.terms import CopyTo, Part, Terms
from proposal_core.terms.checks import parameters, value_of
from proposal_core.values import read_value, written
from proposal_core.vocabulary import METRIC_CODES, ORGANS, ORIGINS, ROLES

CASES = tomllib.loads((Path(__file__).parent / "cases" / "presets.toml").read_text("utf-8"))
PRESETS = [name for name in builtin_ids() if name != "common"]
CELLS = [
    (row["parameter"], name, cell)
    for row in CASES["row"]
    for name, cell in row.items()
    if name not in ("parameter", "keys")
]
SILENT = [
    (name, key)
    for row in CASES["row"]
    for name in PRESETS
    for key in row["keys"]
    if name not in row and name != "shaoxing"
]


def first(name: str) -> Version:
    """The first version of a built-in rulebook."""
    return load(name).versions[0]


def said(value: Any) -> str:
    """A value in the words of the table: lists of records as their codes."""
    if value is None:
        return "absent"
    if isinstance(value, tuple) and value and isinstance(value[0], CopyTo):
        return ", ".join(f"{copy.organ}×{copy.copies}" for copy in value)
    if isinstance(value, tuple) and value and isinstance(value[0], Part):
        sites = {part.code: "" if part.sites == ("congress",) else " " + "+".join(part.sites) for part in value}
        return ", ".join(f"{part.code} {part.duty}{sites[part.code]}" for part in value)
    if isinstance(value, tuple) and value and hasattr(value[0], "code"):
        return ", ".join(item.code for item in value)
    return written(value)


@pytest.mark.parametrize(("parameter", "name", "cell"), CELLS, ids=lambda item: item if isinstance(item, str) else "")
def test_a_rulebook_gives_what_its_text_says(parameter: str, name: str, cell: dict[str, str]) -> None:
    """Every cell of the table is in the rulebook: the value that the text gives, or its silence."""
    terms = first(name).terms
    wanted = {key: value for key, value in cell.items() if key != "says"}
    assert wanted
    assert wanted == {key: said(value_of(terms, key)) for key in wanted}


@pytest.mark.parametrize(("name", "key"), SILENT)
def test_where_a_text_is_silent_nothing_is_invented(name: str, key: str) -> None:
    """A value on which the text is silent is inherited, or stands with a note that says why it is there."""
    provision = first(name).provisions[key]
    assert provision.set_by != name or provision.note


@pytest.mark.parametrize("name", PRESETS)
def test_a_rulebook_cites_its_own_sources(name: str) -> None:
    """What a rulebook sets itself it cites from the sources that it lists; the survey's source is among them."""
    listed = set(tomllib.loads(_text(name))["sources"]) | {"CHOSEN"}
    cited = {p.article.instrument.tag for p in first(name).provisions.values() if p.set_by == name}
    assert set(CASES["source"][0][name]) <= listed
    assert cited <= listed


def _text(name: str) -> str:
    return (files("proposal_core") / "rulebooks" / f"{name}.toml").read_text("utf-8")


@pytest.mark.parametrize("name", builtin_ids())
def test_every_silence_has_its_reason(name: str) -> None:
    """A value that is absent says why, in the rulebook that says so."""
    for version in load(name).versions:
        unexplained = {
            key
            for key, _, value in parameters(version.terms)
            if value is None and not version.provisions[key].note and version.provisions[key].set_by == name
        }
        assert set() == unexplained


@pytest.mark.parametrize("name", builtin_ids())
def test_every_value_has_an_article_of_a_known_grade(name: str) -> None:
    """Each provision cites a registered instrument and says how well it is known."""
    for version in load(name).versions:
        assert {key for key, _, _ in parameters(version.terms)} == set(version.provisions)
        for provision in version.provisions.values():
            assert provision.article.instrument.tag in INSTRUMENTS
            assert provision.grade in GRADES


def test_the_table_speaks_of_every_built_in_rulebook() -> None:
    """No built-in rulebook is left out of the table."""
    assert set(PRESETS) == {name for _, name, _ in CELLS} == set(CASES["source"][0])


def test_shaoxing_follows_zhejiang_and_the_nation() -> None:
    """The chain is the order of the sources: what the seed does not say is Zhejiang's, then the common ground's."""
    book = load("shaoxing")
    assert ("common", "zhejiang-2016") == book.ancestors
    assert "zhejiang-2016" == book.versions[0].provisions["assigning.return_within"].set_by
    assert "common" == book.versions[0].provisions["figures.rounding"].set_by


def test_the_law_of_2025_splits_the_versions_of_those_below() -> None:
    """From 2025-03-11 what is inherited cites the law as amended; before that day the text of 2015."""
    book = load("district-chencang-2017")
    assert [date(2017, 1, 1)] == [version.effective_from for version in book.versions]
    qingdao = load("qingdao-2021")
    before, after = qingdao.on(date(2025, 3, 10)), qingdao.on(date(2025, 3, 11))
    assert before.terms == after.terms
    assert before.digest != after.digest
    key = "key_items.levels"
    assert before.provisions[key] == after.provisions[key]
    assert ("L15 42", "L25 51") == tuple(str(v.provisions["reporting.published"].article) for v in (before, after))


def test_looser_texts_are_warned_of_and_loaded() -> None:
    """A clock from receipt and a fixed day are looser than the law: a warning with its article, not a refusal."""
    loose = {name: [w.where for w in load(name).warnings if w.article == "L25 51"] for name in builtin_ids()}
    assert {
        "zhejiang-2016": ["handling.clock"],
        "henan-2017": ["handling.clock"],
        "city-suizhou-2019": ["handling.reply_fixed_day"],
    } == {name: found for name, found in loose.items() if found}


def test_the_vocabulary_is_what_the_modules_above_know() -> None:
    """Codes stand as data below the terms; the modules that give them meaning know exactly the same."""
    assert set(METRIC_CODES) == set(metrics.METRICS)
    assert set(ROLES) == {role.value for role in people.Role}
    assert set(ORIGINS) == {origin.value for origin in proposal.Origin}
    assert {kind.value for kind in people.OrganKind} <= set(ORGANS)
    assert {code: words.zh for code, words in ROLES.items()} == {r.value: w.zh for r, w in people.ROLE_WORDS.items()}


def test_every_role_organ_and_origin_has_its_name_in_every_rulebook() -> None:
    """The chapter of words names all that the program knows, in both languages."""
    for name in builtin_ids():
        words = load(name).versions[0].terms.words
        for kind, known in (("roles", ROLES), ("organs", ORGANS), ("origins", ORIGINS)):
            named = {item.code: item for item in getattr(words, kind)}
            assert set(known) == set(named)
            assert all(item.zh and item.en for item in named.values())


def test_a_congress_renames_its_organs() -> None:
    """The nation's chairpersons' meeting is 委员长会议, and the other names stay as they were."""
    nation, common = load("npc-2025").versions[0].terms.words, load("common").versions[0].terms.words
    assert "委员长会议" == nation.of("organs", "chairpersons_council").zh
    assert common.of("organs", "presidium") == nation.of("organs", "presidium")
    assert len(common.organs) == len(nation.organs)
    assert "nobody" == nation.of("roles", "nobody").zh


def values() -> Iterator[tuple[str, Any]]:
    """Every parameter of the common ground with its declaration."""
    for key, field, _ in parameters(load("common").versions[0].terms):
        yield key, field


@pytest.mark.parametrize(("key", "field"), list(values()), ids=lambda item: item if isinstance(item, str) else "")
def test_every_parameter_has_labels_and_an_example(key: str, field: attrs.Attribute[Any]) -> None:
    """A parameter is labelled in both languages and shows a right value, which the reader reads."""
    words, example = field.metadata["words"], field.metadata["example"]
    chapter, _, name = key.partition(".")
    kind = get_type_hints(get_type_hints(Terms)[chapter])[name]
    assert words.zh and words.en and words.zh != words.en
    assert read_value(tomllib.loads(f"x = {example}")["x"], kind) is not None
