"""一件 · A record, its life and the id of its file; who acts; and how progress is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import attrs

from proposal_core.people import Actor, Role
from proposal_service.demo.lives import Life
from proposal_service.office.records import ImportRecord

CLERK = Actor(id="clerk", role=Role.DEPUTIES_COMMITTEE, unit="deputies_committee")
COUNCIL = Actor(id="council", role=Role.CHAIRPERSONS_COUNCIL, unit="chairpersons_council")
Progress = Callable[[str, int, int], None]


@attrs.frozen(kw_only=True)
class Case:
    """一件 · A record, its life, and the id of its file."""

    record: ImportRecord
    life: Life
    id: str


def officer(unit: str) -> Actor:
    """The officer who acts for a unit."""
    return Actor(id=f"officer-{unit}", role=Role.UNIT, unit=unit)


def phase(progress: Progress, name: str, cases: Sequence[Case]) -> Iterable[Case]:
    """The cases one after another, told as they are done."""
    for place, case in enumerate(cases, 1):
        yield case
        progress(name, place, len(cases))
