"""仓库 · What the repository promises about itself."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Folders that only one machine has. Put together here, so that this file does not name one itself.
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:" + "|".join(("work", "farm", "tmp", "root")) + r")(?:/|\b(?![\w-]))")


def tracked() -> list[Path]:
    """The files that git tracks here; in an unpacked archive, every file that is no build product."""
    git = ["git", "-c", "safe.directory=*", "-C", str(ROOT), "ls-files", "-z"]
    try:
        names = subprocess.run(git, capture_output=True, check=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        names = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if "." not in path.relative_to(ROOT).parts[0]]
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def in_words(path: Path) -> str:
    """A file as text; of a file that is no text, nothing."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def classified() -> list[str]:
    """The Pythons of the classifiers, such as `3.11`."""
    mark = "Programming Language :: Python :: "
    return [line.removeprefix(mark) for line in PROJECT["classifiers"] if re.match(mark + r"\d+\.", line)]


def commands(readme: Path) -> list[str]:
    """The commands of a README: what stands after `$ ` in its blocks."""
    return re.findall(r"^\$ (.+)$", in_words(readme), flags=re.MULTILINE)


def test_the_noxfile_reads_the_pythons_from_the_classifiers() -> None:
    """The classifiers are the one home of the supported Pythons: the noxfile names none and asks for theirs."""
    noxfile = in_words(ROOT / "noxfile.py")
    assert "nox.project.python_versions(PROJECT)" in noxfile
    assert [] == [version for version in classified() if re.search(rf"[\"']{re.escape(version)}[\"']", noxfile)]


def test_the_lowest_classifier_is_what_installers_demand() -> None:
    """An installer refuses exactly the Pythons older than the first classifier."""
    lowest = min(classified(), key=lambda version: [int(part) for part in version.split(".")])
    assert f">={lowest}" == PROJECT["requires-python"]


def test_this_python_is_supported_or_newer() -> None:
    """The suite runs on a Python that the classifiers name, or on one that is newer than all of them."""
    numbers = [tuple(int(part) for part in version.split(".")) for version in classified()]
    assert sys.version_info[:2] in numbers or sys.version_info[:2] > max(numbers)


def test_ci_runs_the_test_command_of_the_readme() -> None:
    """What a newcomer types for the tests is what decides about a change."""
    (command,) = [command for command in commands(ROOT / "README.md") if command.endswith("-s tests")]
    lines = [line.strip().partition(" || ")[0] for line in in_words(ROOT / ".ci" / "run").splitlines()]
    assert command in lines


def test_ci_runs_every_checking_session() -> None:
    """No check that the noxfile knows is left out of CI, but those that judge nothing and the oldest versions."""
    decorator = re.compile(r"^@nox\.session(?:\((?:name=\"([\w-]+)\")?.*\))?\ndef (\w+)", re.MULTILINE)
    sessions = {name or function for name, function in decorator.findall(in_words(ROOT / "noxfile.py"))}
    run = set(in_words(ROOT / ".ci" / "run").replace("|", " ").split())
    assert {"demo", "bench", "tests-oldest"} == sessions - run


def test_base_requirements_are_three() -> None:
    """The base install asks for attrs, cattrs and transitions, and for nothing else."""
    names = sorted(re.split(r"[^\w-]", line)[0] for line in PROJECT["dependencies"])
    assert ["attrs", "cattrs", "transitions"] == names


def test_no_tracked_file_names_a_path_of_one_machine() -> None:
    """A path that only one machine has helps nobody else, so no tracked file holds one."""
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in tracked()
        for number, line in enumerate(in_words(path).splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert [] == found


@pytest.mark.parametrize("path", sorted(ROOT.glob("tests/**/*.py")), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_test_states_its_promise(path: Path) -> None:
    """Each test function has a docstring that says what it promises."""
    tree = ast.parse(in_words(path))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    tests = [node for node in functions if node.name.startswith("test_")]
    assert [] == [node.name for node in tests if not (ast.get_docstring(node, clean=True) or "").strip()]
