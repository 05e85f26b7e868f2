"""列表查询 · The question "which files meet these conditions" as SQL; it answers as `storage.matches` does.

The text of the question depends on which conditions there are, not on their values. It is compiled once for each such
form: compiling costs some hundred times what looking up one file costs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.engine import Dialect

from proposal_core.storage import Where
from proposal_core.stores.sql.rows import unit_mark
from proposal_core.stores.sql.tables import files

_c = files.c

# Each condition, by the word that begins the name of its parameter. `instr`, because LIKE in SQLite does not tell
# small letters from capital ones.
_CONDITIONS: Mapping[str, Callable[[Any], ColumnElement[bool]]] = MappingProxyType(
    {
        "congress": lambda given: _c.congress == given,
        "kind": lambda given: _c.kind == given,
        "after": lambda given: _c.id > given,
        "stage": lambda given: _c.stage == given,
        "year": lambda given: _c.year_no == given,
        "category": lambda given: _c.category == given,
        "number": lambda given: _c.file_no == given,
        "deputy": lambda given: _c.deputy == given,
        "unit": lambda given: func.instr(_c.units, given) > 0,
        "key": lambda given: _c.is_key == given,
        "word": lambda given: func.instr(_c.title, given) > 0,
    }
)


class Listings:
    """列表查询 · The questions asked of one database, their texts kept by form."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._compiled = lru_cache(maxsize=256)(self._compile)

    def ask(self, congress: str, kind: str, where: Where, *, after: str, limit: int) -> tuple[str, tuple[Any, ...]]:
        """The text of a question and its parameters in order; it gives the bodies of the files, by id."""
        given = _parameters(congress, kind, where, after, limit)
        text, order = self._compiled(tuple(given))
        return text, tuple(given.get(name, constant) for name, constant in order)

    def _compile(self, names: tuple[str, ...]) -> tuple[str, tuple[tuple[str, Any], ...]]:
        """The text for these parameters, and its parameters in order with the value that the text itself sets."""
        conditions = {n: _CONDITIONS[n.split("_")[0]](bindparam(n)) for n in names if n != "limit"}
        stages = [conditions.pop(name) for name in names if name.startswith("stage_")]
        any_stage = [or_(*stages)] if stages else []
        chosen = select(_c.body).where(*conditions.values(), *any_stage).order_by(_c.id)
        if "limit" in names:
            chosen = chosen.limit(bindparam("limit"))
        compiled = chosen.compile(dialect=self._dialect)
        constants = compiled.params
        return str(compiled), tuple((name, constants[name]) for name in getattr(compiled, "positiontup", None) or ())


def _parameters(congress: str, kind: str, where: Where, after: str, limit: int) -> dict[str, str | int]:
    """The parameters of a question, by name; a condition that does not restrict has none."""
    given: dict[str, str | int] = {"congress": congress, "kind": kind, "after": after}
    given |= {f"stage_{place}": str(stage) for place, stage in enumerate(sorted(where.stages))}
    # No file is of a year that a database cannot hold; asking for one finds nothing, as it does in memory.
    year = where.year if abs(where.year) < 2**63 else -1
    plain: dict[str, str | int] = {"year": year, "category": where.category, "number": where.number}
    given |= {name: value for name, value in (plain | {"deputy": where.deputy}).items() if value}
    if where.unit:
        given["unit"] = unit_mark(where.unit)
    if where.is_key is not None:
        given["key"] = int(where.is_key)
    given |= {f"word_{place}": word for place, word in enumerate(where.words)}
    return given | ({"limit": limit} if limit else {})
