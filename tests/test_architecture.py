"""架构 · What the house promises of itself: no clock, a docstring everywhere, a first line in two languages, short files."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[1] / "src"
FILES = sorted(SRC.rglob("*.py"))
CORE = [path for path in FILES if "proposal_core" in path.parts]
# Rules of a hypothesis machine are tests: their names are read in a failing story, and threads are timed there.
LIBRARY = [path for path in CORE if "testing" not in path.parts]
LONGEST = 420
# Longer than a file should be. Each may only become shorter; a new one must not be added.
LONGER = {
    "proposal_core/casework.py": 560,  # one short method per act, and there are sixty acts
    "proposal_core/proposal.py": 470,  # a dictionary of records: the file and everything that lies on it
}
CLOCKS = {"today", "now", "utcnow", "time", "monotonic", "time_ns", "fromtimestamp"}


def name(path: Path) -> str:
    """A file as the house calls it."""
    return path.relative_to(SRC).as_posix()


def tree(path: Path) -> ast.Module:
    """A file, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"))


def public(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.AST]]:
    """The public classes and functions of a module, and the public methods of its public classes."""
    for child in getattr(node, "body", []):
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not child.name.startswith("_"):
            yield f"{prefix}{child.name}", child
            if isinstance(child, ast.ClassDef):
                yield from public(child, f"{child.name}.")


@pytest.mark.parametrize("path", LIBRARY, ids=name)
def test_the_core_asks_no_clock(path: Path) -> None:
    """The day is an argument: no module of the core calls a clock, or hands one on as a default."""
    names = [
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.attr in CLOCKS
        and node.value.id in {"date", "datetime", "time", "dt"}
    ]
    imports = [
        alias.name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if alias.name == "time" or (isinstance(node, ast.ImportFrom) and node.module == "time")
    ]
    assert [] == names + imports


@pytest.mark.parametrize("path", LIBRARY, ids=name)
def test_everything_public_in_the_core_says_what_it_is(path: Path) -> None:
    """Each public class, function and method of the core has a docstring."""
    assert [] == [label for label, node in public(tree(path)) if not (ast.get_docstring(node) or "").strip()]  # type: ignore[arg-type]


@pytest.mark.parametrize("path", [path for path in FILES if path.stat().st_size], ids=name)
def test_a_module_opens_with_the_chinese_term(path: Path) -> None:
    """The first line of a module is the Chinese term, a dot, and what it is in English."""
    first = (ast.get_docstring(tree(path)) or "").splitlines()[:1]
    assert first and re.match(r"^[^ ]*[\u4e00-\u9fff][^·]* · [A-Z“\"`*(\w].*", first[0]), first


@pytest.mark.parametrize("path", CORE, ids=name)
def test_a_public_class_of_the_core_opens_with_the_chinese_term(path: Path) -> None:
    """The records, roles and errors of the core carry the term of the field in their first line."""
    classes = [(label, node) for label, node in public(tree(path)) if isinstance(node, ast.ClassDef)]
    bare = [label for label, node in classes if " · " not in (ast.get_docstring(node) or "").partition("\n")[0]]
    assert [] == [label for label in bare if label not in {"Unreadable"}]


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_is_one_idea_and_not_too_long(path: Path) -> None:
    """No source file grows beyond what one reads at a sitting; those that are longer may only shrink."""
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGER.get(name(path), LONGEST)


def test_the_list_of_longer_files_is_not_stale() -> None:
    """A file that has become short enough leaves the list of exceptions."""
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert set() == {longer for longer in LONGER if lengths.get(longer, 0) <= LONGEST}
