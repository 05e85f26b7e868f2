"""规则分期与上级 · Dated amendments, chains of parents, own sources: windows fit together, and pins stay."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from proposal_core.errors import NotFound, RulebookRefused
from proposal_core.rulebook import Rulebook, load, loads
from proposal_core.workdays import MonthDay, Period

MONTHS = {n: Period(n, "month") for n in range(1, 7)}


def head(id: str = "xx-city", parent: str = "common", since: str = "2020-01-01", level: str = "city") -> str:
    """The head of a rulebook file: six lines."""
    return (
        f'id = "{id}"\ntitle = {{ zh = "某市规则", en = "Rules of a city" }}\nlevel = "{level}"\n'
        f'parent = "{parent}"\neffective_from = {since}\n\n'
    )


def amendment(since: str, body: str = "", to: str = "") -> str:
    """An amendment from a day on, with its chapters."""
    return f"\n[[amendment]]\neffective_from = {since}\n{f'effective_to = {to}' if to else ''}\n{body}\n"


CO_ONE = '[amendment.handling]\nco_opinion_within = { value = "P1M", article = "SH15 17" }'
CO_TWO = '[handling]\nco_opinion_within = { value = "P2M", article = "ZJ16 18" }\n'


def places(text: str, folder: Path | None = None) -> list[str]:
    """Where the findings of a refused text are."""
    with pytest.raises(RulebookRefused) as refusal:
        loads(text, "city.toml", folder)
    for finding in refusal.value.findings:
        assert finding.what.zh and finding.what.en and finding.what.zh != finding.what.en
    return [finding.where for finding in refusal.value.findings]


def windows(book: Rulebook) -> list[tuple[str, str]]:
    """The days of a rulebook's versions."""
    return [(str(v.effective_from), str(v.effective_to or "")) for v in book.versions]


