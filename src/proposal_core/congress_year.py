"""人大年度 · One year of a congress: the session, the assignment meeting, the key items, the yearly runs.

Whatever counts across files (the quota of key items, the frozen list of the meeting) is decided here: the act moves
the version of this record, so two clerks cannot break the bound together.
"""

from __future__ import annotations

from datetime import date

import attrs

from proposal_core.proposal import parts


@attrs.frozen(kw_only=True)
class AssignmentMeeting:
    """交办会 · The meeting that freezes the list of what is assigned, with those present and its requirements."""

    id: int
    on: date
    present: tuple[str, ...]
    files: tuple[str, ...]
    requirements: str = ""


@attrs.frozen(kw_only=True)
class KeyItem:
    """重点建议 · One chosen file of the yearly run. `id` is the file's id."""

    id: str
    on: date
    leader: str
    committee: str
    coordinator: str
    score: int
    reasons: tuple[str, ...]


@attrs.frozen(kw_only=True)
class YearReport:
    """年度报告 · That the year's handling was reported, to whom, and where the figures lie."""

    id: int
    on: date
    to: str
    digest: str


@attrs.frozen(kw_only=True)
class CongressYear:
    """人大年度 · The year record of a congress: a journalled file of its own. `id` is the year ("2024")."""

    congress: str
    id: str
    version: int = 0
    stage: str = "open"
    term: int = 0
    session: int = 0
    opened_on: date | None = None
    closed_on: date | None = None
    last_of_term: bool = False
    meetings: tuple[AssignmentMeeting, ...] = parts(AssignmentMeeting)
    key_items: tuple[KeyItem, ...] = parts(KeyItem)
    reports: tuple[YearReport, ...] = parts(YearReport)
    carried_on: date | None = None
    carried_files: tuple[str, ...] = ()

    @property
    def year(self) -> int:
        """The calendar year."""
        return int(self.id)
