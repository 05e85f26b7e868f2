"""办理结果分类 · All eight schemes of result classes drive commitments, referral upward and statistics by their flags."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest

from proposal_core import handling, rolling
from proposal_core.errors import NotReady
from proposal_core.lifecycle import Stage
from proposal_core.metrics import METRICS, Context, by_class, measure
from proposal_core.people import Actor, Role
from proposal_core.proposal import Assignment, AssignmentState, Contact, Mode, Proposal, Rating, Reply
from proposal_core.rulebook import load
from proposal_core.scoring import grade_of, points_of, score, two_decimals
from proposal_core.terms import Band, Grade, ScoreLine, Terms
from proposal_core.workdays import national_calendar

FOLDER = Path(__file__).parent / "cases"
CASES: list[dict[str, Any]] = tomllib.loads((FOLDER / "class_schemes.toml").read_text("utf-8"))["case"]
CODES = [
    (case["scheme"], kind["code"])
    for case in CASES
    for kind in tomllib.loads((FOLDER / "class_schemes" / f"{case['scheme']}.toml").read_text("utf-8"))["handling"][
        "result_classes"
    ]["value"]
]
DAY = date(2024, 5, 20)
UNIT = Actor(id="u", role=Role.UNIT, unit="jiaotong")


@cache
def terms_of(scheme: str) -> Terms:
    """The terms under one scheme."""
    return load(FOLDER / "class_schemes" / f"{scheme}.toml").terms_on(DAY)


def case_of(scheme: str) -> dict[str, Any]:
    """What the table says of one scheme."""
    return next(case for case in CASES if case["scheme"] == scheme)


def handled(*replies: Reply, id: str = "p") -> Proposal:
    """A proposal in hand of one unit that has met the deputy, with these replies."""
    held = Assignment(id=1, unit="jiaotong", mode=Mode.SOLE, assigned_on=date(2024, 3, 1), state=AssignmentState.SIGNED)
    met = Contact(id=1, unit="jiaotong", phase="before", on=date(2024, 4, 1), way="visit")
    return Proposal(
        congress="c",
        id=id,
        stage=Stage.REPLIED if replies else Stage.HANDLING,
        lead_deputy="d",
        assignments=(held,),
        contacts=(met,),
        replies=replies,
    )


def replied(code: str, id: str = "p") -> Proposal:
    """A proposal whose one reply is of this class."""
    return handled(Reply(id=1, unit="jiaotong", on=DAY, result_class=code, text="答复"), id=id)


def context(terms: Terms) -> Context:
    """What metrics need."""
    return Context(terms=terms, calendar=national_calendar(), on=DAY)


def wide(terms: Terms) -> Terms:
    """The same terms of a congress whose resolution rate counts what is planned."""
    return attrs.evolve(terms, figures=attrs.evolve(terms.figures, resolution_counts=("resolved", "planned")))


def test_all_eight_schemes_stand_in_the_table() -> None:
    """The survey knows eight schemes; each has its file and its row."""
    assert sorted(path.stem for path in (FOLDER / "class_schemes").glob("*.toml")) == sorted(c["scheme"] for c in CASES)
    assert 8 == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["scheme"])
def test_the_flags_of_a_scheme_say_what_its_codes_mean(case: dict[str, Any]) -> None:
    """Which codes are resolved, promise, need a day, an explanation or a referral is data of the scheme."""
    kinds = terms_of(case["scheme"]).handling.result_classes
    flags = ("resolved", "needs_commitment", "needs_due_date", "needs_explanation", "needs_upward_referral")
    names = ("resolved", "promises", "dated", "explained", "upward")
    for flag, name in zip(flags, names, strict=True):
        assert case[name] == [kind.code for kind in kinds if getattr(kind, flag)], name


@pytest.mark.parametrize(("scheme", "code"), CODES)
def test_a_class_owes_what_its_flags_say(scheme: str, code: str) -> None:
    """A commitment is owed, and its day, exactly for the classes that say so; no letter means anything by itself."""
    terms, case = terms_of(scheme), case_of(scheme)
    owed = rolling.commitment_owed(replied(code), terms.handling)
    assert (code in case["promises"]) is (owed is not None)
    assert (code in case["dated"]) is rolling.due_day_owed(replied(code), 1, terms.handling)
    assert (code in case["upward"]) is handling.needs_referral(code, terms.handling)
    kind = rolling.class_of(replied(code), terms.handling)
    assert kind is not None and code == kind.code


@pytest.mark.parametrize(("scheme", "code"), CODES)
def test_a_reply_upward_names_where_it_went(scheme: str, code: str) -> None:
    """A reply of a class above the unit's powers is refused until it names the superior organ, and then keeps it."""
    terms = terms_of(scheme).handling
    facts: dict[str, Any] = {"by": UNIT, "on": DAY, "terms": terms, "result_class": code, "text": "答复"}
    if code in case_of(scheme)["upward"]:
        for nothing in ("", "  "):
            with pytest.raises(NotReady) as refusal:
                handling.reply(handled(), **facts, referred_to=nothing)
            assert "CQ17 22" == refusal.value.article
            assert "上级机关" in refusal.value.do.zh and "superior organ" in refusal.value.do.en
        facts["referred_to"] = " 国家发展改革委 "
    answered = handling.reply(handled(), **facts).record
    assert ("国家发展改革委" if "referred_to" in facts else "") == answered.replies[-1].referred_to
    assert Stage.REPLIED is answered.stage


