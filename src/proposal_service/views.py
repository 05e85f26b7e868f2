"""公开查阅 · What routes and pages show: the public catalogue, one item, units, figures – with words for every code.

Everything for the public is built from `visibility.public_item`, and filters look at that, never at the file behind
it: a search must not tell that a withheld part holds a word or a unit. Figures are counts over all files of a year,
shown without the items behind them. Each call reads the store once and keeps nothing.

Not formalised: ranking of search results; they come in the order of their numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import cast

import attrs

from proposal_core.casework import Casework
from proposal_core.clocks import Deadline
from proposal_core.congress_year import CongressYear
from proposal_core.errors import NotFound, Words
from proposal_core.lifecycle import IN_THE_LOOP, STAGE_WORDS, Stage
from proposal_core.metrics import Context, Figure, figures
from proposal_core.people import Actor, Roster, Unit
from proposal_core.proposal import Proposal
from proposal_core.storage import Reading, Where
from proposal_core.supervising import Duty, duties
from proposal_core.terms import Evaluating, Terms
from proposal_core.visibility import PublicItem, PublicReply, may_open, public_item

SMALLEST_BATCH = 20
"""Files read at a time, at least, where only a few items are wanted; not every file has a public item."""
RATED = ("satisfied_", "acceptable_")
"""Metrics that count people's ratings: shown only above the rulebook's minimum group."""


@attrs.frozen(kw_only=True)
class Query:
    """查询 · Which public items are wanted; what is left empty does not restrict. `unit` is an id or a name."""

    year: int = 0
    category: str = ""
    unit: str = ""
    stage: str = ""
    is_key: bool | None = None
    words: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Shown:
    """公开条目 · A public item with the words for its codes."""

    item: PublicItem
    category: Words
    stage: Words
    replies: tuple[tuple[PublicReply, Words], ...] | None
    ratings: tuple[tuple[Words, Words], ...] | None


@attrs.frozen(kw_only=True)
class Part:
    """一页 · Some items, and where the next ones begin (empty at the end)."""

    items: tuple[Shown, ...]
    after: str


@attrs.frozen(kw_only=True)
class UnitLine:
    """单位行 · A unit and how many public items it leads, co-handles, and has answered in public."""

    unit: Unit
    lead: int
    co: int
    answered: int


@attrs.frozen(kw_only=True)
class FigureLine:
    """统计行 · A figure as the public may see it; `withheld` when too few people stand behind it."""

    figure: Figure
    printed: str
    small: bool
    withheld: bool


@attrs.frozen(kw_only=True)
class YearFigures:
    """年度统计 · The figures of one year as of a day, with counts by category, first-reply class and stage."""

    year: int
    on: date
    total: int
    published: int
    lines: tuple[FigureLine, ...]
    categories: tuple[tuple[Words, int], ...]
    classes: tuple[tuple[Words, int], ...]
    stages: tuple[tuple[Words, int], ...]


class Views:
    """公开查阅 · The reading side of one congress."""

    def __init__(self, casework: Casework) -> None:
        self.casework = casework

    # -- the public ------------------------------------------------------------------------------------------------

    def part(self, query: Query, on: date, *, after: str, limit: int) -> Part:
        """The next public items that meet the query, at most `limit`, by file id."""
        found: list[tuple[str, Shown]] = []
        with self.casework.store.read() as reading:
            for id, shown in self._public(reading, query, on, after, max(limit + 1, SMALLEST_BATCH)):
                found.append((id, shown))
                if len(found) > limit:
                    break
        more = found[limit - 1][0] if len(found) > limit else ""
        return Part(items=tuple(shown for _, shown in found[:limit]), after=more)

    def catalogue(self, query: Query, on: date) -> tuple[Shown, ...]:
        """All public items that meet the query: the newest year first, then by number."""
        with self.casework.store.read() as reading:
            found = [shown for _, shown in self._public(reading, query, on, "", 0)]
        return tuple(sorted(found, key=lambda shown: (-shown.item.year, shown.item.number)))

    def item(self, number: str, on: date) -> Shown:
        """The public item of that number. Raises `NotFound` – the same whether there is none or it is not public."""
        with self.casework.store.read() as reading:
            roster = self._roster(reading)
            for proposal in reversed(self._numbered(reading, number)):
                item = public_item(proposal, roster, on)
                if item is not None:
                    return self._shown(proposal, item, on)
        raise _unknown(number)

    def units(self, on: date, items: Iterable[Shown] | None = None) -> tuple[UnitLine, ...]:
        """The units that public items name, in the order of the roster."""
        lead, co, answered = Counter[str](), Counter[str](), Counter[str]()
        for shown in self.catalogue(Query(), on) if items is None else items:
            lead.update(shown.item.lead_units or ())
            co.update(shown.item.co_units or ())
            answered.update({reply.unit for reply in shown.item.replies or () if reply.unit})
        lines = (
            UnitLine(unit=unit, lead=lead[unit.name], co=co[unit.name], answered=answered[unit.name])
            for unit in self.roster().units
        )
        return tuple(line for line in lines if line.lead or line.co)

    def years(self) -> tuple[int, ...]:
        """The years that the congress has opened, newest first."""
        with self.casework.store.read() as reading:
            found = cast("list[CongressYear]", list(reading.files(self.casework.congress, "year")))
        return tuple(sorted((record.year for record in found), reverse=True))

    def figures(self, year: int, on: date) -> YearFigures:
        """The figures of a year as of a day. Raises `NotFound` for a year that was not opened."""
        if year not in self.years():
            raise NotFound(
                Words(f"没有{year}年度。", f"The year {year} was not opened."),
                do=Words("请选择已开启的年度。", "Choose a year that is listed."),
                year=year,
            )
        casework = self.casework
        terms = casework.rulebook.terms_on(on)
        files = tuple(casework.proposals(Where(year=year, stages=IN_THE_LOOP)))
        context = Context(terms=terms, calendar=casework.calendar, on=on)
        return YearFigures(
            year=year,
            on=on,
            total=len(files),
            published=sum(p.published_on is not None and p.published_on <= on for p in files),
            lines=tuple(figure_line(figure, terms) for figure in figures(files, context)),
            categories=_counted((p.category for p in files), _category_words(terms)),
            classes=_counted((p.first_reply.result_class for p in files if p.first_reply), _class_words(terms)),
            stages=_counted((str(p.stage) for p in files), STAGE_WORDS),
        )

    def roster(self) -> Roster:
        """The roster, or an empty one before the first enrolment."""
        with self.casework.store.read() as reading:
            return self._roster(reading)

    def categories(self, on: date) -> Mapping[str, Words]:
        """The categories of the rulebook in force on the day; none where no version is in force."""
        try:
            return _category_words(self.casework.rulebook.terms_on(on))
        except NotFound:
            return {}

    def ready(self) -> None:
        """Read one file; an unusable store raises whatever it raises."""
        with self.casework.store.read() as reading:
            next(reading.files(self.casework.congress, "roster", limit=1), None)

    # -- those who take part ---------------------------------------------------------------------------------------

    def file_for(self, viewer: Actor, number: str) -> Proposal:
        """The file of that number for this viewer. Raises `NotFound`, also where the viewer may not see it."""
        with self.casework.store.read() as reading:
            return find_for(reading, self.casework, viewer, number)

    def duties(self, proposal: Proposal, on: date) -> tuple[Duty, ...]:
        """Every unit's duty on this file on a day, each deadline explained."""
        version = self.casework.version_for(proposal, on)
        found = duties(proposal, on, version.terms, self.casework.calendar, explained=True)
        return tuple(duty.cited(version.provisions) for duty in found)

    def clocks(self, proposal: Proposal, on: date) -> tuple[Deadline, ...]:
        """Every clock of this file that has started by a day."""
        return self.casework.deadlines(proposal.id, on)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _roster(self, reading: Reading) -> Roster:
        try:
            return cast(Roster, reading.file(self.casework.key("roster", "roster")))
        except NotFound:
            return Roster(congress=self.casework.congress, id="roster")

    def _numbered(self, reading: Reading, number: str) -> list[Proposal]:
        return numbered(reading, self.casework, number)

    def _public(self, reading: Reading, query: Query, on: date, after: str, batch: int) -> Iterator[tuple[str, Shown]]:
        """Public items with the id of their file. The store narrows by what is public of every item; the rest is
        decided on the public item itself."""
        roster = self._roster(reading)
        unit = _unit_name(roster, query.unit)
        stages = frozenset({query.stage}) & IN_THE_LOOP if query.stage else IN_THE_LOOP
        where = Where(stages=stages, year=query.year, category=query.category, is_key=query.is_key)
        while stages:
            files = cast(
                "list[Proposal]",
                list(reading.files(self.casework.congress, "proposal", where, after=after, limit=batch)),
            )
            for proposal in files:
                item = public_item(proposal, roster, on)
                if item is not None and _meets(item, query, unit):
                    yield proposal.id, self._shown(proposal, item, on)
            if not batch or len(files) < batch:
                return
            after = files[-1].id

    def _shown(self, proposal: Proposal, item: PublicItem, on: date) -> Shown:
        terms = self._terms(proposal, on)
        classes = _class_words(terms) if terms else {}
        categories = _category_words(terms) if terms else {}
        replies = item.replies
        return Shown(
            item=item,
            category=_named(categories, item.category),
            stage=_named(STAGE_WORDS, item.stage),
            replies=None if replies is None else tuple((r, _named(classes, r.result_class)) for r in replies),
            ratings=_rated(item, terms.evaluating if terms else None),
        )

    def _terms(self, proposal: Proposal, on: date) -> Terms | None:
        """The terms of a file; `None` where its rulebook is not here any more – codes are then shown as they are."""
        try:
            return self.casework.terms_for(proposal, on)
        except NotFound:
            return None


