"""统计接口 · The figures of a year and the units, as JSON."""

from __future__ import annotations

from datetime import date

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from proposal_core.errors import NotFound, Words
from proposal_service import bodies
from proposal_service.access import PUBLIC
from proposal_service.problems import responses
from proposal_service.views import Views


@get("/figures", opt=PUBLIC, sync_to_thread=True, responses=responses(404), summary="年度统计 · Figures of a year")
def figures(
    views: NamedDependency[Views], today: NamedDependency[date], year: FromQuery[int | None] = None
) -> bodies.Figures:
    """The figures of a year (the latest one by default): each rate with its counts and what it is counted over."""
    if year is None:
        year = next(iter(views.years()), None)
    if year is None:
        raise NotFound(Words("尚未开启任何年度。", "No year was opened yet."))
    return bodies.figures(views.figures(year, today))


@get("/units", opt=PUBLIC, sync_to_thread=True, responses=responses(), summary="承办单位 · Handling units")
def units(views: NamedDependency[Views], today: NamedDependency[date]) -> bodies.Units:
    """The units that published proposals name, with how many they lead, co-handle and have answered in public."""
    return bodies.units(views.units(today))
