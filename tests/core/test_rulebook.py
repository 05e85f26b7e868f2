"""规则手册 · A rulebook is read whole or refused whole, with every finding; its content has one digest."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.builders import BOOK, TERMS, cases, point, speaks

from proposal_core import rulebook
from proposal_core.errors import NotFound, ProposalError, RulebookRefused
from proposal_core.law import INSTRUMENTS
from proposal_core.rulebook import Rulebook, builtin_ids, digest_of, load, loads
from proposal_core.terms import Terms
from proposal_core.workdays import Period

HEAD = """id = "xx-city"
title = { zh = "某市规则", en = "Rules of a city" }
level = "city"
parent = "shaoxing"
effective_from = 2024-01-01
"""


def text_of(name: str) -> str:
    """The text of a built-in rulebook."""
    return (files("proposal_core") / "rulebooks" / f"{name}.toml").read_text("utf-8")


def city(body: str = "", head: str = HEAD) -> str:
    """A city's own rulebook over Shaoxing's, with these chapters; they begin on line 7."""
    return f"{head}\n{body}"


def refused(text: str) -> RulebookRefused:
    """The refusal of a text, which speaks both languages and has findings that do so too."""
    with pytest.raises(RulebookRefused) as refusal:
        loads(text, "city.toml")
    speaks(refusal.value)
    assert all(finding.what.zh != finding.what.en and finding.where for finding in refusal.value.findings)
    return refusal.value


@pytest.mark.parametrize("name", builtin_ids())
def test_a_built_in_rulebook_loads(name: str) -> None:
    """Every built-in rulebook is complete: each value has an article of a known instrument and who set it."""
    book = load(name)
    provisions = book.versions[0].provisions
    keys = {
        f"{chapter.name}.{field.name}"
        for chapter in attrs.fields(Terms)
        for field in attrs.fields(type(getattr(TERMS, chapter.name)))
    }
    assert name == book.id
    assert keys == set(provisions)
    for key, provision in provisions.items():
        instrument = provision.article.instrument
        assert instrument.tag in INSTRUMENTS, key
        assert instrument.title_zh != instrument.title_en and provision.grade, key
    assert {provision.set_by for provision in provisions.values()} <= set(builtin_ids())


@pytest.mark.parametrize("name", builtin_ids())
def test_the_sources_of_a_built_in_rulebook_are_known(name: str) -> None:
    """What a rulebook lists as its sources can be cited: all of them are in the register."""
    assert set(tomllib.loads(text_of(name))["sources"]) <= set(INSTRUMENTS)


def test_shaoxing_is_the_seed_over_zhejiang_over_the_national_ground() -> None:
    """The Shaoxing-like rules give the seed's values, the province's below them, and the common ground below those."""
    assert (Period(3, "month"), Period(6, "month")) == (TERMS.handling.reply_within, TERMS.handling.reply_max)
    assert ("before", "during", "after") == TERMS.handling.contact_phases
    assert "0.10" == str(TERMS.key_items.share)
    provisions = BOOK.versions[0].provisions
    assert ("shaoxing", "L25 51") == (
        provisions["handling.reply_within"].set_by,
        str(provisions["handling.reply_within"].article),
    )
    below = [
        (provisions[key].set_by, str(provisions[key].article)) for key in ("raising.who", "raising.withdraw_joint")
    ]
    assert [("zhejiang-2016", "ZJ16 9"), ("common", "SH15")] == below
    assert ("zhejiang-2016", ("common", "zhejiang-2016")) == (BOOK.parent, BOOK.ancestors)


def test_an_overlay_inherits_what_it_does_not_set() -> None:
    """A city's file sets what it names, with its own article and note, and inherits the rest with its provisions."""
    body = """
[handling]
reply_within = { value = "P2M", article = "TW-SD 15", note = "乡镇" }
co_opinion_within = { value = "P1M", article = "TW-SD" }
"""
    book = loads(city(body))
    version = book.versions[0]
    assert Period(2, "month") == version.terms.handling.reply_within
    assert TERMS.raising == version.terms.raising
    assert (
        attrs.evolve(TERMS.handling, reply_within=Period(2, "month"), co_opinion_within=Period(1, "month"))
        == version.terms.handling
    )
    provision = version.provisions["handling.reply_within"]
    assert ("TW-SD 15", "乡镇", "xx-city") == (str(provision.article), provision.note, provision.set_by)
    assert "shaoxing" == version.provisions["handling.contact_phases"].set_by


def test_the_article_of_a_chapter_serves_its_plain_values() -> None:
    """A value without an article of its own takes the one that stands at the head of its chapter."""
    provisions = loads(city('[figures]\narticle = "CQ17 27"\ndecimals = 2')).versions[0].provisions
    assert "CQ17 27" == str(provisions["figures.decimals"].article)
    assert "CHOSEN" == str(provisions["figures.rounding"].article)


