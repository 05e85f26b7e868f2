"""规则文件格式 · The JSON Schema (draft 2020-12) of rulebook files for editors, generated from the types of `Terms`.

It says what one value may look like; what values say together (a co-opinion before the reply) only the loader checks.
Days are strings in JSON; an editor that knows TOML takes its own dates for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from proposal_core.law import GRADES
from proposal_core.terms import Terms
from proposal_core.vocabulary import LEVELS
from proposal_core.workdays import MonthDay, Period

_TEXT: dict[str, Any] = {"type": "string", "maxLength": 2000}
_DATE = {"type": "string", "format": "date"}
_DEFS: dict[str, Any] = {
    "period": {"type": "string", "pattern": "^(P[0-9]{1,4}[YMD]|[0-9]{1,4}(d|wd))$"},
    "month_day": {"type": "string", "pattern": "^[0-9]{2}-[0-9]{2}$|^[0-9]{1,2}月[0-9]{1,2}日$"},
    "decimal": {"anyOf": [{"type": "string", "pattern": "^[+-]?[0-9]+([.][0-9]+)?$"}, {"type": "integer"}]},
    "article": {"type": "string", "pattern": "^[^ ]+( .+)?$"},
    "words": {
        "type": "object",
        "properties": {"zh": _TEXT, "en": _TEXT},
        "required": ["zh", "en"],
        "additionalProperties": False,
    },
}
_PLAIN: dict[Any, dict[str, Any]] = {
    str: _TEXT,
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    Decimal: {"$ref": "#/$defs/decimal"},
    Period: {"$ref": "#/$defs/period"},
    MonthDay: {"$ref": "#/$defs/month_day"},
}


def json_schema() -> dict[str, Any]:
    """The schema of a rulebook file, as plain data for `json.dumps`."""
    chapters = {name: _chapter(kind) for name, kind in get_type_hints(Terms).items()}
    sources = {"type": "array", "items": _TEXT}
    dates: dict[str, Any] = {"effective_from": _DATE, "effective_to": _DATE, "note": _TEXT, "sources": sources}
    amendment = _object({**dates, **_references(chapters)}, ["effective_from"])
    head = {
        "id": {"type": "string", "pattern": r"^\w[\w.-]{0,63}$"},
        "title": {"$ref": "#/$defs/words"},
        "level": {"enum": list(LEVELS)},
        "parent": _TEXT,
        "instruments": {"type": "array", "items": _instrument()},
        "amendment": {"type": "array", "items": amendment},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "规则文件 · Rulebook",
        **_object({**head, **dates, **_references(chapters)}, ["id", "title", "level", "effective_from"]),
        "$defs": {**_DEFS, **{f"chapter_{name}": schema for name, schema in chapters.items()}},
    }


def _object(properties: Mapping[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), "required": required, "additionalProperties": False}


def _references(chapters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: {"$ref": f"#/$defs/chapter_{name}"} for name in chapters}


def _instrument() -> dict[str, Any]:
    texts = dict.fromkeys(("tag", "zh", "en", "in_force"), _TEXT)
    return _object({**texts, "grade": {"enum": list(GRADES)}}, ["tag", "zh", "en"])


def _chapter(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    values = {field.name: _parameter(field, hints[field.name]) for field in attrs.fields(kind)}
    described = {"description": (kind.__doc__ or "").splitlines()[0]}
    return described | _object({"article": {"$ref": "#/$defs/article"}, **values}, [])


def _parameter(field: Any, kind: Any) -> dict[str, Any]:
    """A value as it is, or a table with the value, or with `absent`, and its article, note and grade."""
    value = _value(kind)
    beside = {"article": {"$ref": "#/$defs/article"}, "note": _TEXT, "grade": {"enum": list(GRADES)}}
    choices = [value, _object({"value": value, **beside}, ["value"])]
    if NoneType in get_args(kind):
        choices.append(_object({"absent": {"const": True}, **beside}, ["absent"]))
    words = field.metadata["words"]
    return {"title": words.zh, "description": f"{words.zh} · {words.en}", "anyOf": choices}


def _value(kind: Any) -> dict[str, Any]:
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _value(next(part for part in args if part is not NoneType))
    if origin is Literal:
        return {"enum": list(args)}
    if origin is tuple:
        return {"type": "array", "items": _value(args[0]), "maxItems": 500}
    return _PLAIN[kind] if kind in _PLAIN else _record(kind)


def _record(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    fields = attrs.fields(kind)
    required = [field.name for field in fields if field.default is attrs.NOTHING]
    return _object({field.name: _value(hints[field.name]) for field in fields}, required)
