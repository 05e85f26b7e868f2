"""主任务 · The main job: read or invent records, play the year, write workbook and site, and say where they are."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import attrs

from proposal_core.casework import Casework
from proposal_core.errors import NotReady, Words
from proposal_core.proposal import Proposal
from proposal_core.rulebook import Rulebook, load
from proposal_core.supervising import Duty
from proposal_service.demo.cases import Progress
from proposal_service.demo.report import Report, report
from proposal_service.demo.tables import sheets
from proposal_service.demo.year import Played, play
from proposal_service.office.intake import read_records
from proposal_service.office.records import ImportRecord
from proposal_service.office.workbook import write_workbook
from proposal_service.pages.site import export_site
from proposal_service.sample.files import write_csv
from proposal_service.sample.year import generate
from proposal_service.settings import Settings
from proposal_service.wiring import open_casework, open_store

CONGRESS = "demo"


@attrs.frozen(kw_only=True)
class Written:
    """成果 · The report, what was written where, and the command that serves it."""

    report: Report
    places: tuple[tuple[Words, Path], ...]
    serve: str


def demonstrate(
    *,
    records: Path | None,
    store: str | None,
    rulebook: str | None,
    on: date | None,
    seed: int,
    items: int,
    out: Path,
    progress: Progress,
) -> Written:
    """Run the main job into a folder. Raises `ImportRefused` for a bad file, `NotReady` for a store that is in use."""
    _clear(out)
    given = records or _invented(out, items, seed)
    source = (
        _source(given) if records else Words("全部建议、代表和单位均为虚构。", "All proposals and people are invented.")
    )
    intake = read_records(given)
    accepted = intake.require()
    rules = overlay(out, rulebook or "shaoxing", accepted)
    settings = Settings(
        store=store or str(out / "demo.db"), congress=CONGRESS, rulebook=str(rules), as_if=_too_old(rules, accepted)
    )
    kept = open_store(settings.store)
    try:
        desk = open_casework(settings, kept)
        _unused(desk)
        played = play(desk, accepted, seed=seed, source=source, progress=progress)
        found = report(desk, played, notice=played.notice, checked_on=on or check_day(desk, played))
        return _written(desk, found, settings, out)
    finally:
        kept.close()


def _too_old(rules: Path, records: Sequence[ImportRecord]) -> bool:
    """Whether the rulebook is not in force in the year of the records, so that it is taken as if it had been."""
    known = [day for r in records for day in (r.submitted_on, r.session_date, r.session_anchor_date) if day]
    opening, ending = min(known, default=date.max) - timedelta(days=150), max(known, default=date.min)
    versions = load(rules).versions
    last = versions[-1].effective_to
    return opening < versions[0].effective_from or (last is not None and ending + timedelta(days=400) > last)


WRITTEN = ("demo.db", "demo.db-wal", "demo.db-shm", "records.csv", "rulebook.toml", "summary.xlsx", "site")
MARK = ".proposals-demo"
"""A file that says: the main job made this folder's files, and may take them away again."""


def _clear(out: Path) -> None:
    """Make room for this run: only what an earlier run of the main job wrote is taken away.

    Raises `NotReady` when files of these names stand there that the main job did not write.
    """
    out.mkdir(parents=True, exist_ok=True)
    foreign = [name for name in WRITTEN if (out / name).exists()] if not (out / MARK).exists() else []
    if foreign:
        raise NotReady(
            Words(f"“{out}”中已有他人的文件:{'、'.join(foreign)}。", f"{out} holds other files: {', '.join(foreign)}."),
            do=Words("请另选--out。", "Choose another --out."),
        )
    (out / MARK).touch()
    for name in WRITTEN[:-1]:
        (out / name).unlink(missing_ok=True)
    shutil.rmtree(out / "site", ignore_errors=True)


def _invented(out: Path, items: int, seed: int) -> Path:
    path = out / "records.csv"
    write_csv(path, generate(items, 1, seed))
    return path


