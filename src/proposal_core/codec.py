"""编码 · Records to canonical JSON and back: the one way in which files and journal entries are written down.

Canonical: keys sorted, no blanks, defaults left out, dates as ISO text, exact decimals as text. The same record gives
the same bytes on every machine, so the hash chain can be checked anywhere.

Records are read back strictly by type. A key that the record does not know is refused: a newer file must not be read
by an older program as if nothing were missing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import compress
from json.encoder import encode_basestring
from operator import attrgetter, is_not, itemgetter
from typing import Any, TypeVar

import attrs
from cattrs import BaseValidationError, Converter
from cattrs.errors import ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn

from proposal_core.errors import JournalBroken, Words

T = TypeVar("T")


def _converter() -> Converter:
    converter = Converter(detailed_validation=False, prefer_attrib_converters=False)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
    converter.register_unstructure_hook(Decimal, str)
    converter.register_structure_hook(Decimal, lambda text, _: Decimal(text))
    converter.register_unstructure_hook_factory(
        attrs.has, lambda kind: make_dict_unstructure_fn(kind, converter, _cattrs_omit_if_default=True)
    )
    converter.register_structure_hook_factory(
        attrs.has,
        lambda kind: make_dict_structure_fn(
            kind, converter, _cattrs_forbid_extra_keys=True, _cattrs_detailed_validation=False
        ),
    )
    return converter


_CONVERTER = _converter()
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False).encode


def plain(value: Any) -> Any:
    """A record, or a collection of records, as plain JSON values."""
    return _CONVERTER.unstructure(value)


def canonical(value: Any) -> str:
    """The canonical JSON text of plain JSON values."""
    return _encode(value)


quoted: Callable[[str], str] = encode_basestring
"""The canonical JSON text of a string."""


def dumps(record: Any) -> str:
    """The canonical JSON text of a record."""
    return _encode(_CONVERTER.unstructure(record))


# -- writing only what changed ------------------------------------------------------------------------------------


@attrs.frozen
class Written:
    """成文 · A record beside the canonical text of each of its fields, in the order of their names.

    A field that holds its default has an empty text. Without any texts, the record has not been written yet.
    """

    record: Any
    texts: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The canonical JSON text of the record: the same bytes as `dumps` gives."""
        return "{" + ",".join(filter(None, self.texts)) + "}"


def written(record: Any, before: Written | None = None) -> Written:
    """A record with its text, field by field. `before` is any earlier record of the same type.

    An act changes two or three of some fifty fields. A value that is the very same object in both records is not
    written again: what lies on a file is frozen, so it cannot have changed.
    """
    kind: Any = type(record)
    fields, values = _fields(kind)
    new = values(record)
    if before is None or not before.texts:
        return Written(record, tuple(map(_field_text, fields, new)))
    texts = list(before.texts)
    for place in compress(range(len(texts)), map(is_not, new, values(before.record))):
        texts[place] = _field_text(fields[place], new[place])
    return Written(record, tuple(texts))


@cache
def _fields(kind: Any) -> tuple[tuple[tuple[str, Any], ...], Callable[[Any], tuple[Any, ...]]]:
    """The fields of a record, each with its default, in the order of their names; and what reads all their values."""
    fields = sorted(((field.name, field.default) for field in attrs.fields(kind)), key=itemgetter(0))
    return tuple(fields), attrgetter(*(name for name, _ in fields))


def _field_text(field: tuple[str, Any], value: Any) -> str:
    name, default = field
    if value == default:
        return ""
    return f'"{name}":{_text(value)}'


def _text(value: Any) -> str:
    if isinstance(value, str):
        return quoted(value)
    return str(value) if type(value) is int else _encode(_CONVERTER.unstructure(value))


# -- reading ------------------------------------------------------------------------------------------------------


@cache
def _reader(kind: Any) -> Any:
    return _CONVERTER.get_structure_hook(kind)


def structure(value: Any, kind: Any) -> Any:
    """Plain JSON values as the given type. Raises `JournalBroken` when they do not fit it."""
    try:
        return _reader(kind)(value, kind)
    except _UNFIT as error:
        raise _unfit(kind, error) from error


_UNFIT = (KeyError, TypeError, ValueError, AttributeError, ForbiddenExtraKeysError, BaseValidationError)


def _unfit(kind: Any, error: Exception) -> JournalBroken:
    name = getattr(kind, "__name__", str(kind))
    return JournalBroken(
        Words(f"存储的内容无法读作“{name}”:{error}", f"The stored text cannot be read as {name}: {error}"),
        do=Words("请核对程序版本与备份。", "Check the program's version and the backup."),
    )


def loads(text: str, kind: type[T]) -> T:
    """A record of the given type from its JSON text. Raises `JournalBroken` when it does not fit."""
    try:
        values = json.loads(text)
    except ValueError as error:
        raise _unfit(kind, error) from error
    record: T = structure(values, kind)
    return record
