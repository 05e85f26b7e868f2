"""The main job: a whole year from records to workbook and public site, invented or real."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from proposal_core.errors import ImportRefused, NotReady
from proposal_core.lifecycle import Stage
from proposal_core.people import Roster
from proposal_core.proposal import Proposal
from proposal_core.rulebook import builtin_ids
from proposal_core.supervising import Standing
from proposal_core.visibility import public_item
from proposal_service.demo.lives import DRAWN_WORDS
from proposal_service.demo.report import lines
from proposal_service.demo.run import Written, demonstrate
from proposal_service.settings import Settings
from proposal_service.wiring import open_casework


def run(out: Path, records: Path | None = None, *, items: int = 60, on: date | None = None, seed: int = 7) -> Written:
    return demonstrate(
        records=records,
        store=None,
        rulebook=None,
        on=on,
        seed=seed,
        items=items,
        out=out,
        progress=lambda phase, done, total: None,
    )


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return run(tmp_path_factory.mktemp("year"))


def test_every_proposal_goes_through_the_whole_loop(year: Written) -> None:
    """Every invented proposal is numbered, assigned, answered, evaluated and closed."""
    proposals = year.report.proposals
    assert 60 == len(proposals)
    assert {Stage.CLOSED} == {p.stage for p in proposals}
    assert len({p.number for p in proposals}) == 60
    assert all(p.pin and p.first_reply and p.published_on for p in proposals)


def test_about_ten_per_cent_are_key_items_with_three_roles(year: Written) -> None:
    """The key items are a tenth of all, each with a leader, a committee and the deputies' committee."""
    key = [p.key for p in year.report.proposals if p.key]
    assert 6 == len(key)
    assert all(mark.leader and mark.committee and "deputies_committee" == mark.coordinator for mark in key)


def test_the_check_explains_every_day(year: Written) -> None:
    """On the chosen day something is late, something is not, and every duty explains its day."""
    duties = [duty for _, duty in year.report.duties]
    assert Standing.LATE in {duty.standing for duty in duties}
    assert all(duty.deadline and str(duty.due) in duty.deadline.sentence("zh") for duty in duties)


def test_the_carry_over_runs_once(year: Written) -> None:
    """Open commitments go into the next year; a second run carries nothing."""
    carried = {p.id for p in year.report.proposals if any(2026 in c.carried_into for c in p.commitments)}
    assert carried == set(year.report.played.carried)
    assert 0 == year.report.played.carried_again
    kept = [c for p in year.report.proposals for c in p.commitments if c.ended_on and c.ended_on.year == 2025]
    assert kept
    assert not any(c.carried_into for c in kept)


def test_a_file_reads_in_the_order_of_its_days(year: Written) -> None:
    """What happens to a proposal is written down day after day; nothing is published on a day off or before its reply."""
    desk = open_casework(settings_of(year))
    try:
        for proposal in year.report.proposals:
            days = [entry.on for entry in desk.journal(proposal.id) if entry.act not in ("mark_key", "rate", "contact")]
            upto = days[
                : [e.act for e in desk.journal(proposal.id) if e.act not in ("mark_key", "rate", "contact")].index(
                    "publish"
                )
            ]
            assert sorted(upto) == upto, proposal.label
            assert proposal.published_on and desk.calendar.is_working(proposal.published_on)
    finally:
        desk.store.close()


def settings_of(year: Written) -> Settings:
    """The settings of the printed command."""
    return Settings(**dict(re.findall(r"--(store|congress|rulebook) (\S+)", year.serve)), as_if="--as-if" in year.serve)


def test_every_output_says_what_is_generated(year: Written) -> None:
    """Terminal, workbook and every page of the site say in plain words that the data are generated."""
    out = year.places[0][1].parent
    assert "随机生成" in "\n".join(lines(year.report, "zh"))
    assert "not real" in "\n".join(lines(year.report, "en"))
    with ZipFile(out / "summary.xlsx") as book:
        assert "随机生成" in book.read("xl/sharedStrings.xml").decode()
    pages = {page: page.read_text("utf-8") for page in (out / "site").rglob("*.html")}
    assert any("随机生成" in text for text in pages.values())
    assert [] == [page.name for page, text in pages.items() if "随机生成" not in text and "not real" not in text]


def test_the_same_seed_gives_the_same_year(tmp_path: Path) -> None:
    """Two runs with one seed agree in every figure and every file."""
    one, two = run(tmp_path / "a", items=20), run(tmp_path / "b", items=20)
    assert one.report.proposals == two.report.proposals
    assert lines(one.report, "zh") == lines(two.report, "zh")


