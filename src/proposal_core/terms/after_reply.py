"""规则参数(答复后) · The values of the chapters after the reply: rolling, key items, supervising, evaluating, publishing.

Where a text is silent a value is `None` (or an empty tuple), and the code then has no such rule.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import attrs

from proposal_core.terms.records import CODED, Coded, FeedbackLevel, Part, Rung, Time, param
from proposal_core.workdays import MonthDay, Period


@attrs.frozen(kw_only=True)
class Rolling:
    """滚动办理 · Commitments, status days, scope of rolling, end of term, second reply."""

    status_days: tuple[MonthDay, ...] = param(
        "台账核报日期", "days on which commitments are reported", example='["12-31"]'
    )
    status_quarter: int | None = param("台账核报季度", "quarter in which commitments are reported", example="4")
    status_years: int = param("台账核报年度数", "years that the report covers: 2 is this and last", example="2")
    commitments_evaluated: bool = param("承诺兑现评价", "deputies evaluate fulfilment", example="true")
    commitment_feedback_within: Period | None = param(
        "承诺兑现评价期限", "evaluation of fulfilment within", example='"20wd"'
    )
    scope: Literal["year", "term", "none"] = param("滚动范围", "open commitments roll within", example='"term"')
    at_term_end: Literal["explain", "continue", "continue_then_explain"] = param(
        "换届处理", "at the end of the term", example='"explain"'
    )
    follow_up_reply_for: tuple[str, ...] = param("须二次答复的类别", "classes that owe a second reply", example='["B"]')


@attrs.frozen(kw_only=True)
class KeyItems:
    """重点督办 · The about-10 % selection: who decides, the share and its rounding, criteria, bounds, levels."""

    decider: str = param("确定机关", "who decides", example='"chairpersons_council"', organs=True)
    proposers: tuple[str, ...] = param("提出机构", "who proposes", example='["special_committee"]', organs=True)
    counted: Literal["proposals", "topics"] = param("计数单位", "the share counts", example='"proposals"')
    share: Decimal | None = param("重点比例", "share of all proposals", example='"0.10"')
    rounding: Literal["floor", "half_up", "half_even", "ceil"] = param(
        "取整方式", "rounding of the share", example='"half_up"'
    )
    minimum: int = param("最少件数", "at least so many", example="1")
    unit_share: Decimal | None = param("单位重点比例", "share of a unit's own proposals", example='"0.20"')
    unit_share_from: int | None = param("单位重点起点", "for units that hold at least", example="5")
    criteria: tuple[Coded, ...] = param("遴选标准", "criteria", example=CODED)
    per_committee_min: int = param("每委最少", "each committee at least", example="0")
    per_committee_max: int | None = param("每委最多", "each committee at most", example="6")
    levels: tuple[str, ...] = param("层级", "levels that lead key items", example='["leader"]', organs=True)
    chief_leads: bool = param("单位主要负责人领办", "the unit's chief handles it personally", example="true")
    deputy_invited: bool = param("须邀请代表参与", "the deputy must be invited", example="true")
    plan_required: bool = param("须有督办方案", "a supervision plan is made", example="true")
    report_to: tuple[str, ...] = param("督办情况报告", "reported to", example='["chairpersons_council"]', organs=True)


@attrs.frozen(kw_only=True)
class Supervising:
    """督办 · Methods, when a file counts as due soon, the reminder ladder, look-back, appointments."""

    methods: tuple[Coded, ...] = param("督办方式", "methods of supervision", example=CODED)
    due_soon: Period = param("临期提醒", "a file is due soon so long before the day", example='"10wd"')
    reminder_ladder: tuple[Rung, ...] = param(
        "催办阶梯",
        "reminder ladder",
        example='[{ code = "soon", zh = "临期提醒", en = "due soon", working_days_left = 10 }]',
    )
    rectify_within: Period | None = param("整改期限", "rectification within", example='"P1M"')
    lookback_questions: tuple[Coded, ...] = param("“回头看”问题", "questions of the look-back", example=CODED)
    appointment_grounds: tuple[Coded, ...] = param("约见事由", "grounds of an appointment", example=CODED)
    appointment_postpone_max: Period | None = param("约见推迟上限", "postponement at most", example='"P1M"')


@attrs.frozen(kw_only=True)
class Evaluating:
    """评价 · Aspects, levels, window, who rates a joint proposal, silence, re-handling and its last step."""

    aspects: tuple[Coded, ...] = param("评价方面", "aspects rated", example=CODED)
    levels: tuple[FeedbackLevel, ...] = param(
        "满意度等次",
        "levels, best first",
        example='[{ code = "satisfied", zh = "满意", en = "satisfied", satisfied = true, acceptable = true }]',
    )
    feedback_within: Period | None = param("评价期限", "rating within, from the reply", example='"20wd"')
    delay_may_be_explained: bool = param("可说明迟延", "a late rating may be explained", example="false")
    who: Literal["lead", "each"] = param("评价人", "who rates a joint proposal", example='"lead"')
    who_delegation: Literal["group_head", "each"] | None = param(
        "代表团建议评价人", "who rates a delegation's proposal", example='"group_head"'
    )
    pass_share: Decimal | None = param("通过比例", "share of raters needed to pass", example='"0.8"')
    silence: Literal["none", "exclude", "show"] = param("逾期未评的处理", "silence is", example='"exclude"')
    reminder_count: int = param("催评次数", "reminders before silence counts", example="1")
    rehandle_trigger: Literal["automatic", "screened", "ordered"] = param(
        "重新办理启动方式", "re-handling is", example='"screened"'
    )
    rehandle_on: tuple[str, ...] = param("重新办理等次", "levels that lead to re-handling", example='["unsatisfied"]')
    rehandle_aspects: tuple[str, ...] = param(
        "重新办理评价方面", "aspects that lead to re-handling; none: any", example='["work", "result"]'
    )
    rehandle_screened_by: str | None = param(
        "重新办理审核", "who screens or orders re-handling", example='"deputies_committee"', organs=True
    )
    rehandle_within: Period | None = param("重新办理期限", "re-handling within", example='"P1M"')
    rehandle_rounds: int = param("重新办理轮数", "rounds of re-handling at most", example="2")
    final_step: Literal["none", "meeting", "experts", "conciliation", "explanation", "superior_organ"] = param(
        "最终处理", "after the last round", example='"meeting"'
    )
    minimum_group: int = param("最小公布人数", "counts shown only above", example="3")

    def level(self, code: str) -> FeedbackLevel | None:
        """The level with this code, or `None`."""
        return next((level for level in self.levels if level.code == code), None)


@attrs.frozen(kw_only=True)
class Publishing:
    """公开 · Which parts must or may be published, where, within which time, with which exemptions."""

    parts: tuple[Part, ...] = param(
        "公开内容",
        "parts that are published unless exempt",
        example='[{ code = "reply", zh = "答复", en = "reply", duty = "must", sites = ["congress", "unit"] }]',
    )
    within: Period | None = param("公开期限", "publication within, from the reply", example='"20wd"')
    exemptions: tuple[Coded, ...] = param("不予公开情形", "exemptions", example=CODED)
    partial: bool = param("区分公开", "separable parts are published", example="true")
    hide_contact: bool = param("隐去联系方式", "contact details are stripped", example="true")
    deputy_veto: bool = param("代表可不同意公开", "the deputy may object to publication", example="false")
    title_only: bool = param("代表可选择只公开标题", "the deputy may consent to the title only", example="false")


@attrs.frozen(kw_only=True)
class Reporting:
    """报告 · To whom the yearly report goes, when, whether it is voted on, printed and published."""

    to: tuple[str, ...] = param("报告对象", "report to", example='["standing_committee"]', organs=True)
    times: tuple[Time, ...] = param("报告时段", "times of the report", example='["mid_year", "before_session"]')
    month: int | None = param("报告月份", "month of the report", example="11")
    days: tuple[MonthDay, ...] = param("报告日期", "report days", example='["11-30"]')
    unit_times: tuple[Time, ...] = param("单位报告时段", "times of the units' reports", example='["year_end"]')
    unit_days: tuple[MonthDay, ...] = param("单位报告日期", "days of the units' reports", example='["08-31"]')
    voted: bool = param("报告表决", "the report is voted on", example="false")
    printed_next_session: bool = param("印发下次会议", "printed for the next session", example="true")
    published: Literal["must", "may", "no"] = param("报告公开", "the report is published", example='"must"')
