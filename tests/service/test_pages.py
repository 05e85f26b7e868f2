"""页面 · What the pages promise to readers, to screen readers, and to closed networks."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import attrs
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from proposal_core.casework import Casework
from proposal_core.errors import BadValue, Words
from proposal_core.rulebook import load
from proposal_core.stores.memory import MemoryStore
from proposal_service.app import create_app
from proposal_service.pages.charts import count_rows
from proposal_service.pages.data import catalogue_csv
from proposal_service.pages.frame import Frame, ServedLinks, Site
from proposal_service.pages.site import export_site
from proposal_service.pages.words import PAGE
from proposal_service.settings import Settings
from proposal_service.views import Views

DAY = date(2024, 12, 31)
PAGES = (
    "/",
    "/?words=电梯",
    "/?category=none",
    "/proposals/2024-001",
    "/proposals/2024-031",
    "/proposals/2024-033",
    "/figures",
    "/units",
    "/about",
    "/problems",
    "/nothing",
)
BOTH = [(page, lang) for page in PAGES for lang in ("zh-CN", "en")]


class Reader(HTMLParser):
    """What a page holds: its tags with their attributes, and whether they nest rightly."""

    VOID = frozenset({"meta", "link", "input", "br", "rect"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.feed(text)
        self.faults += self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")

    def of(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every such tag."""
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def client(built: Casework) -> Iterator[TestClient[Litestar]]:
    """One client for all pages: nothing here changes a file."""
    settings = Settings(notice="示范数据:全部为虚构。", notice_en="Demonstration data.")
    with TestClient(create_app(settings, casework=built, today=lambda: DAY)) as client:
        yield client


def read(client: TestClient[Litestar], page: str, lang: str) -> Reader:
    """A page in a language."""
    address = page + ("&" if "?" in page else "?") + ("lang=en" if lang == "en" else "")
    return Reader(client.get(address, headers={"Accept": "text/html"}).text)


@pytest.mark.parametrize(("page", "lang"), BOTH)
def test_a_page_is_well_formed_and_accessible(client: TestClient[Litestar], page: str, lang: str) -> None:
    """One h1, its language, a skip link to what exists, labels for fields, headers in tables, unique ids, names for charts."""
    found = read(client, page, lang)
    ids = Counter(attrs["id"] for _, attrs in found.tags if "id" in attrs)
    fields = [a for tag in ("input", "select") for a in found.of(tag) if a.get("type") != "hidden"]
    labelled = {attrs["for"] for attrs in found.of("label")}
    assert [] == found.faults
    assert ([lang], 1) == ([attrs["lang"] for attrs in found.of("html")], len(found.of("h1")))
    assert {1} == set(ids.values())
    assert "#content" == found.of("a")[0]["href"] and "content" in ids
    assert [] == [attrs for attrs in fields if attrs.get("id") not in labelled]
    assert len(found.of("table")) <= sum(attrs.get("scope") == "col" for attrs in found.of("th"))
    assert [] == [attrs for attrs in found.of("th") if attrs.get("scope") not in ("col", "row")]
    charts = found.of("svg")
    assert len(charts) == len(found.of("desc"))
    assert [] == [a for a in charts if a.get("role") != "img" or set(a["aria-labelledby"].split()) - set(ids)]


@pytest.mark.parametrize(("page", "lang"), BOTH)
def test_a_page_fetches_nothing_from_outside_and_runs_nothing(
    client: TestClient[Litestar], page: str, lang: str
) -> None:
    """No address of another host, no script, no inline style or handler."""
    found = read(client, page, lang)
    outside = [v for _, a in found.tags for n, v in a.items() if n in ("src", "href", "action") and "//" in v]
    inline = [n for _, a in found.tags for n in a if n == "style" or n.startswith("on")]
    assert [] == outside + inline + found.of("script") + found.of("style")


def test_the_design_fetches_nothing_from_outside(client: TestClient[Litestar]) -> None:
    """The style sheet names no address at all."""
    assert [] == re.findall(r"url\(|@import|https?:", client.get("/static/site.css").text)


def test_headings_do_not_skip_a_level(client: TestClient[Litestar]) -> None:
    """Whoever moves by headings finds each level under the one above."""
    for page in PAGES:
        levels = [int(tag[1]) for tag, _ in read(client, page, "zh-CN").tags if re.fullmatch("h[1-6]", tag)]
        assert all(after <= before + 1 for before, after in pairwise(levels)), page


