"""规则参数 · Every value that a congress may set, one frozen record per chapter of the loop.

A value here is only a value: its article, its grade of evidence and the rulebook that set it stand beside it in
`rulebook.Provision`. `None` (or an empty tuple) means that the text is silent; the code then has no such rule.

Periods are `workdays.Period` ("P3M" calendar months, "7d" natural days, "10wd" working days); shares and points are
`Decimal`; days of the year are `MonthDay` ("06-30").

`Terms.findings()` holds the invariants that every set of values must keep.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal

import attrs

from proposal_core.errors import Finding, Words
from proposal_core.workdays import MonthDay, Period

Clock = Literal["assignment", "receipt", "session_close"]


def param(zh: str, en: str, *, example: str = "") -> Any:
    """One parameter: its label in both languages and an example of a right value."""
    return attrs.field(metadata={"words": Words(zh, en), "example": example})


# -- values that are records -------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Coded:
    """代码项 · A code with its label in both languages: categories, grounds, exemptions, aspects, criteria."""

    code: str
    zh: str
    en: str


@attrs.frozen(kw_only=True)
class ResultClass:
    """办理结果类别 · What a class of reply means, as flags (the letters mean different things in different cities)."""

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
class ScoreLine:
    """评分项 · One line of a score sheet: `weight` points times the rate named by `metric` (exact decimals)."""

    code: str
    zh: str
    en: str
    metric: str
    weight: Decimal


# -- the chapters ------------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Raising:
    """提出 · Who may raise a proposal, how joint ones are confirmed, screening, withdrawal, numbering, merging."""

    who: tuple[Literal["deputy", "joint", "delegation"], ...] = param(
        "提出主体", "who may raise", example='["deputy", "joint"]'
    )
    delegation_in_session_only: bool = param("代表团仅会议期间可提", "delegations in session only", example="true")
    cosigner_confirmation: Literal["none", "informed", "confirm", "signature"] = param(
        "联名确认方式", "how co-signers confirm", example='"confirm"'
    )
    cosign_within: Period | None = param("联名确认期限", "time to confirm a co-signature", example='"10d"')
    one_matter: bool = param("一事一议", "one matter per proposal", example="true")
    title_max: int = param("标题字数上限", "longest title, characters", example="400")
    text_max: int = param("正文字数上限", "longest text, characters", example="20000")
    exclusion_grounds: tuple[Coded, ...] = param("不予受理情形", "grounds of exclusion")
    screening_stages: tuple[Coded, ...] = param("审查环节", "screening stages, in order")
    on_excluded: Literal["refuse", "return", "letter", "reference", "suggest_withdrawal"] = param(
        "不予受理的处理", "what happens to an excluded proposal", example='"refuse"'
    )
    withdraw_until: Literal["assignment", "reply", "close"] = param(
        "撤回截止环节", "withdrawal possible until", example='"reply"'
    )
    withdraw_joint: Literal["lead", "all"] = param(
        "联名建议撤回", "who must agree to withdraw a joint proposal", example='"all"'
    )
    merge_at: Literal["registration", "handling", "none"] = param(
        "并案环节", "when similar proposals are merged", example='"registration"'
    )
    merge_notify: bool = param("并案告知代表", "deputies are told of a merge", example="true")
    number_format: str = param(
        "编号格式", "format of a number: {year} {term} {session} {seq}", example='"{year}-{seq:03d}"'
    )
    number_series: tuple[str, ...] = param("编号序列", "series of numbers", example='["main"]')
    categories: tuple[Coded, ...] = param("内容分类", "categories")


@attrs.frozen(kw_only=True)
class Assigning:
    """交办 · The assignment meeting, the tree, signing, return, re-assignment and the deputy's objection."""

    meeting_required: bool = param("须召开交办会", "an assignment meeting is held", example="true")
    meeting_within: Period | None = param("交办会期限", "meeting within, from session close", example='"P1M"')
    inter_session_within: Period | None = param("闭会期间交办期限", "inter-session assignment within", example='"7wd"')
    inter_session_acknowledge: Period | None = param(
        "闭会期间告知期限", "inter-session acknowledgement within", example='"7d"'
    )
    two_step: bool = param("两级交办", "congress to government office, then to departments", example="true")
    modes: tuple[Literal["sole", "lead_co", "separate", "multi_lead"], ...] = param(
        "办理方式", "modes of handling", example='["sole", "lead_co"]'
    )
    deputy_may_object: bool = param("代表可提异议", "the deputy may object to the assignment", example="true")
    objection_answered_within: Period | None = param("异议答复期限", "objection answered within", example='"7d"')
    sign_within: Period | None = param("签收期限", "signing within, from assignment", example='"7d"')
    return_within: Period | None = param("退回期限", "return within", example='"10d"')
    return_clock: Clock = param("退回起算", "clock of the return window", example='"receipt"')
    return_late: Literal["refuse", "allow"] = param("逾期退回", "a late return is", example='"refuse"')
    return_refused_means_continue: bool = param(
        "退回不准即续办", "if a return is refused the unit goes on", example="true"
    )
    reassign_within: Period | None = param("重新交办期限", "re-assignment within, from return", example='"10wd"')
    reassign_restarts_clock: bool = param("重新交办重新计时", "re-assignment restarts the reply clock", example="true")


