"""规则手册 · Rulebooks: dated terms as data, overlaid on a parent, read from TOML by one strict loader.

Every value stands with its article; what a file does not set it inherits, with the article of whoever set it. All
findings of a file are told at once, each with file, line, key, reason and an example of a right value; nothing is
loaded in part. The content is hashed, and files pin the hash of the version they are handled under.

    [handling]
    article = "ZJ16"                                   # the article of plain values in this chapter
    reply_within = { value = "P3M", article = "L25 51" }
    co_opinion_within = "P2M"
    urgent_within = { absent = true, article = "SEED" } # the text is silent

Not formalised: the text of the regulations themselves; an article is cited, not quoted.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_type_hints

import attrs

from proposal_core.errors import BadValue, Finding, NotFound, RulebookRefused, Words
from proposal_core.law import Article, parse_article
from proposal_core.terms import Terms
from proposal_core.values import Unreadable, read_value, written

BIGGEST = 1_000_000
"""Bytes of a rulebook file at most; a city's file has about twenty thousand."""
LEVELS = ("nation", "province", "city", "county", "township")
_HEAD = {"id", "title", "level", "parent", "effective_from", "effective_to", "sources", "note"}


@attrs.frozen(kw_only=True)
class Provision:
    """条款 · Where one value comes from: the key, its article, a note, and the rulebook that set it."""

    key: str
    article: Article
    note: str
    set_by: str


@attrs.frozen(kw_only=True)
class Version:
    """规则版本 · The terms of one rulebook in force between two days (inclusive), with their provisions and digest."""

    rulebook: str
    effective_from: date
    effective_to: date | None
    terms: Terms
    provisions: Mapping[str, Provision] = attrs.field(repr=False, eq=False)
    digest: str

    def in_force(self, day: date) -> bool:
        """Whether this version is in force on that day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


@attrs.frozen(kw_only=True)
class Rulebook:
    """规则手册 · A congress's rules: id, level, titles, parent, and its dated versions, oldest first."""

    id: str
    title: Words
    level: str
    parent: str
    versions: tuple[Version, ...]
    as_if: bool = False

    def on(self, day: date) -> Version:
        """The version in force on that day. Raises `NotFound` where there is none.

        A rulebook taken *as if in force* (for a demonstration or a study of old records) answers with its first
        version for days before it.
        """
        for version in reversed(self.versions):
            if version.in_force(day):
                return version
        if self.as_if:
            return self.versions[0]
        first = self.versions[0].effective_from
        raise NotFound(
            Words(
                f"规则“{self.id}”在{day}没有有效版本(自{first}起施行)。",
                f"Rulebook {self.id!r} is not in force on {day} (from {first}).",
            ),
            rulebook=self.id,
            day=day,
        )

    def terms_on(self, day: date) -> Terms:
        """The terms in force on that day. Raises `NotFound`."""
        return self.on(day).terms

    def pinned(self, digest: str) -> Version:
        """The version with this digest. Raises `NotFound` when this rulebook does not hold it."""
        for version in self.versions:
            if version.digest == digest:
                return version
        raise NotFound(
            Words(f"规则“{self.id}”中没有版本{digest[:12]}。", f"Rulebook {self.id!r} holds no version {digest[:12]}."),
            do=Words("请提供当时使用的规则文件。", "Provide the rulebook file that was used then."),
        )

    def applied_as_if(self) -> Rulebook:
        """The same rulebook, taken as if it had always been in force. Outputs must say so."""
        return attrs.evolve(self, as_if=True)


# -- loading ------------------------------------------------------------------------------------------------------


def load(source: str | Path) -> Rulebook:
    """A built-in rulebook by its id, or a congress's own file by its path.

    Raises `RulebookRefused` with every finding, `NotFound` for an unknown name.
    """
    name = str(source)
    if name in builtin_ids():
        return _builtin(name)
    path = Path(source)
    if not path.is_file():
        known = "、".join(builtin_ids())
        raise NotFound(
            Words(f"没有内置规则或文件“{name}”。", f"No built-in rulebook and no file {name!r}."),
            do=Words(f"内置规则:{known};或给出TOML文件路径。", f"Built in: {known}; or give the path of a TOML file."),
        )
    if path.stat().st_size > BIGGEST:
        raise RulebookRefused(
            Words(f"文件过大(超过{BIGGEST}字节)。", f"The file is larger than {BIGGEST} bytes."), file=name
        )
    try:
        return loads(path.read_bytes().decode(), path.name)
    except UnicodeDecodeError:
        raise RulebookRefused(
            Words(f"“{path.name}”不是UTF-8文本。", f"{path.name!r} is not UTF-8 text."), file=name
        ) from None


