"""存储契约 · Every store that this project ships keeps the promises of `storage`: one suite, all stores."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Literal

import pytest
from sqlalchemy import text

from proposal_core.storage import Store
from proposal_core.stores.memory import MemoryStore
from proposal_core.stores.sql import SqlStore
from proposal_core.stores.sql.store import sqlite_url
from proposal_core.testing.conformance import StoreConformance
from proposal_core.testing.suite import Durable, RawReads, Shared, run


class TestMemoryStore(StoreConformance):
    """内存存储 · The reference store."""

    def make_store(self) -> Store:
        return MemoryStore()


class TestSqliteStore(StoreConformance):
    """SQLite存储 · The store on one file, with everything that a durable store must be able to do."""

    requires = (Durable, RawReads, Shared)
    folder: Path

    @pytest.fixture(autouse=True)
    def in_a_folder(self, tmp_path: Path) -> None:
        self.folder, self.numbers = tmp_path, count()

    def make_store(self) -> SqlStore:
        return SqlStore(sqlite_url(self.folder / f"{next(self.numbers)}.db"))

    def reopen(self, store: Store) -> Store:
        assert isinstance(store, SqlStore)
        store.close()
        return self.another(store)

    def another(self, store: Store) -> Store:
        assert isinstance(store, SqlStore)
        return SqlStore(store.engine.url.render_as_string())

    def raw_count(self, store: Store, what: Literal["files", "entries"]) -> int:
        assert isinstance(store, SqlStore)
        table = {"files": "proposals_file", "entries": "proposals_entry"}[what]
        with store.engine.connect() as connection:
            return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_the_report_counts_what_ran() -> None:
    """Without pytest the suite tells how many promises were kept and how many were left out for want of an ability."""

    class Quick(TestMemoryStore):
        examples = 2

    report = run(Quick)
    promises = [name for name in dir(StoreConformance) if name.startswith("test_")]
    assert (len(promises) - 3, 0, 3) == tuple(len(report.of(state)) for state in ("kept", "broken", "left out"))
    assert report.whole


def test_a_required_ability_that_is_missing_fails() -> None:
    """A store that must be durable and does not offer it is not conformant, however much else it keeps."""

    class Forgetful(TestMemoryStore):
        requires = (Durable,)

    report = run(Forgetful, only=["test_what_is_required_is_offered", "test_a_durable_store_keeps_everything"])
    assert not report.whole
    assert ["test_what_is_required_is_offered"] == [outcome.name for outcome in report.of("broken")]
