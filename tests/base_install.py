"""基础安装 · Run by `nox -s base` in a fresh environment: the base distribution alone is enough for the core.

Four proofs: nothing is installed but our three requirements and what they need themselves; every module of the core
imports; every public name is there; and every example that promises to run on the base install does
(`examples/base_*.py`).
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import runpy
from importlib.metadata import distributions, requires
from pathlib import Path

from proposal_core.errors import BadValue
from proposal_core.law import INSTRUMENTS, RULES, parse_article

BASE = {"attrs", "cattrs", "transitions"}
EXTRA = ("proposal_core.stores.sql", "proposal_core.testing")
TOOLS = {"pip", "setuptools", "wheel"}  # what an environment may be born with


def plain(name: str) -> str:
    """A distribution's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def needs(name: str) -> set[str]:
    """What a distribution needs in any case; requirements of its extras do not count."""
    lines = [line for line in requires(name) or [] if "extra ==" not in line]
    return {plain(re.split(r"[^\w.-]", line, maxsplit=1)[0]) for line in lines}


def nothing_else() -> set[str]:
    """The installed distributions, when all of them come from our three requirements."""
    assert needs("proposal-core") == BASE, f"base requirements are {sorted(needs('proposal-core'))}"
    installed = {plain(dist.metadata["Name"]) for dist in distributions()} - TOOLS
    allowed, open_ = {"proposal-core"}, set(BASE)
    while open_:
        name = open_.pop()
        allowed.add(name)
        open_ |= (needs(name) & installed) - allowed
    assert installed <= allowed, f"installed beside the base: {sorted(installed - allowed)}"
    return installed


def modules() -> list[str]:
    """Every module of the core that the base install must be able to import, imported."""
    found = ["proposal_core"]
    for package in found:  # the list grows while it is read: packages inside packages are found too
        path = getattr(importlib.import_module(package), "__path__", [])
        found += [name for _, name, _ in pkgutil.iter_modules(path, f"{package}.") if name not in EXTRA]
    return sorted(found)


def public_names() -> list[str]:
    """The names of the table of contents, each loaded; none of them may need an extra."""
    core = importlib.import_module("proposal_core")
    return [name for name in core.__all__ if getattr(core, name)]


def sources_and_refusals() -> None:
    """Every instrument and rule can be cited, and a wrong citation is refused in both languages."""
    for tag, instrument in INSTRUMENTS.items():
        assert parse_article(f"{tag} 1") == instrument.article("1")
    for rule in RULES.values():
        assert rule.summary and all(article.cite("zh") and article.cite("en") for article in rule.articles), rule.name
    try:
        parse_article("NOWHERE 1")
    except BadValue as refusal:
        assert refusal.in_("zh") and refusal.in_("en") != refusal.in_("zh")
    else:
        raise AssertionError("a tag that nobody knows was taken")


if __name__ == "__main__":
    held, names, imported = nothing_else(), public_names(), modules()
    sources_and_refusals()
    examples = sorted(Path(__file__).parents[1].glob("examples/base_*.py"))
    for example in examples:
        runpy.run_path(str(example), run_name="__main__")
    print(f"base install: {', '.join(sorted(held))}")
    print(
        f"{len(names)} public names, {len(imported)} modules imported, {len(RULES)} rules cited, {len(examples)} examples run"
    )
