"""Sphinx: the documentation builds without a network and shows nothing from another host."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import sphinx.search
from sphinx.search.en import SearchEnglish

_project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = _project["name"]
release = version = _project["version"]
author = copyright = _project["authors"][0]["name"]

extensions = ["myst_parser", "sphinx.ext.autodoc"]
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
autodoc_typehints = "description"

exclude_patterns = ["_build", "decisions/template.md"]

html_theme = "furo"
html_title = f"{project} {release}"
html_copy_source = False
html_show_sphinx = False

# Sphinx knows no word boundaries in Chinese: out of the box its index holds whole sentences as one word, and its
# Chinese mode needs a dictionary package of 19 MB. Pairs of characters, on both sides, find every term.
RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[^\W\u3400-\u9fff\uf900-\ufaff]+")


def pairs(text: str) -> list[str]:
    """The terms of a text: words of Latin letters and digits; of a run of Chinese, every pair of neighbours."""
    terms: list[str] = []
    for run in RUN.findall(text):
        chinese = run[0] >= "\u3400" and len(run) > 1
        terms += [a + b for a, b in pairwise(run)] if chinese else [run]
    return terms


class Bigrams(SearchEnglish):
    """English words and Chinese character pairs in one index."""

    js_splitter_code = r"""
function splitQuery(query) {
  const runs = query.match(/[\u3400-\u9fff\uf900-\ufaff]+|[^\s\p{P}\p{S}\u3400-\u9fff\uf900-\ufaff]+/gu) || [];
  return runs.flatMap((run) =>
    run >= "\u3400" && run.length > 1 ? Array.from(run).slice(1).map((c, i) => Array.from(run)[i] + c) : [run]);
}
"""

    def split(self, input: str) -> list[str]:
        """Terms for the index."""
        return pairs(input)


sphinx.search.languages["en"] = Bigrams
html_search_language = "en"