def test_an_overlay_can_say_that_its_text_is_silent() -> None:
    """`absent = true` takes an inherited rule away."""
    book = loads(city('[assigning]\nsign_within = { absent = true, article = "CHOSEN" }'))
    assert TERMS.assigning.sign_within is not None
    assert book.versions[0].terms.assigning.sign_within is None


@pytest.mark.parametrize("case", cases("rulebook_faults"), ids=point)
def test_one_mistake_is_one_finding_with_its_place(case: dict[str, str]) -> None:
    """A single mistake gives a single finding that names file, line and key, and says what is wrong."""
    findings = refused(city(case["body"])).findings
    assert [True] == [case["where"] in f.where and case["words"] in f.what.en for f in findings], findings


HEADS: list[tuple[str, str, str]] = [
    ('id = "xx-city"\n', "", "city.toml id"),
    ('id = "xx-city"', "id = 7", "city.toml:1 id"),
    ('id = "xx-city"', 'id = ""', "city.toml:1 id"),
    ('title = { zh = "某市规则", en = "Rules of a city" }', 'title = "某市"', "city.toml:2 title"),
    ('title = { zh = "某市规则", en = "Rules of a city" }', 'title = { zh = "某市", en = 7 }', "city.toml:2 title"),
    ('level = "city"', 'level = "village"', "city.toml:3 level"),
    ('level = "city"\n', "", "city.toml level"),
    ('parent = "shaoxing"', 'parent = "atlantis"', "city.toml:4 parent"),
    ('parent = "shaoxing"', 'parent = "xx-city"', "city.toml:4 parent"),
    ('parent = "shaoxing"', 'parent = ["shaoxing"]', "city.toml:4 parent"),
    ("effective_from = 2024-01-01", 'effective_from = "2024-01-01"', "city.toml:5 effective_from"),
    ("effective_from = 2024-01-01", "effective_from = 2024-01-01T08:00:00", "city.toml:5 effective_from"),
    ("effective_from = 2024-01-01\n", "", "city.toml effective_from"),
    (
        "effective_from = 2024-01-01",
        "effective_from = 2024-01-01\neffective_to = 2023-12-31",
        "city.toml:6 effective_to",
    ),
]


@pytest.mark.parametrize(("old", "new", "where"), HEADS)
def test_a_wrong_head_is_found(old: str, new: str, where: str) -> None:
    """Id, title, level, parent and days of a rulebook are checked like its values."""
    assert where in {finding.where for finding in refused(city(head=HEAD.replace(old, new))).findings}


def test_all_findings_of_a_file_come_at_once() -> None:
    """A file with many mistakes is refused once, with every one of them and an example of what is right."""
    body = """[handling]
reply_within = "3"
clock = { value = "birth", article = "L99" }
colour = 7
[key_items]
article = "SEED"
share = 0.1
[nonsense]
"""
    refusal = refused(city(body, HEAD.replace('"city"', '"village"')))
    places = [finding.where.split()[-1] for finding in refusal.findings]
    assert [
        "handling.clock",
        "handling.clock",
        "handling.colour",
        "handling.reply_within",
        "handling.reply_within",
        "key_items.share",
        "level",
        "nonsense",
    ] == sorted(places)
    assert "有8处不符" in refusal.what.zh
    (share,) = [finding for finding in refusal.findings if finding.where.endswith("share")]
    assert share.do is not None
    assert '"0.10"' in share.do.en


def test_without_parent_every_value_must_be_set() -> None:
    """A rulebook that stands alone must set everything: each missing value is a finding."""
    alone = HEAD.replace('parent = "shaoxing"\n', "")
    refusal = refused(city(head=alone))
    count = sum(len(attrs.fields(type(getattr(TERMS, chapter.name)))) for chapter in attrs.fields(Terms))
    assert count == len(refusal.findings)


@pytest.mark.parametrize("text", ["[handling", "id = ", "= 3", "id = 1\nid = 2", "x = " + "[" * 5000])
def test_a_text_that_is_not_toml_is_refused(text: str) -> None:
    """What is not TOML, or nested beyond reason, is refused with the reader's reason."""
    assert "TOML" in refused(text).what.en


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    """A file in GB18030 is refused by name, not read as something else."""
    path = tmp_path / "city.toml"
    path.write_bytes(city().encode("gb18030"))
    with pytest.raises(RulebookRefused) as refusal:
        load(path)
    speaks(refusal.value)
    assert "city.toml" in refusal.value.what.en


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    """A file beyond a million bytes is refused before it is read."""
    path = tmp_path / "city.toml"
    path.write_text(city("#" * rulebook.BIGGEST), encoding="utf-8")
    with pytest.raises(RulebookRefused) as refusal:
        load(path)
    speaks(refusal.value)
    assert str(rulebook.BIGGEST) in refusal.value.what.en


