"""归档 · Filing: the records of a file become people, units and proposals of a congress, through ordinary acts.

All of it in one unit of work: everything is filed, or nothing. Deputies and units that stand in the records but not on
the roster are enrolled from them, which the report says; with a roster given, `intake.check_roster` has told before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

import attrs

from proposal_core.casework import Casework
from proposal_core.people import Actor, Deputy, Roster, Unit, UnitKind
from proposal_core.proposal import Origin, Proposal
from proposal_service.office.records import ImportRecord

CONSENTS = {"": "full", "full": "full", "partial": "title", "none": "none"}
"""What a record says of publication, as the proposal keeps it; silence is consent ("not secret, then public")."""


@attrs.frozen(kw_only=True)
class Filed:
    """归档结果 · What was filed: the proposals in the order of the records, and how many people and units were new.

    `unlisted` names those of the new who were missing from a roster that already listed others of their kind.
    """

    proposals: tuple[Proposal, ...]
    deputies: int
    units: int
    unlisted: tuple[str, ...] = ()


def names_in(records: Iterable[ImportRecord]) -> tuple[str, ...]:
    """Every deputy's name in the records, once, in the order of appearance."""
    return tuple(dict.fromkeys(name for r in records for name in r.people))


def units_of(record: ImportRecord) -> tuple[str, ...]:
    """The units of a record, lead first: as assigned, or else as named in its reply."""
    return (record.handling_lead, *record.handling_co) if record.handling_lead else ()


def enrol_from(records: Sequence[ImportRecord], known: Roster | None, extra_units: Iterable[str] = ()) -> Roster:
    """A roster holding whoever stands in the records and is not on the known roster yet, with ids d0001…, u001…."""
    deputies = [d.name for d in known.deputies] if known else []
    units = [u.name for u in known.units] if known else []
    where = {r.lead: r.delegation for r in records if r.delegation}
    names = [name for name in names_in(records) if name not in deputies]
    offices = [u for u in dict.fromkeys((*extra_units, *(u for r in records for u in units_of(r)))) if u not in units]
    return Roster(
        congress="",
        id="",
        deputies=tuple(
            Deputy(id=f"d{place:04d}", name=name, delegation=where.get(name, ""))
            for place, name in enumerate(names, len(deputies) + 1)
        ),
        units=tuple(
            Unit(id=f"u{place:03d}", name=name, kind=_kind(name)) for place, name in enumerate(offices, len(units) + 1)
        ),
    )


def _kind(name: str) -> UnitKind:
    """What a unit's name tells of its branch; most are departments of the government."""
    for ending, kind in (
        ("法院", UnitKind.COURT),
        ("检察院", UnitKind.PROCURATORATE),
        ("監委", UnitKind.SUPERVISION_COMMISSION),
        ("监委", UnitKind.SUPERVISION_COMMISSION),
        ("公所", UnitKind.TOWNSHIP),
        ("镇人民政府", UnitKind.TOWNSHIP),
        ("乡人民政府", UnitKind.TOWNSHIP),
    ):
        if name.endswith(ending):
            return kind
    return UnitKind.GOVERNMENT


def file_records(
    desk: Casework,
    records: Sequence[ImportRecord],
    *,
    by: Actor,
    on: date,
    year: int,
    submitted: Callable[[ImportRecord], date],
    session: tuple[int, int] = (0, 0),
    progress: Callable[[], None] = lambda: None,
) -> Filed:
    """Enrol people and units, then draft every record as a proposal entered on behalf of its deputy.

    `session` is the term and session of records that name none.
    """
    known = _roster(desk)
    new = enrol_from(records, known)
    if known is None or new.deputies or new.units:
        desk.enrol(by=by, on=on, deputies=new.deputies, units=new.units)
    ids = {deputy.name: deputy.id for deputy in desk.roster().deputies}
    filed = []
    for record in records:
        filed.append(_draft(desk, record, ids, by=by, on=submitted(record), year=year, session=session))
        progress()
    return Filed(
        proposals=tuple(filed), deputies=len(new.deputies), units=len(new.units), unlisted=_unlisted(known, new)
    )


def _unlisted(known: Roster | None, new: Roster) -> tuple[str, ...]:
    """The names of the new, where a roster was kept already and they were not on it."""
    if known is None:
        return ()
    deputies = new.deputies if known.deputies else ()
    units = new.units if known.units else ()
    return (*(deputy.name for deputy in deputies), *(unit.name for unit in units))


def _roster(desk: Casework) -> Roster | None:
    with desk.store.read() as reading:
        found = next(reading.files(desk.congress, "roster", limit=1), None)
    return found if isinstance(found, Roster) else None


def _session(record: ImportRecord, given: tuple[int, int]) -> tuple[int, int]:
    """Term and session of a record; what it leaves out is taken from the given ones, unless it names another term."""
    term, session = given
    if record.term not in (None, term):
        session = 0
    return record.term or term, record.session_no or session


def _draft(
    desk: Casework,
    record: ImportRecord,
    ids: dict[str, str],
    *,
    by: Actor,
    on: date,
    year: int,
    session: tuple[int, int],
) -> Proposal:
    term, number = _session(record, session)
    return desk.raise_(
        by=by,
        on=on,
        term=term,
        session=number,
        year=year,
        origin=Origin.INTER_SESSION if record.session_kind == "inter_session" else Origin.SESSION,
        title=record.title,
        text=record.text,
        ask=record.ask,
        category=record.category,
        lead_deputy=ids[record.lead],
        co_signers=[ids[name] for name in dict.fromkeys((*record.joint_leads, *record.cosigners))],
        delegation=record.delegation,
        publish_consent=CONSENTS.get(record.publish_consent, "full"),
        source=record.source_id,
    )
