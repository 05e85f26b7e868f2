"""SQL存储 · Files and journals in a relational database through SQLAlchemy Core (extra `sql`)."""

from proposal_core.stores.sql.store import SqlStore

__all__ = ["SqlStore"]
