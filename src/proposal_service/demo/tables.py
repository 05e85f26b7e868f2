"""表册 · The tables of the year as sheets: summary, assignment, ledger, check, key items, figures, scores.

Columns are those that offices expect of a 汇总表, 交办表, 台账; every sheet repeats what was generated.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from proposal_core.casework import Casework
from proposal_core.key_items import reason_words
from proposal_core.people import Roster
from proposal_core.proposal import Mode, Proposal
from proposal_core.rolling import ledger
from proposal_core.supervising import STANDING_WORDS, Duty
from proposal_service.demo.report import Report
from proposal_service.office.workbook import Sheet

READINGS = {"likely_same": "可能同一事项", "related": "相关", "look": "请查看"}
_STAGES = {"first_reply": "首次答复", "rulebook": "按本规则"}
MODES = {Mode.SOLE: "独办", Mode.LEAD: "主办", Mode.CO: "会办", Mode.SEPARATE: "分办"}


@attrs.frozen
class Names:
    """名称 · Ids to names for the sheets."""

    deputies: Mapping[str, str]
    units: Mapping[str, str]
    organs: Mapping[str, str]

    @classmethod
    def of(cls, roster: Roster) -> Names:
        """The names on a roster."""
        return cls(
            {d.id: d.name for d in roster.deputies},
            {u.id: u.name for u in roster.units},
            {o.id: o.name for o in roster.organs},
        )

    def lead_units(self, proposal: Proposal) -> str:
        """The lead, sole or separate units of a file."""
        return "、".join(self.units.get(a.unit, a.unit) for a in proposal.repliers)

    def co_units(self, proposal: Proposal) -> str:
        """The co-handling units of a file."""
        return "、".join(self.units.get(a.unit, a.unit) for a in proposal.co_handlers)


def sheets(report: Report, desk: Casework) -> tuple[Sheet, ...]:
    """All sheets of the year's workbook."""
    names, note = Names.of(desk.roster()), str(report.notice)
    built = (
        _summary(report, names),
        _assignment(report, names),
        _ledger(report, names),
        _check(report, names),
        _key(report, names),
        _commitments(report, names),
        _figures(report),
        _scores(report),
        _merges(report),
    )
    return tuple(attrs.evolve(sheet, note=note) for sheet in built)


def _summary(report: Report, names: Names) -> Sheet:
    columns = (
        ("序号", 6), ("届次", 6), ("会议", 6), ("建议编号", 11), ("标题", 44), ("领衔代表", 11), ("代表团", 12), ("联名人数", 8),
        ("联名代表", 30), ("内容分类", 12), ("会上/闭会", 9), ("主办单位", 18), ("会办单位", 18), ("是否重点", 8),
    )  # fmt: skip
    rows = tuple(
        (
            place, p.term, p.session, p.number, p.title, names.deputies[p.lead_deputy], p.delegation, len(p.co_signers),
            "、".join(names.deputies[s.id] for s in p.co_signers), p.category, "闭会" if p.origin == "inter_session" else "会上",
            names.lead_units(p), names.co_units(p), "是" if p.key else "",
        )
        for place, p in enumerate(report.proposals, 1)
    )  # fmt: skip
    return Sheet(name="汇总表", title=f"{report.played.year}年代表建议汇总表", columns=columns, rows=rows)


def _assignment(report: Report, names: Names) -> Sheet:
    columns = (
        ("序号", 6), ("建议编号", 11), ("标题", 44), ("承办单位", 18), ("办理类型", 9), ("交办日期", 11), ("交办会", 8),
        ("时限", 11), ("签收日期", 11), ("督办单位", 18),
    )  # fmt: skip
    found = [
        (
            p.number, p.title, names.units.get(a.unit, a.unit), MODES[a.mode], a.assigned_on, "是" if a.in_meeting else "",
            report.dues.get((p.id, a.unit)), a.signed_on, names.organs.get(p.key.committee, "") if p.key else "代表工委",
        )
        for p in report.proposals
        for a in p.current
    ]  # fmt: skip
    rows = tuple((place, *row) for place, row in enumerate(found, 1))
    return Sheet(name="交办表", title=f"{report.played.year}年代表建议交办表", columns=columns, rows=rows)


def _ledger(report: Report, names: Names) -> Sheet:
    columns = (
        ("建议编号", 11), ("标题", 40), ("主办", 16), ("会办", 16), ("交办日期", 11), ("答复时限", 11), ("沟通(前/中/后)", 12),
        ("面商", 6), ("会办意见齐否", 9), ("首次答复日期", 11), ("首次类别", 8), ("现类别", 8), ("承诺", 6), ("二次答复", 11),
        ("办理工作", 10), ("办理结果", 10), ("公开日期", 11), ("督办次数", 8),
    )  # fmt: skip
    levels = {level.code: level.zh for level in report.context.terms.evaluating.levels}
    rows = tuple(
        _ledger_row(p, names, report.dues.get((p.id, p.repliers[0].unit)) if p.repliers else None, levels)
        for p in report.proposals
    )
    return Sheet(name="台账", title=f"{report.played.year}年代表建议办理台账", columns=columns, rows=rows)


