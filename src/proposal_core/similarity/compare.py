"""比对 · Two texts side by side: how alike they are, and in which place, amount or object they differ.

The score is a whole number per mille and symmetric. Its base is how much of the shorter title the longer one has
(containment) and how much of both they have in common (Jaccard), half and half, on pairs of characters of the cores;
from it are taken fixed amounts for a differing place, number or object, and for a title too general to tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from functools import lru_cache
from typing import Literal

import attrs

from proposal_core.errors import Words
from proposal_core.similarity.features import (
    Trait,
    bigrams,
    core_of,
    fold_char,
    heads,
    plain,
    runs,
    title_bigrams,
    traits_of,
)

Reading = Literal["likely_same", "related", "look"]
"""A hint: 可能相同 / 相关但不同 / 请核对. Never a decision."""


@attrs.frozen(kw_only=True)
class Weights:
    """权重 · The numbers of the comparison, per mille unless said otherwise; each with its reason.

    There are few of them on purpose, in round numbers. `benchmarks/similarity.py --validate` chooses the four
    deductions anew on every training part and reports what they are worth on the part left out; the ones here are not
    the best of the whole set (that would be 250, 250, 0, 250) but lie inside the plateau around it.
    """

    place: int = 200
    """Taken off when both titles name a place of one level (town, village, road, site …) and neither covers the other:
    half of the *related* pairs, one in twenty of the *same*."""
    counted: int = 200
    """Taken off when numbers, quantities, amounts, phases or clauses of one unit differ: one in five of the *related*
    pairs, none of the *same*."""
    object: int = 50
    """Taken off when in one and the same setting two different phrases of three or more characters stand. Small,
    because a rewording looks the same."""
    general: int = 200
    """Taken off when a title says hardly anything beyond the usual words (“步道整修案”): equal, and undecidable."""
    general_below: int = 5
    """Pairs of characters; a core with fewer is too general."""
    body: int = 750
    """Two alike bodies count this share of their likeness when the titles are less alike than that. Bodies of one
    author repeat themselves, so they weigh less than titles."""
    body_least: int = 12
    """Pairs of characters; a shorter body (“如案由”) is no evidence."""
    floor: int = 350
    """Below this nothing is proposed: six in seven unlike pairs lie below, and of the *same* only those that people
    merged for reasons outside the words."""
    same_from: int = 700
    """From this score, and without an opposed difference, a pair reads *likely_same*."""
    related_from: int = 450
    """From this base, and with an opposed difference, a pair reads *related*."""


WEIGHTS = Weights()


@attrs.frozen
class Text:
    """文本 · A proposal as similarity sees it: its key, title and body (which may be empty)."""

    key: str
    title: str
    body: str = ""


@attrs.frozen
class Sample:
    """样本 · A text made ready for comparison: what it says (`title`, `body`) and what it is compared by.

    `heads` are the fingerprint of the body; two bodies are compared only when they have `share` of them in common,
    half of the shorter's, at least one.
    """

    key: str
    title: str
    body: str
    core: str
    traits: tuple[Trait, ...]
    heads: frozenset[int]
    share: int


def sample(key: str, title: str, body: str = "") -> Sample:
    """Make a text ready. Any string will do, also an empty one."""
    text = plain(title)
    core = core_of(text)
    known = heads(core_of(plain(body))) if body else frozenset()
    return Sample(key, title, body, core, traits_of(text, core), known, max(1, -(-len(known) // 2)))


_KINDS = {
    "place": Words("地点", "place"),
    "number": Words("编号", "number"),
    "quantity": Words("数量", "quantity"),
    "amount": Words("金额", "amount"),
    "phase": Words("期次", "phase"),
    "article": Words("条款", "clause"),
    "object": Words("对象", "object"),
    "wording": Words("用词", "wording"),
}


@attrs.frozen
class Difference:
    """差异 · What the one text names and the other does not.

    `opposed`: both name something and it is not the same; otherwise only one of them is more precise.
    """

    kind: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    opposed: bool

    @property
    def words(self) -> Words:
        """The difference as a sentence: 地点不同:甲村 / 乙村."""
        name = _KINDS[self.kind]
        sides = f"{'、'.join(self.left) or '—'} / {'、'.join(self.right) or '—'}"
        if self.opposed:
            return Words(f"{name.zh}不同:{sides}", f"Different {name.en}: {sides}")
        return Words(f"{name.zh}未尽一致:{sides}", f"Not both name the same {name.en}: {sides}")


@attrs.frozen(kw_only=True)
class Likeness:
    """相似情况 · The outcome of one comparison.

    `score`, `title` and `body` are per mille (0 to 1000): the whole, the titles alone, the bodies alone. `shared` are
    the phrases both titles have, longest first, in the script of the left text.
    """

    score: int
    title: int
    body: int
    reading: Reading
    general: bool
    shared: tuple[str, ...]
    differences: tuple[Difference, ...]

    @property
    def reasons(self) -> tuple[Words, ...]:
        """Why the two were put side by side and what to look at, in sentences for a clerk."""
        said = [difference.words for difference in self.differences]
        if self.shared:
            phrases = "、".join(self.shared)
            said.insert(0, Words(f"共有:{phrases}", f"Shared: {phrases}"))
        if self.body >= 300:
            said.append(Words(f"正文相近({self.body}‰)", f"The bodies are alike ({self.body}‰)"))
        if self.general:
            said.append(Words("标题过于笼统,请看正文", "The title is too general; read the body"))
        return tuple(said)


def overlap(common: int, left: int, right: int) -> int:
    """Likeness per mille of two sets of the given sizes: half containment, half Jaccard, rounded down."""
    smaller, union = min(left, right), left + right - common
    return 500 * common * (union + smaller) // (smaller * union) if smaller else 0


def compare(left: Sample, right: Sample, weights: Weights = WEIGHTS) -> Likeness:
    """How alike two texts are and in what they differ. Score, reading and opposition do not depend on the order."""
    title, general = _titles(left, right, weights)
    body = _body(left, right, weights)
    base = max(title, weights.body * body // 1000)
    shared, own = runs(left.core, right.core)
    differences = (*_named(left, right), *_phrases(own, runs(right.core, left.core)[1], left, right))
    score = base - deduction({d.kind for d in differences if d.opposed}, general, weights)
    return Likeness(
        score=max(0, score),
        title=title,
        body=body,
        reading=_reading(base, score, differences, general, weights),
        general=general,
        shared=_longest(shared, left.title),
        differences=differences,
    )


def at_most(left: Sample, right: Sample, weights: Weights = WEIGHTS) -> int:
    """A quick upper bound of the score, exact but for the deduction for objects; the phrases are not looked at."""
    one, two = frozenset(left.traits), frozenset(right.traits)
    slots = {(t.kind, t.slot) for t in one - two} & {(t.kind, t.slot) for t in two - one}
    title, general = _titles(left, right, weights)
    base = title if title >= weights.body else max(title, weights.body * _body(left, right, weights) // 1000)
    return base - deduction({kind for kind, _ in slots}, general, weights)


def _titles(left: Sample, right: Sample, weights: Weights) -> tuple[int, bool]:
    """Likeness of the titles, and whether one of them is too general."""
    one, two = title_bigrams(left.core), title_bigrams(right.core)
    return overlap(len(one & two), len(one), len(two)), min(len(one), len(two)) < weights.general_below


def deduction(opposed: Set[str], general: bool, weights: Weights) -> int:
    """What opposed differences of these kinds and a general title take off, per mille; each weight once."""
    counted = bool(opposed & {"number", "quantity", "amount", "phase", "article"})
    return (
        weights.place * ("place" in opposed)
        + weights.counted * counted
        + weights.object * ("object" in opposed)
        + weights.general * general
    )


def _reading(base: int, score: int, differences: Iterable[Difference], general: bool, weights: Weights) -> Reading:
    if any(difference.opposed and difference.kind != "wording" for difference in differences):
        return "related" if base >= weights.related_from else "look"
    reworded = any(difference.opposed for difference in differences)
    return "likely_same" if score >= weights.same_from and not general and not reworded else "look"


@lru_cache(maxsize=1024)
def _body_bigrams(body: str) -> frozenset[str]:
    return bigrams(core_of(plain(body)))


def _body(left: Sample, right: Sample, weights: Weights) -> int:
    """Likeness of the bodies; 0 unless enough beginnings of sentences are common, which saves nearly all the work."""
    if len(left.heads & right.heads) < min(left.share, right.share):
        return 0
    one, two = _body_bigrams(left.body), _body_bigrams(right.body)
    if min(len(one), len(two)) < weights.body_least:
        return 0
    return overlap(len(one & two), len(one), len(two))


def _named(left: Sample, right: Sample) -> list[Difference]:
    """The differences in what both titles name, kind by kind."""
    one, two = frozenset(left.traits), frozenset(right.traits)
    only_left, only_right = one - two, two - one
    found = []
    for kind in ("place", "number", "quantity", "amount", "phase", "article"):
        mine = sorted((t for t in only_left if t.kind == kind), key=_reading_order)
        theirs = sorted((t for t in only_right if t.kind == kind), key=_reading_order)
        slots = {t.slot for t in mine} & {t.slot for t in theirs}
        if slots:
            mine, theirs = [t for t in mine if t.slot in slots], [t for t in theirs if t.slot in slots]
        if mine or theirs:
            found.append(Difference(kind, _shown(mine, left.title), _shown(theirs, right.title), bool(slots)))
    return found


def _reading_order(trait: Trait) -> tuple[str, str]:
    return trait.slot, trait.value


def _shown(traits: list[Trait], title: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_as_written(trait.shown, title) for trait in traits))


def _as_written(phrase: str, title: str) -> str:
    """The phrase in the script of the title, where it stands there in one piece."""
    if phrase in title:
        return phrase
    folded, places = _places_in(title)
    at = folded.find(phrase)
    return title[places[at] : places[at + len(phrase) - 1] + 1] if at >= 0 and phrase else phrase


@lru_cache(maxsize=1024)
def _places_in(title: str) -> tuple[str, tuple[int, ...]]:
    """The title folded character by character, and where each kept character stands in it."""
    kept = [(folded, at) for at, char in enumerate(title) if (folded := fold_char(char))]
    return "".join(folded for folded, _ in kept), tuple(at for _, at in kept)


def _longest(shared: list[str], title: str) -> tuple[str, ...]:
    phrases = sorted({phrase for phrase in shared if len(phrase) >= 2}, key=lambda phrase: (-len(phrase), phrase))
    return tuple(_as_written(phrase, title) for phrase in phrases[:5])


def _phrases(
    mine: list[tuple[str, str, str]], theirs: list[tuple[str, str, str]], left: Sample, right: Sample
) -> list[Difference]:
    """Different phrases in the same setting, such as 停车场 and 游乐场 before the same words; places and figures are
    told elsewhere."""
    named = {pair for trait in left.traits + right.traits for pair in bigrams(trait.shown)}
    found: dict[str, tuple[list[str], list[str]]] = {}
    for before, one, after in mine:
        for ahead, two, behind in theirs:
            if not _same_setting((before, after), (ahead, behind)):
                continue
            ours, others = one.lstrip(_JOINERS), two.lstrip(_JOINERS)
            least = min(len(ours), len(others))
            if least >= 2 and not _told(ours, named) and not _told(others, named):
                sides = found.setdefault("object" if least >= 3 else "wording", ([], []))
                sides[0].append(_as_written(ours, left.title))
                sides[1].append(_as_written(others, right.title))
    return [Difference(kind, _once(a), _once(b), True) for kind, (a, b) in sorted(found.items())]


_JOINERS = "及与和于在将往至对"


def _once(phrases: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrases))


def _same_setting(one: tuple[str, str], two: tuple[str, str]) -> bool:
    return any(a == b and len(a) == 2 and "|" not in a for a, b in zip(one, two, strict=True))


def _told(phrase: str, named: set[str]) -> bool:
    return any(map(str.isdecimal, phrase)) or not named.isdisjoint(bigrams(phrase))