def _source(path: Path) -> Words:
    return Words(f"建议取自文件“{path.name}”。", f"The proposals are those of the file {path.name!r}.")


def _unused(desk: Casework) -> None:
    with desk.store.read() as reading:
        if next(reading.files(desk.congress, "year", limit=1), None) is not None:
            raise NotReady(
                Words(
                    f"数据库中已有“{desk.congress}”的数据。", f"The store already holds the congress {desk.congress!r}."
                ),
                do=Words("请另选--store。", "Choose another --store."),
            )


def overlay(out: Path, base: str, records: Sequence[ImportRecord]) -> Path:
    """A rulebook of this year over the chosen one: the categories that the records use. Written beside the store."""
    parent = load(base)
    known = {category.code for category in parent.versions[-1].terms.raising.categories}
    used = [name for name in dict.fromkeys(r.category for r in records) if name and name not in known]
    name = base if base == parent.id else str(Path(base).resolve())
    path = out / "rulebook.toml"
    path.write_text(_overlay_text(parent, name, used), encoding="utf-8")
    return path


def _overlay_text(parent: Rulebook, parent_name: str, categories: Sequence[str]) -> str:
    id = parent.id
    listed = "\n".join(f"  {{ code = {_quoted(c)}, zh = {_quoted(c)}, en = {_quoted(c)} }}," for c in categories)
    chapter = f'\n[raising]\ncategories = {{ article = "CHOSEN", value = [\n{listed}\n] }}\n' if categories else ""
    return (
        "# 示范年度规则:在上级规则上采用记录所用的内容分类 · The year's overlay: the categories that the records use.\n"
        f'id = "{id}-demo"\ntitle = {{ zh = "示范年度规则(上级:{id})", en = "Overlay of a demonstration year over {id}" }}\n'
        f'level = "{parent.level}"\nparent = {_quoted(parent_name)}\n'
        f"effective_from = {parent.versions[0].effective_from}\n{_until(parent)}{chapter}"
    )


def _until(parent: Rulebook) -> str:
    """The last day of the overlay, where the chosen rulebook has one."""
    last = parent.versions[-1].effective_to
    return f"effective_to = {last}\n" if last else ""


def _quoted(text: str) -> str:
    """A TOML basic string; what could end it early is escaped."""
    escaped = "".join(c if c.isprintable() and c not in '"\\' else f"\\u{ord(c):04x}" for c in text)
    return f'"{escaped}"'


def check_day(desk: Casework, played: Played) -> date:
    """The day of the deadline check where none is given: on which something is late and most is still open."""
    found = [(p, duty) for p, duty in desk.duties(played.ends_on) if duty.what == "reply"]
    late = [duty.due + timedelta(days=1) for _, duty in found if duty.done_on is None or duty.done_on > duty.due]
    days = sorted(set(late)) or sorted({duty.due for _, duty in found}) or [played.ends_on]
    return max(days, key=lambda day: sum(_is_open(p, duty, day) for p, duty in found))


def _is_open(proposal: Proposal, duty: Duty, day: date) -> bool:
    assigned = min(a.assigned_on for a in proposal.current)
    return assigned <= day and (duty.done_on is None or duty.done_on > day)


def _written(desk: Casework, found: Report, settings: Settings, out: Path) -> Written:
    workbook, site = out / "summary.xlsx", out / "site"
    write_workbook(workbook, sheets(found, desk))
    export_site(desk, site, on=found.played.ends_on)
    program = Path(sys.executable).parent / "proposals"
    serve = (
        f"{program} serve --store {settings.store} --congress {settings.congress} "
        f"--rulebook {settings.rulebook}" + (" --as-if" if settings.as_if else "")
    )
    places = (
        (Words("汇总工作簿", "Workbook"), workbook),
        (Words("公开网站(静态)", "Public site (static)"), site / "index.html"),
        (Words("数据库", "Store"), Path(settings.store)),
        (Words("规则", "Rulebook"), out / "rulebook.toml"),
    )
    return Written(report=found, places=places, serve=serve)
