"""真实文件 · The sample files that offices would send, and a real year, where they are lent to us."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from proposal_service.office.columns import write_csv
from proposal_service.office.intake import ImportRecord, read_records

SAMPLES = ["01_clean_utf8.csv", "02_gb18030_crlf.csv", "03_utf8_bom_crlf.csv", "04_merged_header.xlsx"]


def canonical(record: ImportRecord) -> dict[str, Any]:
    """A record in the form of the expected rows."""
    return {
        "number": int(record.number),
        "title": record.title,
        "lead": record.lead,
        "cosigners": list(record.cosigners),
        "category": record.category,
        "host": [record.lead_unit],
        "co": list(record.co_units),
        "date": record.submitted_on.isoformat() if record.submitted_on else None,
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_files_give_their_expected_rows(real_data: Path, name: str) -> None:
    """Four encodings and layouts of one catalogue give exactly the rows that were expected, without a finding."""
    expected = json.loads((real_data / "dirty_samples" / "expected.json").read_text(encoding="utf-8"))[name]
    intake = read_records(real_data / "dirty_samples" / name)
    assert expected["accepted"] == [canonical(record) for record in intake.require()]
    assert () == intake.findings


def test_a_real_year_is_read_without_errors(real_data: Path, tmp_path: Path) -> None:
    """276 real proposals of four sessions are read without errors, and written and read again they are the same."""
    year = read_records(real_data / "year276_dev.csv").require()
    assert (276, {16}, {5, 11, 13, 14}) == (len(year), {r.term for r in year}, {r.session_no for r in year})
    write_csv(tmp_path / "year.csv", year)
    assert year == read_records(tmp_path / "year.csv").require()


def test_traditional_big5_of_real_titles_is_refused(real_data: Path, tmp_path: Path) -> None:
    """A real catalogue saved as Big5 is recognised, whether or not it would decode as GB18030."""
    text = (real_data / "year276_dev.csv").read_text(encoding="utf-8")
    path = tmp_path / "big5.csv"
    path.write_bytes(text.encode("big5", "ignore"))
    with pytest.raises(Exception, match="Big5"):
        read_records(path)
