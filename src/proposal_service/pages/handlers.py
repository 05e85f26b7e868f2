"""页面入口 · The pages over HTTP. Forms are read leniently: an empty or unreadable field does not restrict."""

from __future__ import annotations

from datetime import date
from typing import Any

from litestar import get
from litestar.connection import Request
from litestar.di import NamedDependency
from litestar.enums import MediaType
from litestar.params import FromPath
from litestar.response import Response

from proposal_service.access import PUBLIC
from proposal_service.pages import content, data
from proposal_service.pages.frame import EVERYTHING, Frame, Language, ServedLinks, Site
from proposal_service.problem_kinds import Problem
from proposal_service.views import Query, Views, narrowed

AnyRequest = Request[Any, Any, Any]
PAGE: dict[str, Any] = {
    "opt": PUBLIC,
    "sync_to_thread": True,
    "media_type": MediaType.HTML,
    "include_in_schema": False,
    "response_headers": {"Cache-Control": "no-cache"},
}
DATA: dict[str, Any] = {"opt": PUBLIC, "sync_to_thread": True, "include_in_schema": False}


def frame_of(request: AnyRequest, site: Site, name: str, on: date | None, current: str) -> Frame:
    """The surroundings of a page: its language (`?lang=en`), its links."""
    params = tuple((key, value) for key, value in request.query_params.multi_items())
    language: Language = "en" if ("lang", "en") in params else "zh"
    links = ServedLinks(language, request.url.path, params)
    return Frame(language=language, links=links, site=site, name=name, on=on, current=current)


def query_of(request: AnyRequest) -> Query:
    """The query that the search form sends."""
    given = request.query_params
    year = given.get("year", "")
    return Query(
        year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else 0,
        category=given.get("category", ""),
        unit=given.get("unit", ""),
        stage=given.get("stage", ""),
        is_key=True if given.get("key") == "1" else None,
        words=tuple(given.get("words", "").split()),
    )


def page_of(request: AnyRequest) -> int:
    """The page asked for, 1 where that cannot be read."""
    given = request.query_params.get("page", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 8 else 1


@get("/", **PAGE)
def home(
    request: AnyRequest, views: NamedDependency[Views], site: NamedDependency[Site], today: NamedDependency[date]
) -> str:
    """The catalogue."""
    query, roster, everything = query_of(request), views.roster(), views.catalogue(EVERYTHING, today)
    items = narrowed(everything, query, roster)
    facets = content.facets(everything, views.units(today, everything), views.categories(today))
    frame = frame_of(request, site, roster.name, today, "catalogue")
    return content.home_page(frame, items, facets, query, page_of(request))


@get("/proposals/{number:str}", **PAGE)
def item(
    request: AnyRequest,
    number: FromPath[str],
    views: NamedDependency[Views],
    site: NamedDependency[Site],
    today: NamedDependency[date],
) -> str:
    """One item."""
    shown = views.item(number, today)
    return content.item_page(frame_of(request, site, views.roster().name, today, ""), shown)


@get("/figures", **PAGE)
def figures(
    request: AnyRequest, views: NamedDependency[Views], site: NamedDependency[Site], today: NamedDependency[date]
) -> str:
    """The figures of the year asked for, or of the latest."""
    years = views.years()
    year = query_of(request).year or next(iter(years), 0)
    found = views.figures(year, today) if year else None
    return content.figures_page(frame_of(request, site, views.roster().name, today, "figures"), found, years)


@get("/units", **PAGE)
def units(
    request: AnyRequest, views: NamedDependency[Views], site: NamedDependency[Site], today: NamedDependency[date]
) -> str:
    """The units."""
    return content.units_page(frame_of(request, site, views.roster().name, today, "units"), views.units(today))


@get("/about", **PAGE)
def about(
    request: AnyRequest, views: NamedDependency[Views], site: NamedDependency[Site], today: NamedDependency[date]
) -> str:
    """About the site."""
    return content.about_page(frame_of(request, site, views.roster().name, today, "about"))


@get("/problems", **PAGE)
def problems(
    request: AnyRequest, views: NamedDependency[Views], site: NamedDependency[Site], today: NamedDependency[date]
) -> str:
    """The kinds of problems of the API."""
    return content.problems_page(frame_of(request, site, views.roster().name, today, ""))


@get("/data/catalogue.csv", media_type="text/csv", **DATA)
def catalogue_csv(views: NamedDependency[Views], today: NamedDependency[date]) -> Response[str]:
    """The catalogue as CSV."""
    named = {"Content-Disposition": 'attachment; filename="catalogue.csv"', "Cache-Control": "no-cache"}
    return Response(data.catalogue_csv(views.catalogue(EVERYTHING, today)), headers=named)


@get("/data/catalogue.json", media_type="application/json", **DATA)
def catalogue_json(views: NamedDependency[Views], today: NamedDependency[date]) -> bytes:
    """The catalogue as JSON."""
    return data.catalogue_json(views.catalogue(EVERYTHING, today))


@get("/data/figures.json", media_type="application/json", **DATA)
def figures_json(views: NamedDependency[Views], today: NamedDependency[date]) -> bytes:
    """The figures of all years as JSON."""
    return data.figures_json([views.figures(year, today) for year in views.years()])


def problem_page(problem: Problem, request: AnyRequest, site: Site) -> Response[str]:
    """A refusal as a page; it reads nothing, so that it also works when the store does not."""
    frame = frame_of(request, site, "", None, "")
    return Response(content.problem_page(frame, problem), status_code=problem.status, media_type=MediaType.HTML)


PAGES = (home, item, figures, units, about, problems, catalogue_csv, catalogue_json, figures_json)
