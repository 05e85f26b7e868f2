"""法源 · Every rule has its article, its docstring, parameters that exist, and a test."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from pathlib import Path

import attrs
import pytest
from tests.core.builders import BOOK, TERMS, speaks

import proposal_core
from proposal_core.errors import BadValue
from proposal_core.law import INSTRUMENTS, L25, RULES, SEED, Rule, parse_article, rule
from proposal_core.lifecycle import ACTS, DESK_ACTS

HERE = Path(__file__).parent
for found in pkgutil.iter_modules(proposal_core.__path__, "proposal_core."):
    if found.name not in {"proposal_core.stores", "proposal_core.testing"}:  # they need extras and hold no rules
        importlib.import_module(found.name)
KEYS = {
    f"{chapter.name}.{field.name}"
    for chapter in attrs.fields(type(TERMS))
    for field in attrs.fields(type(getattr(TERMS, chapter.name)))
}
EVERY_RULE = sorted(RULES.values(), key=lambda known: known.name)


def used_in_tests(chapter: str) -> set[str]:
    """The names inside the test functions of a chapter's test files (`test_terms.py`, `test_terms_warnings.py`).

    Imports are left aside.
    """
    paths = [HERE / f"test_{chapter}.py", *HERE.glob(f"test_{chapter}_*.py")]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths if path.exists()]
    functions = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    nodes = [node for function in functions for node in ast.walk(function)]
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return names | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def test_the_chapters_have_rules() -> None:
    """All six chapters of the loop, and what lies around them, are in the register."""
    chapters = {known.chapter for known in EVERY_RULE}
    assert {"raising", "assigning", "handling", "supervising", "evaluating", "publishing", "metrics"} <= chapters


@pytest.mark.parametrize("known", EVERY_RULE, ids=lambda known: known.name)
def test_every_rule_has_an_article_a_docstring_and_known_parameters(known: Rule) -> None:
    """A rule names its sources, says what it is, and uses only parameters that a rulebook can set."""
    assert known.articles
    assert all(article.instrument.tag in INSTRUMENTS for article in known.articles)
    assert known.summary.strip()
    assert [] == sorted(set(known.uses) - KEYS)


@pytest.mark.parametrize("known", EVERY_RULE, ids=lambda known: known.name)
def test_every_rule_is_tested_where_it_is_looked_for(known: Rule) -> None:
    """A rule of a chapter is called by name in a test (or its helper) of that chapter's test files."""
    assert known.function.__name__ in used_in_tests(known.chapter)


@pytest.mark.parametrize("tag", sorted(INSTRUMENTS))
def test_every_instrument_has_a_title_in_both_languages(tag: str) -> None:
    """A source can be cited to readers of both languages, under the tag it is registered by."""
    instrument = INSTRUMENTS[tag]
    assert tag == instrument.tag
    assert instrument.title_zh and instrument.title_en and instrument.title_zh != instrument.title_en


def test_every_article_that_the_core_writes_is_of_a_known_instrument() -> None:
    """Articles of acts and of rulebook values can all be cited."""
    written = {act.article for act in (*ACTS.values(), *DESK_ACTS.values())}
    written |= {str(provision.article) for provision in BOOK.versions[0].provisions.values()}
    assert written == {str(parse_article(text)) for text in written}


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (
            "CQ17 26",
            "《重庆市人民代表大会代表建议、批评和意见工作条例》第26条",
            "Chongqing regulation on work with suggestions, art. 26",
        ),
        (" QD21 ", "《青岛市人民代表大会代表建议、批评和意见工作条例》", "Qingdao regulation on work with suggestions"),
    ],
)
def test_an_article_is_cited_in_words(text: str, zh: str, en: str) -> None:
    """An article is cited to a reader with the title of its instrument, with or without a number."""
    article = parse_article(text)
    assert zh == article.cite()
    assert en == article.cite("en")
    assert text.strip() == str(article)


@pytest.mark.parametrize("text", ["", "L99 1", "l25 51", "§ 51"])
def test_an_unknown_instrument_is_refused(text: str) -> None:
    """A tag that is not in the register of sources is refused with an example of a right one."""
    with pytest.raises(BadValue) as refused:
        parse_article(text)
    speaks(refused.value)
    assert "L25 51" in refused.value.do.en


def test_a_rule_without_article_or_docstring_cannot_exist() -> None:
    """Registering a function without its source or its words fails when the module is imported."""

    def silent() -> None: ...

    def told() -> None:
        """A rule in words."""

    with pytest.raises(TypeError):
        rule(L25.article("51"))(silent)
    with pytest.raises(TypeError):
        rule()(told)
    assert "test_law.told" not in RULES


def test_a_registered_rule_stays_the_function_it_was() -> None:
    """Registration changes nothing in how a rule is called, and files it under chapter and name."""

    def told() -> int:
        """A rule in words.

        And more of them.
        """
        return 7

    try:
        assert told is rule(SEED.article(), uses=["figures.decimals"])(told)
        assert "A rule in words." == RULES["test_law.told"].summary
        assert ("figures.decimals",) == RULES["test_law.told"].uses
    finally:
        RULES.pop("test_law.told", None)
