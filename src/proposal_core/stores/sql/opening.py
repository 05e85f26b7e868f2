"""打开数据库 · Opening a database, and saying in plain words why one cannot be opened, read or written.

SQLite: write-ahead log, every commit flushed to the disk, foreign keys on, ten seconds of patience with another
process that is writing.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import QueuePool, StaticPool

from proposal_core.errors import BadValue, StoreUnavailable, Words
from proposal_core.stores.sql.tables import metadata

# The patience comes first: the other pragmas may meet another process that is just opening the same new file.
PRAGMAS = ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")


def open_engine(url: str) -> Engine:
    """The engine of a database whose tables are there. Raises `BadValue` for the URL, `StoreUnavailable` otherwise."""
    engine = _engine(url)
    event.listen(engine, "connect", _prepare)
    try:
        _create_missing(engine)
    except DBAPIError as error:
        engine.dispose()
        raise unavailable(error.orig or error, engine) from error
    return engine


def in_memory(engine: Engine) -> bool:
    """Whether the database lives in this process only: it then has one connection, which all threads share."""
    return engine.url.database in (None, "", ":memory:")


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite":
            raise ArgumentError(f"no store for {parsed.get_backend_name()}")
        pool: dict[str, Any] = {"poolclass": QueuePool, "max_overflow": -1}  # a reader is never made to wait
        if parsed.database in (None, "", ":memory:"):
            pool = {"poolclass": StaticPool}
        return create_engine(parsed, connect_args={"check_same_thread": False}, **pool)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise BadValue(
            Words(f"无法识别存储地址“{url}”:{error}", f"The address {url!r} of the store cannot be read: {error}"),
            do=Words("请写成 sqlite:///文件路径。", "Write it as sqlite:///path/of/the/file."),
        ) from error


def _prepare(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # transactions are begun by us alone
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _create_missing(engine: Engine) -> None:
    """Create the tables that are missing. A second process that opens the same new file waits, then finds them."""
    with engine.connect() as connection:
        known = set(inspect(connection).get_table_names())
        if not known.issuperset(metadata.tables):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            metadata.create_all(connection)
            connection.exec_driver_sql("COMMIT")


_REASONS = (
    ("unable to open", "文件夹不存在或无权访问", "its folder does not exist or may not be entered"),
    ("readonly", "文件或文件夹只读", "the file or its folder is read-only"),
    ("not a database", "该文件不是本系统的数据库", "the file is not a database"),
    ("locked", "另一程序长时间占用", "another program has held it for too long"),
    ("full", "磁盘已满", "the disk is full"),
    ("malformed", "数据库文件已损坏", "the file is damaged"),
)


def unavailable(error: BaseException, engine: Engine) -> StoreUnavailable:
    """The refusal for what the driver said about a database."""
    place, said = engine.url.database or ":memory:", str(error)
    found = ((zh, en) for part, zh, en in _REASONS if part in said)
    zh, en = next(found, (f"驱动报告:{said}", f"the driver says: {said}"))
    return StoreUnavailable(
        Words(f"存储“{place}”不可用:{zh}。", f"The store {place!r} cannot be used: {en}."), place=place, driver=said
    )
