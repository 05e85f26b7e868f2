"""查阅 · `show`, `list`, `key`, `figures`: read a congress's files on any day."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import click

from proposal_core.casework import Casework
from proposal_core.errors import Words
from proposal_core.journal import Entry
from proposal_core.lifecycle import ACTS, IN_THE_LOOP, STAGE_WORDS, Stage
from proposal_core.metrics import Context
from proposal_core.metrics import figures as all_figures
from proposal_core.people import ROLE_WORDS, Role, Roster
from proposal_core.proposal import AssignmentState, Mode, Proposal
from proposal_core.scoring import score
from proposal_core.storage import Where
from proposal_core.supervising import Duty
from proposal_service.cli import options
from proposal_service.cli.due import unit_id

MODE_WORDS = {
    Mode.SOLE: Words("独办", "sole"),
    Mode.LEAD: Words("主办", "lead"),
    Mode.CO: Words("会办", "co-handling"),
    Mode.SEPARATE: Words("分办", "separate"),
}
STATE_WORDS = {
    AssignmentState.PENDING: Words("待签收", "not signed yet"),
    AssignmentState.SIGNED: Words("已签收", "signed"),
    AssignmentState.RETURNED: Words("已退回", "returned"),
    AssignmentState.SUPERSEDED: Words("已改交", "assigned to others"),
}


@click.command()
@click.argument("number")
@options.opening
@options.on
@options.as_json
@options.language
def show(number: str, on: date | None, as_json: bool, language: str, **where: Any) -> None:
    """显示一件建议:环节、单位、期限说明、答复和办理记录。

    Show one proposal by number or id: stage, units, explained deadlines, replies, journal.
    """
    with options.opened(options.settings_of(**where)) as desk:
        options.say_notice(desk, language)
        proposal = desk.proposal(number)
        if as_json:
            options.say(attrs.asdict(proposal))
            return
        for line in _shown(desk, proposal, on or options.today(), language):
            click.echo(line)


def _shown(desk: Casework, proposal: Proposal, on: date, language: str) -> list[str]:
    roster = desk.roster()
    names = {unit.id: unit.name for unit in roster.units}
    lead = roster.deputy(proposal.lead_deputy).name
    version = Words(f"第{proposal.version}版", f"version {proposal.version}").in_(language)
    found = [
        f"{proposal.label}  {proposal.title}",
        f"{lead} +{len(proposal.co_signers)}  [{STAGE_WORDS[proposal.stage].in_(language)}]  {version}",
    ]
    for a in proposal.assignments:
        held = f"{MODE_WORDS[a.mode].in_(language)}, {STATE_WORDS[a.state].in_(language)}"
        found.append(f"  {names.get(a.unit, a.unit)} ({held}) {a.assigned_on}")
    found += [f"  {duty.deadline.sentence(language)}" for _, duty in _duties(desk, proposal, on) if duty.deadline]
    classes = {c.code: Words(c.zh, c.en) for c in desk.terms_for(proposal, on).handling.result_classes}
    for r in proposal.replies:
        outcome = classes.get(r.result_class, Words(r.result_class, r.result_class)).in_(language)
        found.append(f"  {r.on} {names.get(r.unit, r.unit)} [{outcome}] {r.text[:60]}")
    return [*found, *(_entry(entry, language) for entry in desk.journal(proposal.id))]


def _entry(entry: Entry, language: str) -> str:
    """One line of the journal: number, day, act and role in words, beginning of its hash."""
    act, role = ACTS[entry.act].words.in_(language), ROLE_WORDS[Role(entry.role)].in_(language)
    return f"  {entry.number:>3} {entry.on} {act}  {role}  {entry.hash[:12]}"


def _duties(desk: Casework, proposal: Proposal, on: date) -> list[tuple[Proposal, Duty]]:
    return [
        pair for pair in desk.duties(on, Where(number=proposal.number), explained=True) if pair[0].id == proposal.id
    ]


@click.command("list")
@options.opening
@click.option("--stage", type=click.Choice([s.value for s in Stage]), help="环节 only this stage")
@click.option("--year", type=int, default=0, help="年度 year")
@click.option("--unit", default="", help="承办单位代号、名称或别名 a unit by id, name or alias")
@click.option("--words", default="", help="标题中的词,空格分开 words of the title, set apart by spaces")
@options.as_json
@options.language
def list_(stage: str | None, year: int, unit: str, words: str, as_json: bool, language: str, **where: Any) -> None:
    """列出建议:编号(未编号的为代号)、环节、标题,含草稿。

    List proposals, drafts as well: number (or id while there is none), stage, title.
    """
    with options.opened(options.settings_of(**where)) as desk:
        options.say_notice(desk, language)
        asked = Where(
            stages=frozenset({stage} if stage else ()),
            year=year,
            unit=unit_id(desk.roster(), unit) if unit else "",
            words=tuple(words.split()),
        )
        found = list(desk.proposals(asked))
    if as_json:
        options.say(
            [{"id": p.id, "number": p.number, "stage": p.stage, "title": p.title, "year": p.year} for p in found]
        )
        return
    for proposal in found:
        click.echo(f"{proposal.label}  {STAGE_WORDS[proposal.stage].in_(language)}  {proposal.title}")
    counted = "1 proposal" if len(found) == 1 else f"{len(found)} proposals"
    click.echo(Words(f"{len(found)} 件", counted).in_(language))


@click.command()
@options.opening
@click.option("--year", type=int, required=True, help="年度 year")
@options.as_json
@options.language
def key(year: int, as_json: bool, language: str, **where: Any) -> None:
    """列出年度重点督办建议:领导、专委、理由。

    List the year's key items with leader, committee and reasons.
    """
    with options.opened(options.settings_of(**where)) as desk:
        options.say_notice(desk, language)
        items = desk.year(year).key_items
        numbers = {p.id: (p.label, p.title) for p in desk.proposals(Where(is_key=True))}
        roster = desk.roster()
    if as_json:
        options.say([attrs.asdict(item) | {"number": numbers[item.id][0]} for item in items])
        return
    names = {organ.id: organ.name for organ in roster.organs}
    for item in items:
        label, title = numbers[item.id]
        roles = f"{names.get(item.leader, item.leader)} / {names.get(item.committee, item.committee)}"
        click.echo(f"{label}  {item.score:>3}  {roles}  {title}  [{';'.join(item.reasons)}]")
    click.echo(f"{len(items)} 件重点 / key items")


@click.command()
@options.opening
@options.on
@click.option("--year", type=int, help="年度 year [全部 all]")
@click.option("--items", "listed", metavar="METRIC", help="列出某指标的各件 list the items behind one figure")
@options.as_json
@options.language
def figures(on: date | None, year: int | None, listed: str | None, as_json: bool, language: str, **where: Any) -> None:
    """年度统计(分子/分母)和单位得分,每个数字都能列出各件。

    The figures with numerator and denominator, and the units' scores; every figure can list its items.
    """
    with options.opened(options.settings_of(**where)) as desk:
        options.say_notice(desk, language)
        proposals = tuple(desk.proposals(Where(year=year or 0, stages=IN_THE_LOOP)))
        day = on or options.today()
        terms = desk.rulebook.terms_on(day)
        context = Context(terms=terms, calendar=desk.calendar, on=day)
        found = all_figures(proposals, context)
        if listed:
            _list_items(found, proposals, listed)
            return
        scores = _scores(proposals, context, desk.roster())
    rows = [
        {
            "code": f.metric.code,
            "name": f.metric.words.in_(language),
            "over": f.metric.over.in_(language),
            "numerator": len(f.numerator),
            "denominator": len(f.denominator),
            "printed": f.printed(terms.figures.rounding, terms.figures.decimals),
            "small_sample": f.is_small(terms.figures.small_sample),
        }
        for f in found
    ]
    if as_json:
        options.say({"figures": rows, "scores": scores, "on": day})
        return
    for row in rows:
        click.echo(f"{row['name']}({row['over']}): {row['numerator']}/{row['denominator']} = {row['printed']}")
    for line in scores:
        click.echo(f"{line['points']:>6}  {line['unit_name']} ({line['files']})")


def _list_items(found: Any, proposals: tuple[Proposal, ...], code: str) -> None:
    figure = next((f for f in found if f.metric.code == code), None)
    if figure is None:
        raise click.UsageError("没有此指标 / no such figure: " + ", ".join(f.metric.code for f in found))
    labels = {p.id: p.label for p in proposals}
    inside = set(figure.numerator)
    for id in figure.denominator:
        click.echo(f"{'+' if id in inside else '-'} {labels[id]}")


def _scores(proposals: tuple[Proposal, ...], context: Context, roster: Roster) -> list[dict[str, Any]]:
    names = {unit.id: unit.name for unit in roster.units}
    leading = {a.unit for p in proposals for a in p.repliers}
    sheets = sorted((score(unit, proposals, context) for unit in leading), key=lambda s: (-(s.points or 0), s.unit))
    return [
        {
            "unit": s.unit,
            "unit_name": names.get(s.unit, s.unit),
            "files": s.files,
            "points": s.printed,
            "lines": {line.line.code: line.explained for line in s.lines},
        }
        for s in sheets
    ]
