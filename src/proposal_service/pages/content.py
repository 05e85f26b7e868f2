"""页面内容 · The pages themselves, from views to HTML; web application and static export call the same functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import attrs

from proposal_core.errors import Words
from proposal_core.lifecycle import PHASES
from proposal_service.pages import charts
from proposal_service.pages.frame import EVERYTHING, Frame, query_params, render
from proposal_service.problem_kinds import KINDS, Problem
from proposal_service.views import STAGES_SHOWN, Query, Shown, UnitLine, YearFigures

PER_PAGE = 50


@attrs.frozen(kw_only=True)
class Facets:
    """分面 · What the catalogue can be narrowed by."""

    years: tuple[int, ...]
    categories: tuple[tuple[str, Words, int], ...]
    units: tuple[tuple[str, str], ...]


def facets(items: Sequence[Shown], units: Sequence[UnitLine], order: Mapping[str, Words]) -> Facets:
    """The years, categories (with counts, in the rulebook's order) and units that public items have."""
    counts = Counter(shown.item.category for shown in items)
    words = {shown.item.category: shown.category for shown in items}
    codes = [*(code for code in order if counts[code]), *sorted(set(counts) - set(order))]
    return Facets(
        years=tuple(sorted({shown.item.year for shown in items}, reverse=True)),
        categories=tuple((code, words[code], counts[code]) for code in codes),
        units=tuple((line.unit.id, line.unit.name) for line in units),
    )


def home_page(
    frame: Frame, items: Sequence[Shown], given: Facets, query: Query, page: int = 1, per_page: int = PER_PAGE
) -> str:
    """The catalogue: search form, what it found, page by page."""
    pages = max(1, -(-len(items) // per_page))
    page = min(max(1, page), pages)
    return render(
        "home.html",
        frame,
        heading=_heading(frame, given, query),
        items=items[(page - 1) * per_page : page * per_page],
        total=len(items),
        page=page,
        pages=pages,
        query=query,
        narrowed=bool(query_params(query)),
        facets=given,
        stages=STAGES_SHOWN,
        everything=EVERYTHING,
        of_category=lambda code: attrs.evolve(EVERYTHING, category=code),
    )


def _heading(frame: Frame, given: Facets, query: Query) -> str:
    """The heading: what the list is narrowed to where that is one category or one unit, else the catalogue."""
    category = next((words for code, words, _ in given.categories if code == query.category), None)
    unit = dict(given.units).get(query.unit, query.unit)
    narrowed = [frame.say(category)] if category else []
    narrowed += [unit] if unit else []
    title = frame.word("home_title")
    return f"{title}:{'、'.join(narrowed)}" if frame.language == "zh" and narrowed else ": ".join([title, *narrowed])


def item_page(frame: Frame, shown: Shown) -> str:
    """One item with its way through the loop, its text, replies and rating."""
    return render("item.html", frame, item=shown.item, shown=shown, phases=PHASES)


def figures_page(frame: Frame, figures: YearFigures | None, years: Sequence[int]) -> str:
    """The figures of a year: each chart with its table."""
    if figures is None:
        return render("figures.html", frame, figures=None, years=(), rates=None, groups=())
    counted = (
        ("categories", frame.word("by_category"), figures.categories),
        ("classes", frame.word("classes"), figures.classes),
        ("stages", frame.word("stages"), figures.stages),
    )
    groups = [
        (charts.counts(id, title, counts, frame), charts.count_rows(counts, frame), sum(n for _, n in counts))
        for id, title, counts in counted
        if counts
    ]
    others = tuple(year for year in years if year != figures.year)
    return render(
        "figures.html", frame, figures=figures, years=others, rates=charts.rates(figures.lines, frame), groups=groups
    )


def units_page(frame: Frame, lines: Sequence[UnitLine]) -> str:
    """The units and their public items."""
    totals = (sum(x.lead for x in lines), sum(x.co for x in lines), sum(x.answered for x in lines))
    return render("units.html", frame, lines=lines, totals=totals, of_unit=lambda id: attrs.evolve(EVERYTHING, unit=id))


def about_page(frame: Frame) -> str:
    """What the site shows, and what of its data is generated."""
    return render("about.html", frame)


def problems_page(frame: Frame) -> str:
    """The kinds of problems that the API answers with."""
    return render("problems.html", frame, kinds=KINDS.values())


def problem_page(frame: Frame, problem: Problem) -> str:
    """A refusal, for a person."""
    said = Words(problem.title, problem.title_en), Words(problem.detail, problem.detail_en)
    return render(
        "problem.html", frame, problem=problem, title=said[0], detail=said[1], do=Words(problem.do, problem.do_en)
    )
