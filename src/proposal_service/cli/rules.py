"""规则与日历 · `rulebook list | show | check | diff | new | schema`, `calendar show | diff`, `explain`: rules for people."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import click
import msgspec

from proposal_core.clocks.deadline import WHAT
from proposal_core.errors import Words
from proposal_core.rulebook import builtin_ids, describe, differences, json_schema, load, starter
from proposal_core.workdays import WorkCalendar, changed_days, load_calendar, national_calendar
from proposal_service.cli import options
from proposal_service.cli.moving import moved_deadlines
from proposal_service.clock_bodies import deadline_row

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("number")
@options.opening
@options.on
@options.as_json
@options.language
def explain(number: str, on: date | None, as_json: bool, language: str, **where: Any) -> None:
    """说明一件建议的各项时限:起算、依据、顺延、延期、中止,是否暂定。

    Explain every deadline of one proposal: its start, rule and article, skipped days, extensions, pauses.
    """
    with options.opened(options.settings_of(**where)) as desk:
        options.say_notice(desk, language)
        units = {unit.id: unit.name for unit in desk.roster().units}
        found = desk.deadlines(number, on or options.today())
    if as_json:
        options.say(msgspec.to_builtins([deadline_row(deadline) for deadline in found]))
        return
    if not found:
        click.echo(Words("现无正在计时的期限。", "No clock is running.").in_(language))
    for deadline in found:
        unit = f"[{units.get(deadline.unit, deadline.unit)}] " if deadline.unit else ""
        click.echo(f"{deadline.due}  {unit}{deadline.sentence(language)}")


# -- rulebooks ------------------------------------------------------------------------------------------------------


@click.group()
def rulebook() -> None:
    """规则手册:列出、查看、检查、比较、新建。

    Rulebooks: list, show, check, compare, begin a new one, and the JSON Schema for editors.
    """


@rulebook.command("list")
@options.as_json
def list_(as_json: bool) -> None:
    """列出内置规则。

    List the built-in rulebooks of the project.
    """
    found = [load(id) for id in builtin_ids()]
    if as_json:
        rows = [{"id": b.id, "level": b.level, "parent": b.parent, "title": attrs.asdict(b.title)} for b in found]
        options.say(rows)
        return
    for book in found:
        first = book.versions[0].effective_from
        click.echo(f"{book.id:<26} {book.level:<9} {first}  ← {book.parent or '–':<14} {book.title.zh}")


@rulebook.command()
@click.argument("name")
@options.on
@click.option("--chapter", default="", help="只看一章 only one chapter, such as handling")
@options.as_json
@options.language
def show(name: str, on: date | None, chapter: str, as_json: bool, language: str) -> None:
    """查看一份规则的全部取值及依据(NAME 为代号或文件)。

    Show every value of a rulebook with its article and who set it. NAME is a built-in id or a file.
    """
    book = load(name)
    version = book.on(on) if on else book.versions[-1]
    rows = [row for row in describe(version) if not chapter or row.key.startswith(f"{chapter}.")]
    if as_json:
        options.say({"id": book.id, "digest": version.digest, "rows": [attrs.asdict(row) for row in rows]})
        return
    click.echo(
        f"{book.title.in_(language)}  {version.effective_from} – {version.effective_to or ''}  {version.digest[:16]}"
    )
    for row in rows:
        note = f"  # {row.note}" if row.note else ""
        click.echo(f"{row.key} = {row.value}  [{row.article}; {row.set_by}]{note}")


@rulebook.command()
@click.argument("file", type=FILE)
def check(file: Path) -> None:
    """检查规则文件:一次列出全部问题(退出码3),并给出法律底线提醒。

    Check a rulebook file: every finding at once (exit code 3), and warnings where it is looser than the law.
    """
    book = load(file)
    for warning in book.warnings:
        click.echo(f"提醒 warning: {warning}")
    for version in book.versions:
        click.echo(f"合格 valid: {book.id} {version.effective_from} {version.digest}")


@rulebook.command()
@click.argument("a")
@click.argument("b")
@options.as_json
@options.language
def diff(a: str, b: str, as_json: bool, language: str) -> None:
    """比较两份规则的不同之处。

    Compare two rulebooks: the values and articles in which they differ.
    """
    found = differences(load(a).versions[-1], load(b).versions[-1])
    if as_json:
        options.say([attrs.asdict(one) for one in found])
        return
    for one in found:
        label = one.before.label.in_(language)
        click.echo(f"{one.key} ({label})")
        click.echo(f"  - {one.before.value}  [{one.before.article}]\n  + {one.after.value}  [{one.after.article}]")
    click.echo(Words(f"{len(found)}处不同", f"{len(found)} differences").in_(language))


@rulebook.command()
@click.argument("id")
@click.option("--parent", default="common", show_default=True, help="上级规则 parent rulebook")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="文件 file [ID.toml]")
def new(id: str, parent: str, out: Path | None) -> None:
    """写出一份带注释的规则文件起稿。

    Write a commented file to start a rulebook of your own from.
    """
    path = out or Path(f"{id}.toml")
    if path.exists():
        raise click.UsageError(f"文件已存在 / the file exists: {path}")
    path.write_text(starter(id, parent), encoding="utf-8")
    click.echo(f"已写出 / written: {path}. 下一步 next: proposals rulebook check {path}")


@rulebook.command()
def schema() -> None:
    """输出规则文件的JSON Schema,供编辑器使用。

    Print the JSON Schema of a rulebook file, for the use of editors.
    """
    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=1))


# -- calendars ------------------------------------------------------------------------------------------------------


@click.group()
def calendar() -> None:
    """工作日历:查看某日,比较两个日历会变动哪些时限。

    Calendars: look at a day, and see which deadlines move under another calendar.
    """


@calendar.command("show")
@click.argument("day", type=options.DAY)
@click.option("--layer", type=FILE, help="本地日历 layer of a city")
def show_day(day: date, layer: Path | None) -> None:
    """说明某日是否工作日及原因。

    Say whether a day is a working day, and the reason.
    """
    answer = _layered(layer).answer(day)
    state = Words("工作日", "working day") if answer.working else Words("休息日", "rest day")
    mark = " (暂定 provisional)" if answer.provisional else ""
    click.echo(f"{day} {state} – {answer.reason}{mark}")


@calendar.command("diff")
@click.argument("layer", type=FILE)
@options.opening
@options.on
@options.as_json
@options.language
def diff_calendar(layer: Path, on: date | None, as_json: bool, language: str, **where: Any) -> None:
    """加载一份日历(如新公布的放假安排)后,哪些未结时限会变动。

    Which open deadlines move when a calendar file, such as the notice of the coming year, is loaded.
    """
    settings = options.settings_of(**where)
    with options.opened(settings) as desk:
        options.say_notice(desk, language)
        before, after = desk.calendar, desk.calendar.overlay(load_calendar(layer))
        rows = moved_deadlines(desk, after, on or options.today())
        days = changed_days(before, after)
    if as_json:
        options.say({"days": days, "moved": rows})
        return
    click.echo(
        Words(f"变动{len(days)}天,影响时限{len(rows)}项", f"{len(days)} days change, {len(rows)} deadlines move").in_(
            language
        )
    )
    for row in rows:
        click.echo(
            f"{row['number']}  {WHAT[row['kind']].in_(language)}  {row['before']} → {row['after']}  {row['why'][language]}"
        )


def _layered(layer: Path | None) -> WorkCalendar:
    calendar = national_calendar()
    return calendar.overlay(load_calendar(layer)) if layer else calendar
