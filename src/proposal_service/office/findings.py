"""逐行问题 · What was wrong in an imported file, row by row, and how a file is refused as a whole."""

from __future__ import annotations

from typing import Any, Literal

import attrs

from proposal_core.errors import Finding, ImportRefused, Words

Level = Literal["error", "warning"]

ERROR: Level = "error"
WARNING: Level = "warning"

EXCERPT = 30


@attrs.frozen(kw_only=True)
class RowFinding:
    """逐行问题 · One thing that is wrong in one row.

    `row` is the number that a spreadsheet shows at the left edge (0: the file as a whole), `field` the heading as it
    stands in the file, `value` the beginning of the cell. A warning lets the row pass, an error does not.
    """

    level: Level
    row: int
    code: str
    what: Words
    field: str = ""
    value: str = ""
    do: Words | None = None

    @property
    def finding(self) -> Finding:
        """The same as the core says it, its place being row, heading and the beginning of the cell."""
        place = f"第{self.row}行 row {self.row}" if self.row else ""
        where = " ".join(
            part for part in (place, self.field and f"“{self.field}”", self.value and f"= {self.value}") if part
        )
        return Finding(code=self.code, what=self.what, where=where, do=self.do)

    def as_row(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "level": self.level,
            "row": self.row,
            "field": self.field,
            "value": self.value,
            "code": self.code,
            "what": {"zh": self.what.zh, "en": self.what.en},
            "do": {"zh": self.do.zh, "en": self.do.en} if self.do else None,
        }


def excerpt(value: str) -> str:
    """The beginning of a cell on one line, for a message."""
    line = " ".join(value.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"


def error(row: int, code: str, what: Words, *, field: str = "", value: str = "", do: Words | None = None) -> RowFinding:
    """An error in a row: it is not imported."""
    return RowFinding(level=ERROR, row=row, code=code, what=what, field=field, value=excerpt(value), do=do)


def warning(
    row: int, code: str, what: Words, *, field: str = "", value: str = "", do: Words | None = None
) -> RowFinding:
    """A warning in a row: it is imported, and somebody should look."""
    return RowFinding(level=WARNING, row=row, code=code, what=what, field=field, value=excerpt(value), do=do)


def unreadable(why: str, what: Words, do: Words, **facts: Any) -> ImportRefused:
    """The refusal of a file that cannot be read at all; `facts["why"]` is the reason in one word."""
    return ImportRefused(what, do=do, why=why, **facts)
