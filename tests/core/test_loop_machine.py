"""闭环检验 · Any acts by anybody on any days: the loop holds on every store and under varied rulebooks."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from proposal_core.storage import Store
from proposal_core.stores.sql import SqlStore
from proposal_core.stores.sql.store import sqlite_url
from proposal_core.testing.machine import ClosedLoopMachine, run_loop
from proposal_core.testing.rulebooks import rulebooks


def test_the_loop_holds_in_memory() -> None:
    """Stories under Shaoxing's rules keep every invariant of the loop on the reference store."""
    run_loop(ClosedLoopMachine, stories=40, acts=40, shrink=False)


def test_the_loop_holds_under_any_rulebook() -> None:
    """Stories under rulebooks with varied values keep every invariant."""

    class AnyRulebook(ClosedLoopMachine):
        rulebooks = rulebooks()

    run_loop(AnyRulebook, stories=30, acts=40, shrink=False)


def test_the_loop_holds_on_sqlite(tmp_path: Path) -> None:
    """The same stories keep every invariant on SQLite."""
    numbers = count()

    class OnSqlite(ClosedLoopMachine):
        def make_store(self) -> Store:
            return SqlStore(sqlite_url(tmp_path / f"{next(numbers)}.db"))

    run_loop(OnSqlite, stories=8, acts=40, shrink=False)
