"""SQL存储 · What the SQL store promises beyond the contract: durability, several writers, plain words when it fails."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.dialects import sqlite

from proposal_core import codec
from proposal_core.casework import Casework
from proposal_core.errors import BadValue, JournalBroken, Stale, StoreUnavailable
from proposal_core.journal import KINDS, step
from proposal_core.lifecycle import Stage
from proposal_core.people import Actor, Role
from proposal_core.proposal import Proposal
from proposal_core.rulebook import load
from proposal_core.storage import Store, Where
from proposal_core.stores.memory import MemoryStore
from proposal_core.stores.sql import SqlStore
from proposal_core.stores.sql.statements import statements
from proposal_core.workdays import national_calendar

DAY = date(2024, 1, 20)
DEPUTY = Actor(id="d1", role=Role.DEPUTY)
CLERK = Actor(id="clerk", role=Role.DEPUTIES_COMMITTEE)


def desk_on(store: Store) -> Casework:
    return Casework(store, "sx", load("shaoxing"), national_calendar(), lambda: datetime(2024, 1, 1, tzinfo=UTC))


def drafted(desk: Casework, title: str = "关于加装电梯的建议", deputy: str = "d1") -> Proposal:
    by = Actor(id=deputy, role=Role.DEPUTY)
    return desk.raise_(by=by, on=DAY, term=9, session=3, year=2024, title=title, text="正文", lead_deputy=deputy)


def edited(desk: Casework, id: str, title: str) -> Proposal:
    return desk.edit(id, by=DEPUTY, on=DAY, title=title, text="正文")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "proposals.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqlStore]:
    store = SqlStore(f"sqlite:///{path}")
    yield store
    store.close()


# -- durable and strict -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pragma", "expected"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10000)]
)
def test_every_connection_is_durable_and_strict(store: SqlStore, pragma: str, expected: object) -> None:
    """Writer and readers alike work with the log, flush every commit, check foreign keys and wait for others."""
    with store.begin(datetime(2024, 1, 1, tzinfo=UTC)) as work, store.read() as reading:
        found = [each.cursor.execute(f"PRAGMA {pragma}").fetchone()[0] for each in (work, reading)]  # type: ignore[attr-defined]
    assert found == [expected, expected]


def test_an_entry_without_its_file_is_refused_by_the_database(store: SqlStore, path: Path) -> None:
    """Foreign keys hold: no journal entry can stand without its file."""
    drafted(desk_on(store))
    with store.engine.connect() as connection, pytest.raises(Exception, match="FOREIGN KEY"):
        connection.exec_driver_sql("UPDATE proposals_entry SET file_id = 'nobody'")


def test_the_stored_text_is_the_canonical_text_after_every_act(store: SqlStore, path: Path) -> None:
    """Writing only the changed fields gives the same bytes as writing the whole file."""
    desk = desk_on(store)
    id = drafted(desk).id
    edited(desk, id, "关于“加装”电梯的建议\n\t🛗")
    desk.submit(id, by=DEPUTY, on=DAY)
    for stage in ("pre_session", "in_session"):
        desk.screen(id, by=CLERK, on=DAY, stage=stage, findings=())
    desk.accept(id, by=CLERK, on=DAY)
    desk.register(id, by=CLERK, on=DAY)
    with sqlite3.connect(path) as connection:
        stored = connection.execute("SELECT body FROM proposals_file").fetchone()[0]
    assert stored == codec.dumps(desk.proposal(id))


def test_a_failed_unit_of_work_leaves_nothing(store: SqlStore) -> None:
    """An error inside a unit of work undoes all of it, numbers included, and the next one works on the old state."""
    desk = desk_on(store)
    before = drafted(desk)
    with pytest.raises(ZeroDivisionError), desk.together() as many:
        edited(many, before.id, "第一次")
        drafted(many)
        raise ZeroDivisionError
    assert list(desk.proposals()) == [before]
    assert edited(desk, before.id, "第二次").version == before.version + 1
    assert drafted(desk).id == "09-03-00002"
    assert [count for _, count in desk.verify()] == [2, 1]


def test_a_second_unit_of_work_inside_one_is_a_mistake_and_harms_nothing(store: SqlStore) -> None:
    """Opening a unit of work inside another of the same thread is refused; the outer one can still be finished."""
    desk = desk_on(store)
    id = drafted(desk).id
    with desk.together() as many:
        edited(many, id, "外层")
        with pytest.raises(RuntimeError, match="together"):
            edited(desk, id, "内层")
    assert desk.proposal(id).title == "外层"


@pytest.mark.parametrize("kind", ["memory", "sql"])
def test_a_request_is_applied_once(kind: str, path: Path) -> None:
    """The same request of a caller gives the file as it is the second time, and nothing is written again."""
    desk = desk_on(MemoryStore() if kind == "memory" else SqlStore(f"sqlite:///{path}"))
    id = drafted(desk).id
    once = desk.edit(id, by=DEPUTY, on=DAY, title="一次", text="正文", request="r-1")
    assert desk.edit(id, by=DEPUTY, on=DAY, title="两次", text="正文", request="r-1") == once
    assert desk.proposal(id) == once
    with desk.store.read() as reading:
        entry = reading.applied("sx", "r-1")
    assert entry is not None
    assert (entry.number, entry.act) == (2, "edit")


# -- kept files are never old -------------------------------------------------------------------------------------


@pytest.mark.parametrize("keep", [0, 1, 2000])
def test_two_stores_on_one_file_never_work_on_an_old_state(path: Path, keep: int) -> None:
    """Two writers that take turns each go on from what the other wrote, whatever they have kept themselves."""
    stores = [SqlStore(f"sqlite:///{path}", keep=keep) for _ in range(2)]
    desks = [desk_on(store) for store in stores]
    ids = [drafted(desks[0], f"建议{number}").id for number in range(3)]
    for turn in range(12):
        proposal = edited(desks[turn % 2], ids[turn % 3], f"第{turn}次")
        assert (proposal.version, proposal.title) == (2 + turn // 3, f"第{turn}次")
    assert [list(desk.verify()) for desk in desks] == [[(desks[0].key(id), 5) for id in ids]] * 2
    assert len(stores[0]._kept) <= keep


def test_a_rolled_back_state_is_not_taken_for_the_present_one(store: SqlStore) -> None:
    """What was undone is not kept: the next act starts from what stands in the database."""
    desk = desk_on(store)
    id = drafted(desk).id
    with pytest.raises(ZeroDivisionError), desk.together() as many:
        edited(many, id, "作废")
        raise ZeroDivisionError
    assert desk.submit(id, by=DEPUTY, on=DAY).title == "关于加装电梯的建议"
    assert len(list(desk.verify())) == 1


def test_verify_sees_what_is_stored_and_not_what_is_kept(store: SqlStore, path: Path) -> None:
    """A file changed behind the store's back is found, even by the process that still keeps the good one."""
    desk = desk_on(store)
    id = drafted(desk).id
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE proposals_file SET body = replace(body, '电梯', '天梯')")
    with pytest.raises(JournalBroken, match="title"):
        list(desk.verify())
    assert desk.proposal(id).title == "关于加装天梯的建议"


