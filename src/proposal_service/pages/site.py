"""静态站点 · The public site as a folder of files, for closed networks: the same pages through the same functions.

Every link is relative, so the folder works from a disk, a stick or any web server. Chinese pages stand at the top,
English ones under `en/`. An earlier export in the same folder is replaced whole: what has been taken back must not
stay behind as a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

import attrs

from proposal_core.casework import Casework
from proposal_core.errors import BadValue, Words
from proposal_service.pages import content, data
from proposal_service.pages.content import Facets
from proposal_service.pages.frame import EVERYTHING, Frame, Language, Site
from proposal_service.views import Query, Shown, UnitLine, Views, YearFigures, narrowed

PER_PAGE = 100
MANIFEST = "files.txt"
"""The list of what an export wrote; the next export takes away what stands in it."""


@attrs.frozen(kw_only=True)
class Names:
    """文件名 · The file of each item, and of each part of the catalogue."""

    items: Mapping[str, str]
    parts: Mapping[Query, str]
    latest: int


@attrs.frozen(kw_only=True)
class FiledLinks:
    """文件链接 · Relative addresses from the file `here` (its path below the language's folder)."""

    language: Language
    here: str
    names: Names
    searchable: bool = False

    def home(self, query: Query = EVERYTHING, page: int = 1) -> str:
        """The catalogue, or a part of it."""
        return self._to(paged(self.names.parts.get(query, "index"), page))

    def item(self, number: str) -> str:
        """The page of one item."""
        return self._to(self.names.items[number])

    def figures(self, year: int = 0) -> str:
        """The figures of a year; the latest without one."""
        return self._to(figures_name(year, self.names.latest))

    def page(self, name: str) -> str:
        """`units` or `about`."""
        return self._to(f"{name}.html")

    def data(self, name: str) -> str:
        """A file of open data."""
        return f"{self._root}data/{name}"

    def asset(self, name: str) -> str:
        """A file of the design."""
        return f"{self._root}static/{name}"

    def other_language(self) -> str:
        """This page in the other language."""
        return self._root + quote(f"en/{self.here}" if self.language == "zh" else self.here)

    @property
    def _up(self) -> str:
        return "../" * self.here.count("/")

    @property
    def _root(self) -> str:
        return self._up + ("../" if self.language == "en" else "")

    def _to(self, name: str) -> str:
        return self._up + quote(name)


def paged(name: str, page: int) -> str:
    """The file of one page of a list."""
    return f"{name}.html" if page == 1 else f"{name}-page-{page}.html"


def figures_name(year: int, latest: int) -> str:
    """The file of a year's figures; the latest year has the plain name."""
    return "figures.html" if year in (0, latest) else f"figures-{year}.html"


def item_names(items: Iterable[Shown]) -> dict[str, str]:
    """A file for each item, named after its number where that is plain ASCII, else after its place."""
    names: dict[str, str] = {}
    for place, shown in enumerate(items, 1):
        number = shown.item.number
        plain = number.isascii() and number.replace("-", "").replace("_", "").isalnum()
        names.setdefault(number, f"items/{number if plain else f'no-{place}'}.html")
    return names


@attrs.frozen(kw_only=True)
class Material:
    """材料 · Everything that an export shows, read once."""

    items: tuple[Shown, ...]
    units: tuple[UnitLine, ...]
    facets: Facets
    figures: tuple[YearFigures, ...]
    parts: Mapping[Query, tuple[Shown, ...]]
    names: Names
    site: Site
    name: str
    on: date


def export_site(casework: Casework, folder: Path, *, on: date, notice: Words | None = None) -> int:
    """Write the public site of a day into a folder and return the number of published items.

    Raises `BadValue` when the folder holds other things than an earlier export; nothing is written then.
    """
    make_room(folder)
    material = gather(casework, on, notice)
    written: list[str] = []
    languages: tuple[Language, ...] = ("zh", "en")
    for language in languages:
        for name, text in pages(material, language):
            written.append(_write(folder, f"en/{name}" if language == "en" else name, text.encode()))
    for name, content_ in extras(material):
        written.append(_write(folder, name, content_))
    (folder / MANIFEST).write_text("\n".join(written) + "\n", encoding="utf-8")
    return len(material.items)


def make_room(folder: Path) -> None:
    """Take an earlier export away. Raises `BadValue` for a folder with other things in it."""
    manifest = folder / MANIFEST
    if folder.exists() and not manifest.exists() and any(folder.iterdir()):
        raise BadValue(
            Words(f"文件夹“{folder.name}”中有其他文件。", f"The folder {folder.name!r} holds other files."),
            do=Words("请指定空文件夹。", "Name an empty folder."),
        )
    folder.mkdir(parents=True, exist_ok=True)
    if manifest.exists():
        for name in manifest.read_text("utf-8").splitlines():
            path = folder / name
            if path.resolve().is_relative_to(folder.resolve()):
                path.unlink(missing_ok=True)


def gather(casework: Casework, on: date, notice: Words | None) -> Material:
    """Read everything that the export shows."""
    views = Views(casework)
    items, roster = views.catalogue(EVERYTHING, on), views.roster()
    units = views.units(on, items)
    facets = content.facets(items, units, views.categories(on))
    years = views.years()
    named = {Query(category=code): f"category-{n}" for n, (code, _, _) in enumerate(facets.categories, 1)}
    named |= {Query(unit=line.unit.id): f"unit-{n}" for n, line in enumerate(units, 1)}
    return Material(
        items=items,
        units=units,
        facets=facets,
        figures=tuple(views.figures(year, on) for year in years),
        parts={EVERYTHING: items} | {query: narrowed(items, query, roster) for query in named},
        names=Names(items=item_names(items), parts={EVERYTHING: "index"} | named, latest=next(iter(years), 0)),
        site=Site(notice=notice or casework.notice(), rulebook=casework.rulebook),
        name=roster.name,
        on=on,
    )


def pages(material: Material, language: Language) -> Iterable[tuple[str, str]]:
    """Every page in one language, with the name of its file."""

    def frame(name: str, current: str = "") -> Frame:
        links = FiledLinks(language=language, here=name, names=material.names)
        return Frame(
            language=language, links=links, site=material.site, name=material.name, on=material.on, current=current
        )

    for query, items in material.parts.items():
        for page in range(1, max(1, -(-len(items) // PER_PAGE)) + 1):
            name = paged(material.names.parts[query], page)
            home = content.home_page(frame(name, "catalogue"), items, material.facets, query, page, PER_PAGE)
            yield name, home
    for shown in material.items:
        name = material.names.items[shown.item.number]
        yield name, content.item_page(frame(name), shown)
    years = [figures.year for figures in material.figures]
    for figures in material.figures or (None,):
        name = figures_name(figures.year if figures else 0, material.names.latest)
        yield name, content.figures_page(frame(name, "figures"), figures, years)
    yield "units.html", content.units_page(frame("units.html", "units"), material.units)
    yield "about.html", content.about_page(frame("about.html", "about"))


def extras(material: Material) -> Sequence[tuple[str, bytes]]:
    """Design and open data."""
    style = (files("proposal_service") / "static" / "site.css").read_bytes()
    return (
        ("static/site.css", style),
        ("data/catalogue.csv", data.catalogue_csv(material.items).encode()),
        ("data/catalogue.json", data.catalogue_json(material.items)),
        ("data/figures.json", data.figures_json(material.figures)),
    )


def _write(folder: Path, name: str, text: bytes) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    return name
