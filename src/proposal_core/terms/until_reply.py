"""规则参数(答复前) · The values of the chapters up to the reply: raising, assigning, handling.

Where a text is silent a value is `None` (or an empty tuple), and the code then has no such rule.
"""

from __future__ import annotations

from typing import Literal

import attrs

from proposal_core.terms.records import CODED, Category, Clock, Coded, CopyTo, ResultClass, param
from proposal_core.workdays import MonthDay, Period


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
    exclusion_grounds: tuple[Coded, ...] = param("不予受理情形", "grounds of exclusion", example=CODED)
    screening_stages: tuple[Coded, ...] = param("审查环节", "screening stages, in order", example=CODED)
    on_excluded: Literal["refuse", "return", "letter", "reference", "suggest_withdrawal"] = param(
        "不予受理的处理", "what happens to an excluded proposal", example='"refuse"'
    )
    withdraw_until: Literal["assignment", "reply", "close"] = param(
        "撤回截止环节", "withdrawal possible until", example='"reply"'
    )
    withdraw_written: bool = param("书面撤回", "withdrawal in writing", example="true")
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
    categories: tuple[Category, ...] = param(
        "内容分类", "categories, one or two levels", example='[{ code = "urban", zh = "城建环保", en = "urban" }]'
    )


@attrs.frozen(kw_only=True)
class Assigning:
    """交办 · The assignment meeting, the tree, signing, return, re-assignment and the deputy's objection."""

    in_session_by: str = param("会议期间交办机关", "who assigns in session", example='"secretariat"', organs=True)
    inter_session_by: str = param(
        "闭会期间交办机关", "who assigns between sessions", example='"deputies_committee"', organs=True
    )
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
    deputy_may_suggest_units: bool = param("代表可建议承办单位", "the deputy may suggest units", example="true")
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
    answer_in_session: bool = param("能在会议期间答复的即时答复", "answered in session where ripe", example="false")
    long_class: Literal["any", "wide_or_difficult", "special_circumstances"] = param(
        "可延长的情形", "what may be extended", example='"wide_or_difficult"'
    )
    extension_step: Period | None = param("每次延期上限", "one extension at most", example='"P1M"')
    extension_consent: Literal["none", "deputies_committee", "assigning_body", "government_office"] = param(
        "延期同意机关", "who consents to an extension", example='"assigning_body"'
    )
    extension_reported_to: tuple[str, ...] = param(
        "延期报告机关", "a written report on the extension goes to", example='["government_office"]', organs=True
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
        "分歧协调层级", "who settles a disagreement, in order", example='["government_office"]', organs=True
    )
    first_contact_within: Period | None = param("首次沟通期限", "first contact within", example='"20wd"')
    first_contact_clock: Clock = param("首次沟通起算", "clock of the first contact", example='"assignment"')
    contact_phases: tuple[Literal["before", "during", "after"], ...] = param(
        "沟通环节", "phases in which a contact is required before the reply", example='["before", "during", "after"]'
    )
    contacts_in_person: int = param("面商次数下限", "contacts in person at least", example="1")
    reply_signer: Literal["chief", "leader", "deputy_head"] = param(
        "答复签发人", "who signs the reply", example='"chief"'
    )
    collective_decision: bool = param("集体研究", "the reply is decided collectively", example="true")
    sign_offs: tuple[Coded, ...] = param(
        "审签环节",
        "steps of clearance before the reply, in order",
        example='[{ code = "chief", zh = "主要负责人签发", en = "signed by the chief" }]',
    )
    reply_per_point: bool = param("逐条答复", "the reply answers point by point", example="true")
    reply_to: Literal["each", "lead", "lead_if_agrees"] = param(
        "答复对象", "a joint proposal is answered to", example='"each"'
    )
    reply_to_delegation: Literal["head", "liaison_group"] | None = param(
        "代表团建议答复对象", "a delegation's proposal is answered to", example='"liaison_group"'
    )
    reply_copies: tuple[CopyTo, ...] = param(
        "抄送", "copies of the reply", example='[{ organ = "deputies_committee", copies = 2 }]', organs=True
    )
    reply_in_person: Literal["never", "request", "key_only", "default"] = param(
        "面复", "reply in person", example='"key_only"'
    )
    result_classes: tuple[ResultClass, ...] = param(
        "办理结果分类",
        "result classes",
        example='[{ code = "A", zh = "已经解决", en = "resolved", resolved = true }]',
    )

    def result_class(self, code: str) -> ResultClass | None:
        """The class with this code, or `None`."""
        return next((kind for kind in self.result_classes if kind.code == code), None)
