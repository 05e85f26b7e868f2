"""拒绝 · What every refusal says: what is wrong, why, and what to do, in both languages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from proposal_core import errors
from proposal_core.errors import BadValue, Finding, FormRefused, NotFound, NotReady, ProposalError, Words, must_say

CORE = Path(errors.__file__).parent
KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ProposalError)]
CHAPTERS = ("raising", "assigning", "handling", "supervising", "key_items", "rolling", "evaluating", "publishing")
LEGAL = {"NotAllowed", "TooLate", "QuotaBroken", "ContactsMissing", "CoOpinionsMissing", "FormRefused"}


def raised(module: str) -> list[ast.Call]:
    """The refusals that a module builds: every call of an error class."""
    tree = ast.parse((CORE / f"{module}.py").read_text(encoding="utf-8"))
    names = {kind.__name__ for kind in KINDS}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in names]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_refusal_has_its_own_code_and_a_remedy(kind: type[ProposalError]) -> None:
    """A program can tell refusals apart by their code, and each has a remedy in both languages."""
    assert 1 == [other.code for other in KINDS].count(kind.code)
    assert kind.remedy.zh and kind.remedy.en and kind.remedy.zh != kind.remedy.en


@pytest.mark.parametrize("module", CHAPTERS)
def test_refusals_of_the_chapters_name_the_article(module: str) -> None:
    """A legal refusal of a chapter names its article; any other says what to do, or is about a thing not found."""
    found = raised(module)
    assert found
    bare = [
        f"{module}:{call.lineno}"
        for call in found
        if isinstance(call.func, ast.Name)
        and call.func.id != "NotFound"
        and not {"article", "do"} & {word.arg for word in call.keywords if call.func.id not in LEGAL}
        and "article" not in {word.arg for word in call.keywords}
    ]
    assert [] == bare


def test_a_refusal_is_told_in_one_language_or_in_both() -> None:
    """A refusal in Chinese holds no English, one in English no Chinese, and the plain text holds both."""
    refusal = NotReady(Words("缺少。", "Missing."), article="L25 51", do=Words("补上。", "Add it."))
    assert "缺少。 [L25 51]\n  → 补上。" == refusal.in_("zh")
    assert "Missing. [L25 51]\n  → Add it." == refusal.in_("en")
    assert "缺少。 / Missing. [L25 51]\n  → 补上。 / Add it." == str(refusal)


def test_a_refusal_lists_all_its_findings_with_place_article_and_remedy() -> None:
    """A form is refused once, with every finding on a line of its own."""
    findings = [
        Finding(code="a", what=Words("为空", "empty"), where="title", do=Words("填写", "fill in"), article="ZJ16"),
        Finding(code="b", what=Words("过长", "too long")),
    ]
    refusal = FormRefused(Words("不符", "refused"), findings=findings)
    assert tuple(findings) == refusal.findings
    lines = str(refusal).splitlines()
    assert "  - title: 为空 / empty (ZJ16) → 填写 / fill in" == lines[1]
    assert "  - 过长 / too long" == lines[2]
    assert "  - title: empty (ZJ16) → fill in" == refusal.in_("en").splitlines()[1]
    assert "  - title: 为空 (ZJ16) → 填写" == refusal.in_("zh").splitlines()[1]


def test_a_refusal_keeps_the_values_that_a_program_wants() -> None:
    """Keys, days and counts of a refusal are at hand as facts, not only inside its words."""
    assert {"unit": "transport"} == NotFound(Words("无", "none"), unit="transport").facts


def test_bad_values_and_missing_things_are_also_what_python_calls_them() -> None:
    """Callers that know only Python catch a bad value as ValueError and a missing thing as LookupError."""
    assert issubclass(BadValue, ValueError) and issubclass(NotFound, LookupError)


@pytest.mark.parametrize(("language", "text"), [("zh", "甲"), ("en", "A"), ("both", "甲 / A")])
def test_words_come_in_the_language_asked_for(language: str, text: str) -> None:
    """Words give Chinese, English, or both."""
    assert text == Words("甲", "A").in_(language)


@pytest.mark.parametrize("blank", ["", "  ", "\n\t", "\u3000"])
def test_a_blank_reason_is_no_reason(blank: str) -> None:
    """Where a text is mandatory, blanks are refused with a remedy; any other text comes back unchanged."""
    with pytest.raises(NotReady) as refused:
        must_say(blank)
    assert refused.value.do != NotReady.remedy
    assert " 理由 " == must_say(" 理由 ")
