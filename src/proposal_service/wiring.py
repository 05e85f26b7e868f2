"""装配 · The one place in which a store, a rulebook and a calendar are chosen; CLI and app both come through here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import attrs

from proposal_core.casework import Casework
from proposal_core.errors import NotFound, Words
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


def open_existing(settings: Settings) -> Store:
    """A store that is there and holds the congress; nothing is created. Raises `NotFound` and says what to do."""
    path = _sqlite_path(settings.store)
    if path is not None and not path.is_file():
        raise NotFound(
            Words(f"没有数据库文件“{path}”。", f"There is no database file {str(path)!r}."),
            do=Words(
                "请核对--store(PROPOSALS_STORE);新建请先运行proposals init。",
                "Check --store (PROPOSALS_STORE); to begin a new one, run proposals init.",
            ),
            store=settings.store,
        )
    store = open_store(settings.store)
    try:
        _must_hold(store, settings.congress)
    except BaseException:
        store.close()
        raise
    return store


def _sqlite_path(where: str) -> Path | None:
    """The file of a SQLite store; `None` for a store that is no file."""
    if where.startswith("sqlite:///"):
        where = where.removeprefix("sqlite:///").partition("?")[0]
    return None if "://" in where or where in ("", "memory:", ":memory:") else Path(where)


def _must_hold(store: Store, congress: str) -> None:
    with store.read() as reading:
        if any(next(reading.files(congress, kind, limit=1), None) for kind in ("roster", "year", "proposal")):
            return
        known = sorted({key.congress for key in reading.every_key()})
    raise NotFound(
        Words(
            f"此库中没有人大“{congress}”,现有:{'、'.join(known) or '无'}。",
            f"This store does not hold the congress {congress!r}; it holds: {', '.join(known) or 'none'}.",
        ),
        do=Words(
            "请用--congress(PROPOSALS_CONGRESS)指明人大代号;新建请先运行proposals init。",
            "Name the congress with --congress (PROPOSALS_CONGRESS); to begin a new one, run proposals init.",
        ),
        congress=congress,
        known=known,
    )


def open_rulebook(settings: Settings) -> Rulebook:
    """The rulebook, taken as if always in force where the settings say so."""
    rulebook = load(settings.rulebook)
    return rulebook.applied_as_if() if settings.as_if else rulebook


def open_calendar(settings: Settings, rulebook: Rulebook | None = None) -> WorkCalendar:
    """The national calendar, with the city's layer over it where there is one.

    Where the rulebook refuses years that are not announced, the calendar refuses them; otherwise they are provisional.
    """
    calendar = national_calendar()
    if settings.calendar:
        calendar = calendar.overlay(load_calendar(Path(settings.calendar)))
    if rulebook is not None and rulebook.versions[-1].terms.calendar.unknown_year == "refuse":
        calendar = attrs.evolve(calendar, unknown="refuse")
    return calendar


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
    rulebook = open_rulebook(settings)
    calendar = open_calendar(settings, rulebook)
    return Casework(store or open_store(settings.store), settings.congress, rulebook, calendar, clock)
