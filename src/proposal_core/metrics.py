"""统计指标 · A rate is numerator, denominator, unit of count, stage and rounding – never a bare name.

A `Metric` says which files count; a `Figure` is what it gives on a set of files: two whole numbers, the items behind
each, and the exact share. Rounding is presentation: half-up, truncated, or largest remainder for parts of a whole.

件 (items) counts proposals; 件次 (item-replies) counts replies owed. An empty denominator is shown as "–", never as 0
or 100.

Not formalised: what a congress wants to call 办结率; the definition stands beside every figure instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

import attrs

from proposal_core.clocks import last_day
from proposal_core.errors import Words
from proposal_core.law import CQ17, SEED, SUI19, SZ07, rule
from proposal_core.lifecycle import IN_THE_LOOP
from proposal_core.proposal import Assignment, AssignmentState, Mode, Proposal
from proposal_core.publishing import is_published
from proposal_core.supervising import Standing, duties
from proposal_core.terms import ResultClass, Terms
from proposal_core.workdays import WorkCalendar

Rounding = Literal["half_up", "largest_remainder", "truncate"]
_MODES = {"half_up": ROUND_HALF_UP, "largest_remainder": ROUND_HALF_UP, "truncate": ROUND_DOWN}


@attrs.frozen(kw_only=True)
class Context:
    """口径 · What a metric needs besides the files: the rules and the day as of which it is taken."""

    terms: Terms
    calendar: WorkCalendar
    on: date


Test = Callable[[Proposal, Context], bool | None]
"""Whether a file counts in the numerator; `None` leaves it out of the denominator too."""


@attrs.frozen(kw_only=True)
class Metric:
    """指标 · Code, names, what is counted over what, the unit of count, and the stage as of which.

    `stage` is `now`, `first_reply`, or `rulebook` where the rulebook says which reply counts.
    """

    code: str
    words: Words
    over: Words
    unit: Literal["items", "item_replies"] = "items"
    stage: str = "now"
    test: Test


@attrs.frozen(kw_only=True)
class Figure:
    """统计数 · A metric's value: the files in numerator and denominator, by id, and the exact share."""

    metric: Metric
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]

    @property
    def share(self) -> Fraction | None:
        """The exact share, or `None` for an empty denominator."""
        return Fraction(len(self.numerator), len(self.denominator)) if self.denominator else None

    @property
    def counts(self) -> str:
        """Numerator over denominator: "188/276"."""
        return f"{len(self.numerator)}/{len(self.denominator)}"

    def printed(self, rounding: Rounding = "half_up", decimals: int = 1) -> str:
        """The share as a percentage for people: "68.1%"; "–" for an empty denominator."""
        return "–" if self.share is None else f"{percent(self.share, rounding, decimals)}%"

    def is_small(self, below: int) -> bool:
        """Whether so few files stand behind it that a percentage misleads."""
        return len(self.denominator) < below


@rule(SEED.article(), uses=["figures.rounding", "figures.decimals"])
def percent(share: Fraction, rounding: Rounding = "half_up", decimals: int = 1) -> Decimal:
    """A share as a percentage with so many decimals, exactly rounded. 188/276 gives 68.1."""
    shifted = share * 100 * 10**decimals
    whole, rest = divmod(shifted.numerator, shifted.denominator)
    if _MODES[rounding] is ROUND_HALF_UP and 2 * rest >= shifted.denominator:
        whole += 1
    return Decimal(whole).scaleb(-decimals)


@rule(SEED.article(), uses=["figures.rounding"])
def parts_percent(counts: Sequence[int], rounding: Rounding = "half_up", decimals: int = 1) -> tuple[Decimal, ...]:
    """The parts of a whole as percentages; with largest remainder they sum to exactly 100."""
    total = sum(counts)
    if total == 0:
        return ()
    shares = [Fraction(count, total) for count in counts]
    if rounding != "largest_remainder":
        return tuple(percent(share, rounding, decimals) for share in shares)
    scale = 100 * 10**decimals
    floors = [int(share * scale) for share in shares]
    order = sorted(range(len(counts)), key=lambda i: (floors[i] - shares[i] * scale, i))
    for place in order[: scale - sum(floors)]:
        floors[place] += 1
    return tuple(Decimal(floor).scaleb(-decimals) for floor in floors)


def measure(metric: Metric, proposals: Iterable[Proposal], context: Context) -> Figure:
    """The figure that a metric gives on these files, with the items behind it (sorted as given)."""
    numerator: list[str] = []
    denominator: list[str] = []
    for proposal in proposals:
        counts = metric.test(proposal, context) if proposal.stage in IN_THE_LOOP else None
        if counts is not None:
            denominator.append(proposal.id)
            if counts:
                numerator.append(proposal.id)
    return Figure(metric=metric, numerator=tuple(numerator), denominator=tuple(denominator))


