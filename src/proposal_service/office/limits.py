"""限度 · How much of a stranger's file is read before it is refused."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class Limits:
    """读入限度 · Bounds for one import file.

    The defaults let a province's term pass (200,000 rows) and stop files that are made to fill memory. `seconds` and
    `memory_bytes` bound the separate process that opens workbooks; memory can be bounded only where the operating
    system offers it (POSIX).
    """

    rows: int = 200_000
    columns: int = 200
    cells: int = 8_000_000
    file_bytes: int = 64 * 2**20
    unpacked_bytes: int = 512 * 2**20
    entries: int = 2_000
    cell_chars: int = 100_000
    seconds: float = 60.0
    memory_bytes: int = 1 * 2**30
