"""时限的线上格式 · How a deadline looks to programs: one shape for the interface and for the command line.

The base of all wire structs stands here too, because this file lies below `bodies`.
"""

from __future__ import annotations

from datetime import date

import msgspec

from proposal_core.clocks import Deadline
from proposal_core.errors import Words


class Wire(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """报文 · The base of all bodies: frozen, and unknown fields are refused."""


class Said(Wire, kw_only=True, frozen=True):
    """双语 · A sentence or name in both languages."""

    zh: str
    en: str


def said(words: Words) -> Said:
    """Words on the wire."""
    return Said(zh=words.zh, en=words.en)


class DayRow(Wire, kw_only=True, frozen=True):
    """日期说明 · A day that did not count, or counted although it is a weekend, and why."""

    day: date
    why: Said


class MovedRow(Wire, kw_only=True, frozen=True):
    """变动 · What moved a due day, and to which day."""

    to: date
    why: Said


class DeadlineRow(Wire, kw_only=True, frozen=True):
    """时限 · One deadline as data: start fact, parameter and article, skipped days, what moved it, and the sentence."""

    kind: str
    unit: str
    due: date
    start: date
    start_fact: Said
    parameter: str
    article: str
    period: str | None
    nominal_end: date | None
    skipped: tuple[DayRow, ...]
    made_up: tuple[DayRow, ...]
    moved: tuple[MovedRow, ...]
    provisional: bool
    calendar_version: str | None
    explained: Said


def deadline_row(deadline: Deadline) -> DeadlineRow:
    """One deadline as data, for the interface and for programs that read the command line."""
    reckoning = deadline.reckoning
    return DeadlineRow(
        kind=deadline.kind,
        unit=deadline.unit,
        due=deadline.due,
        start=deadline.start,
        start_fact=said(deadline.start_fact),
        parameter=deadline.key,
        article=str(deadline.article),
        period=str(reckoning.period) if reckoning else None,
        nominal_end=reckoning.nominal_end if reckoning else None,
        skipped=tuple(DayRow(day=a.day, why=said(a.reason)) for a in reckoning.skipped) if reckoning else (),
        made_up=tuple(DayRow(day=a.day, why=said(a.reason)) for a in reckoning.made_up) if reckoning else (),
        moved=tuple(MovedRow(to=move.to, why=said(move.words)) for move in deadline.moved),
        provisional=deadline.provisional,
        calendar_version=reckoning.calendar_version if reckoning else None,
        explained=Said(zh=deadline.sentence("zh"), en=deadline.sentence("en")),
    )