@attrs.frozen(kw_only=True)
class Handling:
    """办理 · Clocks of the reply, extension, contacts, co-opinions, the sign-off, and the result classes."""

    clock: Clock = param("办理期限起算", "the reply clock starts at", example='"assignment"')
    reply_within: Period = param("办理期限", "reply within", example='"P3M"')
    reply_max: Period = param("最长办理期限", "reply at the latest, extensions included", example='"P6M"')
    reply_fixed_day: MonthDay | None = param("固定答复日期", "fixed reply day of the year", example='"06-30"')
    urgent_within: Period | None = param("紧急建议期限", "urgent proposals within", example='"P1M"')
    extension_consent: Literal["none", "deputies_committee", "assigning_body", "government_office"] = param(
        "延期同意机关", "who consents to an extension", example='"assigning_body"'
    )
    extension_notify_deputy: bool = param("延期告知代表", "the deputy is told of an extension", example="true")
    extension_max_count: int | None = param("延期次数上限", "extensions at most", example="1")
    co_opinion_within: Period | None = param("会办意见期限", "co-opinion within", example='"P2M"')
    co_opinion_clock: Clock = param("会办意见起算", "clock of the co-opinion", example='"receipt"')
    co_opinion_fixed_day: MonthDay | None = param("会办意见固定日期", "fixed co-opinion day", example='"05-31"')
    co_opinion_before_due: Period | None = param(
        "会办意见提前量", "co-opinion so long before the reply is due", example='"20d"'
    )
    lead_may_reject_co_opinion: bool = param(
        "主办可退回会办意见", "the lead may reject an empty co-opinion", example="true"
    )
    co_opinion_redo_within: Period | None = param(
        "会办意见重报期限", "rejected co-opinion redone within", example='"5wd"'
    )
    dispute_ladder: tuple[str, ...] = param(
        "分歧协调层级", "who settles a disagreement, in order", example='["government_office"]'
    )
    first_contact_within: Period | None = param(
        "首次沟通期限", "first contact within, from assignment", example='"20wd"'
    )
    contact_phases: tuple[Literal["before", "during", "after"], ...] = param(
        "沟通环节", "phases in which a contact is required before the reply", example='["before", "during", "after"]'
    )
    contacts_in_person: int = param("面商次数下限", "contacts in person at least", example="1")
    reply_signer: Literal["chief", "leader", "deputy_head"] = param(
        "答复签发人", "who signs the reply", example='"chief"'
    )
    collective_decision: bool = param("集体研究", "the reply is decided collectively", example="true")
    reply_to: Literal["each", "lead", "lead_if_agrees"] = param(
        "答复对象", "a joint proposal is answered to", example='"each"'
    )
    reply_copies: tuple[str, ...] = param("抄送", "copies of the reply", example='["deputies_committee"]')
    reply_in_person: Literal["never", "request", "key_only", "default"] = param(
        "面复", "reply in person", example='"key_only"'
    )
    result_classes: tuple[ResultClass, ...] = param("办理结果分类", "result classes")

    def result_class(self, code: str) -> ResultClass | None:
        """The class with this code, or `None`."""
        return next((kind for kind in self.result_classes if kind.code == code), None)


@attrs.frozen(kw_only=True)
class Rolling:
    """滚动办理 · Commitments, status days, scope of rolling, end of term, second reply."""

    status_days: tuple[MonthDay, ...] = param(
        "台账核报日期", "days on which commitments are reported", example='["12-31"]'
    )
    commitments_evaluated: bool = param("承诺兑现评价", "deputies evaluate fulfilment", example="true")
    scope: Literal["year", "term", "none"] = param("滚动范围", "open commitments roll within", example='"term"')
    at_term_end: Literal["explain", "continue", "continue_then_explain"] = param(
        "换届处理", "at the end of the term", example='"explain"'
    )
    follow_up_reply_for: tuple[str, ...] = param("须二次答复的类别", "classes that owe a second reply", example='["B"]')


