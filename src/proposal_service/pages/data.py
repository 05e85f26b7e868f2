"""开放数据 · The public catalogue as CSV and JSON, and the figures as JSON; the same for web application and export."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import msgspec

from proposal_service import bodies
from proposal_service.views import Shown, YearFigures

BOM = "\ufeff"
"""So that spreadsheets on Chinese Windows read the file as UTF-8."""
_COLUMNS = (
    "建议编号",
    "年度",
    "标题",
    "内容分类",
    "领衔代表",
    "联名人数",
    "主办单位",
    "会办单位",
    "环节",
    "是否重点",
    "答复日期",
    "办理结果",
    "公开日期",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def catalogue_csv(items: Iterable[Shown]) -> str:
    """The catalogue as CSV with a byte-order mark. Text that a spreadsheet would take for a formula is quoted."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(_COLUMNS)
    rows.writerows([_plain(cell) for cell in _row(shown)] for shown in items)
    return BOM + text.getvalue()


def _row(shown: Shown) -> list[str]:
    item = shown.item
    replied, result = "", ""
    if shown.replies:
        reply, words = shown.replies[-1]
        replied, result = reply.on.isoformat(), words.zh
    return [
        item.number,
        str(item.year),
        item.title,
        shown.category.zh,
        item.lead_deputy,
        str(item.co_signers),
        _units(item.lead_units),
        _units(item.co_units),
        shown.stage.zh,
        "是" if item.is_key else "否",
        replied,
        result,
        item.published_on.isoformat(),
    ]


def _units(names: tuple[str, ...] | None) -> str:
    return "未公开" if names is None else "、".join(names)


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def catalogue_json(items: Iterable[Shown]) -> bytes:
    """The catalogue as JSON: every public item, whole."""
    return msgspec.json.format(msgspec.json.encode([bodies.item(shown) for shown in items]), indent=1)


def figures_json(years: Sequence[YearFigures]) -> bytes:
    """The figures of all years as JSON."""
    return msgspec.json.format(msgspec.json.encode([bodies.figures(year) for year in years]), indent=1)
