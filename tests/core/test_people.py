"""人员与机构 · The roster, and for whom an actor may speak."""

from __future__ import annotations

from datetime import date

import pytest
from tests.core.builders import CLERK, LEAD, ROSTER, UNIT, speaks

from proposal_core.errors import NotFound
from proposal_core.people import ROLE_WORDS, Actor, OrganKind, Role, Unit


@pytest.mark.parametrize("role", Role)
def test_every_role_has_words(role: Role) -> None:
    """A role can be named to people of both languages."""
    assert ROLE_WORDS[role].zh != ROLE_WORDS[role].en


def test_an_actor_speaks_for_its_own_unit_only() -> None:
    """A case officer speaks for one unit; nobody else speaks for any."""
    assert UNIT.speaks_for("transport")
    assert not UNIT.speaks_for("housing")
    assert not Actor(id="x", role=Role.LEADER, unit="transport").speaks_for("transport")


def test_a_deputy_is_only_that_deputy() -> None:
    """A deputy acts in person; naming another deputy one acts for does not help."""
    assert LEAD.is_deputy("d1")
    assert not LEAD.is_deputy("d2")
    assert not Actor(id="d1", role=Role.DEPUTY, on_behalf_of="d2").is_deputy("d2")


def test_an_office_stands_in_for_a_deputy_only_when_it_says_so() -> None:
    """An office enters something for a deputy only where it names that deputy."""
    assert not CLERK.is_deputy("d1")
    assert Actor(id="clerk", role=Role.DEPUTIES_COMMITTEE, on_behalf_of="d1").is_deputy("d1")
    assert not Actor(id="clerk", role=Role.DEPUTIES_COMMITTEE, on_behalf_of="d1").is_deputy("d2")


def test_people_and_units_are_found_by_id() -> None:
    """The roster gives a deputy and a unit by id, and refuses an unknown id by naming it."""
    assert "沈一鸣" == ROSTER.deputy("d1").name
    assert "住房和城乡建设局" == ROSTER.unit("housing").name
    for missing in (ROSTER.deputy, ROSTER.unit):
        with pytest.raises(NotFound) as refused:
            missing("nobody")
        speaks(refused.value)
        assert "nobody" in refused.value.what.zh and "nobody" in refused.value.what.en


def test_a_unit_is_found_by_its_exact_name_or_alias() -> None:
    """A near match of a unit's name is never taken silently."""
    transport = ROSTER.unit("transport")
    assert transport == ROSTER.unit_named("交通运输局") == ROSTER.unit_named("交通局")
    assert ROSTER.unit_named("交通") is None
    assert ROSTER.unit_named("") is None


def test_deputies_of_one_name_are_all_found() -> None:
    """Two deputies of one name are both found, so that a person tells them apart."""
    assert ("d2", "d3") == tuple(deputy.id for deputy in ROSTER.deputies_named("陆文"))
    assert () == ROSTER.deputies_named("陆")


def test_organs_of_a_kind_keep_their_order() -> None:
    """Leaders and committees come in the order of the roster."""
    assert ("l1", "l2") == tuple(organ.id for organ in ROSTER.of_kind(OrganKind.LEADER))
    assert ("c1", "c2") == tuple(organ.id for organ in ROSTER.of_kind(OrganKind.SPECIAL_COMMITTEE))
    assert () == ROSTER.of_kind(OrganKind.GOVERNMENT_LEADER)


@pytest.mark.parametrize(
    ("on", "exists"),
    [(date(2019, 1, 1), True), (date(2019, 3, 31), True), (date(2019, 4, 1), False), (date(2018, 12, 31), False)],
)
def test_a_unit_exists_between_its_bounds(on: date, exists: bool) -> None:
    """A unit exists on its first and its last day, and on no day outside."""
    unit = Unit(id="u", name="规划局", valid_from=date(2019, 1, 1), valid_until=date(2019, 3, 31))
    assert exists is unit.exists_on(on)


def test_a_unit_without_bounds_always_exists() -> None:
    """Where no bounds are known, a unit exists on every day."""
    assert ROSTER.unit("transport").exists_on(date.min)
    assert ROSTER.unit("transport").exists_on(date.max)