@attrs.frozen(kw_only=True)
class KeyItems:
    """重点督办 · The about-10 % selection: who decides, the share and its rounding, criteria, bounds, levels."""

    decider: str = param("确定机关", "who decides", example='"chairpersons_council"')
    proposers: tuple[str, ...] = param("提出机构", "who proposes", example='["special_committee"]')
    share: Decimal | None = param("重点比例", "share of all proposals", example='"0.10"')
    rounding: Literal["floor", "half_up", "half_even", "ceil"] = param(
        "取整方式", "rounding of the share", example='"half_up"'
    )
    minimum: int = param("最少件数", "at least so many", example="1")
    criteria: tuple[Coded, ...] = param("遴选标准", "criteria")
    per_committee_min: int = param("每委最少", "each committee at least", example="0")
    per_committee_max: int | None = param("每委最多", "each committee at most", example="6")
    levels: tuple[str, ...] = param("层级", "levels that lead key items", example='["leader"]')


@attrs.frozen(kw_only=True)
class Supervising:
    """督办 · Methods, when a file counts as due soon, the reminder ladder, look-back, appointments."""

    methods: tuple[Coded, ...] = param("督办方式", "methods of supervision")
    due_soon: Period = param("临期提醒", "a file is due soon so long before the day", example='"10wd"')
    reminder_ladder: tuple[Rung, ...] = param("催办阶梯", "reminder ladder")
    rectify_within: Period | None = param("整改期限", "rectification within", example='"P1M"')
    lookback_questions: tuple[Coded, ...] = param("“回头看”问题", "questions of the look-back")
    appointment_grounds: tuple[Coded, ...] = param("约见事由", "grounds of an appointment")
    appointment_postpone_max: Period | None = param("约见推迟上限", "postponement at most", example='"P1M"')


@attrs.frozen(kw_only=True)
class Evaluating:
    """评价 · Aspects, levels, window, who rates a joint proposal, silence, re-handling and its last step."""

    aspects: tuple[Coded, ...] = param("评价方面", "aspects rated")
    levels: tuple[FeedbackLevel, ...] = param("满意度等次", "levels, best first")
    feedback_within: Period | None = param("评价期限", "rating within, from the reply", example='"20wd"')
    who: Literal["lead", "each"] = param("评价人", "who rates a joint proposal", example='"lead"')
    pass_share: Decimal | None = param("通过比例", "share of raters needed to pass", example='"0.8"')
    silence: Literal["none", "exclude", "show"] = param("逾期未评的处理", "silence is", example='"exclude"')
    reminder_count: int = param("催评次数", "reminders before silence counts", example="1")
    rehandle_on: tuple[str, ...] = param("重新办理等次", "levels that lead to re-handling", example='["unsatisfied"]')
    rehandle_screened_by: str | None = param("重新办理审核", "who screens re-handling", example='"deputies_committee"')
    rehandle_within: Period | None = param("重新办理期限", "re-handling within", example='"P1M"')
    rehandle_rounds: int = param("重新办理轮数", "rounds of re-handling at most", example="2")
    final_step: Literal["none", "meeting", "experts", "superior_organ"] = param(
        "最终处理", "after the last round", example='"meeting"'
    )
    minimum_group: int = param("最小公布人数", "counts shown only above", example="3")

    def level(self, code: str) -> FeedbackLevel | None:
        """The level with this code, or `None`."""
        return next((level for level in self.levels if level.code == code), None)


@attrs.frozen(kw_only=True)
class Publishing:
    """公开 · Which parts are published, within which time, with which exemptions."""

    parts: tuple[Coded, ...] = param("公开内容", "parts that are published unless exempt")
    within: Period | None = param("公开期限", "publication within, from the reply", example='"20wd"')
    exemptions: tuple[Coded, ...] = param("不予公开情形", "exemptions")
    partial: bool = param("区分公开", "separable parts are published", example="true")
    hide_contact: bool = param("隐去联系方式", "contact details are stripped", example="true")
    deputy_veto: bool = param("代表可不同意公开", "the deputy may object to publication", example="false")


@attrs.frozen(kw_only=True)
class Reporting:
    """报告 · To whom the yearly report goes, when, and whether it is voted on."""

    to: tuple[str, ...] = param("报告对象", "report to", example='["standing_committee"]')
    days: tuple[MonthDay, ...] = param("报告日期", "report days", example='["11-30"]')
    voted: bool = param("报告表决", "the report is voted on", example="false")


@attrs.frozen(kw_only=True)
class Figures:
    """统计口径 · Rounding of printed percentages. Rates themselves stay exact."""

    rounding: Literal["half_up", "largest_remainder", "truncate"] = param(
        "百分比取舍", "rounding of percentages", example='"half_up"'
    )
    decimals: int = param("小数位数", "decimals of percentages", example="1")
    small_sample: int = param("小样本标记", "marked as small below", example="5")


