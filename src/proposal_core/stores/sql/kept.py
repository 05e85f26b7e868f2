"""近用案卷 · Files that were written or read for writing a short while ago, so that the next act need not decode them.

A kept file is used only where the head of its journal still stands in the database, and that is asked inside the
transaction of the act. The head is a hash over the whole history: the same head is the same file. So whatever other
processes write, and whatever is rolled back here, an old file is never taken for the present one; nothing has to be
thrown away for that. Records are frozen, so a kept one cannot be changed by whoever was given it.

Reading, and with it `verify`, never looks here: it sees what is stored.
"""

from __future__ import annotations

from typing import TypeAlias

from proposal_core.codec import Written

Place: TypeAlias = tuple[str, str, str]
"""Congress, kind and id: a key as plain text, which is also what the statements are given."""

_NOTHING: tuple[str, None] = ("", None)


class KeptFiles:
    """近用案卷 · At most `size` files, the longest unused dropped first. Only the writer uses it, under its lock."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._files: dict[Place, tuple[str, Written]] = {}

    def __len__(self) -> int:
        return len(self._files)

    def get(self, place: Place) -> tuple[str, Written | None]:
        """The head and the file that were kept for a place; `("", None)` for none."""
        return self._files.get(place, _NOTHING)

    def put(self, place: Place, head: str, file: Written) -> None:
        """Keep a file as it stands under that head."""
        self._files.pop(place, None)
        self._files[place] = (head, file)
        if len(self._files) > self._size:
            del self._files[next(iter(self._files))]
