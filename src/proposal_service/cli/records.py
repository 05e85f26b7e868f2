"""记录 · `import` and `generate`: files of records in, and invented files out."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from proposal_core.casework import Casework
from proposal_core.errors import NotFound, Words
from proposal_core.people import Actor, Role
from proposal_service.cli import options
from proposal_service.office.again import refuse_again
from proposal_service.office.filing import Filed, file_records
from proposal_service.office.intake import read_records
from proposal_service.office.matching import check_roster, check_units, read_names
from proposal_service.office.records import ImportRecord
from proposal_service.office.report import report
from proposal_service.sample.files import write_csv, write_roster, write_units
from proposal_service.sample.year import DEFAULT_YEAR
from proposal_service.sample.year import generate as generated_rows

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
CLERK = Actor(id="import", role=Role.DEPUTIES_COMMITTEE, unit="deputies_committee")


@click.command("import")
@click.argument("file", type=FILE)
@options.opening
@options.on
@click.option("--year", type=int, help="年度 year of the proposals [--on 的年份]")
@click.option("--roster", type=FILE, help="代表名册 roster that every deputy must stand on (CSV, column name)")
@click.option("--units", type=FILE, help="单位清单 list that every unit must stand on (CSV, columns name, aliases)")
@click.option("--ignore-unknown", is_flag=True, help="忽略不认识的列 ignore unknown columns")
@click.option("--again", is_flag=True, help="库中已有的再导入一次 import once more what stands in the store already")
@click.option("--dry-run", is_flag=True, help="只检查不导入 check only")
@options.as_json
def import_(
    file: Path,
    store: str | None,
    congress: str | None,
    rulebook: str | None,
    as_if: bool | None,
    on: date | None,
    year: int | None,
    roster: Path | None,
    units: Path | None,
    ignore_unknown: bool,
    again: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """导入建议记录(CSV或XLSX),逐行报告问题;有一处不符即全部不导入。

    Import records from CSV or XLSX. Every finding names row and field; if anything is refused, nothing is imported.
    """
    day = on or options.today()
    intake = read_records(file, ignore_unknown=ignore_unknown)
    if roster:
        intake = intake.with_findings(check_roster(intake, read_names(roster)))
    if units:
        intake = intake.with_findings(check_units(intake, read_names(units)))
    if not intake.errors:
        click.echo(report(intake), err=True)
    accepted = intake.require()
    if dry_run:
        click.echo(f"{len(accepted)} 条可导入 / records could be imported")
        return
    with options.opened(options.settings_of(store, congress, rulebook, as_if), new=True) as desk:
        filed = _file(desk, accepted, day, year or day.year, again=again)
    if filed.unlisted:
        click.echo(_UNLISTED.format(n=len(filed.unlisted), names="、".join(filed.unlisted)), err=True)
    counts = {"proposals": len(filed.proposals), "deputies": filed.deputies, "units": filed.units}
    if as_json:
        options.say(counts)
        return
    click.echo(str(_IMPORTED).format(**counts))
    if filed.proposals:
        ids = [proposal.id for proposal in filed.proposals]
        click.echo(str(_NEXT).format(ids="–".join(dict.fromkeys((min(ids), max(ids)))), first=ids[0]))


_UNLISTED = "名册中原来没有、现已新登记{n}个,请核对 / not on the roster until now, enrolled, please check: {names}"
_IMPORTED = Words(
    "已导入建议{proposals}件,新登记代表{deputies}人、单位{units}个(草稿,待提交)。",
    "Imported {proposals} proposals as drafts; enrolled {deputies} deputies and {units} units.",
)
_NEXT = Words(
    "代号{ids}。下一步:proposals list --stage draft;proposals show {first}",
    "Ids {ids}. Next: proposals list --stage draft; proposals show {first}",
)


def _file(desk: Casework, records: tuple[ImportRecord, ...], day: date, year: int, *, again: bool) -> Filed:
    with desk.together() as work, click.progressbar(length=len(records), label="导入 import", file=sys.stderr) as bar:
        if not again:
            refuse_again(work, records, year)
        return file_records(
            work,
            records,
            by=CLERK,
            on=day,
            year=year,
            submitted=lambda r: r.submitted_on or day,
            session=_session_of(work, year),
            progress=lambda: bar.update(1),
        )


def _session_of(desk: Casework, year: int) -> tuple[int, int]:
    """Term and session of the year's record; zeros where the year was never opened."""
    try:
        record = desk.year(year)
    except NotFound:
        return 0, 0
    return record.term, record.session


@click.command()
@click.option("--items", type=click.IntRange(1), default=276, show_default=True, help="件数 number of proposals")
@click.option(
    "--congresses", type=click.IntRange(1), default=1, show_default=True, help="人大个数 number of congresses"
)
@click.option("--seed", type=int, default=1, show_default=True, help="随机种子 seed")
@click.option("--year", type=int, default=DEFAULT_YEAR, show_default=True, help="年份 year")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), default=Path("generated.csv"), show_default=True
)
def generate(items: int, congresses: int, seed: int, year: int, out: Path) -> None:
    """生成虚构的建议记录(非真实数据),连同代表名册和单位清单。

    Write invented records in the import format, with their roster and units beside them. None of it is real.
    """
    count = write_csv(out, generated_rows(items, congresses, seed, year=year))
    roster, units = out.with_name(f"{out.stem}-roster.csv"), out.with_name(f"{out.stem}-units.csv")
    write_roster(roster, congresses)
    write_units(units, congresses)
    click.echo(f"虚构数据(非真实)/ invented, not real: {count} → {out}, {roster}, {units}")
