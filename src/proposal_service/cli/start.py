"""开始 · `init` prepares a congress's store; `demo` runs a whole year."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from proposal_core.errors import Words
from proposal_core.people import Actor, Role
from proposal_service.cli import options
from proposal_service.demo.report import lines
from proposal_service.demo.run import demonstrate


@click.command()
@options.opening
@options.on
@click.option("--name", default="", help="名称 name of the congress")
@click.option("--level", type=click.Choice(["nation", "province", "city", "county", "township"]), help="层级 level")
@click.option("--year", type=int, help="年度 first year [--on 的年份]")
@click.option("--term", type=int, default=1, show_default=True, help="届 term")
@click.option("--session", type=int, default=1, show_default=True, help="次会议 session")
def init(
    on: date | None, name: str, level: str | None, year: int | None, term: int, session: int, **where: Any
) -> None:
    """准备数据库:建表、名册和年度。

    Prepare a store: its tables, the roster and the first year of the congress.
    """
    day = on or options.today()
    by = Actor(id="init", role=Role.DEPUTIES_COMMITTEE, unit="deputies_committee")
    settings = options.settings_of(**where)
    with options.opened(settings, new=True) as desk, desk.together() as work:
        work.enrol(by=by, on=day, name=name, level=level or "")
        work.open_year(year or day.year, by=by, on=day, term=term, session=session)
    click.echo(f"已就绪 / ready: {settings.store} ({settings.congress}). 下一步 next: proposals import FILE")


@click.command()
@click.option(
    "--records", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="记录文件 file of records"
)
@click.option("--store", metavar="PATH|URL", help="数据库 database [OUT/demo.db]")
@options.rulebook
@click.option(
    "--on",
    type=options.DAY,
    help="期限检查日 day of the deadline check [有逾期且未办结最多之日 the day with most open, something being late]",
)
@click.option("--seed", type=int, default=2024, show_default=True, help="随机种子 seed of what is generated")
@click.option("--items", type=click.IntRange(1), default=276, show_default=True, help="虚构件数 invented proposals")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path("proposals-demo"), show_default=True
)
@options.language
def demo(
    records: Path | None,
    store: str | None,
    rulebook: str | None,
    on: date | None,
    seed: int,
    items: int,
    out: Path,
    language: str,
) -> None:
    """把一年的建议完整跑一遍闭环:导入、交办、办理、督办、评价、公开,生成工作簿和静态网站。

    Run a whole year through the loop, from records to workbook and public site. Without --records the proposals are
    invented; what records lack is generated from the seed, and every output says so.
    """
    written = demonstrate(
        records=records, store=store, rulebook=rulebook, on=on, seed=seed, items=items, out=out, progress=_progress()
    )
    for line in lines(written.report, language):
        click.echo(line)
    click.echo("")
    for words, path in written.places:
        click.echo(f"{words.in_(language)}: {path}")
    click.echo(Words("浏览", "Browse").in_(language) + f": {written.serve}")


def _progress() -> Callable[[str, int, int], None]:
    """A line on standard error that counts each phase; silent where nobody watches."""
    watched = sys.stderr.isatty()

    def show(phase: str, done: int, total: int) -> None:
        if watched and (done % 8 == 0 or done == total):
            end = "\n" if done == total else ""
            bar = "█" * (20 * done // total)
            click.echo(f"\r{phase:>9} {bar:<20} {done}/{total}{end}", nl=False, err=True)

    return show