def write(folder: Path, name: str, text: str) -> Path:
    """A file in a folder."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# -- amendments ---------------------------------------------------------------------------------------------------


def test_an_amendment_changes_single_keys_from_its_day() -> None:
    """Before the day the old value, from the day the new one, with its own article; all else stays."""
    book = loads(head() + CO_TWO + amendment("2022-07-01", CO_ONE))
    before, after = book.on(date(2022, 6, 30)), book.on(date(2022, 7, 1))
    assert (MONTHS[2], MONTHS[1]) == (before.terms.handling.co_opinion_within, after.terms.handling.co_opinion_within)
    assert "SH15 17" == str(after.provisions["handling.co_opinion_within"].article)
    assert before.terms.raising == after.terms.raising
    assert [("2020-01-01", "2022-06-30"), ("2022-07-01", "2025-03-10"), ("2025-03-11", "")] == windows(book)


def test_amendments_add_up() -> None:
    """A later amendment keeps what an earlier one changed."""
    second = '[amendment.figures]\ndecimals = { value = 2, article = "CHOSEN" }'
    book = loads(head() + CO_TWO + amendment("2021-01-01", CO_ONE) + amendment("2022-01-01", second))
    terms = book.terms_on(date(2023, 1, 1))
    assert (MONTHS[1], 2) == (terms.handling.co_opinion_within, terms.figures.decimals)
    assert 1 == book.terms_on(date(2021, 6, 1)).figures.decimals


def test_an_amendment_does_not_unpin_the_files_before_it() -> None:
    """The version that files have pinned keeps its digest when an amendment is added to the file."""
    old = loads(head() + CO_TWO)
    new = loads(head() + CO_TWO + amendment("2024-01-01", CO_ONE))
    digest = old.on(date(2021, 1, 1)).digest
    assert old.pinned(digest).terms == new.pinned(digest).terms
    assert digest != new.on(date(2024, 1, 1)).digest


def test_an_end_that_meets_the_next_beginning_fits() -> None:
    """An end may be written if it is the day before the next block; the last block may end for good."""
    book = loads(
        head().replace("\n\n", "\neffective_to = 2021-12-31\n\n") + amendment("2022-01-01", CO_ONE, to="2022-12-31")
    )
    assert [("2020-01-01", "2021-12-31"), ("2022-01-01", "2022-12-31")] == windows(book)
    with pytest.raises(NotFound) as refusal:
        book.on(date(2023, 1, 1))
    assert "2022-12-31" in refusal.value.what.en


def ended(to: str) -> str:
    """A head whose text ends on a day."""
    return head().replace("\n\n", f"\neffective_to = {to}\n\n")


@pytest.mark.parametrize(
    ("text", "where", "word"),
    [
        (ended("2021-12-30") + amendment("2022-01-01"), "city.toml:6 effective_to", "gap"),
        (ended("2022-01-01") + amendment("2022-01-01"), "city.toml:6 effective_to", "overlap"),
        (head() + amendment("2019-12-31"), "city.toml:9 amendment[1].effective_from", "not after"),
        (head() + amendment("2020-01-01"), "city.toml:9 amendment[1].effective_from", "not after"),
        (
            head() + amendment("2022-01-01") + amendment("2021-01-01"),
            "city.toml:14 amendment[2].effective_from",
            "not after",
        ),
        (
            head() + amendment("2022-01-01", to="2021-06-01"),
            "city.toml:10 amendment[1].effective_to",
            "before it begins",
        ),
        (head() + "[[amendment]]\n", "city.toml:7 amendment[1].effective_from", "must be a date"),
        (head() + "[amendment]\neffective_from = 2022-01-01\n", "city.toml:7 amendment", "[[amendment]]"),
        (head() + amendment("2022-01-01", "[amendment.handlung]\nx = 1"), "amendment[1].handlung", "no chapter"),
        (
            head() + amendment("2022-01-01", '[amendment.handling]\narticle = "SEED"\nreply_witin = "P1M"'),
            "city.toml:13 amendment[1].handling.reply_witin",
            "no parameter",
        ),
        (
            head() + amendment("2022-01-01", '[amendment.handling]\narticle = "SEED"\nreply_within = "3"'),
            "city.toml:13 amendment[1].handling.reply_within",
            "no unit",
        ),
        (
            head() + amendment("2022-01-01", '[amendment.handling]\narticle = "SEED"\nreply_within = "P9M"'),
            "city.toml:11 amendment[1].handling.reply_max",
            "shorter than the base",
        ),
        (
            head() + amendment("2022-01-01", '[amendment.handling]\narticle = "SEED"\nreply_max = "P1M"'),
            "city.toml:13 amendment[1].handling.reply_max",
            "shorter than the base",
        ),
    ],
)
def test_blocks_that_do_not_fit_are_refused(text: str, where: str, word: str) -> None:
    """Gaps, overlaps, disorder and mistakes inside an amendment are one finding each, with its line."""
    with pytest.raises(RulebookRefused) as refusal:
        loads(text, "city.toml")
    found = [(finding.where, finding.what.en) for finding in refusal.value.findings]
    assert [True] == [where in place and word in what for place, what in found], found


# -- parents ------------------------------------------------------------------------------------------------------


def test_a_chain_runs_from_province_to_city_to_notice(tmp_path: Path) -> None:
    """A yearly notice over a city's file over a province changes single keys; each value says who set it."""
    write(tmp_path, "city.toml", head("xx-city", "shanghai-2015", "2018-01-01") + CO_TWO)
    notice = head("xx-2021", "city.toml", "2021-01-01").replace("\n\n", "\neffective_to = 2021-12-31\n\n")
    body = '[handling]\nreply_fixed_day = { value = "06-30", article = "SUI19" }\n'
    book = load(write(tmp_path, "notice.toml", notice + body))
    provisions = book.versions[0].provisions
    assert ("common", "shanghai-2015", "xx-city") == book.ancestors
    assert ["xx-2021", "xx-city", "shanghai-2015", "common"] == [
        provisions[key].set_by
        for key in (
            "handling.reply_fixed_day",
            "handling.co_opinion_within",
            "handling.extension_step",
            "figures.rounding",
        )
    ]
    assert MonthDay(6, 30) == book.terms_on(date(2021, 5, 1)).handling.reply_fixed_day


def test_the_parent_in_force_on_the_day_is_the_one_inherited(tmp_path: Path) -> None:
    """When the province amends its text, what the city inherits changes on that day, and only from that day."""
    write(tmp_path, "province.toml", head("xx-province", level="province") + CO_TWO + amendment("2023-01-01", CO_ONE))
    book = load(write(tmp_path, "city.toml", head("xx-city", "province.toml", "2021-01-01")))
    assert MONTHS[2] == book.terms_on(date(2022, 12, 31)).handling.co_opinion_within
    assert MONTHS[1] == book.terms_on(date(2023, 1, 1)).handling.co_opinion_within
    assert [("2021-01-01", "2022-12-31"), ("2023-01-01", "2025-03-10"), ("2025-03-11", "")] == windows(book)


