"""The reference pages are what the code says: every rule, every parameter, every value, and the tests that prove them."""

from __future__ import annotations

import sys
from pathlib import Path

import attrs
import pytest

from proposal_core.law import RULES
from proposal_core.rulebook import builtin_ids
from proposal_core.terms import Terms

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import chapter_pages  # noqa: E402  (a tool, not a package: found beside the repository's root)
import parameters_read  # noqa: E402


def test_the_pages_are_what_the_tool_writes_now(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody has edited a page by hand, and no rule or value has changed behind it."""
    assert 0 == chapter_pages.main(["--check"]), capsys.readouterr().out


@pytest.mark.parametrize("chapter", [field.name for field in attrs.fields(Terms)])
def test_every_parameter_has_its_place_and_a_value(chapter: str) -> None:
    """A page names each parameter of its chapter, and the rulebook at the root gives it a value or says absent."""
    page = chapter_pages.page(chapter)
    kinds = {field.name: field for field in attrs.fields(Terms)}
    terms = getattr(chapter_pages._load_all()[0].versions[-1].terms, kinds[chapter].name)
    assert [] == [f.name for f in attrs.fields(type(terms)) if f"### `{chapter}.{f.name}`" not in page]
    assert page.count("| `common` |") >= len(attrs.fields(type(terms)))


def test_every_rule_is_proved_by_a_test() -> None:
    """No rule of a chapter stands on its page without a test that calls it."""
    chapter_pages._load_all()
    shown = [rule for name in chapter_pages.modules() for rule in chapter_pages.rules_of(name)]
    assert len(RULES) - len(shown) <= 12
    assert [] == [rule.name for rule in shown if not chapter_pages.proofs().get(rule.name.partition(".")[2])]


def test_a_rule_names_only_what_the_code_reads() -> None:
    """No rule says that it uses a parameter which nothing in the code ever reads."""
    chapter_pages._load_all()
    named = {key for rule in RULES.values() for key in rule.uses}
    assert set() == {key for key in named if not parameters_read.readers()[key]}


def test_a_parameter_is_read_where_the_code_takes_it_off_its_chapter() -> None:
    """Acts and rules are found alike, through a chapter, the whole terms or a method; what is not read is not found."""
    readers = parameters_read.readers()
    assert ("handling.extend",) == readers["handling.extension_max_count"]
    assert "clocks.reply_period" in readers["handling.reply_within"]
    assert "handling.needs_referral" in readers["handling.result_classes"]
    assert () == readers["honours.procedure"]


def test_every_built_in_rulebook_is_on_some_page() -> None:
    """Each built-in rulebook sets something of its own, and the pages show it."""
    text = "".join(chapter_pages.page(name) for name in chapter_pages.modules())
    assert [] == [name for name in builtin_ids() if f"| `{name}` |" not in text]
