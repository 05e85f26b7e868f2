"""规则版本 · What a loaded rulebook consists of: provisions, dated versions, and the digest that files pin.

The digest covers what decides a file: every value, its article and the rulebook that set it. Notes, titles, grades of
evidence and the last day of a version are outside it: mending a note, or adding an amendment, must not unpin the files
that are in hand. `Version.fingerprint` covers those as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

import attrs

from proposal_core.errors import Finding, NotFound, Words
from proposal_core.law import Article
from proposal_core.terms import Terms, parameters
from proposal_core.values import written


@attrs.frozen(kw_only=True)
class Provision:
    """条款 · Where one value comes from: the key, its article, a note, the rulebook that set it, how well it is known.

    `grade` is that of the file where it says so, otherwise that of the instrument (`law.GRADES`).
    """

    key: str
    article: Article
    note: str
    set_by: str
    grade: str = ""


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

    @property
    def fingerprint(self) -> str:
        """The hash of everything that a reader sees: the digest's content with notes and grades."""
        lines = [self.digest]
        lines += [f"{p.key} {p.grade} {p.note}" for _, p in sorted(self.provisions.items())]
        return sha256("\n".join(lines).encode()).hexdigest()


@attrs.frozen(kw_only=True)
class Rulebook:
    """规则手册 · A congress's rules: id, level, titles, parent, and its dated versions, oldest first.

    `ancestors` are the ids of the parents, the topmost first: ("common", "zhejiang-2016").
    """

    id: str
    title: Words
    level: str
    parent: str
    versions: tuple[Version, ...]
    as_if: bool = False
    ancestors: tuple[str, ...] = ()

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
        raise NotFound(
            Words(
                f"规则“{self.id}”在{day}没有有效版本(施行期:{_window(self, '至今')})。",
                f"Rulebook {self.id!r} is not in force on {day} ({_window(self, 'open')}).",
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

    @cached_property
    def warnings(self) -> tuple[Finding, ...]:
        """What a jurist should look at, over all versions, each once: looser than the national law, without effect."""
        found = (warning for version in self.versions for warning in version.terms.warnings())
        return tuple(dict.fromkeys(found))


def _window(rulebook: Rulebook, open_end: str) -> str:
    return f"{rulebook.versions[0].effective_from}–{rulebook.versions[-1].effective_to or open_end}"


def digest_of(id: str, effective_from: date, terms: Terms, provisions: Mapping[str, Provision]) -> str:
    """The hash of a version's content: its values in canonical text, each with its article and who set it."""
    lines = [f"{id} {effective_from}"]
    for key, _, value in parameters(terms):
        provision = provisions[key]
        lines.append(f"{key} = {written(value)} [{provision.article}] <{provision.set_by}>")
    return sha256("\n".join(lines).encode()).hexdigest()


def chapters_of(terms: Terms) -> Iterator[tuple[str, Any]]:
    """The chapters of a set of terms by name, in the order of the loop."""
    return ((field.name, getattr(terms, field.name)) for field in attrs.fields(Terms))
