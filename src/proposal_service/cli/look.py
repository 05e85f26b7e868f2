"""查阅 · `show`, `due`, `key`, `figures`: read a congress's files on any day."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import click

from proposal_core.casework import Casework
from proposal_core.lifecycle import IN_THE_LOOP, STAGE_WORDS
from proposal_core.metrics import Context
from proposal_core.metrics import figures as all_figures
from proposal_core.people import Roster
from proposal_core.proposal import Proposal
from proposal_core.scoring import score
from proposal_core.storage import Where
from proposal_core.supervising import STANDING_WORDS, Duty, Standing
from proposal_service.cli import options


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
    found = [
        f"{proposal.label}  {proposal.title}",
        f"{lead} +{len(proposal.co_signers)}  [{STAGE_WORDS[proposal.stage].in_(language)}]  v{proposal.version}",
    ]
    found += [
        f"  {names.get(a.unit, a.unit)} ({a.mode.value}, {a.state.value}) {a.assigned_on}" for a in proposal.assignments
    ]
    found += [f"  {duty.deadline.sentence(language)}" for _, duty in _duties(desk, proposal, on) if duty.deadline]
    found += [f"  {r.on} {names.get(r.unit, r.unit)} [{r.result_class}] {r.text[:60]}" for r in proposal.replies]
    found += [f"  {e.number:>3} {e.on} {e.act:<20} {e.role:<20} {e.hash[:12]}" for e in desk.journal(proposal.id)]
    return found


def _duties(desk: Casework, proposal: Proposal, on: date) -> list[tuple[Proposal, Duty]]:
    return [
        pair for pair in desk.duties(on, Where(number=proposal.number), explained=True) if pair[0].id == proposal.id
    ]


@click.command()
@options.opening
@options.on
@click.option("--unit", default="", help="承办单位 unit id")
@click.option("--standing", type=click.Choice([s.value for s in Standing]), help="进度 only this standing")
@options.as_json
@options.language
def due(on: date | None, unit: str, standing: str | None, as_json: bool, language: str, **where: Any) -> None:
    """期限检查:在某日哪些在期限内、临期、逾期,并说明期限由来。

    Check deadlines on a day: in time, due soon, late – each with the explanation of its date.
    """
    with options.opened(options.settings_of(**where)) as desk:
        options.say_notice(desk, language)
        units = {u.id: u.name for u in desk.roster().units}
        rows = [
            _due_row(proposal, duty, units, language)
            for proposal, duty in desk.duties(on or options.today(), Where(unit=unit), explained=True)
            if (standing is None or duty.standing == standing) and unit in ("", duty.unit)
        ]
    if as_json:
        options.say(rows)
        return
    for row in rows:
        click.echo(f"{row['number']}  {row['due']}  {row['standing_words']}  {row['unit_name']}  {row['why']}")
    click.echo(f"{len(rows)} 项 / duties")


def _due_row(proposal: Proposal, duty: Duty, units: dict[str, str], language: str) -> dict[str, Any]:
    return {
        "number": proposal.label,
        "unit": duty.unit,
        "unit_name": units.get(duty.unit, duty.unit),
        "what": duty.what,
        "due": duty.due,
        "standing": duty.standing.value,
        "standing_words": STANDING_WORDS[duty.standing].in_(language),
        "working_days_left": duty.days_left,
        "done_on": duty.done_on,
        "provisional": bool(duty.deadline and duty.deadline.provisional),
        "why": duty.deadline.sentence(language) if duty.deadline else "",
    }


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
