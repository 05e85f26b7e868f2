"""规则参数 · Every value that a congress may set, one frozen record per chapter of the loop.

A value here is only a value: its article, its grade of evidence and the rulebook that set it stand beside it in
`rulebook.Provision`. `None` (or an empty tuple) means that the text is silent; the code then has no such rule.

Periods are `workdays.Period` ("P3M" calendar months, "7d" natural days, "10wd" working days); shares and points are
`Decimal`; days of the year are `MonthDay` ("06-30").

`Terms.findings()` holds the invariants that every set of values must keep, `Terms.warnings()` what a jurist should
look at. The chapters up to the reply stand in `terms_before`, the later ones in `terms_after`; import them from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

import attrs

from proposal_core import terms_checks, terms_warnings
from proposal_core.errors import Finding, Words
from proposal_core.terms_after import Evaluating, KeyItems, Publishing, Reporting, Rolling, Supervising
from proposal_core.terms_before import Assigning, Handling, Raising
from proposal_core.terms_records import (
    Band,
    Category,
    Clock,
    Coded,
    CopyTo,
    FeedbackLevel,
    Flag,
    Grade,
    Part,
    ResultClass,
    Rung,
    ScoreLine,
    Time,
    param,
)

__all__ = [
    "Assigning", "Band", "CalendarTerms", "Category", "Clock", "Coded", "CopyTo", "Evaluating", "FeedbackLevel",
    "Figures", "Flag", "Grade", "Handling", "Honours", "KeyItems", "Part", "Publishing", "Raising", "Reporting",
    "ResultClass", "Rolling", "Rung", "ScoreLine", "Scoring", "Supervising", "Terms", "Time", "Wording", "param",
]  # fmt: skip


@attrs.frozen(kw_only=True)
class Figures:
    """统计口径 · What the resolution and satisfaction rates of this congress count, and the rounding of percentages.

    Rates themselves stay exact; rounding is for people.
    """

    count_unit: Literal["items", "item_replies"] = param("计数单位", "yearly tables count", example='"items"')
    resolution_counts: tuple[Flag, ...] = param(
        "解决率所计类别", "classes that the resolution rate counts", example='["resolved"]'
    )
    resolution_stage: Literal["first_reply", "latest_reply"] = param(
        "解决率口径", "the resolution rate is as of", example='"first_reply"'
    )
    satisfaction_counts: Literal["satisfied", "acceptable"] = param(
        "满意率所计等次", "levels that the satisfaction rate counts", example='"satisfied"'
    )
    satisfaction_over: Literal["rated", "replied", "all"] = param(
        "满意率分母", "the satisfaction rate is over", example='"rated"'
    )
    rounding: Literal["half_up", "largest_remainder", "truncate"] = param(
        "百分比取舍", "rounding of percentages", example='"half_up"'
    )
    decimals: int = param("小数位数", "decimals of percentages", example="1")
    small_sample: int = param("小样本标记", "marked as small below", example="5")


@attrs.frozen(kw_only=True)
class Scoring:
    """考核评分 · The score sheets of a unit, for what it leads and for what it co-handles; weights sum to full marks."""

    full_marks: Decimal = param("满分", "full marks", example='"100"')
    lines: tuple[ScoreLine, ...] = param(
        "评分项",
        "lines of the sheet",
        example='[{ code = "time", zh = "按期办复", en = "in time", metric = "reply_on_time", weight = 100 }]',
    )
    co_lines: tuple[ScoreLine, ...] = param(
        "会办评分项",
        "lines of the sheet for co-handlers",
        example='[{ code = "co", zh = "会办及时", en = "in time", metric = "co_opinion_on_time", weight = 100 }]',
    )
    floor: Decimal = param("单项最低分", "points of a line at least", example='"0"')
    grades: tuple[Grade, ...] = param(
        "考核等次", "grades, highest first", example='[{ code = "good", zh = "好", en = "good", points = 90 }]'
    )


@attrs.frozen(kw_only=True)
class Honours:
    """双向评比 · Quotas and steps of the awards to proposals and to units."""

    units_quota: Decimal | None = param("先进单位比例", "share of units", example='"0.20"')
    units_count: int | None = param("先进单位名额", "fixed number of units", example="15")
    proposals_quota: Decimal | None = param("优秀建议比例", "share of proposals", example='"0.10"')
    unsatisfied_excludes: bool = param("不满意一票否决", "any unsatisfied rating excludes a unit", example="true")
    procedure: tuple[str, ...] = param("评选程序", "steps of the procedure", example='["nominate", "vote"]')


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


@attrs.frozen(kw_only=True)
class Terms:
    """全部参数 · All values of one dated version of a rulebook, by chapter."""

    raising: Raising
    assigning: Assigning
    handling: Handling
    rolling: Rolling
    key_items: KeyItems
    supervising: Supervising
    evaluating: Evaluating
    publishing: Publishing
    reporting: Reporting
    figures: Figures
    scoring: Scoring
    honours: Honours
    calendar: CalendarTerms
    words: Wording

    def findings(self, level: str = "") -> Iterator[Finding]:
        """Every invariant that these values break; `level` of the congress adds which organs exist there."""
        return terms_checks.findings(self, level)

    def warnings(self) -> Iterator[Finding]:
        """What a jurist should look at: values looser than the national law, and values that have no effect."""
        return terms_warnings.warnings(self)
