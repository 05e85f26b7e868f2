"""参数一致性 · What every set of values must keep: the invariants behind `Terms.findings()`.

Periods of different units are compared as the calendar reckons them, from several real starts: months of different
lengths, long holidays, make-up working days. "70wd" and "P3M" cannot be compared by their names.

Not formalised: whether a value is wise; what a jurist should look at stands in `warnings`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from string import Formatter
from typing import TYPE_CHECKING, Any

import attrs

from proposal_core.errors import BadValue, Finding, Words
from proposal_core.law import L25
from proposal_core.terms.records import CopyTo, ScoreLine
from proposal_core.vocabulary import METRIC_CODES, ORGANS, ORIGINS, ROLES, TOWNSHIPS_LACK
from proposal_core.workdays import Period, due_day, national_calendar

if TYPE_CHECKING:
    from proposal_core.terms import Terms

STARTS = tuple(
    date.fromisoformat(day)
    for day in (
        "2023-11-30", "2024-01-17", "2024-02-29", "2024-04-03", "2024-09-28",
        "2025-01-24", "2025-02-01", "2025-03-21", "2025-07-01", "2025-08-31",
    )
)  # fmt: skip
"""Days from which periods are compared: month ends, a leap day, before long holidays, next to make-up working days."""
PARTS = frozenset({"title", "units", "text", "reply", "evaluation"})
_BOUNDS = {
    "raising.title_max": (1, 10_000),
    "raising.text_max": (1, 1_000_000),
    "handling.contacts_in_person": (0, 99),
    "handling.extension_max_count": (0, 99),
    "rolling.status_quarter": (1, 4),
    "rolling.status_years": (1, 10),
    "key_items.minimum": (0, 100_000),
    "key_items.unit_share_from": (1, 100_000),
    "key_items.per_committee_min": (0, 100_000),
    "key_items.per_committee_max": (1, 100_000),
    "evaluating.reminder_count": (0, 99),
    "evaluating.rehandle_rounds": (0, 99),
    "evaluating.minimum_group": (1, 1_000),
    "reporting.month": (1, 12),
    "figures.decimals": (0, 6),
    "figures.small_sample": (0, 1_000),
    "honours.units_count": (1, 100_000),
}
_SHARES = (
    "key_items.share",
    "key_items.unit_share",
    "evaluating.pass_share",
    "honours.units_quota",
    "honours.proposals_quota",
)


def findings(terms: Terms, level: str = "") -> Iterator[Finding]:
    """Every invariant that these values break; empty when they agree with each other."""
    for check in _INVARIANTS:
        yield from check(terms)
    yield from _organs(terms, level)


def _broken(key: str, zh: str, en: str) -> Finding:
    return Finding(code="contradiction", where=key, what=Words(zh, en))


def value_of(terms: Terms, key: str) -> Any:
    """The value under a dotted key such as `handling.reply_within`."""
    chapter, _, name = key.partition(".")
    return getattr(getattr(terms, chapter), name)


def parameters(terms: Terms) -> Iterator[tuple[str, Any, Any]]:
    """Every parameter: its dotted key, its declaration and its value."""
    for chapter in attrs.fields(type(terms)):
        values = getattr(terms, chapter.name)
        for field in attrs.fields(type(values)):
            yield f"{chapter.name}.{field.name}", field, getattr(values, field.name)


# -- periods ------------------------------------------------------------------------------------------------------


def first_longer(shorter: Period, longer: Period, terms: Terms, *, strictly: bool) -> date | None:
    """The first start from which `shorter` ends after `longer` (with `strictly`: not before it)."""
    calendar, carry = national_calendar(), terms.calendar.carry_over
    for start in STARTS:
        first, last = (due_day(start, period, calendar, carry) for period in (shorter, longer))
        if first > last or (strictly and first == last):
            return start
    return None


def _clocks(terms: Terms) -> Iterator[Finding]:
    handling = terms.handling
    try:
        start = first_longer(handling.reply_within, handling.reply_max, terms, strictly=False)
        if start is not None:
            yield _broken(
                "handling.reply_max",
                f"最长期限短于基本期限(自{start}起算)。",
                f"The longest period is shorter than the base period (from {start}).",
            )
        co = handling.co_opinion_within
        if co is not None:
            start = first_longer(co, handling.reply_within, terms, strictly=True)
            if start is not None:
                yield _broken(
                    "handling.co_opinion_within",
                    f"会办意见期限不早于答复期限(自{start}起算)。",
                    f"The co-opinion would not be due before the reply (from {start}).",
                )
    except BadValue as error:
        yield _broken("handling.reply_max", f"期限过长:{error.what.zh}", f"A period is too long: {error.what.en}")
    yield from _fixed_days(terms)


def _fixed_days(terms: Terms) -> Iterator[Finding]:
    co, reply = terms.handling.co_opinion_fixed_day, terms.handling.reply_fixed_day
    if co is not None and reply is not None and co >= reply:
        yield _broken(
            "handling.co_opinion_fixed_day",
            f"会办意见固定日期{co}不早于固定答复日期{reply}。",
            f"The fixed co-opinion day {co} is not before the fixed reply day {reply}.",
        )


# -- classes, levels, codes ---------------------------------------------------------------------------------------


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
        if kind.resolved and kind.needs_upward_referral:
            yield _broken(
                f"handling.result_classes.{kind.code}",
                "已解决的类别不能又须向上级反映。",
                "What is resolved cannot need to be carried upward as well.",
            )
    for code in terms.rolling.follow_up_reply_for:
        if code not in codes:
            yield _broken("rolling.follow_up_reply_for", f"没有类别“{code}”。", f"There is no class {code!r}.")


def _levels(terms: Terms) -> Iterator[Finding]:
    evaluating = terms.evaluating
    known = {"rehandle_on": {level.code for level in evaluating.levels}}
    known["rehandle_aspects"] = {aspect.code for aspect in evaluating.aspects}
    if not any(level.satisfied for level in evaluating.levels):
        yield _broken("evaluating.levels", "至少要有一个“满意”等次。", "At least one level must count as satisfied.")
    if any(level.satisfied and not level.acceptable for level in evaluating.levels):
        yield _broken(
            "evaluating.levels",
            "计入满意的等次也须计入满意和基本满意。",
            "What counts as satisfied counts in the wide rate, too.",
        )
    if not evaluating.aspects:
        yield _broken("evaluating.aspects", "至少要有一个评价方面。", "There must be at least one aspect.")
    for name, codes in known.items():
        for code in getattr(evaluating, name):
            if code not in codes:
                yield _broken(f"evaluating.{name}", f"没有“{code}”。", f"There is no {code!r}.")


def _codes(terms: Terms) -> Iterator[Finding]:
    """No list names a code twice, and none is empty (result classes have their own check)."""
    for key, _, value in parameters(terms):
        if isinstance(value, tuple) and value and hasattr(value[0], "code") and key != "handling.result_classes":
            for code, count in Counter(item.code for item in value).items():
                if count > 1 or not code.strip():
                    yield _broken(key, f"代码“{code}”为空或重复。", f"The code {code!r} is empty or stands twice.")
    for part in terms.publishing.parts:
        if part.code not in PARTS:
            yield _unknown("publishing.parts", part.code, PARTS)
    yield from _category_tree(terms)


def _category_tree(terms: Terms) -> Iterator[Finding]:
    above = {category.code: category.parent for category in terms.raising.categories}
    for category in terms.raising.categories:
        if category.parent and (above.get(category.parent, "?") or category.parent == category.code):
            yield _broken(
                f"raising.categories.{category.code}",
                f"上级分类“{category.parent}”不存在或不是一级分类。",
                f"The class above, {category.parent!r}, is missing or not of the first level.",
            )


def _unknown(key: str, code: str, known: Iterable[str]) -> Finding:
    names = sorted(known)
    return Finding(
        code="contradiction",
        where=key,
        what=Words(f"不认识“{code}”。", f"{code!r} is not known."),
        do=Words(f"可用:{'、'.join(names)}", f"Use: {', '.join(names)}"),
    )


def _words(terms: Terms) -> Iterator[Finding]:
    for name, known in (("roles", ROLES), ("organs", ORGANS), ("origins", ORIGINS)):
        for item in getattr(terms.words, name):
            if item.code not in known:
                yield _unknown(f"words.{name}", item.code, known)


def _named(value: Any) -> tuple[str, ...]:
    """The organs that a value names."""
    if value is None:
        return ()
    items = value if isinstance(value, tuple) else (value,)
    return tuple(item.organ if isinstance(item, CopyTo) else str(item) for item in items)


def _organs(terms: Terms, level: str) -> Iterator[Finding]:
    """Every organ named is known and exists at that level: a township has a presidium and no committees."""
    for key, field, value in parameters(terms):
        for organ in _named(value) if field.metadata["organs"] else ():
            if organ not in ORGANS:
                yield _unknown(key, organ, ORGANS)
            elif level == "township" and organ in TOWNSHIPS_LACK:
                name = ORGANS[organ]
                yield Finding(
                    code="contradiction",
                    where=key,
                    what=Words(f"乡镇没有{name.zh}({organ})。", f"A township has no {name.en} ({organ})."),
                    do=Words("例如:presidium(主席团)。", "For example: presidium."),
                    article=str(L25.article("51")),
                )
    for copy in terms.handling.reply_copies:
        if not 1 <= copy.copies <= 99:
            yield _broken("handling.reply_copies", f"份数{copy.copies}有误。", f"{copy.copies} copies cannot be sent.")


# -- numbers ------------------------------------------------------------------------------------------------------


def _shares(terms: Terms) -> Iterator[Finding]:
    for key in _SHARES:
        share = value_of(terms, key)
        if share is not None and not 0 < share <= 1:
            yield _broken(key, f"比例{share}应大于0且不超过1。", f"The share {share} must be above 0 and at most 1.")


def _bounds(terms: Terms) -> Iterator[Finding]:
    for key, (least, most) in _BOUNDS.items():
        value = value_of(terms, key)
        if value is not None and not least <= value <= most:
            yield _broken(key, f"{value}应在{least}至{most}之间。", f"{value} must be between {least} and {most}.")
    key_items = terms.key_items
    if key_items.per_committee_max is not None and key_items.per_committee_min > key_items.per_committee_max:
        yield _broken("key_items.per_committee_max", "每委最多少于每委最少。", "The most is below the least.")
    for key in ("rolling.status_days", "reporting.days", "reporting.unit_days"):
        days = value_of(terms, key)
        if len(set(days)) < len(days):
            yield _broken(key, "日期重复。", "A day stands twice.")


def _sheets(terms: Terms) -> Iterator[Finding]:
    scoring = terms.scoring
    for name, lines in (("lines", scoring.lines), ("co_lines", scoring.co_lines)):
        total = sum((line.weight for line in lines), Decimal(0))
        if lines and total != scoring.full_marks:
            yield _broken(
                f"scoring.{name}",
                f"各项分值合计{total},应为{scoring.full_marks}。",
                f"The weights sum to {total}, not to {scoring.full_marks}.",
            )
        for line in lines:
            yield from _line(f"scoring.{name}", line)
    points = [grade.points for grade in scoring.grades]
    if points != sorted(points, reverse=True) or len(set(points)) < len(points):
        yield _broken("scoring.grades", "考核等次须由高到低。", "Grades go from the highest to the lowest.")


def _line(key: str, line: ScoreLine) -> Iterator[Finding]:
    if line.metric not in METRIC_CODES:
        yield _unknown(f"{key}.{line.code}", line.metric, METRIC_CODES)
    if line.weight <= 0 or line.deduct < 0:
        yield _broken(f"{key}.{line.code}", "分值须为正,扣分不得为负。", "Weights are above 0, deductions not below.")
    if (line.shape in ("each", "per_point")) is not (line.deduct > 0):
        yield _broken(
            f"{key}.{line.code}", "扣分与计分方式不符。", f"A deduction does not fit the shape {line.shape!r}."
        )
    fits = all(0 <= band.share <= 1 and 0 <= band.points <= line.weight for band in line.bands)
    if (line.shape == "bands") is not bool(line.bands) or not fits:
        yield _broken(
            f"{key}.{line.code}", "档次与计分方式或分值不符。", "The bands do not fit the shape or the weight."
        )


_FIELDS = {"year", "term", "session", "seq"}
_SPEC = re.compile(r"(0?[1-9]d?|d)?")


def _numbers(terms: Terms) -> Iterator[Finding]:
    """The format names parts of a number only, at most nine digits wide (a wide one would fill the memory)."""
    given = terms.raising.number_format
    try:
        parts = [(name, spec, how) for _, name, spec, how in Formatter().parse(given) if name is not None]
    except ValueError:
        parts = [("", "", None)]
    if any(name not in _FIELDS or how or not _SPEC.fullmatch(spec or "") for name, spec, how in parts):
        yield _broken("raising.number_format", "编号格式有误。", "The format of numbers cannot be used.")
    elif "seq" not in {name for name, _, _ in parts}:
        yield _broken("raising.number_format", "编号格式缺少{seq}。", "The format of numbers lacks {seq}.")
    if not terms.raising.number_series:
        yield _broken("raising.number_series", "至少要有一个编号序列。", "There must be at least one series.")


_INVARIANTS: tuple[Callable[[Terms], Iterator[Finding]], ...] = (
    _clocks, _classes, _shares, _bounds, _levels, _codes, _words, _sheets, _numbers,
)  # fmt: skip
