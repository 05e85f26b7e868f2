"""参数的读取 · Which function reads which parameter: found in the code itself, so that no page claims what is not so.

A parameter is read where the code takes it off a chapter of the terms: `terms.handling.reply_within`, or
`terms.reply_within` in a function whose argument says `terms: Handling`. The terms themselves (their checks and
warnings look at everything) and the kit for testers do not count: reading there changes nothing in the life of a file.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import get_type_hints

import attrs

from proposal_core.errors import Words
from proposal_core.terms import Terms

SRC = Path(__file__).resolve().parents[1] / "src"
ELSEWHERE = {"terms", "rulebook", "testing"}
WHOLE = "Terms"
NOBODY = Words("只记录,尚不执行", "recorded, not enforced")
"""What the pages say of a parameter that nothing reads: people act on it, the program does not."""
GIVES_TERMS = {"terms_on", "terms_for"}
Known = dict[str, str]
"""Name in a function → the chapter that it holds, or `Terms`."""


@cache
def chapters() -> Mapping[str, type]:
    """The chapters of the terms by name."""
    return get_type_hints(Terms)


@cache
def readers() -> Mapping[str, tuple[str, ...]]:
    """Dotted key of each parameter → the functions that read it (`handling.extend`), in the order of their names."""
    found: dict[str, set[str]] = {
        f"{name}.{f.name}": set() for name, kind in chapters().items() for f in attrs.fields(kind)
    }
    for path in sorted(SRC.rglob("*.py")):
        place = path.relative_to(SRC).with_suffix("").parts[1:]
        if place and place[0] not in ELSEWHERE:
            for function in _functions(ast.parse(path.read_text("utf-8"))):
                for key in _read_in(function):
                    found[key].add(f"{place[0]}.{function.name}")
    return {key: tuple(sorted(names)) for key, names in found.items()}


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """The functions of a module and the methods of its classes; what is defined inside one belongs to it."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from (inner for inner in node.body if isinstance(inner, ast.FunctionDef))


def _read_in(function: ast.FunctionDef) -> Iterator[str]:
    """The keys that one function reads."""
    known = _known(function)
    for node in ast.walk(function):
        chapter = _held(node.value, known) if isinstance(node, ast.Attribute) else None
        if isinstance(node, ast.Attribute) and chapter is not None and chapter in chapters():
            yield from (f"{chapter}.{name}" for name in _fields_behind(chapters()[chapter], node.attr))


def _known(function: ast.FunctionDef) -> Known:
    """What the arguments and the plain assignments of a function hold."""
    kinds = {kind.__name__: name for name, kind in chapters().items()} | {WHOLE: WHOLE}
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    known = {
        a.arg: kinds[a.annotation.id]
        for a in arguments
        if isinstance(a.annotation, ast.Name) and a.annotation.id in kinds
    }
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for name, value in _pairs(node.targets[0], node.value):
                held = _held(value, known)
                if held:
                    known[name] = held
    return known


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """`a = x` and `a, b = x, y`, name by name."""
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from (
            (name.id, item) for name, item in zip(target.elts, value.elts, strict=False) if isinstance(name, ast.Name)
        )


def _held(node: ast.expr, known: Known) -> str | None:
    """The chapter that an expression gives, `Terms`, or `None`."""
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return WHOLE if node.func.attr in GIVES_TERMS else None
    if not isinstance(node, ast.Attribute):
        return None
    if _held(node.value, known) == WHOLE:
        return node.attr if node.attr in chapters() else None
    return WHOLE if node.attr == "terms" else None


@cache
def _fields_behind(kind: type, name: str) -> tuple[str, ...]:
    """The parameter of that name; for a method of a chapter (`terms.result_class(…)`) those that it reads."""
    fields = {field.name for field in attrs.fields(kind)}
    if name in fields:
        return (name,)
    method = getattr(kind, name)
    return tuple(sorted(fields & set(method.__code__.co_names))) or tuple(sorted(fields))