def _ledger_row(p: Proposal, names: Names, due: object, levels: Mapping[str, str]) -> tuple[object, ...]:
    phases = [sum(c.phase == phase for c in p.contacts) for phase in ("before", "during", "after")]
    first, last, rating = p.first_reply, p.last_reply, p.ratings[-1] if p.ratings else None
    again = next((r.on for r in reversed(p.replies) if r.kind == "follow_up"), None)
    opinions = {o.unit for o in p.co_opinions if o.rejected_on is None}
    complete = "" if not p.co_handlers else ("是" if {a.unit for a in p.co_handlers} <= opinions else "否")
    return (
        p.number, p.title, names.lead_units(p), names.co_units(p), p.current[0].assigned_on if p.current else None, due,
        "/".join(map(str, phases)), sum(c.in_person for c in p.contacts), complete, first.on if first else None,
        first.result_class if first else "", last.result_class if last else "", len(p.commitments) or "", again,
        levels.get(rating.level_of("work"), "") if rating else "", levels.get(rating.level_of("result"), "") if rating else "",
        p.published_on, len(p.supervision),
    )  # fmt: skip


def _check(report: Report, names: Names) -> Sheet:
    columns = (
        ("建议编号", 11),
        ("承办单位", 18),
        ("事项", 9),
        ("期限", 11),
        ("进度", 10),
        ("剩余工作日", 9),
        ("期限说明", 80),
    )
    rows = tuple(_check_row(p, d, names) for p, d in report.duties)
    return Sheet(name="督办检查", title=f"{report.checked_on}办理期限检查", columns=columns, rows=rows)


def _check_row(p: Proposal, d: Duty, names: Names) -> tuple[object, ...]:
    what = "答复" if d.what == "reply" else "会办意见"
    why = d.deadline.sentence("zh") if d.deadline else ""
    left = "" if d.done_on else d.days_left
    return (p.number, names.units.get(d.unit, d.unit), what, d.due, STANDING_WORDS[d.standing].zh, left, why)


def _key(report: Report, names: Names) -> Sheet:
    columns = (
        ("序号", 6),
        ("建议编号", 11),
        ("标题", 44),
        ("得分", 8),
        ("理由", 40),
        ("牵头领导", 18),
        ("督办专委", 18),
        ("协调", 12),
    )
    by_id = {p.id: p for p in report.proposals}
    rows = tuple(
        (
            place, by_id[item.id].number, by_id[item.id].title, item.score, ";".join(reason_words(reason).zh for reason in item.reasons),
            names.organs.get(item.leader, ""), names.organs.get(item.committee, ""), "代表工委",
        )
        for place, item in enumerate(report.played.selection.items, 1)
    )  # fmt: skip
    return Sheet(name="重点建议", title=f"{report.played.year}年重点督办建议", columns=columns, rows=rows)


def _commitments(report: Report, names: Names) -> Sheet:
    states = {"open": "未结", "fulfilled": "已兑现", "explained": "已说明"}
    columns = (
        ("建议编号", 11),
        ("承办单位", 18),
        ("承诺事项", 40),
        ("时限", 11),
        ("状态", 9),
        ("结转至", 12),
        ("逾期", 7),
    )
    rows = tuple(
        (
            row.number, names.units.get(row.unit, row.unit), row.text, row.due_on, states[row.state.value],
            "、".join(map(str, row.carried_into)), "是" if row.overdue else "",
        )
        for row in ledger(report.proposals, report.played.ends_on)
    )  # fmt: skip
    return Sheet(name="承诺台账", title=f"{report.played.year}年承诺事项台账", columns=columns, rows=rows)


def _figures(report: Report) -> Sheet:
    terms = report.context.terms.figures
    columns = (
        ("指标", 26),
        ("统计范围", 16),
        ("分子", 8),
        ("分母", 8),
        ("百分比", 10),
        ("截止环节", 12),
        ("小样本", 8),
    )
    rows = tuple(
        (
            f.metric.words.zh, f.metric.over.zh, len(f.numerator), len(f.denominator),
            f.printed(terms.rounding, terms.decimals), _STAGES.get(f.metric.stage, "目前"),
            "是" if f.is_small(terms.small_sample) else "",
        )
        for f in report.figures
    )  # fmt: skip
    return Sheet(name="统计", title=f"{report.played.year}年代表建议办理统计", columns=columns, rows=rows)


def _scores(report: Report) -> Sheet:
    lines = report.context.terms.scoring.lines
    columns = (("承办单位", 20), ("件数", 7), ("得分", 9), *((line.zh, 24) for line in lines))
    rows = tuple(
        (name, sheet.files, sheet.printed, *(line.explained for line in sheet.lines)) for name, sheet in report.scores
    )
    return Sheet(name="单位评分", title=f"{report.played.year}年承办单位评分", columns=columns, rows=rows)


def _merges(report: Report) -> Sheet:
    columns = (("建议一", 11), ("建议二", 11), ("相近度", 9), ("提示", 14), ("理由", 80))
    numbers = report.played.numbers
    rows = tuple(
        (
            numbers[pair.left], numbers[pair.right], pair.score, READINGS[pair.likeness.reading],
            ";".join(words.zh for words in pair.likeness.reasons),
        )
        for pair in report.played.candidates
    )  # fmt: skip
    return Sheet(name="并案候选", title="并案候选(由人决定)", columns=columns, rows=rows)
