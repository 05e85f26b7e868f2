"""核对名册 · Names and units of an import file against those that a congress knows. Near matches are proposed, never taken."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path

import attrs

from proposal_core.errors import ImportRefused, Words
from proposal_service.office.columns import BY_NAME
from proposal_service.office.findings import ERROR, Level, RowFinding, excerpt
from proposal_service.office.records import ImportRecord, Intake
from proposal_service.office.values import clean_name, split_units

NEAR = 0.5
MOST_PROPOSED = 3


@attrs.define
class Known:
    """已知名称 · Names that may be used, with a search for what looks like a name that is not among them."""

    names: frozenset[str]
    _by_char: dict[str, set[str]] = attrs.field(init=False, factory=lambda: defaultdict(set))
    _asked: dict[str, tuple[str, ...]] = attrs.field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        for name in self.names:
            for char in set(name):
                self._by_char[char].add(name)

    def near(self, name: str) -> tuple[str, ...]:
        """Known names that look like this one, best first: at least half of the characters agree in order."""
        if name not in self._asked:
            self._asked[name] = tuple(self._search(name))
        return self._asked[name]

    def _search(self, name: str) -> list[str]:
        others = set().union(*(self._by_char.get(char, set()) for char in set(name)))
        scored = ((SequenceMatcher(None, name, other, autojunk=False).ratio(), other) for other in others)
        best = sorted((-score, other) for score, other in scored if score >= NEAR)
        return [other for _, other in best[:MOST_PROPOSED]]


def read_names(path: Path) -> tuple[str, ...]:
    """The names and aliases in a CSV file with the columns `name` (姓名) and, for units, `aliases` (其他名称).

    Raises `ImportRefused` when the file has no column of names or is not UTF-8.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (UnicodeDecodeError, csv.Error) as error:
        raise _no_names(path, str(error)) from None
    names = [row.get("name") or row.get("姓名") or row.get("名称") or "" for row in rows]
    if not any(names):
        raise _no_names(path, "name")
    aliases = [alias for row in rows for alias in split_units(row.get("aliases") or row.get("其他名称") or "")]
    return tuple(dict.fromkeys(name for name in (*names, *aliases) if name))


def _no_names(path: Path, why: str) -> ImportRefused:
    return ImportRefused(
        Words(f"“{path.name}”中没有姓名或名称一列({why})。", f"{path.name} has no column of names ({why})."),
        do=Words("请用UTF-8的CSV,首行含“姓名”或“name”。", "Use CSV in UTF-8 whose first line has 姓名 or name."),
    )


def _unknown(
    record: ImportRecord, field: str, name: str, near: tuple[str, ...], code: str, heading: str, level: Level
) -> RowFinding:
    listed, kind, kind_en = (
        ("名册", "姓名", "roster") if code == "not_on_roster" else ("单位名录", "单位名称", "list of units")
    )
    if near:
        do = Words(
            f"是否为：{'、'.join(near)}？请改正后重新导入。",
            f"Did you mean {' / '.join(near)}? Correct it and import again.",
        )
    else:
        do = Words(f"请核对{kind}，或先将其加入{listed}。", f"Check the name, or add it to the {kind_en} first.")
    return RowFinding(
        level=level,
        row=record.row,
        code=code,
        what=Words(f"{BY_NAME[field].header}“{name}”不在{listed}中。", f"{name} ({field}) is not on the {kind_en}."),
        field=heading,
        value=excerpt(name),
        do=do,
    )


def _check(intake: Intake, fields: tuple[str, ...], known: Known, code: str, level: Level) -> Iterator[RowFinding]:
    for record in intake.records:
        for field in fields:
            value = getattr(record, field)
            for name in (value,) if isinstance(value, str) else value:
                if name and name not in known.names:
                    heading = intake.headings.get(field, BY_NAME[field].header)
                    yield _unknown(record, field, name, known.near(name), code, heading, level)


def check_roster(intake: Intake, roster_names: Iterable[str], *, level: Level = ERROR) -> tuple[RowFinding, ...]:
    """A finding for every leading, joint or seconding deputy who is not on the roster, with names that look alike."""
    known = Known(frozenset(map(clean_name, roster_names)))
    return tuple(_check(intake, ("lead", "joint_leads", "cosigners"), known, "not_on_roster", level))


def check_units(intake: Intake, units: Iterable[str], *, level: Level = ERROR) -> tuple[RowFinding, ...]:
    """A finding for every lead, co-handling or replying unit that is not known, with units that look alike.

    `units` holds every spelling that may be used, aliases too.
    """
    known = Known(frozenset(map(clean_name, units)))
    return tuple(_check(intake, ("lead_unit", "co_units", "reply_units"), known, "unknown_unit", level))