@attrs.frozen(kw_only=True)
class Scoring:
    """考核评分 · The score sheet of a unit: lines whose weights sum to the full marks."""

    full_marks: Decimal = param("满分", "full marks", example='"100"')
    lines: tuple[ScoreLine, ...] = param("评分项", "lines of the sheet")


@attrs.frozen(kw_only=True)
class Honours:
    """双向评比 · Quotas and steps of the awards to proposals and to units."""

    units_quota: Decimal | None = param("先进单位比例", "share of units", example='"0.20"')
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

    def findings(self) -> Iterator[Finding]:
        """Every invariant that these values break; empty when they agree with each other."""
        for check in _INVARIANTS:
            yield from check(self)


def _broken(key: str, zh: str, en: str) -> Finding:
    return Finding(code="contradiction", where=key, what=Words(zh, en))


_ROUGH = {"year": 365 * 5, "month": 30 * 5, "day": 5, "working_day": 7}


def _rough_days(period: Period) -> int:
    """A length to compare periods of different units by, in fifths of a day (five working days are a week)."""
    return period.amount * _ROUGH[period.unit]


def _periods(terms: Terms) -> Iterator[Finding]:
    handling = terms.handling
    if _rough_days(handling.reply_max) < _rough_days(handling.reply_within):
        yield _broken(
            "handling.reply_max", "最长期限短于基本期限。", "The longest period is shorter than the base period."
        )
    co = handling.co_opinion_within
    if co is not None and _rough_days(handling.reply_within) <= _rough_days(co):
        yield _broken(
            "handling.co_opinion_within", "会办意见期限晚于答复期限。", "The co-opinion would be due after the reply."
        )


def _classes(terms: Terms) -> Iterator[Finding]:
    classes = terms.handling.result_classes
    codes = {kind.code for kind in classes}
    if not any(kind.resolved for kind in classes):
        yield _broken("handling.result_classes", "至少要有一个“已解决”类别。", "At least one class must mean resolved.")
    if len(codes) < len(classes):
        yield _broken("handling.result_classes", "类别代码重复。", "Two classes share a code.")
    for kind in classes:
        if kind.needs_commitment and not (kind.needs_due_date or kind.needs_explanation):
            yield _broken(
                f"handling.result_classes.{kind.code}",
                "需要承诺的类别须有时限或说明。",
                "A class that needs a commitment needs a due date or an explanation.",
            )
    for code in terms.rolling.follow_up_reply_for:
        if code not in codes:
            yield _broken("rolling.follow_up_reply_for", f"没有类别“{code}”。", f"There is no class {code!r}.")


def _shares(terms: Terms) -> Iterator[Finding]:
    shares = {
        "key_items.share": terms.key_items.share,
        "evaluating.pass_share": terms.evaluating.pass_share,
        "honours.units_quota": terms.honours.units_quota,
        "honours.proposals_quota": terms.honours.proposals_quota,
    }
    for key, share in shares.items():
        if share is not None and not 0 < share <= 1:
            yield _broken(key, f"比例{share}应大于0且不超过1。", f"The share {share} must be above 0 and at most 1.")


def _levels(terms: Terms) -> Iterator[Finding]:
    codes = {level.code for level in terms.evaluating.levels}
    if not any(level.satisfied for level in terms.evaluating.levels):
        yield _broken("evaluating.levels", "至少要有一个“满意”等次。", "At least one level must count as satisfied.")
    for code in terms.evaluating.rehandle_on:
        if code not in codes:
            yield _broken("evaluating.rehandle_on", f"没有等次“{code}”。", f"There is no level {code!r}.")


def _sheet(terms: Terms) -> Iterator[Finding]:
    total = sum((line.weight for line in terms.scoring.lines), Decimal(0))
    if terms.scoring.lines and total != terms.scoring.full_marks:
        yield _broken(
            "scoring.lines",
            f"各项分值合计{total},应为{terms.scoring.full_marks}。",
            f"The weights sum to {total}, not to {terms.scoring.full_marks}.",
        )


def _numbers(terms: Terms) -> Iterator[Finding]:
    try:
        first, second = (
            terms.raising.number_format.format(year=2024, term=9, session=3, seq=seq) for seq in (1234567, 1234568)
        )
    except (ValueError, LookupError, AttributeError):
        yield _broken("raising.number_format", "编号格式有误。", "The format of numbers cannot be used.")
    else:
        if first == second:
            yield _broken("raising.number_format", "编号格式缺少{seq}。", "The format of numbers lacks {seq}.")
    if not terms.raising.number_series:
        yield _broken("raising.number_series", "至少要有一个编号序列。", "There must be at least one series.")


_INVARIANTS = (_periods, _classes, _shares, _levels, _sheet, _numbers)
