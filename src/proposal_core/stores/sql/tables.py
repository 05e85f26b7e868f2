"""数据表 · The tables. The congress leads every key; columns of `files` after `head` are an index, never truth.

Portable on purpose: text with a length, days and instants as ISO text (so that every driver gives back what was
written), whole numbers, no arrays, no JSON columns that anybody queries.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

files = Table(
    "proposals_file",
    metadata,
    Column("congress", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("id", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("head", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("stage", String(24), nullable=False),
    Column("file_no", String(64), nullable=False),
    Column("year_no", Integer, nullable=False),
    Column("category", String(64), nullable=False),
    Column("deputy", String(64), nullable=False),
    Column("units", String(2000), nullable=False),
    Column("is_key", Integer, nullable=False),
    Column("title", String(1000), nullable=False),
    PrimaryKeyConstraint("congress", "kind", "id"),
    Index(None, "congress", "kind", "file_no"),
    Index(None, "congress", "kind", "year_no", "stage"),
)

entries = Table(
    "proposals_entry",
    metadata,
    Column("congress", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("file_id", String(64), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("act", String(32), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("role", String(32), nullable=False),
    Column("unit", String(64), nullable=False),
    Column("behalf", String(64), nullable=False),
    Column("on_day", String(10), nullable=False),
    Column("at_instant", String(40), nullable=False),
    Column("stage", String(24), nullable=False),
    Column("facts", Text, nullable=False),
    Column("request", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    PrimaryKeyConstraint("congress", "kind", "file_id", "seq"),
    ForeignKeyConstraint(
        ["congress", "kind", "file_id"], ["proposals_file.congress", "proposals_file.kind", "proposals_file.id"]
    ),
)

requests = Table(
    "proposals_request",
    metadata,
    Column("congress", String(64), nullable=False),
    Column("request", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("file_id", String(64), nullable=False),
    Column("seq", Integer, nullable=False),
    PrimaryKeyConstraint("congress", "request"),
)

series = Table(
    "proposals_series",
    metadata,
    Column("congress", String(64), nullable=False),
    Column("name", String(64), nullable=False),
    Column("last_no", Integer, nullable=False),
    PrimaryKeyConstraint("congress", "name"),
)
