"""语句 · The statements of the hot path, written in SQLAlchemy Core and compiled once to text per database.

Running compiled text on the driver's own cursor costs about a twentieth more than hand-written SQL; compiling per call
more than doubles an act. Everything else uses Core directly.
"""

from __future__ import annotations

from typing import Any

import attrs
from sqlalchemy import bindparam, insert, literal_column, select, update
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement

from proposal_core.stores.sql.tables import entries, files, requests, series

_KEY = ("congress", "kind", "id")


@attrs.frozen
class Statement:
    """语句 · SQL text with its parameters' names in their order."""

    sql: str
    names: tuple[str, ...]

    def bind(self, values: dict[str, Any]) -> tuple[Any, ...]:
        """The parameters in the order the text wants them."""
        return tuple(values[name] for name in self.names)


@attrs.frozen(kw_only=True)
class Statements:
    """语句集 · The hot statements for one database."""

    file: Statement
    insert_file: Statement
    update_file: Statement
    insert_entry: Statement
    insert_request: Statement
    bump: Statement
    start: Statement
    last: Statement


def _compiled(clause: ClauseElement, dialect: Dialect) -> Statement:
    compiled = clause.compile(dialect=dialect)
    names = getattr(compiled, "positiontup", None) or list(compiled.params)
    return Statement(str(compiled), tuple(names))


def statements(dialect: Dialect) -> Statements:
    """All hot statements, compiled for a dialect with positional parameters."""
    # Bound names of a WHERE may not equal column names that an UPDATE sets, hence the prefix.
    here = [files.c[name] == bindparam(f"k_{name}") for name in _KEY]
    mine = [series.c.congress == bindparam("k_congress"), series.c.name == bindparam("k_name")]
    changed: dict[str, Any] = {c.name: bindparam(c.name) for c in files.columns if c.name not in _KEY}
    return Statements(
        file=_compiled(select(files.c.version, files.c.head, files.c.body).where(*here), dialect),
        insert_file=_compiled(insert(files), dialect),
        update_file=_compiled(
            update(files).where(*here, files.c.version == bindparam("k_version")).values(changed), dialect
        ),
        insert_entry=_compiled(insert(entries), dialect),
        insert_request=_compiled(insert(requests), dialect),
        bump=_compiled(update(series).where(*mine).values(last_no=series.c.last_no + literal_column("1")), dialect),
        start=_compiled(insert(series), dialect),
        last=_compiled(select(series.c.last_no).where(*mine), dialect),
    )
