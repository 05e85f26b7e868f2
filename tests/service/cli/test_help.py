"""Help: every command speaks both languages, so that no cell of the pages stays empty."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import click
import pytest
from click.testing import CliRunner

from proposal_service.cli import cli

TOOLS = Path(__file__).resolve().parents[3] / "tools"


@pytest.fixture
def make_docs(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(TOOLS))
    spec = importlib.util.spec_from_file_location("make_docs", TOOLS / "make_docs.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "make_docs", module)
    spec.loader.exec_module(module)
    return module


def test_every_command_fills_its_cells_in_both_languages(make_docs: ModuleType) -> None:
    """The table of commands has a sentence in Chinese and one in English for each command."""
    for language in ("zh", "en"):
        cells = [line.split("|")[2].strip() for line in make_docs.command_table(language).splitlines()]
        assert all(cells)


def test_help_in_one_language_stops_the_pages(make_docs: ModuleType) -> None:
    """A command whose help lacks either language is an error when the pages are written."""
    for text in ("只有中文。 Only one paragraph.", ""):
        with pytest.raises(ValueError, match="English"):
            make_docs._help(click.Command("lonely", help=text))


def test_demo_says_which_day_it_checks() -> None:
    """`demo --help` does not promise today for `--on`: without it the demo picks the day itself."""
    said = " ".join(CliRunner().invoke(cli, ["demo", "--help"]).output.split())
    assert "today" not in said
    assert "day of the deadline check" in said
