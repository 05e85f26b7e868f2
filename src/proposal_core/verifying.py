"""核验 · Whether a stored file still follows from its journal, and its index row from the file.

Three things are compared: the journal with itself (numbers, hashes), the file with its journal, and – where the store
can tell it (`storage.Filed`) – what the store keeps beside the file with the file. Whatever differs is named.

Not formalised: who changed it, and a journal that was rewritten from its first entry on; against that, publish or
print the last hash of each journal.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from proposal_core.errors import JournalBroken, NotFound, Words
from proposal_core.journal import Entry, Key, Record, replay
from proposal_core.storage import Filed, FiledReading, Reading, Shelf, shelved


def verify_file(reading: Reading, key: Key) -> int:
    """Replay one journal and compare. Raises `JournalBroken`, naming the file. Returns the number of entries."""
    entries, stored = _read(reading, key)
    if not entries:
        raise _broken(key, "没有任何办理记录", "it has no journal entries")
    replayed = replay(entries)
    if replayed != stored:
        names = [f.name for f in attrs.fields(type(stored)) if getattr(stored, f.name) != getattr(replayed, f.name)]
        raise _broken(key, f"与办理记录不符:{'、'.join(names)}", f"it differs from its journal in: {', '.join(names)}")
    if isinstance(reading, FiledReading):
        astray = _astray(reading.filed(key), stored, entries)
        if astray:
            raise _broken(
                key,
                f"索引列与案卷不符:{'、'.join(astray)}",
                f"its index columns differ from the file in: {', '.join(astray)}",
            )
    return len(entries)


def _read(reading: Reading, key: Key) -> tuple[Sequence[Entry], Record]:
    """The journal and the file, or why one of them cannot be had, with the name of the file."""
    try:
        return reading.journal(key), reading.file(key)
    except NotFound:
        raise _broken(key, "只有办理记录,案卷本身缺失", "its journal is there, the file itself is missing") from None
    except JournalBroken as error:
        if "key" in error.facts:
            raise
        raise _broken(key, error.what.zh.rstrip("。"), error.what.en.rstrip(".")) from error


def _astray(filed: Filed, record: Record, entries: Sequence[Entry]) -> list[str]:
    """The names of what lies beside a file and does not follow from it."""
    right = shelved(record)
    found = [f.name for f in attrs.fields(Shelf) if getattr(filed.shelf, f.name) != getattr(right, f.name)]
    beside = {"version": filed.version == len(entries), "head": filed.head == entries[-1].hash}
    return [*(name for name, agrees in beside.items() if not agrees), *found]


def _broken(key: Key, zh: str, en: str) -> JournalBroken:
    return JournalBroken(Words(f"案卷{key}:{zh}。", f"File {key}: {en}."), key=str(key))
