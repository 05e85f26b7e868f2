"""样例数据 · Invented proposals of an invented municipality, for demonstrations, tests and load.

    from proposal_service.sample import generate, write_csv
    write_csv("year.csv", generate(276))

All sentences are this project's own; every row says that it is generated.
"""

from __future__ import annotations

from proposal_service.sample.files import (
    HEADERS_ZH,
    roster_rows,
    unit_rows,
    write_csv,
    write_planted,
    write_roster,
    write_units,
)
from proposal_service.sample.people import NOTICE, DeputyEntry, roster
from proposal_service.sample.places import city
from proposal_service.sample.sentences import MARK
from proposal_service.sample.units import UnitEntry, units
from proposal_service.sample.year import COLUMNS, generate, planted

__all__ = [
    "COLUMNS",
    "HEADERS_ZH",
    "MARK",
    "NOTICE",
    "DeputyEntry",
    "UnitEntry",
    "city",
    "generate",
    "planted",
    "roster",
    "roster_rows",
    "unit_rows",
    "units",
    "write_csv",
    "write_planted",
    "write_roster",
    "write_units",
]