@pytest.mark.parametrize(("code", "where"), [("1", ""), ("3", ""), ("4", "国务院有关部门")])
def test_a_second_reply_upward_names_it_too(code: str, where: str) -> None:
    """The follow-up reply obeys the same rule; the first reply keeps its class."""
    terms = terms_of("chongqing").handling
    closed = attrs.evolve(replied("2"), stage=Stage.CLOSED)
    facts: dict[str, Any] = {"by": UNIT, "on": DAY, "terms": terms, "result_class": code, "text": "二次答复"}
    if where:
        with pytest.raises(NotReady):
            rolling.follow_up_reply(closed, **facts)
    first, second = rolling.follow_up_reply(closed, **facts, referred_to=where).record.replies
    assert ("2", code, where) == (first.result_class, second.result_class, second.referred_to)


@pytest.mark.parametrize(("scheme", "code"), CODES)
def test_a_commitment_without_its_day_is_refused_where_the_class_asks_for_it(scheme: str, code: str) -> None:
    """Where the class needs a due date, a commitment without one is refused; elsewhere it may stay open-ended."""
    terms = terms_of(scheme)
    facts: dict[str, Any] = {"by": UNIT, "on": DAY, "terms": terms, "reply": 1, "text": "年底完成"}
    if code in case_of(scheme)["dated"]:
        with pytest.raises(NotReady):
            rolling.commit(replied(code), **facts, due_on=None)
        facts["due_on"] = date(2024, 12, 31)
    record = rolling.commit(replied(code), **{"due_on": None, **facts}).record
    (commitment,) = record.commitments
    assert facts.get("due_on") == commitment.due_on
    assert rolling.commitment_owed(record, terms.handling) is None


def year(case: dict[str, Any]) -> list[Proposal]:
    """As many replied proposals of each class as the table says."""
    codes = [kind.code for kind in terms_of(case["scheme"]).handling.result_classes]
    pairs = zip(codes, case["counts"], strict=True)
    return [replied(code, f"{code}{n}") for code, count in pairs for n in range(count)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["scheme"])
def test_the_figures_of_a_scheme_follow_its_flags(case: dict[str, Any]) -> None:
    """The resolution rate, narrow or with what is planned, and the table by class come from flags, never from letters."""
    terms, files = terms_of(case["scheme"]), year(case)
    rate = METRICS["resolution_rate"]
    assert f"{case['rate']}%" == measure(rate, files, context(terms)).printed()
    assert f"{case['wide']}%" == measure(rate, files, context(wide(terms))).printed()
    assert (
        measure(METRICS["resolution_first"], files, context(terms)).share == measure(rate, files, context(terms)).share
    )
    assert case["counts"] == [len(found) for _, found in by_class(files, context(terms))]


def test_the_rate_is_as_of_the_reply_that_the_congress_counts() -> None:
    """First reply or latest: a planned item that came true counts in one of them only."""
    terms = terms_of("npc-2005")
    first = Reply(id=1, unit="jiaotong", on=DAY, result_class="B", text="列入计划")
    second = Reply(id=2, unit="jiaotong", on=DAY, result_class="A", text="已办", kind="follow_up")
    later = attrs.evolve(terms, figures=attrs.evolve(terms.figures, resolution_stage="latest_reply"))
    files = [handled(first, second)]
    assert ["0.0%", "100.0%"] == [
        measure(METRICS["resolution_rate"], files, context(t)).printed() for t in (terms, later)
    ]
    assert ["B"] == [kind.code for kind, found in by_class(files, context(terms)) if found]
    assert ["A"] == [kind.code for kind, found in by_class(files, context(terms), first=False) if found]
    assert "–" == measure(METRICS["resolution_rate"], [handled()], context(terms)).printed()


