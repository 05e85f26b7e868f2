"""规则加载 · Finds rulebooks by name or path, with their parents, and writes a file to start from."""

from __future__ import annotations

from functools import cache, partial
from importlib.resources import files
from pathlib import Path

from proposal_core.errors import NotFound, RulebookRefused, Words
from proposal_core.rulebook.queries import starter_text
from proposal_core.rulebook.reading import read
from proposal_core.rulebook.records import Rulebook
from proposal_core.rulebook.text import read_text

LONGEST_CHAIN = 8
"""Files in a chain of parents at most: nation, province, city, county, township, and a notice on some of them."""


def load(source: str | Path) -> Rulebook:
    """A built-in rulebook by its id, or a congress's own file by its path.

    Raises `RulebookRefused` with every finding, `NotFound` for an unknown name.
    """
    name = str(source)
    if name in builtin_ids():
        return _builtin(name)
    path = Path(source)
    if not _is_file(path):
        known = "、".join(builtin_ids())
        raise NotFound(
            Words(f"没有内置规则或文件“{name}”。", f"No built-in rulebook and no file {name!r}."),
            do=Words(f"内置规则:{known};或给出TOML文件路径。", f"Built in: {known}; or give the path of a TOML file."),
        )
    return _file(path, ())


def loads(text: str, file: str = "rulebook.toml", folder: Path | None = None) -> Rulebook:
    """A rulebook from TOML text. Raises `RulebookRefused` with every finding.

    Without a `folder`, only built-in parents are found: a text that somebody sends cannot make the program open files.
    """
    return read(text, file, partial(_parent, folder=folder, chain=()))


def builtin_ids() -> tuple[str, ...]:
    """The ids of the built-in rulebooks."""
    folder = files("proposal_core") / "rulebooks"
    return tuple(sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".toml")))


@cache
def _builtin(name: str) -> Rulebook:
    return loads((files("proposal_core") / "rulebooks" / f"{name}.toml").read_text("utf-8"), f"{name}.toml")


def _file(path: Path, chain: tuple[Path, ...]) -> Rulebook:
    place = path.resolve()
    finding = partial(_parent, folder=place.parent, chain=(*chain, place))
    return read(read_text(path), path.name, finding)


def _is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no file can have (NUL, thousands of letters) is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _parent(name: str, *, folder: Path | None, chain: tuple[Path, ...]) -> Rulebook:
    """The parent that a file names. Raises `RulebookRefused`: unknown, circular, or refused itself."""
    if name in builtin_ids():
        return _builtin(name)
    path = folder / name if folder is not None and name.endswith(".toml") else None
    if path is None or not _is_file(path):
        raise RulebookRefused(
            Words(f"没有上级规则“{name[:80]}”。", f"There is no parent rulebook {name[:80]!r}."), file=name[:80]
        )
    path = path.resolve()
    names = " → ".join(place.name for place in (*chain, path))
    if path in chain:
        raise RulebookRefused(Words(f"上级规则循环:{names}。", f"The parents go in a circle: {names}."), file=path.name)
    if len(chain) >= LONGEST_CHAIN:
        raise RulebookRefused(Words(f"上级规则过多:{names}。", f"Too many parents: {names}."), file=path.name)
    return _file(path, chain)


def starter(id: str, parent: str = "common", level: str = "city") -> str:
    """A commented TOML text for a congress's own rulebook; it loads as it is and then gives the parent's values.

    Every parameter stands in it as a comment with its label, its present value and article. Raises as `load`.
    """
    found = load(parent)
    named = parent if parent in builtin_ids() else str(Path(parent).resolve())
    return starter_text(id, named, level, found.versions[-1])
