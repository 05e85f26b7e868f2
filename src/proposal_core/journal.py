"""办理记录 · The journal: one step, one entry; entries chained by hash; the journal replayed gives the file.

`step()` is the only place that asks the lifecycle, raises the version and writes down what changed. A change names
the fields it sets and the child records it puts (same id: replaced; new id: appended); nothing is ever taken away.
`apply()` is that change, and both `step()` and `replay()` use it, so `replay(journal(file)) == file`, always.

An entry's hash covers everything in it and the hash before it: whoever changes an old entry breaks every later one.

Not formalised: signatures of persons and trusted time; a seal over the chains can be published instead.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from hashlib import sha256
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Generic, TypeAlias, TypeVar, get_type_hints

import attrs

from proposal_core import chronology, codec
from proposal_core.congress_year import CongressYear
from proposal_core.errors import BadValue, JournalBroken, NotAllowed, Words, WrongStage
from proposal_core.lifecycle import ACTS, BIRTH, DESK_ACTS, DESK_MOVES, MOVES, STAGE_WORDS, Stage, acts_from
from proposal_core.people import ROLE_WORDS, Actor, Roster
from proposal_core.proposal import Proposal

Record: TypeAlias = Proposal | CongressYear | Roster
R = TypeVar("R", Proposal, CongressYear, Roster)

KINDS: Mapping[str, type[Record]] = MappingProxyType({"proposal": Proposal, "year": CongressYear, "roster": Roster})
KIND_OF: Mapping[type, str] = MappingProxyType({kind: name for name, kind in KINDS.items()})

_NAMES: Mapping[type, tuple[str, ...]] = {
    kind: tuple(field.name for field in attrs.fields(kind)) for kind in KINDS.values()
}
_VALUES = {kind: attrgetter(*names) for kind, names in _NAMES.items()}
_PLACES = {kind: {name: place for place, name in enumerate(names)} for kind, names in _NAMES.items()}
_SLOTS = {kind: tuple(vars(kind)[name].__set__ for name in names) for kind, names in _NAMES.items()}
_PARTS: Mapping[type, Mapping[str, type]] = {
    kind: {field.name: field.metadata["parts"] for field in attrs.fields(kind) if "parts" in field.metadata}
    for kind in KINDS.values()
}
_TYPES: Mapping[type, Mapping[str, Any]] = {kind: get_type_hints(kind) for kind in KINDS.values()}

GENESIS = "0" * 64
"""The hash before the first entry of every file."""


@attrs.frozen
class Key:
    """案卷键 · Which file: congress, kind (proposal, year, roster) and id. The congress leads every key."""

    congress: str
    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.congress}/{self.kind}/{self.id}"


def key_of(record: Record) -> Key:
    """The key of a record's file."""
    return Key(record.congress, KIND_OF[type(record)], record.id)


@attrs.frozen
class Entry:
    """记录 · One journal entry: who did which act on which effective day, when it was recorded, and what changed.

    `facts` is the canonical JSON of the change. `number` counts from 1 inside the file; `request` is the caller's own
    id of the act, so that the same request is applied once.
    """

    congress: str
    kind: str
    file: str
    number: int
    act: str
    actor: str
    role: str
    unit: str
    behalf: str
    on: date
    at: datetime
    stage: str
    facts: str
    request: str
    previous: str
    hash: str

    @property
    def key(self) -> Key:
        """The file this entry belongs to."""
        return Key(self.congress, self.kind, self.file)


@attrs.frozen
class Step(Generic[R]):
    """一步 · What an act returns: the next record and, not yet sealed, its entry."""

    record: R
    before: int
    act: str
    by: Actor
    on: date
    facts: str

    def seal(self, previous: str, at: datetime, request: str = "") -> Entry:
        """The entry of this step, chained to the hash before it."""
        record, by = self.record, self.by
        unsealed = (
            record.congress,
            KIND_OF[type(record)],
            record.id,
            self.before + 1,
            self.act,
            by.id,
            str(by.role),
            by.unit,
            by.on_behalf_of,
            self.on,
            at,
            str(record.stage),
            self.facts,
            request,
            previous,
        )
        return Entry(*unsealed, _digest(*unsealed))


