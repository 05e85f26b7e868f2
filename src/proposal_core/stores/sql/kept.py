"""近用案卷 · Files that were written or read for writing a short while ago, so that the next act need not decode them.

A kept file is used only where the head of its journal still stands in the database, and that is asked inside the
transaction of the act. The head is a hash over the whole history: the same head is the same file. So whatever other
processes write, and whatever is rolled back here, an old file is never taken for the present one; nothing has to be
thrown away for that. Records are frozen, so a kept one cannot be changed by whoever was given it.

Reading, and with it `verify`, never looks here: it sees what is stored.
"""

from __future__ import annotations

from proposal_core.codec import Written
from proposal_core.journal import Key

_NOTHING: tuple[str, None] = ("", None)


class KeptFiles:
    """近用案卷 · At most `size` files, the longest unused dropped first. Only the writer uses it, under its lock."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._files: dict[Key, tuple[str, Written]] = {}

    def __len__(self) -> int:
        return len(self._files)

    def get(self, key: Key) -> tuple[str, Written | None]:
        """The head and the file that were kept under a key; `("", None)` for none."""
        return self._files.get(key, _NOTHING)

    def put(self, key: Key, head: str, file: Written) -> None:
        """Keep a file as it stands under that head."""
        self._files.pop(key, None)
        self._files[key] = (head, file)
        if len(self._files) > self._size:
            del self._files[next(iter(self._files))]
