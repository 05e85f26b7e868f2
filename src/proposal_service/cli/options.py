"""选项 · What many commands share: store, congress, rulebook, day, language, JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, TypeVar

import click

from proposal_core.casework import Casework
from proposal_core.workdays import parse_day
from proposal_service.settings import Settings, from_environment
from proposal_service.wiring import open_casework, open_existing, open_store

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day written 2024-06-30 or 2024年6月30日."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; a refusal of the core becomes a usage error."""
        try:
            return parse_day(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


DAY = Day()
store = click.option("--store", metavar="PATH|URL", help="数据库文件或地址 database file or URL [proposals.db]")
congress = click.option("--congress", metavar="ID", help="人大代号 id of the congress [main]")
rulebook = click.option("--rulebook", metavar="ID|FILE", help="规则手册 built-in rulebook or TOML file [shaoxing]")
as_if = click.option(
    "--as-if", is_flag=True, default=None, help="视同规则一直有效 take the rulebook as always in force"
)
on = click.option("--on", type=DAY, help="日期 the day asked about [today 今日]")
as_json = click.option("--json", "as_json", is_flag=True, help="输出JSON print JSON")
language = click.option(
    "--lang", "language", type=click.Choice(["zh", "en"]), default="zh", envvar="PROPOSALS_LANG", help="语言 language"
)


def opening(command: F) -> F:
    """The options that say which congress to open."""
    for option in (as_if, rulebook, congress, store):
        command = option(command)
    return command


def settings_of(store: str | None, congress: str | None, rulebook: str | None, as_if: bool | None) -> Settings:
    """Settings from the environment with the command line on top."""
    return from_environment(store=store, congress=congress, rulebook=rulebook, as_if=as_if)


@contextmanager
def opened(settings: Settings, *, new: bool = False) -> Iterator[Casework]:
    """The casework of the congress, closed at the end. Only with `new` may store and congress be created."""
    kept = open_store(settings.store) if new else open_existing(settings)
    try:
        yield open_casework(settings, kept)
    finally:
        kept.close()


def say_notice(desk: Casework, language: str) -> None:
    """What the data of this congress must be told with (such as: generated), on standard error."""
    notice = desk.notice()
    if notice is not None:
        click.echo(notice.in_(language), err=True)


def today() -> date:
    """The day of this call: the edge at which the clock is read."""
    return date.today()


def say(value: Any) -> None:
    """Print JSON for programs: UTF-8, sorted keys, days as ISO text."""
    click.echo(json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, default=str))
