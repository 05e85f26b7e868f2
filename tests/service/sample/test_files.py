"""样例文件与名册 · Files, roster, units and topics of the generator."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from proposal_core.errors import BadValue
from proposal_service.sample import (
    COLUMNS,
    HEADERS_ZH,
    NOTICE,
    city,
    generate,
    roster,
    units,
    write_csv,
    write_planted,
    write_roster,
    write_units,
)
from proposal_service.sample.places import MOST_CITIES, PLACES, SPOTS
from proposal_service.sample.sentences import topics
from proposal_service.sample.units import SELF_NAMES


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_written_rows_come_back_as_they_were(tmp_path: Path) -> None:
    """A written file is UTF-8 with a byte order mark and reads back row for row."""
    path = tmp_path / "year.csv"
    assert write_csv(path, generate(276)) == 276
    assert path.read_bytes().startswith(b"\xef\xbb\xbfseq,id,")
    assert list(generate(276)) == read(path)


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    """Two runs write the same bytes."""
    one, other = tmp_path / "1.csv", tmp_path / "2.csv"
    write_csv(one, generate(100, 2, 9))
    write_csv(other, generate(100, 2, 9))
    assert one.read_bytes() == other.read_bytes()


def test_headers_can_be_chinese(tmp_path: Path) -> None:
    """With `chinese` every column has its own Chinese name."""
    path = tmp_path / "year.csv"
    write_csv(path, generate(3), chinese=True)
    assert [HEADERS_ZH[c] for c in COLUMNS] == list(read(path)[0])
    assert len(HEADERS_ZH) == len(set(HEADERS_ZH.values()))


def test_no_rows_make_an_empty_file(tmp_path: Path) -> None:
    """A year of no proposals writes a file without a line."""
    assert write_csv(tmp_path / "none.csv", generate(0)) == 0
    assert read(tmp_path / "none.csv") == []


def test_roster_and_units_are_written_with_their_notice(tmp_path: Path) -> None:
    """Roster and units list every deputy and unit, and say in each line that they are invented."""
    assert len(roster()) == write_roster(tmp_path / "roster.csv")
    assert len(units(0)) + len(units(1)) == write_units(tmp_path / "units.csv", 2)
    lines = read(tmp_path / "roster.csv")
    assert [(e.name, e.delegation) for e in roster()] == [(line["name"], line["delegation"]) for line in lines]
    assert all(line["note"] == NOTICE.zh for line in lines + read(tmp_path / "units.csv"))
    assert {city(0), city(1)} == {line["congress"] for line in read(tmp_path / "units.csv")}


def test_planted_pairs_are_written(tmp_path: Path) -> None:
    """The side file holds a line for each planted pair."""
    assert write_planted(tmp_path / "pairs.csv", 400) == len(read(tmp_path / "pairs.csv")) == 20


@pytest.mark.parametrize("congress", [0, 1, 17, MOST_CITIES - 1])
def test_rosters_hold_every_name_once(congress: int) -> None:
    """A roster has 340 names in six delegations, each once, some with a middle dot, one outside the basic plane."""
    names = [entry.name for entry in roster(congress)]
    assert 340 == len(names) == len(set(names))
    assert len({entry.delegation for entry in roster(congress)}) == 6
    assert sum("·" in name for name in names) == 4
    assert sum(any(ord(char) > 0xFFFF for char in name) for name in names) == 1


def test_units_and_their_other_names_are_unambiguous() -> None:
    """No name and no alias belongs to two units, and every parent is a unit itself."""
    listed = units()
    names = [unit.name for unit in listed] + [alias for unit in listed for alias in unit.aliases]
    assert len(names) == len(set(names))
    assert {unit.parent for unit in listed} - {""} <= {unit.name for unit in listed}


def test_cities_are_different_and_bounded() -> None:
    """Every congress has another city; beyond the last one a request is refused."""
    assert len({city(n) for n in range(MOST_CITIES)}) == MOST_CITIES
    with pytest.raises(BadValue, match="congresses"):
        city(MOST_CITIES)


def test_places_fit_their_tables() -> None:
    """Each kind of place has 240 communities and 80 spots, none twice."""
    assert set(PLACES) == set(SPOTS)
    assert all(len(set(places)) == 240 for places in PLACES.values())
    assert all(len(set(spots)) == 80 for spots in SPOTS.values())


def test_there_are_at_least_forty_topics() -> None:
    """There are at least forty topics in ten categories, with keys and titles of their own."""
    assert len(topics()) >= 40
    assert len({topic.key for topic in topics()}) == len(topics())
    assert len({topic.category for topic in topics()}) >= 10
    heads = [title for topic in topics() for head in topic.heads for title in head]
    assert len(heads) == len(set(heads))


@pytest.mark.parametrize("topic", topics(), ids=lambda topic: topic.key)
def test_topic_is_complete(topic: object) -> None:
    """A topic names known units and places; its titles and first fact name the place; sentences end properly."""
    from proposal_service.sample.sentences import Topic

    assert isinstance(topic, Topic)
    assert {topic.lead, *topic.co} <= {*SELF_NAMES, "属地"} and topic.lead != "属地" and topic.lead not in topic.co
    assert topic.scope in PLACES and 1 <= topic.weight <= 3
    assert all("{w}" in text for text in (*topic.local, topic.again, topic.facts[0]))
    assert len(topic.facts) == 3 and len(topic.why) == 2 and len(topic.turns) >= 3
    done = [text for three in topic.turns for _, text in three]
    assert all(text.endswith("。") for text in (*topic.facts, *topic.why, *done))
    wishes = [wish for three in topic.turns for wish, _ in three]
    assert not [text for text in (*wishes, *topic.local, topic.again, topic.hard) if text.endswith("。")]
    slots = re.findall(r"\{(\w+)\}", "".join([*topic.facts, *topic.why, *done]))
    assert set(slots) <= set("wnryckm")
    assert "{" not in "".join([*wishes, *topic.why, topic.hard])