def test_what_a_city_sets_itself_outlasts_its_parents_amendments(tmp_path: Path) -> None:
    """A city's own value stays when the province changes its own."""
    write(tmp_path, "province.toml", head("xx-province", level="province") + CO_TWO + amendment("2023-01-01", CO_ONE))
    own = '[handling]\nco_opinion_within = { value = "30wd", article = "CQ17" }\n'
    book = load(write(tmp_path, "city.toml", head("xx-city", "province.toml", "2021-01-01") + own))
    assert {Period(30, "working_day")} == {v.terms.handling.co_opinion_within for v in book.versions}


@pytest.mark.parametrize(
    ("child", "parent_to", "where"),
    [("2019-12-31", "", "effective_from"), ("2020-01-01", "2024-12-31", "effective_to")],
)
def test_a_file_cannot_be_in_force_without_its_parent(tmp_path: Path, child: str, parent_to: str, where: str) -> None:
    """A child's days lie inside its parent's; where they do not, the finding says which days have no parent."""
    parent = head("xx-province", level="province")
    write(tmp_path, "p.toml", parent.replace("\n\n", f"\neffective_to = {parent_to}\n\n") if parent_to else parent)
    found = places(head("xx-city", "p.toml", child), tmp_path)
    assert [True] == [place.endswith(where) for place in found]


def test_parents_in_a_circle_are_refused_with_the_chain(tmp_path: Path) -> None:
    """A circle of parents is refused, and the chain of files is named."""
    write(tmp_path, "b.toml", head("b", "c.toml"))
    write(tmp_path, "c.toml", head("c", "a.toml"))
    with pytest.raises(RulebookRefused) as refusal:
        load(write(tmp_path, "a.toml", head("a", "b.toml")))
    assert "a.toml → b.toml → c.toml → a.toml" in str(refusal.value)


def test_a_file_cannot_be_its_own_parent(tmp_path: Path) -> None:
    """The shortest circle is refused, too."""
    with pytest.raises(RulebookRefused) as refusal:
        load(write(tmp_path, "a.toml", head("a", "a.toml")))
    assert "a.toml → a.toml" in str(refusal.value)


def test_an_id_stands_once_in_a_chain(tmp_path: Path) -> None:
    """A file with the id of one of its parents is refused: a pin must name one rulebook."""
    found = places(head("common", "shaoxing"))
    assert ["city.toml:4 parent"] == found


def test_too_many_parents_are_refused(tmp_path: Path) -> None:
    """A chain of files has an end, even if no file comes twice."""
    for n in range(20):
        write(tmp_path, f"f{n}.toml", head(f"f{n}", f"f{n + 1}.toml"))
    with pytest.raises(RulebookRefused) as refusal:
        load(tmp_path / "f0.toml")
    assert "Too many parents" in str(refusal.value)


def test_the_findings_of_a_parent_are_told(tmp_path: Path) -> None:
    """When the parent's file is wrong, its findings are told with the parent's name."""
    write(tmp_path, "p.toml", head("p", level="province") + "[handling]\nclock = 3\n")
    found = places(head("xx-city", "p.toml"), tmp_path)
    assert "city.toml:4 parent" in found
    assert any(place.startswith("p.toml:8 handling.clock") for place in found)


def test_a_text_without_a_folder_opens_no_files(tmp_path: Path) -> None:
    """A rulebook that somebody sends as text cannot name files as parents, not even by a whole path."""
    path = write(tmp_path, "p.toml", head("p"))
    assert ["city.toml:4 parent"] == places(head("xx-city", str(path)))


def test_a_parent_by_its_whole_path(tmp_path: Path) -> None:
    """A file may name its parent by a whole path."""
    path = write(tmp_path, "p.toml", head("p", level="province"))
    (tmp_path / "below").mkdir()
    assert "p" == load(write(tmp_path / "below", "city.toml", head("xx-city", str(path)))).parent


def test_a_child_does_not_stand_above_its_parent() -> None:
    """A province over a city's rules is a mistake of levels."""
    assert ["city.toml:3 level"] == places(head("xx-province", "shaoxing", level="province"))


# -- own sources and words ----------------------------------------------------------------------------------------

OWN = '[[instruments]]\ntag = "XC24"\nzh = "某县办理办法"\nen = "Measures of the county"\nin_force = "2024"\ngrade = "T"\n'