def _digest(*unsealed: Any) -> str:
    """The hash over the fields of an entry in their order, as a canonical JSON list: nothing can be moved between two."""
    congress, kind, file, number, act, actor, role, unit, behalf, on, at, *rest = unsealed
    texts = (congress, kind, file, act, actor, role, unit, behalf, on.isoformat(), at.isoformat(), *rest)
    quoted = list(map(codec.quoted, texts))
    quoted.insert(3, str(number))
    return sha256(f"[{','.join(quoted)}]".encode()).hexdigest()


def digest_of(entry: Entry) -> str:
    """The hash that this entry ought to carry."""
    return _digest(*attrs.astuple(entry, recurse=False)[:-1])


# -- one step -----------------------------------------------------------------------------------------------------


def step(record: R, act: str, *, by: Actor, on: date, to: Stage | None = None, **changes: Any) -> Step[R]:
    """Take one step: check role and stage, apply the change, and write it down.

    `changes` set fields, or put a child record (or a tuple of them) into a collection. `to` chooses among several
    targets; without it the first one is taken. Raises `NotAllowed`, `WrongStage`, and `NotReady` for an act whose
    effective day lies before the fact that it answers (`chronology`).
    """
    stage = _target(record.stage, act, by, to)
    if isinstance(record, Proposal):
        chronology.check(record, act, on, changes)
    return _stepped(record, record.version, act, by, on, stage, changes)


def found(record: R, act: str, *, by: Actor, on: date) -> Step[R]:
    """Bring a file into being: the first step, whose change is the whole record."""
    stage = _target(BIRTH, act, by, None)
    kind = type(record)
    defaults = kind(congress=record.congress, id=record.id)
    given = zip(_NAMES[kind], _VALUES[kind](record), _VALUES[kind](defaults), strict=True)
    changes = {name: new for name, new, default in given if new != default and name not in _IDENTITY}
    return _stepped(defaults, 0, act, by, on, stage, changes)


_IDENTITY = frozenset({"congress", "id", "version", "stage"})


def _stepped(record: R, before: int, act: str, by: Actor, on: date, stage: str, changes: Mapping[str, Any]) -> Step[R]:
    facts = codec.canonical({name: codec.plain(value) for name, value in changes.items()})
    return Step(apply(record, stage, changes), before, act, by, on, facts)


def _target(stage: str, act: str, by: Actor, to: Stage | None) -> str:
    targets = MOVES.get((stage, act)) or DESK_MOVES.get((stage, act))
    known = ACTS.get(act) or DESK_ACTS[act]
    if by.role not in known.roles:
        allowed = "、".join(ROLE_WORDS[role].zh for role in sorted(known.roles))
        allowed_en = ", ".join(ROLE_WORDS[role].en for role in sorted(known.roles))
        raise NotAllowed(
            Words(
                f"“{known.words.zh}”不能由{ROLE_WORDS[by.role].zh}办理,可由{allowed}办理。",
                f"A {ROLE_WORDS[by.role].en} may not {known.words.en}; this is for: {allowed_en}.",
            ),
            article=known.article,
            act=act,
            role=by.role,
        )
    if not targets or (to is not None and to not in targets):
        raise wrong_stage(stage, act)
    return to if to is not None else targets[0]


def wrong_stage(stage: str, act: str) -> WrongStage:
    """The refusal of an act in a stage that does not know it, naming the acts that are possible."""
    known = ACTS.get(act) or DESK_ACTS[act]
    words = STAGE_WORDS.get(stage, Words(stage, stage))
    possible = acts_from(stage)
    return WrongStage(
        Words(
            f"当前环节为“{words.zh}”,不能“{known.words.zh}”。",
            f"The file is {words.en}; it cannot be taken to {known.words.en!r} from there.",
        ),
        article=known.article,
        do=Words(
            "此环节可办理:" + ("、".join(a.words.zh for a in possible) or "无") + "。",
            "Possible now: " + (", ".join(a.name for a in possible) or "nothing") + ".",
        ),
        act=act,
        stage=stage,
    )