def numbered(reading: Reading, casework: Casework, number: str) -> list[Proposal]:
    """The files of that number (it repeats across terms), oldest first; or the file of that id."""
    files = cast("list[Proposal]", list(reading.files(casework.congress, "proposal", Where(number=number))))
    if files:
        return files
    try:
        return [cast(Proposal, reading.file(casework.key(number)))]
    except NotFound:
        return []


def find_for(reading: Reading, casework: Casework, viewer: Actor, number: str) -> Proposal:
    """The newest file of that number that the viewer may open. Raises `NotFound`; whether it exists is not told."""
    for proposal in reversed(numbered(reading, casework, number)):
        if may_open(viewer, proposal):
            return proposal
    raise _unknown(number)


def _unknown(number: str) -> NotFound:
    return NotFound(
        Words(f"没有编号为“{number}”的建议,或您无权查看。", f"There is no proposal {number!r}, or you may not see it.")
    )


def _unit_name(roster: Roster, unit: str) -> str:
    """The name by which public items know the unit of this id or name."""
    found = next((known for known in roster.units if known.id == unit), None) or roster.unit_named(unit)
    return found.name if found else unit


def narrowed(items: Iterable[Shown], query: Query, roster: Roster) -> tuple[Shown, ...]:
    """Those of the public items that meet a query."""
    unit = _unit_name(roster, query.unit)
    return tuple(shown for shown in items if _meets(shown.item, query, unit))


