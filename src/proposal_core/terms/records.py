"""参数记录 · The small records that values of a rulebook consist of, and how a parameter is declared.

Every parameter of a chapter is declared with `param`: its label in both languages, an example of a right value in
TOML, whether it names organs, and whether a list is laid over the parent's list code by code instead of replacing it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

import attrs

from proposal_core.errors import Words

Clock = Literal["assignment", "receipt", "session_close"]
Time = Literal["mid_year", "quarter_4", "year_end", "before_session", "all_done"]
Flag = Literal["resolved", "adopted", "planned"]


def param(zh: str, en: str, *, example: str = "", organs: bool = False, by_code: bool = False) -> Any:
    """One parameter: its label, an example of a right value; whether it names organs, or is merged by code."""
    return attrs.field(
        metadata={"words": Words(zh, en), "example": example, "organs": organs, "by_code": by_code},
    )


CODED = '[{ code = "many", zh = "多名代表提出", en = "raised by many deputies" }]'
"""The example of a list of coded labels."""


@attrs.frozen(kw_only=True)
class Coded:
    """代码项 · A code with its label in both languages: categories, grounds, exemptions, aspects, criteria."""

    code: str
    zh: str
    en: str


@attrs.frozen(kw_only=True)
class Category(Coded):
    """内容分类 · A category; `parent` is the code of the class above it (one or two levels)."""

    parent: str = ""


@attrs.frozen(kw_only=True)
class ResultClass:
    """办理结果类别 · What a class of reply means, as flags (the letters mean different things in different cities).

    `needs_commitment` opens an entry of the ledger, `needs_due_date` asks for its day, `needs_explanation` for reasons,
    `rolls_over` says that it stays in the ledger beyond the year, `needs_upward_referral` that the reply must name the
    superior organ to which the matter was carried.
    """

    code: str
    zh: str
    en: str
    resolved: bool = False
    adopted: bool = False
    planned: bool = False
    needs_commitment: bool = False
    needs_due_date: bool = False
    needs_explanation: bool = False
    rolls_over: bool = False
    needs_upward_referral: bool = False


@attrs.frozen(kw_only=True)
class CopyTo:
    """抄送 · An organ that gets copies of a reply, and how many."""

    organ: str
    copies: int = 1


@attrs.frozen(kw_only=True)
class FeedbackLevel:
    """满意度等次 · A level of a deputy's rating, best first. `satisfied` counts in the narrow rate, `acceptable` in the wide."""

    code: str
    zh: str
    en: str
    satisfied: bool = False
    acceptable: bool = False
    points: Decimal = Decimal(0)


@attrs.frozen(kw_only=True)
class Rung:
    """催办阶梯 · One rung of the reminder ladder: so many working days before (negative: after) a due day."""

    code: str
    zh: str
    en: str
    working_days_left: int


@attrs.frozen(kw_only=True)
class Part:
    """公开内容 · A part of a file: whether it must or may be published, and on whose sites. What is not listed is not.

    Codes: `title` (catalogue), `units`, `text` (content), `reply`, `evaluation` (feedback).
    """

    code: str
    zh: str
    en: str
    duty: Literal["must", "may"] = "must"
    sites: tuple[Literal["congress", "unit", "government", "platform", "gazette"], ...] = ("congress",)


@attrs.frozen(kw_only=True)
class Band:
    """档次 · From this share (0 to 1) upwards a line earns these points."""

    share: Decimal
    points: Decimal


@attrs.frozen(kw_only=True)
class ScoreLine:
    """评分项 · One line of a score sheet: at most `weight` points for the rate named by `metric` (exact decimals).

    `shape` says how the rate becomes points: `rate` weight × rate; `each` minus `deduct` for every file that misses;
    `per_point` minus `deduct` for every percentage point below 100; `all_or_nothing`; `bands`.
    """

    code: str
    zh: str
    en: str
    metric: str
    weight: Decimal
    shape: Literal["rate", "each", "per_point", "all_or_nothing", "bands"] = "rate"
    deduct: Decimal = Decimal(0)
    bands: tuple[Band, ...] = ()


@attrs.frozen(kw_only=True)
class Grade:
    """考核等次 · A grade and the points from which it is given."""

    code: str
    zh: str
    en: str
    points: Decimal