def test_a_congress_registers_its_own_sources(tmp_path: Path) -> None:
    """A file's own instrument is cited by its articles, with its titles and grade, and inherited with the value."""
    body = OWN + '[handling]\nco_opinion_within = { value = "P1M", article = "XC24 7" }\n'
    write(tmp_path, "county.toml", head("xx-county", level="county") + body)
    provision = load(tmp_path / "county.toml").versions[0].provisions["handling.co_opinion_within"]
    assert ("《某县办理办法》第7条", "Measures of the county, art. 7", "T") == (
        provision.article.cite("zh"),
        provision.article.cite("en"),
        provision.grade,
    )
    notice = load(write(tmp_path, "notice.toml", head("notice", "county.toml", level="county")))
    assert "XC24 7" == str(notice.versions[0].provisions["handling.co_opinion_within"].article)


def test_own_sources_are_known_to_their_file_only(tmp_path: Path) -> None:
    """Another file must register the source again: tags of two congresses cannot be mixed up."""
    write(tmp_path, "county.toml", head("xx-county", level="county") + OWN)
    body = '[handling]\nco_opinion_within = { value = "P1M", article = "XC24 7" }\n'
    assert ["city.toml:8 handling.co_opinion_within"] == places(
        head("n", "county.toml", level="county") + body, tmp_path
    )


@pytest.mark.parametrize(
    "entry",
    [
        '[[instruments]]\ntag = "L25"\nzh = "代表法"\nen = "Law"\n',
        OWN + OWN,
        '[[instruments]]\ntag = "XC 24"\nzh = "办法"\nen = "Measures"\n',
        '[[instruments]]\ntag = "XC24"\nzh = "办法"\n',
        '[[instruments]]\ntag = "XC24"\nzh = "办法"\nen = "Measures"\ncolour = "red"\n',
        '[[instruments]]\ntag = "XC24"\nzh = "办法"\nen = "Measures"\ngrade = "A+"\n',
        "instruments = 3\n",
    ],
)
def test_a_badly_registered_source_is_refused(entry: str) -> None:
    """A tag that is taken, a missing title, an unknown grade: one finding each, with its block."""
    found = places(head() + entry)
    assert [True] == ["instruments" in place for place in found]


def test_a_grade_and_a_note_stand_beside_a_value() -> None:
    """A value keeps its article, note, grade and who set it; a note changes the fingerprint, never the pin."""
    line = '[handling]\nco_opinion_within = {{ value = "P1M", article = "CC17"{} }}\n'
    plain, noted = (loads(head() + line.format(more)) for more in ("", ', note = "第三条", grade = "N"'))
    one, other = plain.versions[0], noted.versions[0]
    provision = other.provisions["handling.co_opinion_within"]
    assert ("第三条", "N", "xx-city") == (provision.note, provision.grade, provision.set_by)
    assert "X" == one.provisions["handling.co_opinion_within"].grade
    assert one.digest == other.digest
    assert one.fingerprint != other.fingerprint


def test_words_are_renamed_one_by_one() -> None:
    """A file renames single organs; an amendment renames another; the rest keep their names and order."""
    first = '[words]\narticle = "CHOSEN"\norgans = [{ code = "presidium", zh = "大会主席团", en = "the presidium" }]\n'
    later = '[amendment.words]\narticle = "CHOSEN"\norgans = [{ code = "court", zh = "中院", en = "the court" }]'
    book = loads(head() + first + amendment("2022-01-01", later))
    common = load("common").versions[0].terms.words
    now = book.terms_on(date(2022, 1, 1)).words
    assert ("大会主席团", "中院") == (now.of("organs", "presidium").zh, now.of("organs", "court").zh)
    assert [item.code for item in common.organs] == [item.code for item in now.organs]


def test_an_unknown_organ_cannot_be_named() -> None:
    """A name for an organ that the program does not know, and a value that names one, are findings."""
    body = (
        '[key_items]\ndecider = { value = "politburo", article = "CHOSEN" }\n'
        '[words]\narticle = "CHOSEN"\nroles = [{ code = "king", zh = "王", en = "king" }]\n'
    )
    assert ["city.toml:11 words.roles", "city.toml:8 key_items.decider"] == sorted(places(head() + body))


def test_a_township_names_no_organ_that_it_lacks() -> None:
    """A township inherits no committees: every value that names one is a finding under its key."""
    found = {place.split()[-1] for place in places(head(level="township"))}
    assert {
        "assigning.inter_session_by",
        "handling.reply_copies",
        "key_items.decider",
        "key_items.proposers",
        "key_items.levels",
        "reporting.to",
    } == found