def test_a_step_from_an_old_version_is_refused(store: SqlStore) -> None:
    """A step that was made from a version that is gone writes nothing and says which version stands."""
    desk = desk_on(store)
    old = drafted(desk)
    edited(desk, old.id, "新题")
    late = step(old, "edit", by=DEPUTY, on=DAY, title="旧题")
    with pytest.raises(Stale) as refused, store.begin(datetime(2024, 1, 1, tzinfo=UTC)) as work:
        work.record(late)
    assert (refused.value.facts["expected"], refused.value.facts["found"]) == (1, 2)
    assert desk.proposal(old.id).title == "新题"


# -- threads and processes ----------------------------------------------------------------------------------------

WRITER = """
import sys
sys.path.insert(0, sys.argv[3])
from test_sql_store import *
desk = desk_on(SqlStore("sqlite:///" + sys.argv[1]))
for number in range(40):
    drafted(desk)
    edited(desk, "09-03-00001", f"{sys.argv[2]}-{number}")
"""


def test_two_processes_write_one_file_without_losing_an_act(path: Path) -> None:
    """Two processes that open the same new file at once and write the same proposal lose nothing and repeat nothing."""
    here = str(Path(__file__).parent)
    command = [sys.executable, "-c", WRITER, str(path)]
    running = [subprocess.Popen([*command, name, here], stderr=subprocess.PIPE) for name in ("甲", "乙")]
    errors = [process.communicate(timeout=120)[1].decode() for process in running]
    assert errors == ["", ""]
    desk = desk_on(SqlStore(f"sqlite:///{path}"))
    titles = [entry.facts for entry in desk.journal("09-03-00001") if entry.act == "edit"]
    assert sorted(titles) == sorted(set(titles))
    assert len(titles) == 80
    assert [key.id for key, _ in desk.verify()] == [f"09-03-{number:05d}" for number in range(1, 81)]