def builtin_ids() -> tuple[str, ...]:
    """The ids of the built-in rulebooks."""
    folder = files("proposal_core") / "rulebooks"
    return tuple(sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".toml")))


@cache
def _builtin(name: str) -> Rulebook:
    return loads((files("proposal_core") / "rulebooks" / f"{name}.toml").read_text("utf-8"), f"{name}.toml")


def loads(text: str, file: str = "rulebook.toml") -> Rulebook:
    """A rulebook from TOML text. Raises `RulebookRefused` with every finding."""
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise RulebookRefused(
            Words(f"“{file}”不是有效的TOML:{error}", f"{file!r} is not valid TOML: {error}"), file=file
        ) from None
    reading = _Reading(file, text, table)
    rulebook = reading.rulebook()
    if reading.findings or rulebook is None:
        count = len(reading.findings)
        raise RulebookRefused(
            Words(f"规则文件“{file}”有{count}处不符。", f"The rulebook file {file!r} has {count} findings."),
            findings=reading.findings,
            file=file,
        )
    return rulebook


class _Reading:
    """One pass over one file; collects findings instead of stopping at the first."""

    def __init__(self, file: str, text: str, table: dict[str, Any]) -> None:
        self.file, self.text, self.table = file, text, table
        self.findings: list[Finding] = []

    def add(self, key: str, zh: str, en: str, example: str = "") -> None:
        line = _line_of(self.text, key)
        where = f"{self.file}:{line} {key}" if line else f"{self.file} {key}"
        do = Words(f"例如:{example}", f"For example: {example}") if example else None
        self.findings.append(Finding(code="rulebook", where=where, what=Words(zh, en), do=do))

    def rulebook(self) -> Rulebook | None:
        head = self._head()
        parent = self._parent(head)
        own = {name: value for name, value in self.table.items() if name not in _HEAD}
        for name in sorted(set(own) - {field.name for field in attrs.fields(Terms)}):
            self.add(name, f"没有“{name}”这一章。", f"There is no chapter {name!r}.", "[handling]")
        read = {field.name: self._chapter(field.name, own.get(field.name, {}), parent) for field in attrs.fields(Terms)}
        if self.findings:
            return None
        terms = Terms(**{name: chapter for name, (chapter, _) in read.items()})
        for finding in terms.findings():
            self.add(finding.where, finding.what.zh, finding.what.en)
        provisions = {key: p for _, given in read.values() for key, p in given.items()}
        return self._built(head, terms, provisions)

    def _head(self) -> dict[str, Any]:
        head = {name: self.table.get(name) for name in _HEAD}
        if not isinstance(head["id"], str) or not head["id"]:
            self.add("id", "缺少规则代号。", "The id is missing.", 'id = "my-city"')
        title = head["title"]
        if not isinstance(title, dict) or set(title) != {"zh", "en"} or {str} != set(map(type, title.values())):
            self.add(
                "title", "缺少中英文名称。", "The title in both languages is missing.", 'title = { zh = "…", en = "…" }'
            )
        if head["level"] not in LEVELS:
            self.add(
                "level", f"层级“{head['level']}”有误。", f"The level {head['level']!r} is unknown.", 'level = "city"'
            )
        for name in ("effective_from", "effective_to"):
            if type(head[name]) is not date and not (name == "effective_to" and head[name] is None):
                self.add(name, f"“{name}”须为日期。", f"{name!r} must be a date.", f"{name} = 2024-01-01")
        first, last = head["effective_from"], head["effective_to"]
        if type(first) is type(last) is date and last < first:
            self.add("effective_to", "失效日期早于施行日期。", "It would end before it begins.")
        return head

    def _parent(self, head: Mapping[str, Any]) -> Version | None:
        name = head["parent"]
        if name is None:
            return None
        if name == head["id"] or name not in builtin_ids():
            self.add("parent", f"没有上级规则“{name}”。", f"There is no parent rulebook {name!r}.", 'parent = "common"')
            return None
        return _builtin(name).versions[-1]

    def _chapter(self, name: str, given: Any, parent: Version | None) -> tuple[Any, dict[str, Provision]]:
        kind = _chapters()[name]
        if not isinstance(given, dict):
            self.add(name, "应为一章(表)。", "This must be a chapter (a table).", f"[{name}]")
            return None, {}
        fields = {field.name: field for field in attrs.fields(kind)}
        for key in sorted(set(given) - set(fields) - {"article"}):
            self.add(
                f"{name}.{key}", f"没有参数“{key}”。", f"There is no parameter {key!r}.", ", ".join(list(fields)[:4])
            )
        values: dict[str, Any] = {}
        provisions: dict[str, Provision] = {}
        for key, field in fields.items():
            where = f"{name}.{key}"
            if key in given:
                values[key] = self._value(where, given[key], _types(kind)[key], field.metadata["example"])
                provisions[where] = self._provision(where, given[key], given.get("article"))
            elif parent is not None:
                values[key] = getattr(getattr(parent.terms, name), key)
                provisions[where] = parent.provisions[where]
            else:
                self.add(
                    where,
                    "缺少此参数,也没有上级规则。",
                    "It is missing, and there is no parent.",
                    field.metadata["example"],
                )
        return (None if self.findings else kind(**values)), provisions

    def _value(self, where: str, given: Any, kind: Any, example: str) -> Any:
        if isinstance(given, dict):
            for extra in sorted(set(given) - {"value", "absent", "article", "note"}):
                self.add(
                    where, f"多出“{extra}”。", f"{extra!r} does not belong here.", '{ value = …, article = "L25 51" }'
                )
            given = None if given.get("absent") else given.get("value", Unreadable)
        try:
            return read_value(given, kind)
        except BadValue as error:
            self.add(where, error.what.zh, error.what.en, example)
            return None

    def _provision(self, where: str, given: Any, inherited: Any) -> Provision:
        named = given.get("article", inherited) if isinstance(given, dict) else inherited
        note = str(given.get("note", "")) if isinstance(given, dict) else ""
        if not isinstance(named, str):
            self.add(where, "没有注明依据。", "The article is missing.", 'article = "L25 51"')
            named = "CHOSEN"
        try:
            article = parse_article(named)
        except BadValue as error:
            self.add(where, error.what.zh, error.what.en, 'article = "L25 51"')
            article = parse_article("CHOSEN")
        return Provision(key=where, article=article, note=note, set_by=str(self.table.get("id", "")))

    def _built(self, head: Mapping[str, Any], terms: Terms, provisions: dict[str, Provision]) -> Rulebook:
        version = Version(
            rulebook=head["id"],
            effective_from=head["effective_from"],
            effective_to=head["effective_to"],
            terms=terms,
            provisions=MappingProxyType(provisions),
            digest=digest_of(head["id"], head["effective_from"], terms, provisions),
        )
        return Rulebook(
            id=head["id"],
            title=Words(**head["title"]),
            level=head["level"],
            parent=head["parent"] or "",
            versions=(version,),
        )


def digest_of(id: str, effective_from: date, terms: Terms, provisions: Mapping[str, Provision]) -> str:
    """The hash of a version's content: its values in canonical text, each with its article."""
    lines = [f"{id} {effective_from}"]
    for name, chapter in _chapter_items(terms):
        for field in attrs.fields(type(chapter)):
            key = f"{name}.{field.name}"
            lines.append(f"{key} = {written(getattr(chapter, field.name))} [{provisions[key].article}]")
    return sha256("\n".join(lines).encode()).hexdigest()


def _chapter_items(terms: Terms) -> Iterator[tuple[str, Any]]:
    return ((field.name, getattr(terms, field.name)) for field in attrs.fields(Terms))


@cache
def _chapters() -> Mapping[str, type]:
    return get_type_hints(Terms)


@cache
def _types(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _line_of(text: str, key: str) -> int:
    """The line of a key such as `handling.reply_within`, or 0."""
    chapter, _, name = key.partition(".")
    inside = not name
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if bare.startswith("["):
            inside = bare.strip("[]").split(".")[0] == chapter
            if inside and not name:
                return number
        elif inside and bare.split("=")[0].strip() == (name.split(".")[0] or chapter):
            return number
    return 0
