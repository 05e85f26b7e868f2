"""往返 · What is written in the import format is read back the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Literal

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proposal_service.office import values
from proposal_service.office.columns import COLUMNS, write_csv
from proposal_service.office.intake import ImportRecord, read_records
from proposal_service.office.records import ImportRecord as Record

# Cells as they may stand in a record: cleaned, and with every character that spreadsheets and CSV stumble over.
TEXTS = st.text(
    st.one_of(st.sampled_from("=+-@'\",;|、\n\t ＝甲乙㴴𫖮·1"), st.characters(exclude_categories=("Cs", "Cc"))),
    max_size=12,
).map(values.clean_text)
NAMES = st.text(st.sampled_from("赵钱孙李周吴郑王㴴𫖮=+-@'"), min_size=2, max_size=4).map(values.clean_name)
NAMES = NAMES.filter(lambda name: values.split_names(name) == values.Names((name,)))
DAYS = st.none() | st.dates(values.FIRST_DAY, values.LAST_DAY)


@st.composite
def records(draw: st.DrawFn) -> ImportRecord:
    """A record as reading gives it: people once each, units once each, no reply before its submission."""
    people = draw(st.lists(NAMES, min_size=1, max_size=6, unique=True))
    cut = draw(st.integers(1, len(people)))
    units = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True)) if draw(st.booleans()) else [""]
    submitted, replied = draw(DAYS), draw(DAYS)
    if submitted and replied and replied < submitted:
        submitted, replied = replied, submitted
    term, number = draw(st.none() | st.integers(1, 40)), draw(st.none() | st.integers(1, 40))
    kind = draw(st.sampled_from(["", "session", "inter_session"])) if term or number else ""
    texts: dict[str, Any] = {c.name: draw(TEXTS) for c in COLUMNS if c.kind == "text" and c.name not in ("id", "title")}
    return ImportRecord(
        row=0,
        title=draw(TEXTS.filter(bool)),
        lead=people[0],
        joint_leads=tuple(people[1:cut]),
        cosigners=tuple(people[cut:]),
        session=values.session_text(term, number, kind),
        term=term,
        session_no=number,
        session_kind=kind,
        session_date=draw(DAYS),
        session_anchor_date=draw(DAYS),
        submitted_on=submitted,
        reply_date=replied,
        lead_unit=units[0],
        co_units=tuple(units[1:]),
        reply_units=tuple(draw(st.lists(NAMES, max_size=3, unique=True))),
        result_class=draw(st.sampled_from(["", "A", "B", "已解决"])),
        publish_consent=draw(st.sampled_from(["", "full", "partial", "none"])),
        **texts,
    )


def numbered(drawn: list[ImportRecord]) -> list[Record]:
    """The records with ids and numbers that do not repeat, and the rows in which they will stand."""
    return [attrs.evolve(r, row=n, source_id=f"x{n}", number=f"{n:03}") for n, r in enumerate(drawn, start=2)]


@pytest.mark.parametrize("headings", ["zh", "canonical"])
def test_export_then_import_gives_the_same_records(
    headings: Literal["zh", "canonical"], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Any records, written and read back, are the same records without a finding, under both kinds of headings."""
    path = tmp_path_factory.mktemp("trip") / "list.csv"

    @settings(max_examples=150, deadline=None)
    @given(st.lists(records(), min_size=1, max_size=4))
    def check(drawn: list[ImportRecord]) -> None:
        expected = numbered(drawn)
        assert len(expected) == write_csv(path, expected, headings=headings)
        intake = read_records(path)
        assert tuple(expected) == intake.require()
        assert () == intake.findings

    check()


def test_the_file_carries_the_mark_that_excel_needs_and_no_formula(tmp_path: Path) -> None:
    """The file begins with the byte-order mark; a title that a spreadsheet would run is written harmless."""
    path = tmp_path / "list.csv"
    write_csv(
        path, [ImportRecord(row=2, title='=HYPERLINK("http://x","y")', lead="@张三", submitted_on=date(2008, 1, 10))]
    )
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    assert ",\"'=HYPERLINK(" in text
    assert ",'@张三," in text
    assert '=HYPERLINK("http://x","y")' == read_records(path).records[0].title