def apply(record: R, stage: str, changes: Mapping[str, Any]) -> R:
    """The record after a change: fields set, child records put, the stage taken, the version raised by one."""
    kind = type(record)
    values = list(_VALUES[kind](record))
    places, parts = _PLACES[kind], _PARTS[kind]
    for name, value in changes.items():
        place = places[name]
        values[place] = _put(values[place], value) if name in parts else value
    values[places["stage"]] = _STAGES.get(stage, stage)
    values[places["version"]] += 1
    return _made(kind, values)


def _made(kind: type[R], values: Iterable[Any]) -> R:
    """A record from all its values in order. Every value is given, so the slots are set without asking `__init__`."""
    made = object.__new__(kind)
    for put, value in zip(_SLOTS[kind], values, strict=True):
        put(made, value)
    return made


_STAGES: dict[str, Stage] = {stage.value: stage for stage in Stage}


def _put(collection: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    """The collection with one or several child records put in: replaced where the id is known, else appended."""
    added = value if isinstance(value, tuple) else (value,)
    if not collection:
        return added
    fresh = {child.id: child for child in added}
    kept = tuple(fresh.pop(child.id, child) for child in collection)
    return kept + tuple(fresh.values())


# -- replay and check ---------------------------------------------------------------------------------------------


def _changes(kind: type, facts: str) -> dict[str, Any]:
    """The change of an entry, its child records read back."""
    changes: dict[str, Any] = {}
    for name, value in json.loads(facts).items():
        child = _PARTS[kind].get(name)
        if child is None:
            changes[name] = codec.structure(value, _type_of(kind, name))
        elif isinstance(value, list):
            changes[name] = tuple(codec.structure(item, child) for item in value)
        else:
            changes[name] = codec.structure(value, child)
    return changes


def _type_of(kind: type, name: str) -> Any:
    """The type of a field. Raises `JournalBroken` for one that this program does not know: a newer one wrote it."""
    if name not in _TYPES[kind]:
        raise JournalBroken(
            Words(f"“{KIND_OF[kind]}”没有字段“{name}”。", f"A {KIND_OF[kind]} has no field {name!r}."),
            do=Words("请核对程序版本与备份。", "Check the program's version and the backup."),
            field=name,
        )
    return _TYPES[kind][name]


def replay(entries: Iterable[Entry], *, until: date | None = None) -> Record:
    """The file as its journal tells it, checked link by link; with `until`, as it stood at the end of that day.

    Raises `JournalBroken` naming the first entry that does not follow, `BadValue` for a journal without entries.
    """
    record: Any = None
    for entry in check_chain(entries):
        if until is not None and entry.on > until:
            continue
        if record is None:
            record = KINDS[entry.kind](congress=entry.congress, id=entry.file)
        record = apply(record, entry.stage, _changes(type(record), entry.facts))
    if record is None:
        raise BadValue(Words("没有办理记录。", "There are no journal entries."))
    return record  # type: ignore[no-any-return]


def check_chain(entries: Iterable[Entry]) -> Iterable[Entry]:
    """The same entries, each checked: consecutive numbers, the hash before it, its own hash.

    Raises `JournalBroken` naming file and entry.
    """
    previous = GENESIS
    for number, entry in enumerate(entries, 1):
        if entry.number != number:
            raise _broken(entry, f"应为第{number}条", f"expected number {number}")
        if entry.previous != previous:
            raise _broken(entry, "与前一条不相接", "it does not follow the one before")
        if entry.hash != digest_of(entry):
            raise _broken(entry, "内容与校验值不符", "its content does not fit its hash")
        previous = entry.hash
        yield entry


def _broken(entry: Entry, zh: str, en: str) -> JournalBroken:
    return JournalBroken(
        Words(
            f"案卷{entry.key}的第{entry.number}条记录有误:{zh}。",
            f"Entry {entry.number} of file {entry.key} is broken: {en}.",
        ),
        key=str(entry.key),
        number=entry.number,
    )