@pytest.mark.parametrize("where", ["file", "memory"])
def test_threads_share_one_store(where: str, path: Path) -> None:
    """Eight threads draft, change and read at once: every act is kept, every number given out once."""
    desk = desk_on(SqlStore("sqlite:///:memory:" if where == "memory" else f"sqlite:///{path}"))
    shared = drafted(desk).id

    def work(name: int) -> None:
        for turn in range(10):
            drafted(desk)
            edited(desk, shared, f"{name}-{turn}")
            assert desk.proposal(shared).version > 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert desk.proposal(shared).version == 81
    assert [count for _, count in desk.verify()] == [81] + [1] * 80


def test_a_reader_keeps_its_view_while_others_write(store: SqlStore) -> None:
    """A view stays as it was at its first look; a later view sees what was written meanwhile."""
    desk = desk_on(store)
    first = drafted(desk)
    with store.read() as reading:
        before = reading.file(desk.key(first.id))
        writer = threading.Thread(target=edited, args=(desk, first.id, "新题"))
        writer.start()
        writer.join()
        assert reading.file(desk.key(first.id)) == before == first
    assert desk.proposal(first.id).title == "新题"


def test_many_views_may_be_open_at_once(store: SqlStore) -> None:
    """A reader is never made to wait for another reader."""
    desk = desk_on(store)
    drafted(desk)
    views = [desk.proposals() for _ in range(40)]
    assert [next(view).id for view in views] == ["09-03-00001"] * 40


# -- listings -----------------------------------------------------------------------------------------------------

QUESTIONS = [
    Where(),
    Where(words=("5G",)),
    Where(words=("5g",)),
    Where(words=("100%",)),
    Where(words=("a_b",)),
    Where(words=("建议", "电梯")),
    Where(deputy="d2"),
    Where(deputy="D2"),
    Where(year=2024, stages=frozenset({Stage.DRAFT, Stage.SUBMITTED})),
    Where(stages=frozenset({Stage.SUBMITTED})),
    Where(unit="jiaotong"),
    Where(is_key=False),
    Where(is_key=True),
    Where(number="2024-001"),
    Where(category="交通"),
]


@pytest.mark.parametrize("where", QUESTIONS, ids=str)
def test_a_listing_answers_as_the_reference_store_does(where: Where, store: SqlStore) -> None:
    """Every condition means in SQL what the contract says, letter by letter."""
    found = []
    for desk in (desk_on(MemoryStore()), desk_on(store)):
        for title in ("5G基站建议", "5g基站建议", "100%达标", "100分达标", "a_b", "axb", "电梯建议"):
            drafted(desk, title)
        submitted = drafted(desk, "电梯", deputy="d2").id
        desk.submit(submitted, by=Actor(id="d2", role=Role.DEPUTY), on=DAY)
        found.append(list(desk.proposals(where)))
    assert found[0] == found[1]


def test_pages_follow_each_other_without_gap(store: SqlStore) -> None:
    """Pages of a listing, each begun after the last id of the one before, give every file once and in order."""
    desk = desk_on(store)
    for _ in range(7):
        drafted(desk)
    pages, after = [], ""
    with store.read() as reading:
        while page := list(reading.files("sx", "proposal", after=after, limit=3)):
            pages.append([record.id[-1] for record in page])
            after = page[-1].id
    assert pages == [["1", "2", "3"], ["4", "5", "6"], ["7"]]