def rated(*levels: str, id: str = "p") -> Proposal:
    """A replied proposal that its lead deputy rated on work and result; without levels, not rated."""
    ratings = (Rating(id=1, deputy="d", round=1, on=DAY, aspects=("work", "result"), levels=levels),) if levels else ()
    return attrs.evolve(replied("A", id), ratings=ratings)


@pytest.mark.parametrize(
    ("counts", "over", "printed"),
    [
        ("satisfied", "rated", "1/3"),
        ("acceptable", "rated", "2/3"),
        ("satisfied", "replied", "1/4"),
        ("acceptable", "replied", "2/4"),
        ("satisfied", "all", "1/5"),
    ],
)
def test_satisfaction_counts_what_the_congress_says_over_what_it_says(counts: Any, over: Any, printed: str) -> None:
    """满意 alone or with 基本满意, over those who rated, who were answered, or all: three congresses, three rates."""
    terms = terms_of("npc-2005")
    figures = attrs.evolve(terms.figures, satisfaction_counts=counts, satisfaction_over=over)
    files = [
        rated("satisfied", "satisfied", id="1"),
        rated("satisfied", "basic", id="2"),
        rated("unsatisfied", "satisfied", id="3"),
        rated(id="4"),
        handled(id="5"),
    ]
    figure = measure(METRICS["satisfaction_rate"], files, context(attrs.evolve(terms, figures=figures)))
    assert printed == figure.counts


# -- score lines by shape -----------------------------------------------------------------------------------------

BANDS = (Band(share=Decimal("0.9"), points=Decimal(6)), Band(share=Decimal(1), points=Decimal(10)))


@pytest.mark.parametrize(
    ("shape", "extra", "points"),
    [
        ("rate", {}, "9.00"),
        ("each", {"deduct": Decimal(2)}, "8.00"),
        ("per_point", {"deduct": Decimal(1)}, "0.00"),
        ("per_point", {"deduct": Decimal("0.5")}, "5.00"),
        ("all_or_nothing", {}, "0.00"),
        ("bands", {"bands": BANDS}, "6.00"),
    ],
)
def test_a_line_earns_points_by_its_shape(shape: Any, extra: dict[str, Any], points: str) -> None:
    """Nine of ten replies are public: each shape of line gives its own exact points, never below the floor."""
    terms = terms_of("npc-2005")
    line = ScoreLine(code="x", zh="一", en="x", metric="resolution_rate", weight=Decimal(10), shape=shape, **extra)
    scoring = attrs.evolve(terms.scoring, lines=(line,), co_lines=(line,), full_marks=Decimal(10))
    files = [replied("A" if n else "C", str(n)) for n in range(10)]
    told = context(attrs.evolve(terms, scoring=scoring))
    sheet = score("jiaotong", files, told)
    assert [points] == [two_decimals(scored.points) for scored in sheet.lines if scored.points is not None]
    assert points_of(line, sheet.lines[0].figure, scoring) == sheet.lines[0].points
    assert points in sheet.lines[0].explained
    assert "–" == score("jiaotong", files, told, leading=False).printed


def test_a_grade_is_the_highest_that_is_reached() -> None:
    """Grades go from the highest down; a sheet that was not judged has none."""
    terms = terms_of("npc-2005")
    grades = (
        Grade(code="good", zh="好", en="good", points=Decimal(90)),
        Grade(code="pass", zh="合格", en="pass", points=Decimal(60)),
    )
    line = ScoreLine(code="x", zh="一", en="x", metric="resolution_rate", weight=Decimal(100))
    scoring = attrs.evolve(terms.scoring, lines=(line,), grades=grades)
    told = context(attrs.evolve(terms, scoring=scoring))

    def grade(resolved: int) -> str:
        files = [replied("A" if n < resolved else "C", str(n)) for n in range(10)]
        found = grade_of(score("jiaotong", files, told), scoring)
        return found.code if found else ""

    assert ["good", "pass", ""] == [grade(9), grade(6), grade(5)]
    assert grade_of(score("nobody", [], told), scoring) is None
