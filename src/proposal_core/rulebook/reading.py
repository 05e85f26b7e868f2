"""规则读取 · The one strict reader of rulebook files, built-in ones and a city's own: all findings at once, nothing in part.

Every finding names the file, the line where it can be told, the key, the reason, and an example of a right value. What
a file does not set it inherits from its parent, with the provision of whoever set it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

import attrs

from proposal_core.errors import BadValue, Finding, RulebookRefused, Words
from proposal_core.law import GRADES, INSTRUMENTS, Article, Instrument, parse_article
from proposal_core.rulebook.blocks import Block, Given, Window, merged, misordered, uncovered, windows
from proposal_core.rulebook.records import Provision, Rulebook, Version, digest_of
from proposal_core.rulebook.text import lines_of, parse
from proposal_core.terms import Terms
from proposal_core.values import Unreadable, read_value, shown, types_of
from proposal_core.vocabulary import LEVELS

HEAD = ("id", "title", "level", "parent", "effective_from", "effective_to", "sources", "note")
BLOCK_HEAD = ("effective_from", "effective_to", "note", "sources")
MOST_FINDINGS = 500
_ID = re.compile(r"\w[\w.\-]{0,63}")
_TAG = re.compile(r"\w[\w.\-]{0,31}")
_VALUE = '{ value = …, article = "L25 51" }'

Parent = Callable[[str], Rulebook]
"""How a parent is found by the name that a file gives. Raises `RulebookRefused` or `NotFound` with the reason."""


def read(text: str, file: str, parent: Parent) -> Rulebook:
    """The rulebook of a text. Raises `RulebookRefused` with every finding."""
    reading = _Reading(text, file, parse(text, file))
    rulebook = reading.rulebook(parent)
    if reading.findings or rulebook is None:
        count = len(reading.findings)
        raise RulebookRefused(
            Words(f"规则文件“{file}”有{count}处不符。", f"The rulebook file {file!r} has {count} findings."),
            findings=reading.told(),
            file=file,
        )
    return rulebook


class _Reading:
    """One pass over one file; collects findings instead of stopping at the first."""

    def __init__(self, text: str, file: str, table: dict[str, Any]) -> None:
        self.file, self.table = file, table
        self.lines = lines_of(text)
        self.findings: dict[Finding, None] = {}  # in order, each once: several versions may break the same
        self.own: dict[str, Instrument] = {}

    # -- findings --

    def add(self, key: str, words: Words, example: str = "", article: str = "", do: Words | None = None) -> None:
        line = self.line(key)
        where = f"{self.file}:{line} {key[:120]}" if line else f"{self.file} {key[:120]}"
        do = Words(f"例如:{example}", f"For example: {example}") if example else do
        found = Finding(code="rulebook", where=where, what=words, do=do, article=article)
        self.findings.setdefault(found)

    def line(self, key: str) -> int:
        """The line of a key, or of the nearest key above it that the file sets; 0 where there is none."""
        while key not in self.lines and "." in key:
            key = key.rpartition(".")[0]
        return self.lines.get(key, 0)

    def told(self) -> tuple[Finding, ...]:
        """The findings as they are told: the first five hundred, and how many more there are."""
        more = len(self.findings) - MOST_FINDINGS
        if more <= 0:
            return tuple(self.findings)
        rest = Finding(code="rulebook", where=self.file, what=Words(f"另有{more}处。", f"And {more} more."))
        return (*list(self.findings)[:MOST_FINDINGS], rest)

    # -- the whole --

    def rulebook(self, find: Parent) -> Rulebook | None:
        self._instruments()
        self._head()
        parent = self._parent(find)
        blocks = self._blocks()
        if blocks and parent is not None:
            for key, words in uncovered(blocks, parent.versions):
                self.add(key, words)
        if parent is None and "parent" in self.table:  # without it everything would be told as missing
            return None
        built = self._versions(blocks, parent.versions if parent else ())
        return None if self.findings else self._built(built, parent)

    def _built(self, versions: tuple[Version, ...], parent: Rulebook | None) -> Rulebook:
        return Rulebook(
            id=self.table["id"],
            title=Words(**self.table["title"]),
            level=self.table["level"],
            parent=parent.id if parent else "",
            versions=versions,
            ancestors=(*parent.ancestors, parent.id) if parent else (),
        )

    # -- head --

    def _head(self) -> None:
        table = self.table
        for name in sorted(set(table) - set(HEAD) - {"amendment", "instruments"} - set(_chapters())):
            self.add(name, Words(f"没有“{name[:40]}”这一章。", f"There is no chapter {name[:40]!r}."), "[handling]")
        if not isinstance(table.get("id"), str) or not _ID.fullmatch(table["id"]):
            self.add("id", Words("缺少规则代号,或代号有误。", "The id is missing or wrong."), 'id = "my-city"')
        self._title("title", table.get("title"))
        if table.get("level") not in LEVELS:
            level = shown(table.get("level"))
            self.add("level", Words(f"层级{level}有误。", f"The level {level} is unknown."), 'level = "city"')
        self._sources("sources", table.get("sources", []))

    def _title(self, key: str, title: Any) -> None:
        fits = isinstance(title, dict) and set(title) == {"zh", "en"} and {str} == set(map(type, title.values()))
        if not fits or not all(text.strip() and len(text) <= 200 for text in title.values()):
            self.add(
                key,
                Words("缺少中英文名称。", "The title in both languages is missing."),
                f'{key} = {{ zh = "…", en = "…" }}',
            )

    def _sources(self, key: str, sources: Any) -> None:
        for tag in sources if isinstance(sources, list) else [sources]:
            if not isinstance(tag, str) or tag not in self.own | INSTRUMENTS:
                self.add(
                    key,
                    Words(f"不认识的依据{shown(tag)}。", f"Unknown source {shown(tag)}."),
                    'sources = ["L25", "ZJ16"]',
                )

    def _instruments(self) -> None:
        """A congress's own sources, known to the articles of this file only."""
        given = self.table.get("instruments", [])
        example = '[[instruments]] with tag = "XC24", zh = "…", en = "…"'
        for place, entry in enumerate(given if isinstance(given, list) else [given], 1):
            key = f"instruments[{place}]"
            fields = {"tag", "zh", "en", "in_force", "grade"}
            texts = isinstance(entry, dict) and all(isinstance(v, str) and 0 < len(v) <= 200 for v in entry.values())
            if not texts or not {"tag", "zh", "en"} <= set(entry) <= fields or not _TAG.fullmatch(entry["tag"]):
                self.add(key, Words("法规文件的登记有误。", "The instrument is not well registered."), example)
            elif entry["tag"] in INSTRUMENTS or entry["tag"] in self.own:
                self.add(key, Words(f"简称“{entry['tag']}”已有。", f"The tag {entry['tag']!r} is taken."), example)
            elif entry.get("grade", "T") not in GRADES:
                self.add(key, Words("依据等级有误。", "The grade is unknown."), 'grade = "T"')
            else:
                self.own[entry["tag"]] = Instrument(
                    entry["tag"], entry["zh"], entry["en"], entry.get("in_force", ""), entry.get("grade", "")
                )

    def _parent(self, find: Parent) -> Rulebook | None:
        name = self.table.get("parent")
        if name is None:
            return None
        try:
            found = find(name if isinstance(name, str) else "")
        except RulebookRefused as refusal:
            self.add("parent", refusal.what, 'parent = "common"')
            self.findings |= dict.fromkeys(refusal.findings)
            return None
        level, above = self.table.get("level"), found.level
        if self.table.get("id") in (found.id, *found.ancestors):
            chain = " → ".join((str(self.table["id"]), found.id, *reversed(found.ancestors)))
            self.add("parent", Words(f"上级规则循环:{chain}。", f"The parents go in a circle: {chain}."))
        elif level in LEVELS and LEVELS.index(level) < LEVELS.index(above):
            self.add(
                "level", Words(f"“{level}”高于上级规则的“{above}”。", f"{level!r} stands above the parent's {above!r}.")
            )
        return found

    # -- blocks --

    def _blocks(self) -> tuple[Block, ...]:
        """The base text and the amendments; an empty tuple when their days do not fit together."""
        amendments = self.table.get("amendment", [])
        if not isinstance(amendments, list):
            self.add("amendment", Words("应写成[[amendment]]。", "It must be written [[amendment]]."), "[[amendment]]")
            amendments = []
        blocks = [self._block("", self.table)]
        for place, table in enumerate(amendments, 1):
            path = f"amendment[{place}]"
            if not isinstance(table, dict):
                self.add(path, Words("应为一个分期(表)。", "This must be a block (a table)."), "[[amendment]]")
                continue
            for name in sorted(set(table) - set(BLOCK_HEAD) - set(_chapters())):
                self.add(f"{path}.{name}", Words(f"没有“{name[:40]}”这一章。", f"There is no chapter {name[:40]!r}."))
            self._sources(f"{path}.sources", table.get("sources", []))
            blocks.append(self._block(path, table))
        dated = tuple(block for block in blocks if block is not None)
        if len(dated) < len(blocks):
            return ()
        wrong = list(misordered(dated))
        for key, words in wrong:
            self.add(key, words)
        return () if wrong else dated

    def _block(self, path: str, table: Mapping[str, Any]) -> Block | None:
        given: Given = {}
        for name in _chapters():
            if name in table:
                given |= self._chapter(f"{path}.{name}" if path else name, name, table[name])
        days = [self._day(path, table, name) for name in ("effective_from", "effective_to")]
        if days[0] is None:
            return None
        return Block(path=path, effective_from=days[0], effective_to=days[1], given=given)

    def _day(self, path: str, table: Mapping[str, Any], name: str) -> date | None:
        day = table.get(name)
        if type(day) is date:
            return day
        if not (name == "effective_to" and day is None):
            key = f"{path}.{name}" if path else name
            self.add(key, Words(f"“{name}”须为日期。", f"{name!r} must be a date."), f"{name} = 2024-01-01")
        return None

    # -- chapters and values --

    def _chapter(self, path: str, name: str, given: Any) -> Given:
        fields = {field.name: field for field in attrs.fields(_chapters()[name])}
        if not isinstance(given, dict):
            self.add(path, Words("应为一章(表)。", "This must be a chapter (a table)."), f"[{path}]")
            return {}
        for key in sorted(set(given) - set(fields) - {"article"}):
            words = Words(f"没有参数“{key[:40]}”。", f"There is no parameter {key[:40]!r}.")
            self.add(f"{path}.{key}", words, ", ".join(list(fields)[:4]))
        read: Given = {}
        for key, field in fields.items():
            if key in given:
                kind, example = types_of(_chapters()[name])[key], field.metadata["example"]
                value = self._value(f"{path}.{key}", given[key], kind, example)
                read[f"{name}.{key}"] = value, self._provision(f"{path}.{key}", given[key], given.get("article"))
        return read

    def _value(self, where: str, given: Any, kind: Any, example: str) -> Any:
        if isinstance(given, dict):
            for extra in sorted(set(given) - {"value", "absent", "article", "note", "grade"}):
                self.add(where, Words(f"多出“{extra[:40]}”。", f"{extra[:40]!r} does not belong here."), _VALUE)
            absent = given.get("absent", False)
            if type(absent) is not bool or (absent and "value" in given):
                self.add(where, Words("absent有误。", "absent is true, alone, or not there."), "{ absent = true }")
            given = None if absent is True else given.get("value", Unreadable)
        try:
            return read_value(given, kind)
        except BadValue as error:
            self.add(where, error.what, example)
            return None

    def _provision(self, where: str, given: Any, inherited: Any) -> Provision:
        table = given if isinstance(given, dict) else {}
        note, grade = table.get("note", ""), table.get("grade", "")
        article = self._article(where, table.get("article", inherited))
        if not isinstance(note, str) or len(note) > 500:
            self.add(where, Words("说明须为文字。", "The note must be text."), 'note = "the text is silent"')
        if grade and (not isinstance(grade, str) or grade not in GRADES):
            self.add(where, Words("依据等级有误。", "The grade is unknown."), 'grade = "T"')
        name = where.partition("].")[2] or where
        return Provision(
            key=name,
            article=article,
            note=str(note)[:500],
            set_by=str(self.table.get("id", ""))[:64],
            grade=str(grade)[:1] or article.instrument.grade,
        )

    def _article(self, where: str, named: Any) -> Article:
        if not isinstance(named, str):
            self.add(where, Words("没有注明依据。", "The article is missing."), 'article = "L25 51"')
            return parse_article("CHOSEN")
        try:
            return parse_article(named, self.own)
        except BadValue as error:
            self.add(where, error.what, 'article = "L25 51"')
            return parse_article("CHOSEN")

    # -- versions --

    def _versions(self, blocks: tuple[Block, ...], parents: tuple[Version, ...]) -> tuple[Version, ...]:
        """The versions, none of them when a value could not be read; what is missing is told all the same."""
        sound = not self.findings
        if not sound and parents:
            return ()
        return tuple(
            version
            for window in windows(blocks, parents)
            for version in self._version(blocks[: window.block + 1], window, sound)
        )

    def _version(self, blocks: tuple[Block, ...], window: Window, sound: bool) -> Iterator[Version]:
        given = _laid_over(blocks)
        values: dict[str, dict[str, Any]] = {name: {} for name in _chapters()}
        provisions: dict[str, Provision] = {}
        for name, kind in _chapters().items():
            for field in attrs.fields(kind):
                key = f"{name}.{field.name}"
                below = getattr(getattr(window.parent.terms, name), field.name) if window.parent else None
                if key in given:
                    value, provisions[key] = given[key]
                    values[name][field.name] = merged(value, below) if field.metadata["by_code"] else value
                elif window.parent is not None:
                    values[name][field.name], provisions[key] = below, window.parent.provisions[key]
                else:
                    words = Words("缺少此参数,也没有上级规则。", "It is missing, and there is no parent.")
                    self.add(key, words, field.metadata["example"])
                    sound = False
        if sound:
            terms = Terms(**{name: kind(**values[name]) for name, kind in _chapters().items()})
            self._check(terms, blocks)
            yield self._dated(terms, provisions, window)

    def _dated(self, terms: Terms, provisions: dict[str, Provision], window: Window) -> Version:
        id = str(self.table["id"])
        return Version(
            rulebook=id,
            effective_from=window.first,
            effective_to=window.last,
            terms=terms,
            provisions=MappingProxyType(provisions),
            digest=digest_of(id, window.first, terms, provisions),
        )

    def _check(self, terms: Terms, blocks: tuple[Block, ...]) -> None:
        """The invariants of one version, each finding at the latest block that sets its key."""
        for finding in terms.findings(self.table["level"]):
            path = _block_of(finding.where, blocks)
            where = f"{path}.{finding.where}" if path else finding.where
            self.add(where, finding.what, article=finding.article, do=finding.do)


def _block_of(where: str, blocks: tuple[Block, ...]) -> str:
    """The path of the latest block that sets this key, or failing that anything in its chapter; "" is the base text."""
    chapter, key = where.split(".")[0], ".".join(where.split(".")[:2])
    setting = [block.path for block in reversed(blocks) if key in block.given]
    touching = [block.path for block in reversed(blocks) if any(k.startswith(f"{chapter}.") for k in block.given)]
    return next(iter((*setting, *touching)), "")


def _laid_over(blocks: tuple[Block, ...]) -> Given:
    """What the blocks up to one of them set together: later ones change single keys, lists of names code by code."""
    given: Given = {}
    for block in blocks:
        for key, (value, provision) in block.given.items():
            if key in given and _by_code(key):
                value = merged(value, given[key][0])
            given[key] = value, provision
    return given


@cache
def _by_code(key: str) -> bool:
    chapter, _, name = key.partition(".")
    return bool(getattr(attrs.fields(_chapters()[chapter]), name).metadata["by_code"])


def _chapters() -> Mapping[str, type]:
    return types_of(Terms)
