"""Importing: nothing twice by mistake, ids that people can use, and new names told when a roster was there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from proposal_service.cli import cli

HEAD = "标识,标题,领衔代表,主办单位"
ROWS = ("A1,关于修建村道的建议,张三,交通运输局", "A2,关于增设公交站的建议,李四,交通运输局")


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def read(result: Result) -> Any:
    assert 0 == result.exit_code, result.output
    return json.loads(result.stdout)


class Office:
    """A store of 2024, term 9 session 3, and files to import into it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.store = folder, str(folder / "a.db")
        year = ("--year", "2024", "--term", "9", "--session", "3")
        assert 0 == run("init", "--store", self.store, "--on", "2024-01-02", *year).exit_code

    def import_(self, *rows: str, head: str = HEAD, more: tuple[str, ...] = ()) -> Result:
        file = self.folder / "a.csv"
        file.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
        return run("import", str(file), "--store", self.store, "--on", "2024-01-20", *more)

    def files(self) -> Any:
        return read(run("list", "--store", self.store, "--json"))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_a_file_is_not_imported_twice(office: Office) -> None:
    """The second import of a file is refused with exit code 3, names every row, and imports nothing."""
    assert 0 == office.import_(*ROWS).exit_code
    again = office.import_(*ROWS)
    assert 3 == again.exit_code, again.output
    for told in ("row 2", "row 3", "A1", "09-03-00001", "--again"):
        assert told in again.output
    assert 2 == len(office.files())


def test_the_same_title_of_the_same_deputy_is_known_without_an_id(office: Office) -> None:
    """Title and leading deputy of the same year are refused; another deputy, or another year, is not."""
    head = "标题,领衔代表"
    assert 0 == office.import_("关于修建村道的建议,张三", head=head).exit_code
    again = office.import_("关于修建村道的建议,李四", "关于修建村道的建议,张三", head=head)
    assert 3 == again.exit_code, again.output
    assert ("row 3" in again.output, "row 2" in again.output) == (True, False)
    assert 0 == office.import_("关于修建村道的建议,李四", head=head).exit_code
    assert 0 == office.import_("关于修建村道的建议,张三", head=head, more=("--year", "2025")).exit_code


def test_again_imports_on_purpose(office: Office) -> None:
    """With `--again` the same file is imported once more."""
    assert 0 == office.import_(*ROWS).exit_code
    assert 0 == office.import_(*ROWS, more=("--again",)).exit_code
    assert 4 == len(office.files())


def test_term_and_session_come_from_the_year(office: Office) -> None:
    """Records that name no session get the open year's; the ids given and the next step are printed and work."""
    said = office.import_(*ROWS).stdout
    assert ["09-03-00001", "09-03-00002"] == [row["id"] for row in office.files()]
    assert "09-03-00001–09-03-00002" in said
    assert "proposals list --stage draft" in said
    assert 0 == run("show", "09-03-00001", "--store", office.store).exit_code


def test_a_record_that_names_its_session_keeps_it(office: Office) -> None:
    """A session in the file goes before the year's."""
    assert 0 == office.import_("关于修建村道的建议,张三,第八届第二次会议", head="标题,领衔代表,会议届次").exit_code
    assert ["08-02-00001"] == [row["id"] for row in office.files()]


def test_new_names_are_told_when_a_roster_was_there(office: Office) -> None:
    """Deputies and units that a kept roster did not list are named on standard error, not only counted."""
    first = office.import_(*ROWS)
    assert "请核对" not in first.stderr
    second = office.import_("A3,关于修桥的建议,王五,水利局", "A4,关于修路的建议,张三,交通运输局")
    assert 0 == second.exit_code, second.output
    told = next(line for line in second.stderr.splitlines() if "请核对" in line)
    assert told.endswith("王五、水利局")
