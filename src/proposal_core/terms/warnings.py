"""参数提示 · What is allowed and still worth a jurist's look: looser than the national law, or without effect.

Not formalised: whether a local text may depart from the national law; where it is looser the check warns, not fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from proposal_core.errors import BadValue, Finding, Words
from proposal_core.law import L25, rule
from proposal_core.terms.checks import STARTS, first_longer, parameters
from proposal_core.workdays import Period, due_day, national_calendar

if TYPE_CHECKING:
    from proposal_core.terms import Terms

THREE_MONTHS, SIX_MONTHS = Period(3, "month"), Period(6, "month")


def warnings(terms: Terms) -> Iterator[Finding]:
    """Everything worth a look in these values."""
    yield from law_floor(terms)
    yield from _doubtful(terms)


def _look(key: str, zh: str, en: str, article: str = "") -> Finding:
    return Finding(code="warning", where=key, what=Words(zh, en), article=article)


@rule(L25.article("51"), uses=["handling.clock", "handling.reply_within", "handling.reply_max"])
def law_floor(terms: Terms) -> Iterator[Finding]:
    """法定底线 · Where a text is looser than three months, six months at the latest, from assignment."""
    handling, article = terms.handling, str(L25.article("51"))
    for key, most in (("reply_within", THREE_MONTHS), ("reply_max", SIX_MONTHS)):
        period = getattr(handling, key)
        if _exceeds(period, most, terms):
            yield _look(
                f"handling.{key}",
                f"期限{period.words.zh}长于代表法规定的自交办之日起{most.words.zh}。",
                f"{period.words.en} is longer than the {most.words.en} from assignment of the Deputies Law.",
                article,
            )
    if handling.clock == "receipt":
        yield _look(
            "handling.clock",
            "自收到之日起算可能晚于代表法规定的自交办之日起算。",
            "From receipt may be later than from assignment, as the Deputies Law has it.",
            article,
        )
    if handling.reply_fixed_day is not None:
        yield _look(
            "handling.reply_fixed_day",
            "固定答复日期不随交办日变动,请核对不超过交办后三个月。",
            "A fixed day does not move with the assignment: see that it is within three months of it.",
            article,
        )


def _exceeds(period: Period, most: Period, terms: Terms) -> bool:
    try:
        return first_longer(period, most, terms, strictly=False) is not None
    except BadValue:
        return True


def _doubtful(terms: Terms) -> Iterator[Finding]:
    handling, evaluating = terms.handling, terms.evaluating
    if handling.urgent_within is not None and _exceeds(handling.urgent_within, handling.reply_within, terms):
        yield _look("handling.urgent_within", "紧急建议期限长于一般期限。", "Urgent proposals would have more time.")
    if evaluating.rehandle_trigger != "automatic" and evaluating.rehandle_screened_by is None:
        yield _look("evaluating.rehandle_screened_by", "未规定由谁审核重新办理。", "Nobody is named who screens it.")
    if terms.key_items.unit_share is None and terms.key_items.unit_share_from is not None:
        yield _look(
            "key_items.unit_share_from", "未规定单位重点比例,起点无效。", "Without a unit share it has no effect."
        )
    for key, _, value in parameters(terms):
        if isinstance(value, Period) and not key.startswith("handling.reply_") and not _reckonable(value):
            yield _look(key, f"期限{value}超出日历范围。", f"{value} reaches beyond every calendar.")


def _reckonable(period: Period) -> bool:
    try:
        due_day(STARTS[-1], period, national_calendar())
    except BadValue:
        return False
    return True
