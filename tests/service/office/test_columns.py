"""导入格式 · The one home of the import format."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposal_service.office import columns
from proposal_service.office.columns import COLUMNS, escape_formula, find, heading_key, unescape_formula


def test_no_heading_means_two_columns() -> None:
    """Every canonical name, heading and alias belongs to exactly one column."""
    keys = [heading_key(heading) for column in COLUMNS for heading in column.headings]
    assert sorted(set(keys)) == sorted(keys)


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_every_heading_is_found(column: columns.Column) -> None:
    """A column is found under its name, its heading and each of its aliases."""
    assert [column] * len(column.headings) == [find(heading) for heading in column.headings]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("建\n议 编　号", "number"),
        ("ＢＩＬＬ＿ＮＯ", "number"),
        ("Joint Leads", "joint_leads"),
        ("*标题：", "title"),
        ("提出日期（年-月-日）", "submitted_on"),
        ("标题（简体）", "title_hans"),
    ],
)
def test_a_heading_is_matched_whatever_its_dress(heading: str, name: str) -> None:
    """Blanks, line breaks, full-width letters, stars, colons and a trailing bracket do not hide a heading."""
    found = find(heading)
    assert found is not None
    assert name == found.name


def test_a_near_heading_is_proposed_and_not_taken() -> None:
    """A mistyped heading matches nothing, and the right one is proposed."""
    assert find("领衔代表人") is None
    assert "领衔代表" in columns.propose("领衔代表人")


def test_the_table_for_the_docs_names_every_column() -> None:
    """The Markdown table has a head, a rule, and one line per column."""
    lines = columns.markdown_table().splitlines()
    assert len(COLUMNS) + 2 == len(lines)
    assert all(
        f"| `{column.name}` | {column.header} |" in line for column, line in zip(COLUMNS, lines[2:], strict=True)
    )
    assert {6} == {line.count("|") - 1 for line in lines}


@given(st.text(st.sampled_from("'=+-@＝－a \t\n"), max_size=6))
def test_formula_escape_is_undone_exactly(cell: str) -> None:
    """What was escaped comes back as it was, and what is written never begins like a formula."""
    written = escape_formula(cell)
    assert cell == unescape_formula(written)
    assert written[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
