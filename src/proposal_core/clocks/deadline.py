"""时限记录 · A due day with its explanation, the words for every kind and start, and where each parameter is found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from proposal_core.errors import Words
from proposal_core.law import AH15, CHOSEN, CQ17, L25, SH15, SUI19, SZ07, ZJ16, Article
from proposal_core.rulebook import Provision
from proposal_core.terms import Terms
from proposal_core.workdays import Period, Reckoning, WorkCalendar, due_day, reckon


@attrs.frozen(kw_only=True)
class Moved:
    """变动 · What moved a due day: the fact in words, and the day it was moved to.

    `unsettled` says which year's arrangement that day still waits for.
    """

    to: date
    words: Words
    unsettled: Words | None = None

    @property
    def said(self) -> Words:
        """The fact in words, marked when provisional."""
        if self.unsettled is None:
            return self.words
        return Words(
            f"{self.words.zh}(暂定:{self.unsettled.zh})", f"{self.words.en} (provisional: {self.unsettled.en})"
        )


@attrs.frozen(kw_only=True)
class Deadline:
    """时限 · A due day and how it came about, as data and as one sentence.

    `key` is the parameter it comes from, `article` that parameter's article in the rulebook in force. A day that is
    named rather than reckoned has no `reckoning`. `moved` lists what set or changed the day since, in order.
    """

    kind: str
    what: Words
    due: date
    start: date
    start_fact: Words
    key: str
    article: Article
    unit: str = ""
    reckoning: Reckoning | None = None
    moved: tuple[Moved, ...] = ()

    def cited(self, provisions: Mapping[str, Provision]) -> Deadline:
        """The same deadline with the article that the rulebook in force gives for its parameter."""
        known = provisions.get(self.key)
        return self if known is None else attrs.evolve(self, article=known.article)

    @property
    def unsettled(self) -> Words | None:
        """Which year's arrangement the day still waits for."""
        waiting = [self.reckoning.unsettled if self.reckoning else None, *(move.unsettled for move in self.moved)]
        return next((words for words in waiting if words is not None), None)

    @property
    def provisional(self) -> bool:
        """Whether the day may still move when a year's calendar is announced."""
        return self.unsettled is not None

    def sentence(self, language: str = "zh") -> str:
        """One sentence a clerk can say: why it is due on that day."""
        reckoned = [self.reckoning.words] if self.reckoning else []
        parts = [*reckoned, *(move.said for move in self.moved)]
        zh, en = ";".join(words.zh for words in parts), "; ".join(words.en for words in parts)
        said = Words(
            f"{self.what.zh}应于{self.due}前完成:{self.start_fact.zh}{self.start},{zh}(依据{self.article})。",
            f"{self.what.en} is due on {self.due}: {self.start_fact.en} {self.start}; {en} ({self.article}).",
        )
        return said.in_(language)


STARTS = {
    "assignment": Words("交办日", "assigned on"),
    "receipt": Words("收到交办日", "received on"),
    "session_close": Words("会议闭幕日", "session closed on"),
    "restart_kept": Words("原起算日(重新交办不重新计时)", "clock first started (re-assignment does not restart it) on"),
    "submission": Words("提交日", "submitted on"),
    "return": Words("退回日", "returned on"),
    "objection": Words("提出异议日", "objected on"),
    "reply": Words("答复日", "replied on"),
    "rejection": Words("会办意见退回日", "opinion rejected on"),
    "rehandling": Words("决定重新办理日", "re-handling ordered on"),
    "finding": Words("督办发现问题日", "found on"),
}
WHAT = {
    "cosign": Words("联名确认", "Confirming the co-signature"),
    "inter_session": Words("闭会期间交办", "Assignment between sessions"),
    "sign": Words("签收", "Signing"),
    "return": Words("退回", "A return"),
    "reassign": Words("重新交办", "Re-assignment"),
    "objection": Words("答复异议", "The answer to the objection"),
    "first_contact": Words("首次沟通", "The first contact"),
    "co_opinion": Words("会办意见", "The co-opinion"),
    "reply": Words("答复", "The reply"),
    "rectify": Words("整改", "The rectification"),
    "feedback": Words("代表评价", "The deputy's rating"),
    "rehandle": Words("重新办理", "Re-handling"),
    "publish": Words("公开", "Publication"),
}
"""Every kind of deadline, in the order of the loop."""

USUAL: Mapping[str, Article] = {
    "raising.cosign_within": SH15.article(),
    "assigning.inter_session_within": ZJ16.article(),
    "assigning.sign_within": SZ07.article(),
    "assigning.return_within": ZJ16.article(),
    "assigning.reassign_within": ZJ16.article(),
    "assigning.objection_answered_within": SH15.article(),
    "handling.first_contact_within": CQ17.article(),
    "handling.reply_within": L25.article("51"),
    "handling.reply_max": L25.article("51"),
    "handling.urgent_within": CHOSEN.article(),
    "handling.reply_fixed_day": SUI19.article(),
    "handling.co_opinion_within": ZJ16.article(),
    "handling.co_opinion_redo_within": CQ17.article(),
    "handling.co_opinion_fixed_day": SUI19.article(),
    "handling.co_opinion_before_due": CHOSEN.article(),
    "evaluating.feedback_within": CQ17.article("26"),
    "evaluating.rehandle_within": ZJ16.article(),
    "supervising.rectify_within": CHOSEN.article(),
    "publishing.within": AH15.article(),
}
"""Where each parameter is usually found; `Deadline.cited` puts the article of the rulebook in force in its place."""


def clocked(
    kind: str,
    start: date,
    fact: str,
    period: Period | None,
    key: str,
    terms: Terms,
    calendar: WorkCalendar,
    unit: str = "",
) -> Deadline | None:
    """A deadline that is a start and a period; `None` where the text sets no period."""
    return None if period is None else reckoned(kind, start, fact, period, key, terms, calendar, unit)


def reckoned(
    kind: str, start: date, fact: str, period: Period, key: str, terms: Terms, calendar: WorkCalendar, unit: str
) -> Deadline:
    """A deadline that is a start and a period that is always set."""
    reckoning = reckon(start, period, calendar, carry_over=terms.calendar.carry_over)
    found = named(kind, start, fact, reckoning.end, key, unit)
    return attrs.evolve(found, reckoning=reckoning)


def named(kind: str, start: date, fact: str, day: date, key: str, unit: str, *moved: Moved) -> Deadline:
    """A deadline on a day that a text names, or that was found in some other way, told by `moved`."""
    return Deadline(
        kind=kind,
        what=WHAT[kind],
        due=day,
        start=start,
        start_fact=STARTS[fact],
        key=key,
        article=USUAL[key],
        unit=unit,
        moved=moved,
    )


def last_day(start: date, period: Period | None, terms: Terms, calendar: WorkCalendar) -> date | None:
    """The bare last day of a period under these terms, for many files at once; `None` where there is no period."""
    return None if period is None else due_day(start, period, calendar, terms.calendar.carry_over)
