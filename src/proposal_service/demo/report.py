"""小结 · The year in words and numbers: what was run, what was generated, the figures with their counts.

The same rows feed the terminal and the workbook. Every figure shows numerator and denominator; small ones are marked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

import attrs

from proposal_core.casework import Casework
from proposal_core.errors import Words
from proposal_core.metrics import Context, Figure, figures, parts_percent
from proposal_core.proposal import Proposal
from proposal_core.scoring import Score, score
from proposal_core.supervising import STANDING_WORDS, Duty, Standing, tally
from proposal_service.demo.year import Played


@attrs.frozen(kw_only=True)
class Report:
    """年度小结 · Everything the main job shows, from one reading of the store."""

    played: Played
    notice: Words
    rulebook: Words
    as_if: bool
    checked_on: date
    proposals: tuple[Proposal, ...]
    duties: tuple[tuple[Proposal, Duty], ...]
    dues: Mapping[tuple[str, str], date]
    figures: tuple[Figure, ...]
    scores: tuple[tuple[str, Score], ...]
    classes: tuple[tuple[str, int], ...]
    context: Context


def report(desk: Casework, played: Played, *, notice: Words, checked_on: date) -> Report:
    """Read the year once and compute all that is shown."""
    proposals = tuple(desk.proposals())
    context = Context(terms=desk.rulebook.versions[-1].terms, calendar=desk.calendar, on=played.ends_on)
    units = {unit.id: unit.name for unit in desk.roster().units}
    leading = sorted({a.unit for p in proposals for a in p.repliers}, key=lambda unit: units[unit])
    scores = [(units[unit], score(unit, proposals, context)) for unit in leading]
    first = Counter(p.first_reply.result_class for p in proposals if p.first_reply)
    return Report(
        played=played,
        notice=notice,
        rulebook=desk.rulebook.title,
        as_if=desk.rulebook.as_if,
        checked_on=checked_on,
        proposals=proposals,
        duties=tuple(desk.duties(checked_on, explained=True)),
        dues={(duty.file, duty.unit): duty.due for _, duty in desk.duties(played.ends_on)},
        figures=figures(proposals, context),
        scores=tuple(sorted(scores, key=lambda pair: (-(pair[1].points or 0), pair[0]))),
        classes=tuple((kind.code, first[kind.code]) for kind in context.terms.handling.result_classes),
        context=context,
    )


def lines(report: Report, language: str = "zh") -> list[str]:
    """The report for a terminal, in Chinese with English labels beside them, or in English alone."""
    both = [
        report.notice.in_(language),
        "",
        *_overview(report, language),
        "",
        *_check_lines(report, language),
        "",
        *_figure_lines(report, language),
        "",
        *_score_lines(report, language),
    ]
    return both


def _say(language: str, zh: str, en: str) -> str:
    return Words(zh, en).in_(language)


def _overview(report: Report, language: str) -> list[str]:
    played, total = report.played, len(report.proposals)
    key = len(played.selection.items)
    shares = parts_percent([n for _, n in report.classes], report.context.terms.figures.rounding)
    classes = " ".join(f"{code} {n}({share}%)" for (code, n), share in zip(report.classes, shares, strict=False))
    as_if = _say(language, "(视同已施行)", " (taken as if in force)") if report.as_if else ""
    return [
        _say(language, f"规则:{report.rulebook.zh}{as_if}", f"Rulebook: {report.rulebook.en}{as_if}"),
        _say(
            language,
            f"{played.year}年建议{total}件,重点{key}件;并案候选{len(played.candidates)}对(由人决定)",
            f"{played.year}: {total} proposals, {key} key items; {len(played.candidates)} pairs that may be merged",
        ),
        *_unnamed(played, language),
        _say(language, f"首次答复类别:{classes}", f"Classes at first reply: {classes}"),
        _say(
            language,
            f"结转下年承诺{len(played.carried)}件",
            f"Files with commitments carried over: {len(played.carried)}",
        ),
    ]


def _unnamed(played: Played, language: str) -> list[str]:
    count = played.unit_by_category
    if not count:
        return []
    zh = f"记录未写明承办单位的{count}件,按内容分类交给常办单位(推定,非真实)"
    return [_say(language, zh, f"{count} named no unit; they were given to the usual unit of their category (a guess)")]


def _check_lines(report: Report, language: str) -> list[str]:
    counts = tally(duty for _, duty in report.duties)
    shown = " ".join(f"{STANDING_WORDS[s].in_(language)} {n}" for s, n in counts.items() if n)
    found = [_say(language, f"{report.checked_on}督办检查:{shown}", f"Deadline check on {report.checked_on}: {shown}")]
    for standing in (Standing.LATE, Standing.DUE_SOON, Standing.IN_TIME):
        for proposal, duty in [pair for pair in report.duties if pair[1].standing is standing][:2]:
            words = STANDING_WORDS[standing].in_(language)
            why = duty.deadline.sentence("en" if language == "en" else "zh") if duty.deadline else ""
            found.append(f"  [{words}] {proposal.label} {why}")
    return found


def _figure_lines(report: Report, language: str) -> list[str]:
    terms = report.context.terms.figures
    found = [_say(language, "年度统计(分子/分母):", "Figures of the year (numerator/denominator):")]
    for figure in report.figures:
        small = _say(language, " 小样本", " small sample") if figure.is_small(terms.small_sample) else ""
        printed = figure.printed(terms.rounding, terms.decimals)
        words, over = figure.metric.words.in_(language), figure.metric.over.in_(language)
        found.append(f"  {words}({over}): {figure.counts} = {printed}{small}")
    return found


def _score_lines(report: Report, language: str, shown: int = 8) -> list[str]:
    found = [_say(language, "单位得分(前列):", "Scores of units (the first):")]
    for name, sheet in report.scores[:shown]:
        found.append(f"  {sheet.printed:>6}  {name}({sheet.files})")
    return found
