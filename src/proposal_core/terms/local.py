"""规则参数(本地日历与称谓) · The values of a place: which calendar counts, and how it calls roles, organs and origins."""

from __future__ import annotations

from typing import Literal

import attrs

from proposal_core.errors import Words
from proposal_core.terms.records import Coded, param


@attrs.frozen(kw_only=True)
class CalendarTerms:
    """日历 · Which calendar counts, and what happens when a period ends on a day off."""

    id: str = param("日历", "calendar id", example='"cn"')
    carry_over: bool = param("期满顺延", "a period ending on a day off runs on", example="true")
    unknown_year: Literal["provisional", "refuse"] = param(
        "未公布年份", "a year not announced yet", example='"provisional"'
    )


_RENAMED = '[{ code = "deputies_committee", zh = "人代工委", en = "deputies\' work commission" }]'


@attrs.frozen(kw_only=True)
class Wording:
    """称谓 · How this congress calls its roles, organs and origins; a file names only what it calls otherwise."""

    roles: tuple[Coded, ...] = param("角色称谓", "names of roles", example=_RENAMED, by_code=True)
    organs: tuple[Coded, ...] = param("机构称谓", "names of organs", example=_RENAMED, by_code=True)
    origins: tuple[Coded, ...] = param(
        "来源称谓",
        "names of origins",
        example='[{ code = "inter_session", zh = "闭会建议", en = "between sessions" }]',
        by_code=True,
    )

    def of(self, kind: Literal["roles", "organs", "origins"], code: str) -> Words:
        """The name of a role, organ or origin; a code without a name is shown as it is."""
        named: tuple[Coded, ...] = getattr(self, kind)
        return next((Words(item.zh, item.en) for item in named if item.code == code), Words(code, code))
