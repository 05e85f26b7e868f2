"""Opening: only `init`, `import` and `demo` may create a store or a congress; every other verb refuses a mistyped one."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from proposal_service.cli import cli

READERS = (
    ("show", "2024-001"),
    ("list",),
    ("due",),
    ("explain", "2024-001"),
    ("key", "--year", "2024"),
    ("figures",),
    ("verify",),
    ("publish", "site"),
    ("serve",),
)


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


@pytest.mark.parametrize("words", READERS, ids=lambda words: str(words[0]))
def test_a_mistyped_store_is_refused_and_not_created(tmp_path: Path, words: tuple[str, ...]) -> None:
    """A verb that reads refuses a missing file with exit code 3, says what to do, and leaves nothing behind."""
    for place in (str(tmp_path / "typo.db"), f"sqlite:///{tmp_path / 'typo.db'}"):
        result = run(*words, "--store", place)
        assert 3 == result.exit_code, result.output
        assert "typo.db" in result.output
        assert "proposals init" in result.output
    assert [] == list(tmp_path.iterdir())


def test_a_mistyped_congress_is_told_those_that_are_there(tmp_path: Path) -> None:
    """A store without the congress is refused with exit code 3, naming the congresses that it holds."""
    store = str(tmp_path / "a.db")
    for congress in ("city", "county"):
        assert 0 == run("init", "--store", store, "--congress", congress, "--on", "2024-01-02").exit_code
    result = run("verify", "--store", store)
    assert 3 == result.exit_code
    assert "此库中没有人大“main”,现有:city、county" in result.output
    assert 0 == run("verify", "--store", store, "--congress", "city").exit_code


def test_nothing_to_verify_is_not_all_well(tmp_path: Path) -> None:
    """`verify` of a database that holds no file exits with 3 instead of saying that all agree."""
    (tmp_path / "empty.db").touch()
    result = run("verify", "--store", str(tmp_path / "empty.db"))
    assert 3 == result.exit_code, result.output
    assert "相符" not in result.output