# -- the definitions ----------------------------------------------------------------------------------------------


@rule(SZ07.article(), uses=["assigning.sign_within"])
def signed_in_time(proposal: Proposal, context: Context) -> bool | None:
    """Every unit in force signed within the time for signing (签收)."""
    if not proposal.current:
        return None
    return all(_signed_in_time(assignment, context) for assignment in proposal.current)


def _signed_in_time(unit: Assignment, context: Context) -> bool:
    if unit.state is not AssignmentState.SIGNED or unit.signed_on is None:
        return False
    last = last_day(unit.assigned_on, context.terms.assigning.sign_within, context.terms, context.calendar)
    return last is None or unit.signed_on <= last


@rule(SUI19.article(), SEED.article())
def met_in_person(proposal: Proposal, context: Context) -> bool | None:
    """The lead deputy was met in person by a unit that leads or handles alone or separately (面商)."""
    if not proposal.repliers:
        return None
    units = {a.unit for a in proposal.repliers}
    return any(contact.in_person and contact.unit in units for contact in proposal.contacts)


@rule(SEED.article())
def replied(proposal: Proposal, context: Context) -> bool | None:
    """A reply was given by every unit that owes one, over what was assigned (办复)."""
    if not proposal.repliers:
        return None
    return {a.unit for a in proposal.repliers} <= {r.unit for r in proposal.replies if r.sent_back_on is None}


@rule(SEED.article(), uses=["handling.reply_within"])
def replied_in_time(proposal: Proposal, context: Context) -> bool | None:
    """The first reply of every unit that owes one came by its due day (按期办复)."""
    owed = [d for d in duties(proposal, context.on, context.terms, context.calendar) if d.what == "reply"]
    return all(duty.standing is Standing.DONE for duty in owed) if owed else None


@rule(SEED.article(), uses=["handling.result_classes"])
def resolved_at_first(proposal: Proposal, context: Context) -> bool | None:
    """The class of the first reply means resolved, over what was replied (首次办复解决率)."""
    first = proposal.first_reply
    if first is None:
        return None
    kind = context.terms.handling.result_class(first.result_class)
    return kind is not None and kind.resolved


@rule(SEED.article(), uses=["handling.result_classes"])
def resolved_now(proposal: Proposal, context: Context) -> bool | None:
    """The class of the latest reply means resolved, over what was replied."""
    last = proposal.last_reply
    if last is None:
        return None
    kind = context.terms.handling.result_class(last.result_class)
    return kind is not None and kind.resolved


@rule(SEED.article(), uses=["figures.resolution_counts", "figures.resolution_stage", "handling.result_classes"])
def resolved(proposal: Proposal, context: Context) -> bool | None:
    """The class has a flag that this congress counts as resolved, at the reply it counts, over what was replied (解决率)."""
    figures = context.terms.figures
    given = proposal.first_reply if figures.resolution_stage == "first_reply" else proposal.last_reply
    if given is None:
        return None
    kind = context.terms.handling.result_class(given.result_class)
    return kind is not None and any(getattr(kind, flag) for flag in figures.resolution_counts)


@rule(
    SEED.article(),
    CQ17.article("27"),
    uses=["figures.satisfaction_counts", "figures.satisfaction_over", "evaluating.levels"],
)
def satisfied(proposal: Proposal, context: Context) -> bool | None:
    """The lead deputy's latest rating is satisfied on every aspect, over what this congress counts (满意率)."""
    figures = context.terms.figures
    mine = [rating for rating in proposal.ratings if rating.deputy == proposal.lead_deputy]
    if not mine:
        left_out = figures.satisfaction_over == "rated" or (
            figures.satisfaction_over == "replied" and proposal.first_reply is None
        )
        return None if left_out else False
    levels = [context.terms.evaluating.level(code) for code in mine[-1].levels]
    return all(level is not None and getattr(level, figures.satisfaction_counts) for level in levels)


@rule(SEED.article(), uses=["handling.result_classes"])
def by_class(
    proposals: Iterable[Proposal], context: Context, *, first: bool = True
) -> tuple[tuple[ResultClass, tuple[str, ...]], ...]:
    """The files by the class of their first (or latest) reply, every class of the rulebook once, in its order."""
    files: dict[str, list[str]] = {kind.code: [] for kind in context.terms.handling.result_classes}
    for proposal in proposals:
        given = proposal.first_reply if first else proposal.last_reply
        if given is not None and given.result_class in files:
            files[given.result_class].append(proposal.id)
    return tuple((kind, tuple(files[kind.code])) for kind in context.terms.handling.result_classes)