def test_every_link_of_every_page_leads_somewhere(client: TestClient[Litestar]) -> None:
    """No dead link within the site, in either language."""
    links = {a["href"] for page, lang in BOTH for tag in ("a", "link") for a in read(client, page, lang).of(tag)}
    local = {link for link in links if link.startswith("/") and not link.startswith("/nothing")}
    assert [] == sorted(link for link in local if client.get(link).status_code != 200)


def test_the_language_switch_keeps_the_place(client: TestClient[Litestar]) -> None:
    """The other language shows the same page with the same filters, and leads back."""
    english = next(
        a["href"] for a in read(client, "/?words=电梯&year=2024", "zh-CN").of("a") if a.get("hreflang") == "en"
    )
    assert {"words=电梯", "year=2024", "lang=en"} == set(unquote(urlsplit(english).query).split("&"))
    back = next(a["href"] for a in Reader(client.get(english).text).of("a") if a.get("hreflang") == "zh-CN")
    assert {"words=电梯", "year=2024"} == set(unquote(urlsplit(back).query).split("&"))


def test_the_notice_stands_on_every_page(client: TestClient[Litestar]) -> None:
    """That the data are generated is said on each page, in its language."""
    for page in PAGES:
        assert "示范数据:全部为虚构。" in client.get(page, headers={"Accept": "text/html"}).text, page
    assert "Demonstration data." in client.get("/?lang=en").text


def test_english_pages_have_no_chinese_words_of_their_own(client: TestClient[Litestar]) -> None:
    """On an English page Chinese stands only where it is marked as Chinese: data, and the language switch."""
    for page in ("/figures", "/about", "/problems"):
        text = client.get(f"{page}?lang=en").text
        text = text.replace("清溪市", "")
        marked = re.sub(r'<(\w+)[^>]*lang="zh-CN"[^>]*>.*?</\1>', "", text, flags=re.DOTALL)
        assert [] == re.findall(r"[\u4e00-\u9fff]+", marked), page


def test_every_page_word_has_both_languages_and_the_same_values() -> None:
    """No word is missing in a language, and both use the same placeholders."""
    uneven = [k for k, w in PAGE.items() if set(re.findall(r"{\w+}", w.zh)) != set(re.findall(r"{\w+}", w.en))]
    assert [] == uneven
    assert [] == [key for key, words in PAGE.items() if not words.zh.strip() or not words.en.strip()]


def test_every_page_word_is_used() -> None:
    """The dictionary holds no leftovers."""
    folder = Path(__file__).resolve().parents[2] / "src" / "proposal_service"
    text = "".join(path.read_text("utf-8") for path in [*folder.rglob("*.html"), *(folder / "pages").glob("*.py")])
    known = text.replace((folder / "pages" / "words.py").read_text("utf-8"), "")
    built = {
        "categories_caption",
        "classes_caption",
        "stages_caption",
        "categories_desc",
        "classes_desc",
        "stages_desc",
    }
    codes = {"first", "rehandled", "follow_up"}
    assert [] == [k for k in PAGE if k not in built | codes and f"'{k}'" not in known and f'"{k}"' not in known]


@pytest.mark.parametrize(
    "query", ["year=abc", "year=&category=", "page=0", "page=-1", "page=9999999999", "key=x", "stage=y"]
)
def test_a_form_is_read_leniently(client: TestClient[Litestar], query: str) -> None:
    """An empty or odd field of the form gives a page, not a refusal."""
    assert 200 == client.get(f"/?{query}").status_code


def test_the_pages_of_the_catalogue_hold_every_item_once(client: TestClient[Litestar]) -> None:
    """Fifty to a page; thirty-four are on one, in the order of their numbers."""
    items = re.findall(r'href="/proposals/(2024-\d+)"', client.get("/").text)
    assert [f"2024-{n:03d}" for n in range(1, 35)] == items


def test_shares_in_a_table_are_rounded_as_everywhere() -> None:
    """The shares of a table are rounded by the rulebook, as the terminal and the workbook do it."""
    site = Site(notice=None, rulebook=load("shaoxing"))
    frame = Frame(language="zh", links=ServedLinks("zh"), site=site, name="", on=DAY)
    rows = count_rows(tuple((Words(c, c), 1) for c in "甲乙丙"), frame)
    assert ["33.3%", "33.3%", "33.3%"] == [row.share for row in rows]


