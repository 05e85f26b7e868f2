"""规则参数(统计与考核) · The values behind figures: what rates count, the score sheets of units, the yearly awards."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import attrs

from proposal_core.terms.records import Flag, Grade, ScoreLine, param


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