def _meets(item: PublicItem, query: Query, unit: str) -> bool:
    """Whether a public item meets a query; it is judged by what it shows."""
    exact = (
        query.year in (0, item.year)
        and query.category in ("", item.category)
        and query.stage in ("", item.stage)
        and query.is_key in (None, item.is_key)
    )
    named = (item.lead_units or ()) + (item.co_units or ())
    searched = f"{item.number} {item.title}".casefold()
    return exact and (not unit or unit in named) and all(word.casefold() in searched for word in query.words)


def _named(words: Mapping[str, Words], code: str) -> Words:
    return words.get(code, Words(code, code))


def _category_words(terms: Terms) -> Mapping[str, Words]:
    return {coded.code: Words(coded.zh, coded.en) for coded in terms.raising.categories}


def _class_words(terms: Terms) -> Mapping[str, Words]:
    return {kind.code: Words(kind.zh, kind.en) for kind in terms.handling.result_classes}


def _rated(item: PublicItem, terms: Evaluating | None) -> tuple[tuple[Words, Words], ...] | None:
    if item.ratings is None:
        return None
    aspects = {coded.code: Words(coded.zh, coded.en) for coded in terms.aspects} if terms else {}
    levels = {level.code: Words(level.zh, level.en) for level in terms.levels} if terms else {}
    return tuple((_named(aspects, aspect), _named(levels, level)) for aspect, level in item.ratings)


def _counted(codes: Iterable[str], words: Mapping[str, Words]) -> tuple[tuple[Words, int], ...]:
    """How many of each code, in the order of the rulebook; codes that it does not know come last."""
    counts = Counter(codes)
    order = [*(code for code in words if counts[code]), *sorted(set(counts) - set(words))]
    return tuple((_named(words, code), counts[code]) for code in order)


def figure_line(figure: Figure, terms: Terms) -> FigureLine:
    """A figure as the public may see it: ratings of fewer people than the minimum group are withheld."""
    few = figure.is_small(terms.evaluating.minimum_group)
    withheld = few and figure.metric.code.startswith(RATED) and bool(figure.denominator)
    printed = "–" if withheld else figure.printed(terms.figures.rounding, terms.figures.decimals)
    small = figure.is_small(terms.figures.small_sample) and bool(figure.denominator)
    return FigureLine(figure=figure, printed=printed, small=small, withheld=withheld)


STAGES_SHOWN: tuple[tuple[Stage, Words], ...] = tuple((s, STAGE_WORDS[s]) for s in Stage if s in IN_THE_LOOP)
"""The stages that a public item can be in, for filters."""
