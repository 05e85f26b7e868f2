"""人员与机构 · Who takes part: deputies, delegations, units, organs, roles, and the actor of one act.

A congress keeps its people in one `Roster` (名册), a journalled file like any other. Units form a dated tree: a
re-organised unit keeps its identity and names its successor, so that statistics can follow it.

Not formalised: elections and the verification of a deputy's mandate; the roster is taken as given.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import attrs

from proposal_core.errors import NotFound, Words
from proposal_core.vocabulary import ROLES


class Role(StrEnum):
    """角色 · In which capacity somebody acts. Default for every act is *no*; see `lifecycle.ACTS`."""

    DEPUTY = "deputy"
    SECRETARIAT = "secretariat"
    DEPUTIES_COMMITTEE = "deputies_committee"
    SPECIAL_COMMITTEE = "special_committee"
    CHAIRPERSONS_COUNCIL = "chairpersons_council"
    STANDING_COMMITTEE = "standing_committee"
    PRESIDIUM = "presidium"
    GOVERNMENT_OFFICE = "government_office"
    SUPERVISION_OFFICE = "government_supervision_office"
    UNIT = "unit"
    LEADER = "leader"
    AUDITOR = "auditor"
    PUBLIC = "public"
    SYSTEM = "system"


ROLE_WORDS: dict[Role, Words] = {role: ROLES[role] for role in Role}


@attrs.frozen(kw_only=True)
class Actor:
    """办理人 · Who does one act, and in which role.

    `unit` is the unit or organ spoken for; `on_behalf_of` the deputy for whom an office enters something.
    """

    id: str
    role: Role
    unit: str = ""
    on_behalf_of: str = ""

    def speaks_for(self, unit: str) -> bool:
        """Whether this actor acts for that handling unit."""
        return self.role is Role.UNIT and self.unit == unit

    def is_deputy(self, deputy: str) -> bool:
        """Whether this actor is that deputy, or an office entering on the deputy's behalf."""
        return deputy == (self.id if self.role is Role.DEPUTY else self.on_behalf_of)


@attrs.frozen(kw_only=True)
class Deputy:
    """代表 · A deputy of the congress. `id` is stable; names may repeat, ids may not."""

    id: str
    name: str
    delegation: str = ""
    until: date | None = None


class UnitKind(StrEnum):
    """单位类别 · What branch a unit belongs to; the assignment tree follows these branches."""

    GOVERNMENT = "government"
    PARTY = "party"
    COURT = "court"
    PROCURATORATE = "procuratorate"
    SUPERVISION_COMMISSION = "supervision_commission"
    TOWNSHIP = "township"
    OTHER = "other"


@attrs.frozen(kw_only=True)
class Unit:
    """承办单位 · A handling unit. `parent` and `successor` are unit ids; `aliases` other names it is known by."""

    id: str
    name: str
    kind: UnitKind = UnitKind.GOVERNMENT
    parent: str = ""
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    successor: str = ""

    def exists_on(self, day: date) -> bool:
        """Whether the unit exists on that day (both bounds inclusive)."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


class OrganKind(StrEnum):
    """机构类别 · Organs that supervise and lead; a township has a presidium and no committees."""

    DEPUTIES_COMMITTEE = "deputies_committee"
    SPECIAL_COMMITTEE = "special_committee"
    LEADER = "leader"
    GOVERNMENT_LEADER = "government_leader"


@attrs.frozen(kw_only=True)
class Organ:
    """机构 · A committee or a leader that can take a role on key items. `fields` are the categories it looks after."""

    id: str
    name: str
    kind: OrganKind
    fields: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Roster:
    """名册 · The people, units and organs of one congress and term: a journalled file of its own.

    `notice` is what every output of this congress must say about its data, such as what of them is generated.
    """

    congress: str
    id: str
    name: str = ""
    level: str = "city"
    version: int = 0
    stage: str = "open"
    notice: Words | None = None
    deputies: tuple[Deputy, ...] = attrs.field(default=(), metadata={"parts": Deputy})
    units: tuple[Unit, ...] = attrs.field(default=(), metadata={"parts": Unit})
    organs: tuple[Organ, ...] = attrs.field(default=(), metadata={"parts": Organ})

    def deputy(self, id: str) -> Deputy:
        """The deputy with this id. Raises `NotFound`."""
        for deputy in self.deputies:
            if deputy.id == id:
                return deputy
        raise NotFound(Words(f"名册中没有代表“{id}”。", f"No deputy {id!r} on the roster."), deputy=id)

    def unit(self, id: str) -> Unit:
        """The unit with this id. Raises `NotFound`."""
        for unit in self.units:
            if unit.id == id:
                return unit
        raise NotFound(Words(f"没有承办单位“{id}”。", f"No handling unit {id!r}."), unit=id)

    def unit_named(self, name: str) -> Unit | None:
        """The unit with exactly this name or alias; near matches are never taken silently."""
        return next((unit for unit in self.units if name == unit.name or name in unit.aliases), None)

    def deputies_named(self, name: str) -> tuple[Deputy, ...]:
        """All deputies of that name; more than one must be told apart by a person."""
        return tuple(deputy for deputy in self.deputies if deputy.name == name)

    def of_kind(self, kind: OrganKind) -> tuple[Organ, ...]:
        """The organs of one kind, in their order on the roster."""
        return tuple(organ for organ in self.organs if organ.kind is kind)