def test_a_statement_in_another_order_is_never_run() -> None:
    """Statements are compiled for drivers that take parameters by place; others are refused when the store opens."""
    with pytest.raises(RuntimeError, match="expected"):
        statements(sqlite.dialect(paramstyle="named"))


# -- plain words when it fails ------------------------------------------------------------------------------------


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A store in a folder that does not exist is refused with the place and the reason."""
    with pytest.raises(StoreUnavailable, match="文件夹不存在") as refused:
        SqlStore(f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}")
    assert refused.value.facts["place"] == str(tmp_path / "nowhere" / "x.db")


def test_a_file_that_is_no_database_is_left_alone(path: Path) -> None:
    """A file of another kind is refused, and not a byte of it is changed."""
    path.write_text("这不是数据库。" * 100, encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match="不是本系统的数据库"):
        SqlStore(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_a_damaged_database_is_refused(store: SqlStore, path: Path) -> None:
    """A database whose pages were overwritten is refused when they are read, in plain words."""
    desk = desk_on(store)
    for number in range(50):
        drafted(desk, f"建议{number}")
    store.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with pytest.raises(StoreUnavailable, match="已损坏"):
        list(desk_on(SqlStore(f"sqlite:///{path}")).verify())


def test_a_store_opened_for_reading_only_can_be_read_and_not_written(store: SqlStore, path: Path) -> None:
    """A read-only store gives what is in it; an act is refused and nothing is half done."""
    id = drafted(desk_on(store)).id
    desk = desk_on(SqlStore(f"sqlite:///file:{path}?mode=ro&uri=true"))
    assert desk.proposal(id).version == 1
    with pytest.raises(StoreUnavailable, match="只读"):
        edited(desk, id, "改")
    assert desk.proposal(id).version == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not bind this user")
def test_a_read_only_file_is_refused_when_it_would_be_changed(store: SqlStore, path: Path) -> None:
    """A file that may not be written is named with its reason."""
    id = drafted(desk_on(store)).id
    store.close()
    path.chmod(0o444)
    with pytest.raises(StoreUnavailable, match="只读"):
        edited(desk_on(SqlStore(f"sqlite:///{path}")), id, "改")


def test_a_lock_that_is_not_let_go_is_told(store: SqlStore, path: Path) -> None:
    """When another program holds the database for too long, the act is refused, and works once it is free."""
    desk = desk_on(store)
    id = drafted(desk).id
    store._cursor.execute("PRAGMA busy_timeout=20")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="另一程序"):
        edited(desk, id, "改")
    other.execute("ROLLBACK")
    assert edited(desk, id, "改").version == 2


def test_a_full_disk_keeps_nothing_of_the_act(store: SqlStore) -> None:
    """When there is no room left, the act is refused whole; with room again it can be repeated."""
    desk = desk_on(store)
    id = drafted(desk).id
    pages = store._cursor.execute("PRAGMA page_count").fetchone()[0]
    store._cursor.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreUnavailable, match="磁盘已满"), desk.together() as many:
        for number in range(200):
            edited(many, id, f"第{number}次" * 20)
    assert desk.proposal(id).version == 1
    store._cursor.execute("PRAGMA max_page_count=1000000")
    assert edited(desk, id, "改").version == 2


@pytest.mark.parametrize("url", ["proposals.db", "nonsense://x", "oracle://host/x"])
def test_an_address_that_is_no_store_is_told_how_to_write_it(url: str) -> None:
    """An address that names no SQLite file is refused with an example of a right one."""
    with pytest.raises(BadValue, match="sqlite:///"):
        SqlStore(url)


def test_every_kind_of_file_is_stored(store: SqlStore) -> None:
    """Rosters and years are files like proposals: kept, read back and verified."""
    desk = desk_on(store)
    desk.enrol(by=CLERK, on=DAY, name="绍兴")
    desk.enrol(by=CLERK, on=DAY, name="绍兴市")
    desk.open_year(2024, by=CLERK, on=DAY, term=9, session=3)
    drafted(desk)
    assert {key.kind for key, _ in desk.verify()} == set(KINDS)
    assert desk.roster().name == "绍兴市"