def test_an_empty_congress_has_pages(tmp_path: Path, town: Casework) -> None:
    """Before the first enrolment every page and the export say that there is nothing, instead of failing."""
    empty = Casework(MemoryStore(), "empty", town.rulebook, town.calendar, town.clock)
    with TestClient(create_app(Settings(), casework=empty, today=lambda: DAY)) as client:
        assert {200} == {
            client.get(path).status_code for path in ("/", "/figures", "/units", "/about", "/api/v1/units")
        }
        assert 404 == client.get("/api/v1/figures").status_code
    assert 0 == export_site(empty, tmp_path / "site", on=DAY)


# -- static export ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def exported(built: Casework, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town's static site."""
    folder = tmp_path_factory.mktemp("export") / "site"
    assert 34 == export_site(built, folder, on=DAY, notice=Words("示范数据。", "Demonstration data."))
    return folder


def test_every_link_of_the_export_is_relative_and_leads_to_a_file(exported: Path) -> None:
    """The folder works from a disk: each link names a file in it, none an address."""
    dead = []
    for page in exported.rglob("*.html"):
        found = Reader(page.read_text("utf-8"))
        for href in (tag["href"] for tag in [*found.of("a"), *found.of("link")]):
            if href.startswith(("#", "data:,")):
                continue
            if href.startswith("/") or ":" in href or not (page.parent / unquote(href)).is_file():
                dead.append((page.name, href))
    assert [] == dead


def test_every_page_of_the_export_is_accessible(exported: Path) -> None:
    """The same promises as online: one h1, its language, no form that nobody answers, nothing from outside."""
    for page in exported.rglob("*.html"):
        found = Reader(page.read_text("utf-8"))
        lang = "en" if page.relative_to(exported).parts[0] == "en" else "zh-CN"
        assert ([], 1, lang) == (found.faults, len(found.of("h1")), found.of("html")[0]["lang"]), page
        assert [] == found.of("form") + found.of("script"), page


def test_the_export_says_the_same_as_the_pages_online(exported: Path, client: TestClient[Litestar]) -> None:
    """Both come from the same functions: the headings and tables of an item and the figures agree."""

    def said(text: str) -> list[str]:
        return re.findall(r"<(?:h[1-3]|th|td|dd|dt)[^>]*>(.*?)</", text)

    for page, file in (("/proposals/2024-007", "items/2024-007.html"), ("/figures?lang=en", "en/figures.html")):
        assert said(client.get(page).text) == said((exported / file).read_text("utf-8"))


def test_the_open_data_hold_every_public_item(exported: Path) -> None:
    """CSV with a byte-order mark and JSON list the same items; withheld units say so."""
    raw = (exported / "data" / "catalogue.csv").read_bytes()
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    items = json.loads((exported / "data" / "catalogue.json").read_bytes())
    assert raw.startswith(b"\xef\xbb\xbf")
    assert [item["number"] for item in items] == [row["建议编号"] for row in rows]
    assert ("未公开", None) == (rows[32]["主办单位"], items[32]["lead_units"])
    assert [2024] == [year["year"] for year in json.loads((exported / "data" / "figures.json").read_bytes())]


def test_a_cell_is_never_a_formula(built: Casework) -> None:
    """A title that a spreadsheet would run is quoted."""
    shown = Views(built).item("2024-001", DAY)
    for start in "=+-@\t\r":
        wild = attrs.evolve(shown, item=attrs.evolve(shown.item, title=f"{start}1+1"))
        (row,) = csv.DictReader(io.StringIO(catalogue_csv([wild]).removeprefix("\ufeff"), newline=""))
        assert f"'{start}1+1" == row["标题"]


def test_an_export_does_not_touch_a_folder_with_other_files(built: Casework, tmp_path: Path) -> None:
    """A folder that holds something else is refused, and left as it was."""
    (tmp_path / "thesis.doc").write_text("mine", encoding="utf-8")
    with pytest.raises(BadValue):
        export_site(built, tmp_path, on=DAY)
    assert ["thesis.doc"] == [path.name for path in tmp_path.iterdir()]


def test_an_export_deletes_nothing_outside_its_folder(built: Casework, tmp_path: Path) -> None:
    """A list of files that was tampered with cannot reach beyond the folder."""
    (tmp_path / "site").mkdir()
    (tmp_path / "precious.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "site" / "files.txt").write_text("../precious.txt\n", encoding="utf-8")
    export_site(built, tmp_path / "site", on=DAY)
    assert (tmp_path / "precious.txt").exists()
