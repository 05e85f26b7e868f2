"""参数取值 · Reading one value of a rulebook strictly by its type, and writing it in one canonical way.

Nothing is coerced: "3" is not a period, 0.1 is not an exact share, "yes" is not true. The types are those of
`terms.py`: periods, days of the year, decimals, choices, lists, and small records.

Every value has a size that a rulebook can need: numbers of at most nine digits before the point, texts of at most
2,000 characters without control characters, lists of at most 500 items.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from proposal_core.errors import BadValue, Words
from proposal_core.workdays import MonthDay, Period

LONGEST_TEXT = 2_000
LONGEST_LIST = 500
LARGEST = 10**9
_SHOWN = 80


class Unreadable:
    """Stands for a value that is not there at all; no type reads it."""


def read_value(given: Any, kind: Any) -> Any:
    """The value of the given type. Raises `BadValue` saying what was expected."""
    origin, choices = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        if given is None and NoneType in choices:
            return None
        return read_value(given, next(choice for choice in choices if choice is not NoneType))
    if given is None:
        raise BadValue(Words("此参数不能缺省。", "This parameter cannot be absent."))
    if origin is Literal:
        return _choice(given, choices)
    if origin is tuple:
        return _list(given, choices[0])
    if attrs.has(kind) and kind not in _PLAIN:
        return _record(given, kind)
    return _PLAIN[kind](given)


def _refuse(expected_zh: str, expected_en: str, given: Any) -> BadValue:
    if given is Unreadable:
        return BadValue(Words("没有取值。", "It has no value."))
    return BadValue(Words(f"应为{expected_zh},现为{shown(given)}。", f"Expected {expected_en}, got {shown(given)}."))


def shown(given: Any) -> str:
    """A wrong value as it is shown to people, cut short: a hostile one may have a million digits."""
    if isinstance(given, int) and abs(given) >= LARGEST:
        return "…"
    text = given[: _SHOWN + 1] if isinstance(given, str) else given
    if isinstance(given, list | dict):
        return "[…]" if isinstance(given, list) else "{…}"
    said = repr(text)
    return said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"


def _choice(given: Any, choices: tuple[Any, ...]) -> Any:
    if not isinstance(given, str) or given not in choices:
        names = "、".join(map(str, choices))
        raise BadValue(
            Words(
                f"{shown(given)}不在可选值之内:{names}。", f"{shown(given)} is none of: {', '.join(map(str, choices))}."
            )
        )
    return given


def _list(given: Any, kind: Any) -> tuple[Any, ...]:
    if not isinstance(given, list):
        raise _refuse("列表", "a list", given)
    if len(given) > LONGEST_LIST:
        raise BadValue(
            Words(f"列表超过{LONGEST_LIST}项。", f"The list has more than {LONGEST_LIST} items."),
        )
    return tuple(read_value(item, kind) for item in given)


def _record(given: Any, kind: type) -> Any:
    if not isinstance(given, Mapping):
        raise _refuse("一条记录", "a record", given)
    fields = {field.name: field for field in attrs.fields(kind)}
    unknown = [shown(name).strip("'") for name in sorted(set(given) - set(fields))[:9]]
    missing = sorted(name for name, f in fields.items() if f.default is attrs.NOTHING and name not in given)
    if unknown or missing:
        zh = "".join((f"多出{'、'.join(unknown)};" if unknown else "", f"缺少{'、'.join(missing)};" if missing else ""))
        en = "; ".join(
            filter(
                None,
                (
                    f"unknown: {', '.join(unknown)}" if unknown else "",
                    f"missing: {', '.join(missing)}" if missing else "",
                ),
            )
        )
        raise BadValue(Words(f"记录有误:{zh}", f"The record is wrong: {en}."))
    return kind(**{name: read_value(value, types_of(kind)[name]) for name, value in given.items()})


@cache
def types_of(kind: type) -> Mapping[str, Any]:
    """The types of a record's fields by name, worked out once for each kind of record."""
    return get_type_hints(kind)


def _text(given: Any) -> str:
    if not isinstance(given, str):
        raise _refuse("文字", "text", given)
    if len(given) > LONGEST_TEXT or not all(char.isprintable() or char == "\u3000" for char in given):
        raise _refuse(
            f"不超过{LONGEST_TEXT}字且无控制字符的文字", f"printable text of {LONGEST_TEXT} characters", given
        )
    return given


def _whole(given: Any) -> int:
    if type(given) is not int:
        raise _refuse("整数", "a whole number", given)
    if abs(given) >= LARGEST:
        raise _refuse("不超过九位的整数", "a whole number of at most nine digits", given)
    return given


def _truth(given: Any) -> bool:
    if type(given) is not bool:
        raise _refuse("true或false", "true or false", given)
    return given


def _decimal(given: Any) -> Decimal:
    if type(given) is int:
        return Decimal(_whole(given))
    if not isinstance(given, str) or len(given) > 40:
        raise _refuse("加引号的精确小数", "an exact decimal in quotes", given)
    try:
        value = Decimal(given)
    except InvalidOperation:
        raise _refuse("加引号的精确小数", "an exact decimal in quotes", given) from None
    if not value.is_finite():
        raise _refuse("有限小数", "a finite decimal", given)
    if not -12 <= value.adjusted() <= 8:
        raise _refuse("九位以内的小数", "a decimal of at most nine digits before the point", given)
    return value


def _short(given: Any, expected_zh: str, expected_en: str) -> Any:
    """The value, if it is short enough to be shown in a refusal."""
    if isinstance(given, str | int) and len(shown(given)) > 40:
        raise _refuse(expected_zh, expected_en, given)
    return "[…]" if isinstance(given, list | dict) else given


def _period(given: Any) -> Period:
    return Period.parse(_short(given, "期限", "a period"))


def _month_day(given: Any) -> MonthDay:
    return MonthDay.parse(_short(given, "每年固定日期", "a month and day"))


_PLAIN: dict[Any, Callable[[Any], Any]] = {
    str: _text,
    int: _whole,
    bool: _truth,
    Decimal: _decimal,
    Period: _period,
    MonthDay: _month_day,
}


def written(value: Any) -> str:
    """The canonical text of a value, for hashes and for showing."""
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return "[" + ", ".join(written(item) for item in value) + "]"
    if attrs.has(type(value)) and type(value) not in _PLAIN:
        shown = ", ".join(f"{f.name}={written(getattr(value, f.name))}" for f in attrs.fields(type(value)))
        return "{" + shown + "}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def as_toml(value: Any) -> str:
    """A value as it is written in a rulebook file; what this gives, `read_value` reads back as the same value."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(as_toml(item) for item in value) + "]"
    if attrs.has(type(value)) and type(value) not in _PLAIN:
        given = ((f, getattr(value, f.name)) for f in attrs.fields(type(value)))
        return "{ " + ", ".join(f"{f.name} = {as_toml(v)}" for f, v in given if v != f.default) + " }"
    escaped = "".join(char if char not in '"\\' else f"\\{char}" for char in str(value))
    return f'"{escaped}"'
