"""页面框架 · What all pages share: language, links, notice, and the templates with their words.

Links are an object, so that the same templates serve the web application (addresses from the root) and a folder of
files (relative addresses that work from any disk).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Literal, Protocol
from urllib.parse import quote, urlencode

import attrs
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from proposal_core.errors import Words
from proposal_core.rulebook import Rulebook
from proposal_service.pages.words import PAGE
from proposal_service.views import Query

Language = Literal["zh", "en"]
HTML_LANG: Mapping[Language, str] = {"zh": "zh-CN", "en": "en"}


class Links(Protocol):
    """链接 · Where each page is."""

    @property
    def searchable(self) -> bool:
        """Whether a search form can be answered."""
        ...

    def home(self, query: Query = ..., page: int = 1) -> str:
        """The catalogue, or a part of it."""
        ...

    def item(self, number: str) -> str:
        """The page of one item."""
        ...

    def figures(self, year: int = 0) -> str:
        """The figures of a year; the latest without one."""
        ...

    def page(self, name: str) -> str:
        """`units` or `about`."""
        ...

    def data(self, name: str) -> str:
        """A file of open data."""
        ...

    def asset(self, name: str) -> str:
        """A file of the design."""
        ...

    def other_language(self) -> str:
        """This page in the other language."""
        ...


EVERYTHING = Query()


@attrs.frozen
class ServedLinks:
    """服务链接 · Addresses of the web application, from its root. `here` is this page's path and query."""

    language: Language
    here: str = "/"
    params: tuple[tuple[str, str], ...] = ()
    searchable: bool = True

    def home(self, query: Query = EVERYTHING, page: int = 1) -> str:
        """The catalogue, or a part of it."""
        return self._to("/", query_params(query) | ({"page": str(page)} if page > 1 else {}))

    def item(self, number: str) -> str:
        """The page of one item."""
        return self._to(f"/proposals/{quote(number, safe='')}", {})

    def figures(self, year: int = 0) -> str:
        """The figures of a year; the latest without one."""
        return self._to("/figures", {"year": str(year)} if year else {})

    def page(self, name: str) -> str:
        """`units` or `about`."""
        return self._to(f"/{name}", {})

    def data(self, name: str) -> str:
        """A file of open data."""
        return f"/data/{name}"

    def asset(self, name: str) -> str:
        """A file of the design."""
        return f"/static/{name}"

    def other_language(self) -> str:
        """This page in the other language."""
        kept = [(name, value) for name, value in self.params if name != "lang"]
        lang = [("lang", "en")] if self.language == "zh" else []
        return _address(quote(self.here), [*kept, *lang])

    def _to(self, path: str, params: Mapping[str, str]) -> str:
        lang = [("lang", "en")] if self.language == "en" else []
        return _address(path, [*params.items(), *lang])


def _address(path: str, params: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(params)}" if params else path


def query_params(query: Query) -> dict[str, str]:
    """A query as parameters of the catalogue's address; what does not restrict is left out."""
    params = {
        "words": " ".join(query.words),
        "year": str(query.year or ""),
        "category": query.category,
        "unit": query.unit,
        "stage": query.stage,
        "key": "1" if query.is_key else "",
    }
    return {name: value for name, value in params.items() if value}


@attrs.frozen(kw_only=True)
class Site:
    """站点 · What stands on every page: the notice about the data, and the rulebook."""

    notice: Words | None
    rulebook: Rulebook


@attrs.frozen(kw_only=True)
class Frame:
    """页面框架 · One page's surroundings, handed to its template as `frame`."""

    language: Language
    links: Links
    site: Site
    name: str
    on: date | None
    current: str = ""

    def word(self, key: str, **values: object) -> str:
        """A page word with its values filled in."""
        return PAGE[key].in_(self.language).format(**values)

    def say(self, words: Words) -> str:
        """Words of the data in this page's language."""
        return words.in_(self.language)

    def zh(self, text: str) -> Markup:
        """Chinese text inside a page: marked as such where the page is English, so that it is read out rightly."""
        return (
            Markup("{}").format(text) if self.language == "zh" else Markup('<span lang="zh-CN">{}</span>').format(text)
        )

    @property
    def lang(self) -> str:
        """The language of the page, for its root."""
        return HTML_LANG[self.language]

    @property
    def other_lang(self) -> str:
        """The language of the page that the switch leads to."""
        return HTML_LANG["en" if self.language == "zh" else "zh"]

    @property
    def title(self) -> str:
        """The name of the site."""
        return self.word("site_of", name=self.name) if self.name else self.word("site")


@cache
def templates() -> Environment:
    """The templates: everything is escaped, and a missing value is an error."""
    return Environment(
        loader=PackageLoader("proposal_service", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, frame: Frame, **values: Any) -> str:
    """One page as HTML."""
    return templates().get_template(template).render(frame=frame, w=frame.word, say=frame.say, zh=frame.zh, **values)
