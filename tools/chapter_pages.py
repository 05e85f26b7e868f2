"""各章参考 · One reference page per chapter: rules with their articles and the tests that prove them, parameters with
the value that each built-in rulebook gives them.

    python tools/chapter_pages.py          writes docs/chapters/*.md
    python tools/chapter_pages.py --check  says which pages are not what it would write now, and exits with 1
"""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import attrs
from make_docs import both, table
from parameters_read import NOBODY, readers

from proposal_core import rulebook
from proposal_core.law import RULES, Rule
from proposal_core.terms import Terms
from proposal_core.values import written

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "chapters"
TESTS = ROOT / "tests" / "core"
WITHOUT_TERMS = ("clocks", "workdays", "visibility", "redaction", "notices", "metrics")
"""Modules of rules that have no chapter of parameters of their own."""


def modules() -> list[str]:
    """The chapters in the order of the terms, then the modules of rules that have no parameters of their own."""
    return [*(field.name for field in attrs.fields(Terms)), *WITHOUT_TERMS]


@cache
def _load_all() -> tuple[rulebook.Rulebook, ...]:
    for name in modules():
        try:
            importlib.import_module(f"proposal_core.{name}")
        except ModuleNotFoundError:
            continue  # a chapter of terms without a module of rules: calendar, words, figures
    return tuple(rulebook.load(name) for name in rulebook.builtin_ids())


@cache
def proofs() -> dict[str, list[tuple[str, str]]]:
    """For each name called in a test of the core: the tests that call it, with their promises."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(TESTS.glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                promise = (ast.get_docstring(node) or "").replace("\n", " ")
                names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
                names |= {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}
                for name in names:
                    found.setdefault(name, []).append((f"{path.stem}::{node.name}", promise))
    return found


def rules_of(chapter: str) -> list[Rule]:
    """The rules that stand in a chapter's module."""
    return [rule for rule in RULES.values() if rule.chapter == chapter]


def _rule_part(rule: Rule) -> Iterator[str]:
    name = rule.name.partition(".")[2]
    yield f"### `{name}`\n\n{rule.summary}\n"
    yield "依据 Source: " + "; ".join(f"{a} {a.cite('zh')}" for a in rule.articles) + "\n"
    if rule.uses:
        yield "参数 Parameters: " + ", ".join(f"`{key}`" for key in rule.uses) + "\n"
    tests = [pair for pair in proofs().get(name, []) if rule.chapter in pair[0]] or proofs().get(name, [])
    yield "证明 Proved by:\n"
    yield "\n".join(f"- {promise} (`{test}`)" for test, promise in tests[:6]) + "\n"


def _parameter_part(chapter: str, field: Any) -> Iterator[str]:
    key = f"{chapter}.{field.name}"
    yield f"### `{key}`\n\n{both(field.metadata['words'])}\n"
    yield f"{_read_by(key)}\n"
    rows = [row for book in _load_all() if (row := _value_row(book, chapter, field.name, key))]
    yield table(("规则 Rulebook", "值 Value", "依据 Source", "说明 Note"), rows) + "\n"


def _read_by(key: str) -> str:
    """The rules and acts that read a parameter; of what a module reads inside, the module. Or that nobody does."""
    inside = [name.partition("._")[0] for name in readers()[key]]
    claimed = [rule.name for rule in RULES.values() if key in rule.uses] if inside else []
    names = dict.fromkeys([*claimed, *inside])
    return "读取 Read by: " + ", ".join(f"`{name}`" for name in names) if names else f"{NOBODY.zh}。 {NOBODY.en}."


def _value_row(book: rulebook.Rulebook, chapter: str, name: str, key: str) -> Sequence[str] | None:
    """The value where this rulebook sets it itself; what it inherits stands at whoever set it."""
    version = book.versions[-1]
    provision = version.provisions[key]
    if provision.set_by != book.id:
        return None
    value = getattr(getattr(version.terms, chapter), name)
    return (f"`{book.id}`", _shown(value), str(provision.article), provision.note)


def _shown(value: Any) -> str:
    if value is None or value == ():
        return "无 absent"
    if isinstance(value, tuple) and hasattr(value[0], "code"):
        return "<br>".join(f"`{item.code}` {item.zh} · {item.en}" for item in value)
    return "`" + written(value).replace('"', "") + "`"


def page(chapter: str) -> str:
    """The reference page of one chapter."""
    _load_all()
    kinds = {field.name: field for field in attrs.fields(Terms)}
    version = _load_all()[0].versions[-1]
    terms = getattr(version.terms, chapter) if chapter in kinds else None
    source = sys.modules.get(f"proposal_core.{chapter}")
    doc = (type(terms).__doc__ if terms is not None else source.__doc__ if source else "") or ""
    parts = [f"# {doc.strip().splitlines()[0]}\n"]
    if rules_of(chapter):
        parts += ["## 规则 Rules\n", *(part for rule in rules_of(chapter) for part in _rule_part(rule))]
    if terms is not None:
        fields = attrs.fields(type(terms))
        parts += ["## 参数 Parameters\n", *(part for field in fields for part in _parameter_part(chapter, field))]
    return "\n".join(parts).rstrip() + "\n"


def index() -> str:
    """The list of the pages."""
    names = "\n".join(modules())
    return (
        "# 各章参考 Reference by chapter\n\n"
        "Each rule with its article and the tests that prove it; each parameter with the value that every built-in\n"
        "rulebook gives it. Written by `tools/chapter_pages.py` from the register of rules, the terms and the tests.\n\n"
        f"```{{toctree}}\n:maxdepth: 1\n\n{names}\n```\n"
    )


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or compare them."""
    wanted = {PAGES / f"{name}.md": page(name) for name in modules()} | {PAGES / "index.md": index()}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in arguments:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not what tools/chapter_pages.py writes now")
        return int(bool(stale))
    PAGES.mkdir(exist_ok=True)
    for path in stale:
        path.write_text(wanted[path], encoding="utf-8")
        print(f"{path.relative_to(ROOT)}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
