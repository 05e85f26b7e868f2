"""语句 · Every statement of the store, written in SQLAlchemy Core and compiled once to text per database.

Running compiled text on the driver's own cursor costs about a twentieth more than hand-written SQL; compiling per call
more than doubles an act.
"""

from __future__ import annotations

from typing import Any

import attrs
from sqlalchemy import Table, and_, bindparam, case, insert, literal_column, null, select, union, update
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement

from proposal_core.stores.sql.listing import Listings
from proposal_core.stores.sql.tables import entries, files, requests, series

_KEY = ("congress", "kind", "id")


@attrs.frozen(kw_only=True)
class Statements:
    """语句集 · The statements for one database, each the text of one statement with positional parameters.

    `insert_…` take a row of their table. `file` and `update_file` end with the key of the file, `update_file` after
    that with the version that it replaces. `file` begins with the head that is known already: its body is left out.
    """

    file: str
    insert_file: str
    update_file: str
    journal: str
    insert_entry: str
    insert_request: str
    bump: str
    start: str
    last: str
    filed: str
    every_key: str
    applied: str
    listings: Listings


def _compiled(dialect: Dialect, clause: ClauseElement, *expected: str) -> str:
    """The text of a statement, sure to take its parameters in the expected order."""
    compiled = clause.compile(dialect=dialect)
    order = tuple(getattr(compiled, "positiontup", None) or ())
    if order != expected:
        raise RuntimeError(f"parameters {order}, expected {expected}: {compiled}")
    return str(compiled)


def _names(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns)


def statements(dialect: Dialect) -> Statements:
    """All statements, compiled for a dialect with positional parameters."""
    # Bound names of a WHERE may not equal column names that an UPDATE sets, hence the prefix.
    key = tuple(f"k_{name}" for name in _KEY)
    here = and_(*(files.c[name] == bindparam(f"k_{name}") for name in _KEY))
    entry_key = (entries.c.congress, entries.c.kind, entries.c.file_id)
    filed = and_(*(column == bindparam(name) for column, name in zip(entry_key, key, strict=True)))
    mine = and_(series.c.congress == bindparam("k_congress"), series.c.name == bindparam("k_name"))
    body = case((files.c.head == bindparam("known"), null()), else_=files.c.body)
    changed = _names(files)[len(_KEY) :]
    new: dict[str, Any] = {name: bindparam(name) for name in changed}
    requested = and_(requests.c.congress == bindparam("congress"), requests.c.request == bindparam("request"))
    pairs = [(requests.c[name], entries.c[name]) for name in ("congress", "kind", "file_id", "seq")]
    applied = select(entries).join(requests, and_(*(left == right for left, right in pairs))).where(requested)
    # A journal whose file was deleted behind the back of this program is to be found as well.
    all_keys = union(select(*(files.c[name] for name in _KEY)), select(*entry_key)).order_by(*_KEY)
    beside = [column for column in files.c if column.name not in {*_KEY, "body"}]
    replaced = and_(here, files.c.version == bindparam("k_version"))
    following = series.c.last_no + literal_column("1")
    return Statements(
        file=_compiled(dialect, select(files.c.version, files.c.head, body).where(here), "known", *key),
        insert_file=_compiled(dialect, insert(files), *_names(files)),
        update_file=_compiled(dialect, update(files).where(replaced).values(new), *changed, *key, "k_version"),
        journal=_compiled(dialect, select(entries).where(filed).order_by(entries.c.seq), *key),
        insert_entry=_compiled(dialect, insert(entries), *_names(entries)),
        insert_request=_compiled(dialect, insert(requests), *_names(requests)),
        bump=_compiled(dialect, update(series).where(mine).values(last_no=following), "k_congress", "k_name"),
        start=_compiled(dialect, insert(series), *_names(series)),
        last=_compiled(dialect, select(series.c.last_no).where(mine), "k_congress", "k_name"),
        filed=_compiled(dialect, select(*beside).where(here), *key),
        every_key=_compiled(dialect, all_keys),
        applied=_compiled(dialect, applied, "congress", "request"),
        listings=Listings(dialect),
    )