def test_a_file_on_disk_loads_by_its_path(tmp_path: Path) -> None:
    """A city's own file is loaded by its path, as text or as a path."""
    path = tmp_path / "city.toml"
    path.write_text(city(), encoding="utf-8")
    assert "xx-city" == load(path).id == load(str(path)).id


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    """A name that is no rulebook and no file is refused, and the built-in ones are named."""
    with pytest.raises(NotFound) as refusal:
        load("atlantis")
    speaks(refusal.value)
    assert "shaoxing" in refusal.value.do.en


def values() -> Iterator[tuple[str, Any]]:
    """Every value of the Shaoxing rules by its key."""
    for chapter in attrs.fields(Terms):
        for field in attrs.fields(type(getattr(TERMS, chapter.name))):
            yield f"{chapter.name}.{field.name}", getattr(getattr(TERMS, chapter.name), field.name)


@pytest.mark.parametrize("key", [key for key, _ in values()])
def test_the_digest_changes_with_any_value(key: str) -> None:
    """Whichever value is changed, and nothing else, the digest of the version is another one."""
    version = BOOK.versions[0]
    chapter, _, name = key.partition(".")
    value = getattr(getattr(TERMS, chapter), name)
    other = "~" if value != "~" else "~~"
    changed = attrs.evolve(TERMS, **{chapter: attrs.evolve(getattr(TERMS, chapter), **{name: other})})
    again = digest_of("shaoxing", version.effective_from, TERMS, version.provisions)
    assert version.digest == again
    assert again != digest_of("shaoxing", version.effective_from, changed, version.provisions)


def test_the_digest_changes_with_article_id_and_day() -> None:
    """The same value under another article, in another rulebook or from another day is another version."""
    digests = {
        loads(text, "city.toml").versions[0].digest
        for text in (
            city('[figures]\narticle = "SEED"\ndecimals = 1'),
            city('[figures]\narticle = "CQ17"\ndecimals = 1'),
            city('[figures]\narticle = "SEED"\ndecimals = 1', HEAD.replace("xx-city", "yy-city")),
            city('[figures]\narticle = "SEED"\ndecimals = 1', HEAD.replace("2024-01-01", "2024-01-02")),
        )
    }
    assert 4 == len(digests)


def test_notes_and_titles_do_not_change_the_digest() -> None:
    """What has no effect on anybody's deadline does not unpin files: notes and titles are outside the digest."""
    plain, noted = (
        loads(city(f'[figures]\ndecimals = {{ value = 1, article = "SEED"{note} }}', HEAD.replace("某市规则", title)))
        for note, title in (("", "甲"), (', note = "一位小数"', "乙"))
    )
    assert plain.versions[0].digest == noted.versions[0].digest


def dated() -> Rulebook:
    """A rulebook in force in 2024 only."""
    return loads(city(head=HEAD + "effective_to = 2024-12-31\n"))


@pytest.mark.parametrize(
    ("on", "in_force"),
    [(date(2023, 12, 31), False), (date(2024, 1, 1), True), (date(2024, 12, 31), True), (date(2025, 1, 1), False)],
)
def test_a_version_is_in_force_from_its_first_to_its_last_day(on: date, in_force: bool) -> None:
    """Both bounds belong to a version; outside them the rulebook refuses and says from when it is in force."""
    book = dated()
    if in_force:
        assert book.versions[0].terms == book.terms_on(on)
        return
    with pytest.raises(NotFound) as refusal:
        book.terms_on(on)
    speaks(refusal.value)
    assert "2024-01-01" in refusal.value.what.zh


def test_as_if_answers_for_days_before_it() -> None:
    """Taken as if in force, a rulebook answers for any day, says so of itself, and is otherwise the same."""
    book = BOOK.applied_as_if()
    assert BOOK.versions[0] == book.on(date(2011, 5, 1))
    assert (True, False) == (book.as_if, BOOK.as_if)
    assert BOOK == attrs.evolve(book, as_if=False)
    with pytest.raises(NotFound):
        BOOK.on(date(2011, 5, 1))


def test_a_pinned_version_is_found_by_its_digest() -> None:
    """A file finds the version it was assigned under; a digest that the rulebook does not hold is refused."""
    assert BOOK.versions[0] == BOOK.pinned(BOOK.versions[0].digest)
    with pytest.raises(NotFound) as refusal:
        BOOK.pinned("0" * 64)
    speaks(refusal.value)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_spoilt_rulebook_is_loaded_or_refused_but_never_breaks(data: st.DataObject) -> None:
    """Whatever characters are cut out of, or put into, a rulebook, it is loaded or politely refused."""
    text = text_of("shaoxing")
    place = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 40))
    put = data.draw(
        st.sampled_from(["", "3", '"', "{", "}", "[[x]]", "\n[handling]\n", "= 1\n", "true", "0.1", "[]", "é"])
    )
    try:
        loads(text[:place] + put + text[place + cut :], "shaoxing.toml")
    except ProposalError as refusal:
        speaks(refusal)
