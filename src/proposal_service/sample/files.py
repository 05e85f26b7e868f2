"""样例文件 · The generated data as files: records, roster, units, planted pairs.

UTF-8 with a byte order mark, so that spreadsheet programs show Chinese; the `csv` module's usual quoting and CRLF.
That the data is invented stands in every file: in the ids (`generated-…`), at the end of each text, in column `note`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from operator import itemgetter
from pathlib import Path

from proposal_service.sample.people import NOTICE, roster
from proposal_service.sample.places import city
from proposal_service.sample.plan import shares
from proposal_service.sample.units import units
from proposal_service.sample.year import DEFAULT_YEAR, planted

HEADERS_ZH = {
    "congress": "人大",
    "seq": "序号",
    "id": "记录号",
    "session": "会议",
    "session_date": "会议日期",
    "number": "建议编号",
    "category": "类别",
    "title": "建议标题",
    "text": "建议内容",
    "ask": "具体建议",
    "lead": "领衔代表",
    "joint_leads": "联名代表",
    "cosigners": "附议代表",
    "delegation": "代表团",
    "submitted_on": "提出日期",
    "assigned_on": "交办日期",
    "lead_unit": "主办单位",
    "co_units": "会办单位",
    "reply_text": "答复内容",
    "reply_date": "答复日期",
    "result_class": "办理结果",
    "publish_consent": "公开意见",
    "name": "姓名",
    "kind": "类型",
    "parent": "上级单位",
    "aliases": "其他名称",
    "earlier_id": "相近记录号",
    "label": "判定",
    "note": "说明",
}


def write_csv(path: Path | str, rows: Iterable[dict[str, str]], *, chinese: bool = False) -> int:
    """Write rows that all have the first row's columns; returns how many. No rows make an empty file.

    `chinese` puts Chinese column names in the first line instead of the canonical ones.
    """
    stream = iter(rows)
    first = next(stream, None)
    columns: Sequence[str] = tuple(first or ())
    cells: Callable[[dict[str, str]], Sequence[str]]
    cells = itemgetter(*columns) if len(columns) > 1 else lambda row: list(row.values())
    written = 0
    with Path(path).open("w", encoding="utf-8-sig", newline="", buffering=1 << 20) as file:
        if first is None:
            return 0
        writer = csv.writer(file)
        writer.writerow([HEADERS_ZH.get(c, c) for c in columns] if chinese else columns)
        for row in chain([first], stream):
            writer.writerow(cells(row))
            written += 1
    return written


def _with_congress(congress: int, congresses: int, row: dict[str, str]) -> dict[str, str]:
    return {"congress": city(congress), **row} if congresses > 1 else row


def roster_rows(congresses: int = 1) -> Iterator[dict[str, str]]:
    """Name, delegation and note of every deputy; `congress` first where there are several."""
    for congress in range(congresses):
        for entry in roster(congress):
            row = {"name": entry.name, "delegation": entry.delegation, "note": NOTICE.zh}
            yield _with_congress(congress, congresses, row)


def unit_rows(congresses: int = 1) -> Iterator[dict[str, str]]:
    """Name, kind, parent, aliases (joined by "、") and note of every unit."""
    for congress in range(congresses):
        for unit in units(congress):
            row = {"name": unit.name, "kind": unit.kind, "parent": unit.parent, "aliases": "、".join(unit.aliases)}
            yield _with_congress(congress, congresses, {**row, "note": NOTICE.zh})


def write_roster(path: Path | str, congresses: int = 1, *, chinese: bool = False) -> int:
    """Write the deputies of all congresses; returns how many. Raises `BadValue` for too many congresses."""
    shares(0, congresses)
    return write_csv(path, roster_rows(congresses), chinese=chinese)


def write_units(path: Path | str, congresses: int = 1, *, chinese: bool = False) -> int:
    """Write the units of all congresses; returns how many. Raises `BadValue` for too many congresses."""
    shares(0, congresses)
    return write_csv(path, unit_rows(congresses), chinese=chinese)


def write_planted(path: Path | str, items: int, congresses: int = 1, seed: int = 1, *, year: int = DEFAULT_YEAR) -> int:
    """Write the planted pairs of the same arguments as `generate`'s; returns how many."""
    return write_csv(path, planted(items, congresses, seed, year=year))