def satisfied_with(aspect: str, *, wide: bool) -> Test:
    """The lead deputy's latest level of an aspect counts as satisfied; the silent are left out (CQ17)."""

    def test(proposal: Proposal, context: Context) -> bool | None:
        mine = [r for r in proposal.ratings if r.deputy == proposal.lead_deputy and r.level_of(aspect)]
        if not mine:
            return None
        level = context.terms.evaluating.level(mine[-1].level_of(aspect))
        return level is not None and (level.acceptable if wide else level.satisfied)

    return test


@rule(CQ17.article("26"))
def gave_feedback(proposal: Proposal, context: Context) -> bool | None:
    """The lead deputy rated, over what was replied (反馈)."""
    if proposal.first_reply is None:
        return None
    return any(rating.deputy == proposal.lead_deputy for rating in proposal.ratings)


@rule(SEED.article())
def is_public(proposal: Proposal, context: Context) -> bool | None:
    """The proposal is published, over all (公开)."""
    return is_published(proposal, context.on)


@rule(SEED.article())
def reply_is_public(proposal: Proposal, context: Context) -> bool | None:
    """The reply is public, over the proposals that are public and replied (答复公开)."""
    if not is_public(proposal, context) or proposal.first_reply is None:
        return None
    return any(d.id == "reply" and d.decision != "withheld" for d in proposal.disclosures)


@rule(SEED.article())
def co_opinion_in_time(proposal: Proposal, context: Context) -> bool | None:
    """Every co-opinion came by its due day, over the proposals with co-handling (会办及时)."""
    owed = [d for d in duties(proposal, context.on, context.terms, context.calendar) if d.what == "co_opinion"]
    return all(duty.standing is Standing.DONE for duty in owed) if owed else None


_ASSIGNED = Words("已交办", "assigned")
_REPLIED = Words("已答复", "replied")
_RATED = Words("已评价", "rated")
_ALL = Words("全部", "all")
_COUNTED = Words("本规则所计", "what the rulebook counts")


def _metric(code: str, zh: str, en: str, over: Words, test: Test, stage: str = "now") -> Metric:
    return Metric(code=code, words=Words(zh, en), over=over, test=test, stage=stage)


METRICS: dict[str, Metric] = {
    metric.code: metric
    for metric in (
        _metric("sign_on_time", "按期签收率", "signed in time", _ASSIGNED, signed_in_time),
        _metric("contact_rate", "面商率", "met in person", _ASSIGNED, met_in_person),
        _metric("reply_rate", "办复率", "replied", _ASSIGNED, replied),
        _metric("reply_on_time", "按期办复率", "replied in time", _ASSIGNED, replied_in_time),
        _metric(
            "co_opinion_on_time", "会办及时率", "co-opinions in time", Words("有会办", "co-handled"), co_opinion_in_time
        ),
        _metric(
            "resolution_first", "首次办复解决率", "resolved at first reply", _REPLIED, resolved_at_first, "first_reply"
        ),
        _metric("resolution_now", "目前解决率", "resolved by now", _REPLIED, resolved_now),
        _metric(
            "resolution_rate",
            "解决率(按本规则口径)",
            "resolved, as the rulebook counts",
            _REPLIED,
            resolved,
            "rulebook",
        ),
        _metric("feedback_rate", "反馈率", "rated by the lead deputy", _REPLIED, gave_feedback),
        _metric(
            "satisfied_work", "办理工作满意率", "satisfied with the work", _RATED, satisfied_with("work", wide=False)
        ),
        _metric(
            "acceptable_work",
            "办理工作满意和基本满意率",
            "satisfied or basically, work",
            _RATED,
            satisfied_with("work", wide=True),
        ),
        _metric(
            "satisfied_result",
            "办理结果满意率",
            "satisfied with the result",
            _RATED,
            satisfied_with("result", wide=False),
        ),
        _metric(
            "acceptable_result",
            "办理结果满意和基本满意率",
            "satisfied or basically, result",
            _RATED,
            satisfied_with("result", wide=True),
        ),
        _metric("satisfaction_rate", "满意率(按本规则口径)", "satisfied, as the rulebook counts", _COUNTED, satisfied),
        _metric("publication_rate", "公开率", "published", _ALL, is_public),
        _metric(
            "reply_publication_rate",
            "答复公开率",
            "reply published",
            Words("已公开且已答复", "published and replied"),
            reply_is_public,
        ),
    )
}


def figures(proposals: Sequence[Proposal], context: Context) -> tuple[Figure, ...]:
    """All figures of a set of files, in the order of the loop."""
    return tuple(measure(metric, proposals, context) for metric in METRICS.values())


def of_unit(proposals: Iterable[Proposal], unit: str, *, leading: bool = True) -> tuple[Proposal, ...]:
    """The files that a unit leads (or handles alone or separately), or those it co-handles."""
    return tuple(p for p in proposals if any(a.unit == unit and (a.mode is not Mode.CO) is leading for a in p.current))
