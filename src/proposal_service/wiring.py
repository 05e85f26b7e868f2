"""装配 · The one place in which a store, a rulebook and a calendar are chosen; CLI and app both come through here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from proposal_core.casework import Casework
from proposal_core.rulebook import Rulebook, load
from proposal_core.storage import Store
from proposal_core.stores.memory import MemoryStore
from proposal_core.stores.sql import SqlStore
from proposal_core.workdays import WorkCalendar, load_calendar, national_calendar
from proposal_service.settings import Settings


def open_store(where: str) -> Store:
    """The store at a path of a SQLite file, at a database URL, or `memory:`."""
    if where == "memory:":
        return MemoryStore()
    return SqlStore(where if "://" in where else f"sqlite:///{where}")


def open_rulebook(settings: Settings) -> Rulebook:
    """The rulebook, taken as if always in force where the settings say so."""
    rulebook = load(settings.rulebook)
    return rulebook.applied_as_if() if settings.as_if else rulebook


def open_calendar(settings: Settings) -> WorkCalendar:
    """The national calendar, with the city's layer over it where there is one."""
    calendar = national_calendar()
    return calendar.overlay(load_calendar(Path(settings.calendar))) if settings.calendar else calendar


def now() -> datetime:
    """The instant of recording, in UTC."""
    return datetime.now(UTC)


BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The legal time of China; without summer time since 1991, so no time zone file is needed."""


def today() -> date:
    """The legal day in China; only the edges (routes, pages, command line) ask for it."""
    return datetime.now(BEIJING).date()


def open_casework(settings: Settings, store: Store | None = None, clock: Callable[[], datetime] = now) -> Casework:
    """The casework of one congress, as the settings say."""
    return Casework(
        store or open_store(settings.store),
        settings.congress,
        open_rulebook(settings),
        open_calendar(settings),
        clock,
    )
