"""目录 · What `proposal_core` itself promises: its public names, each explained, and an import that costs nothing."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import proposal_core

SOURCE = Path(proposal_core.__file__)
IMPORT = """
import sys, time
before, start = set(sys.modules), time.perf_counter()
import proposal_core
print(time.perf_counter() - start)
print(*sorted(set(sys.modules) - before))
"""


def for_type_checkers() -> dict[str, str]:
    """The names that type checkers see, each with the room it is imported from."""
    (block,) = [node for node in ast.parse(SOURCE.read_text("utf-8")).body if isinstance(node, ast.If)]
    imports = [node for node in block.body if isinstance(node, ast.ImportFrom)]
    return {str(name.asname): f"{node.module}" for node in imports for name in node.names}


def test_the_names_are_sorted_and_stand_once() -> None:
    """The table of contents can be looked through by eye."""
    assert sorted(set(proposal_core.__all__)) == proposal_core.__all__


@pytest.mark.parametrize("name", proposal_core.__all__)
def test_every_public_name_says_what_it_is(name: str) -> None:
    """Each name leads somewhere and has a docstring of its own."""
    found = getattr(proposal_core, name)
    assert inspect.getdoc(found) and found.__name__ == name
    assert name in dir(proposal_core)


def test_type_checkers_and_programs_see_the_same_names() -> None:
    """What an editor offers is what a program gets, out of the same room."""
    rooms = {name: f"proposal_core.{room}" for name, room in proposal_core._ROOMS.items()}
    assert for_type_checkers() == rooms


def test_an_unknown_name_is_refused_as_python_does() -> None:
    """A slip of the pen is an `AttributeError` that names it; a room is still imported by its own name."""
    with pytest.raises(AttributeError, match="Casewrok"):
        getattr(proposal_core, "Casewrok")  # noqa: B009 - mypy would refuse the name itself
    from proposal_core import codec

    assert "proposal_core.codec" == codec.__name__


def test_importing_the_library_costs_nothing() -> None:
    """The import takes under 150 ms, because no room and no other library is loaded before a name is asked for."""
    asked = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, check=True, text=True)
    seconds, _, loaded = asked.stdout.partition("\n")
    assert float(seconds) < 0.15
    ours = [
        name for name in loaded.split() if name.partition(".")[0] in {"proposal_core", "attr", "cattrs", "sqlalchemy"}
    ]
    assert ["proposal_core"] == ours