def test_a_second_run_into_the_same_folder_replaces_the_first(tmp_path: Path) -> None:
    """Running again into the folder works, and leaves what somebody else put there."""
    run(tmp_path, items=10)
    (tmp_path / "mine.txt").write_text("kept", encoding="utf-8")
    again = run(tmp_path, items=12)
    assert 12 == len(again.report.proposals)
    assert "kept" == (tmp_path / "mine.txt").read_text("utf-8")


def test_files_of_other_people_are_spared(tmp_path: Path) -> None:
    """A folder that holds a file of the same name from somebody else is refused, and the file stays as it is."""
    (tmp_path / "records.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(NotReady, match="--out"):
        run(tmp_path, items=5)
    assert "mine" == (tmp_path / "records.csv").read_text("utf-8")


def test_a_store_in_use_is_refused(tmp_path: Path) -> None:
    """A store that holds the demonstration already is refused before anything is written to it."""
    store = str(tmp_path / "kept.db")

    def again(out: Path) -> Written:
        return demonstrate(
            records=None, store=store, rulebook=None, on=None, seed=1, items=5, out=out, progress=lambda *_: None
        )

    again(tmp_path / "a")
    with pytest.raises(NotReady, match="--store"):
        again(tmp_path / "b")


def test_a_bad_file_imports_nothing(tmp_path: Path) -> None:
    """A file with one impossible date is refused with row, field and reason, and no store comes into being."""
    bad = tmp_path / "bad.csv"
    bad.write_text("标题,领衔代表,提出日期\n关于修路的建议,张三,2024-02-30\n", encoding="utf-8")
    with pytest.raises(ImportRefused) as refused:
        run(tmp_path / "out", bad)
    assert "2" in refused.value.findings[0].where
    assert not (tmp_path / "out" / "demo.db").exists()


def test_the_printed_command_opens_the_same_year(year: Written) -> None:
    """Store and rulebook of the printed command open the year that was run, and its journals verify."""
    options = dict(re.findall(r"--(store|congress|rulebook) (\S+)", year.serve))
    desk = open_casework(Settings(**options, as_if="--as-if" in year.serve))
    try:
        assert 62 == len(list(desk.verify()))
    finally:
        desk.store.close()


def test_the_real_year_runs_whole(real_data: Path, tmp_path: Path) -> None:
    """276 real records run through the loop: 28 key items, every file closed, nothing of theirs is lost."""
    records = real_data / "year276_dev.csv"
    written = run(tmp_path, records)
    proposals = written.report.proposals
    assert (276, 28) == (len(proposals), len(written.report.played.selection.items))
    assert {Stage.CLOSED} == {p.stage for p in proposals}
    assert all(name in DRAWN_WORDS for name in written.report.played.drawn)
    rows = records.read_text("utf-8-sig")
    assert all(p.title.replace('"', '""') in rows for p in proposals)


@pytest.mark.parametrize("name", builtin_ids())
def test_the_year_runs_under_every_built_in_rulebook(tmp_path: Path, name: str) -> None:
    """Whatever rulebook is chosen, the whole year runs, and every file is closed under its terms."""
    written = demonstrate(
        records=None, store=None, rulebook=name, on=None, seed=5, items=24, out=tmp_path, progress=lambda *_: None
    )
    assert {Stage.CLOSED} == {p.stage for p in written.report.proposals}
    assert {f"{name}-demo"} == {p.pin.rulebook for p in written.report.proposals if p.pin}


def test_what_is_withheld_is_on_no_page(year: Written) -> None:
    """No page of the site holds the text or reply of a file whose review withheld it."""
    out = year.places[0][1].parent / "site"
    site = "".join(page.read_text("utf-8") for page in out.rglob("*.*") if page.suffix in (".html", ".json", ".csv"))
    hidden = [p for p in year.report.proposals if _withholds(p, "reply")]
    assert hidden
    for proposal in hidden:
        assert proposal.replies[0].text[:40] not in site
        item = public_item(proposal, _roster(year), date(2100, 1, 1))
        assert item is not None
        assert item.replies is None


def _withholds(proposal: Proposal, part: str) -> bool:
    return any(d.id == part and d.decision == "withheld" for d in proposal.disclosures)


def _roster(year: Written) -> Roster:
    options = dict(re.findall(r"--(store|congress|rulebook) (\S+)", year.serve))
    desk = open_casework(Settings(**options))
    try:
        return desk.roster()
    finally:
        desk.store.close()
