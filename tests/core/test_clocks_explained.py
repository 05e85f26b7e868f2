"""时限说明 · All deadlines of one file: their order, their articles, their sentences, and years not announced yet."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.builders import CALENDAR, TERMS, day, with_terms
from tests.core.clock_files import EVER, FULL, bare, extended, held, paused, whole

from proposal_core.clocks import Deadline, co_opinion_due, deadlines, reply_due
from proposal_core.clocks.deadline import USUAL, WHAT
from proposal_core.law import parse_article
from proposal_core.proposal import Mode, Proposal
from proposal_core.rulebook import builtin_ids, load
from proposal_core.workdays import Period


def kinds(file: Proposal, on: date) -> list[tuple[str, str]]:
    """Kind and unit of every deadline that a file has had up to a day."""
    return [(found.kind, found.unit) for found in deadlines(file, FULL, CALENDAR, on)]


def test_all_deadlines_of_a_file_come_in_the_order_of_the_loop() -> None:
    """From co-signature to publication, each assignment with its own; a unit that returned its task owes no reply."""
    assert kinds(whole(), EVER) == [
        ("cosign", ""), ("inter_session", ""),
        ("sign", "a"), ("sign", "b"), ("sign", "c"),
        ("return", "a"), ("return", "b"), ("return", "c"),
        ("reassign", "a"), ("objection", ""),
        ("first_contact", "b"), ("first_contact", "c"), ("co_opinion", "c"), ("reply", "b"),
        ("rectify", ""), ("feedback", ""), ("rehandle", ""), ("publish", ""),
    ]  # fmt: skip


def test_a_file_had_only_the_deadlines_of_its_time() -> None:
    """On an earlier day the file shows what had begun by then, and a later return, reply or rejection not yet."""
    assert [] == kinds(whole(), day(1, 21))
    assert [("cosign", ""), ("inter_session", "")] == kinds(whole(), day(1, 22))
    before_return = [("sign", "a"), ("return", "a"), ("first_contact", "a"), ("reply", "a")]
    assert before_return == kinds(whole(), day(3, 4))[2:]
    assert [("sign", "a"), ("return", "a"), ("reassign", "a")] == kinds(whole(), day(3, 5))[2:]
    assert ("feedback", "") not in kinds(whole(), day(5, 19))
    assert [("feedback", ""), ("publish", "")] == kinds(whole(), day(5, 20))[-2:]


@given(st.dates(date(2024, 1, 1), date(2024, 12, 31)))
def test_no_deadline_starts_after_the_day(on: date) -> None:
    """Whatever day is asked about, nothing is listed that had not begun, and nothing listed ever vanishes unmet."""
    found = list(deadlines(whole(), FULL, CALENDAR, on))
    assert [] == [deadline.kind for deadline in found if deadline.start > on]
    ended = {("first_contact", "a"), ("reply", "a")}
    assert {(d.kind, d.unit) for d in found} - ended <= set(kinds(whole(), EVER))


@pytest.mark.parametrize("kind", WHAT)
def test_every_kind_of_deadline_explains_itself_in_both_languages(kind: str) -> None:
    """Each deadline says what is due, when, from which day, and by which article, in whole sentences."""
    found = next(d for d in deadlines(whole(), FULL, CALENDAR, EVER) if d.kind == kind)
    zh, en = found.sentence("zh"), found.sentence("en")
    for said in (zh, en):
        assert str(found.due) in said and str(found.start) in said and str(found.article) in said
        assert not any(sign in said for sign in ("{", "}", "None", "()", ", ;", ":;", "Words"))
    assert zh.startswith(f"{WHAT[kind].zh}应于") and zh.endswith("。")
    assert en.startswith(f"{WHAT[kind].en} is due on ") and en.endswith(").")
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in en)
    assert zh in found.sentence("both") and en in found.sentence("both")


@pytest.mark.parametrize("name", builtin_ids())
def test_a_deadline_cites_the_rulebook_in_force(name: str) -> None:
    """In every built-in rulebook each deadline names the article that this rulebook gives for its parameter."""
    version = load(name).versions[-1]
    year = version.effective_from.year
    found = list(deadlines(whole(max(year, 2010)), version.terms, CALENDAR, EVER))
    assert {"reply", "sign", "return"} & {deadline.kind for deadline in found}
    for deadline in found:
        cited = deadline.cited(version.provisions)
        assert version.provisions[deadline.key].article == cited.article
        assert (cited.due, str(cited.article) in cited.sentence()) == (deadline.due, True)


def test_the_reply_cites_beijing_under_the_rules_of_beijing() -> None:
    """Under `beijing-2014` the reply is due by Beijing's article, not by the national one."""
    version = load("beijing-2014").versions[-1]
    unit = held(day(3, 1))
    deadline = reply_due(bare(unit), unit, version.terms, CALENDAR)
    assert ("L25 51", "BJ14 21") == (str(deadline.article), str(deadline.cited(version.provisions).article))
    assert deadline == deadline.cited({})


def test_the_fixed_day_cites_suizhou_under_the_dates_of_suizhou() -> None:
    """Under `city-suizhou-2019` reply and co-opinion are due on its fixed days, by its notice."""
    version = load("city-suizhou-2019").versions[-1]
    lead, co = held(day(3, 1, 2019), mode=Mode.LEAD), attrs.evolve(held(day(3, 1, 2019), mode=Mode.CO), id=2, unit="v")
    file = bare(lead, co)
    found = (
        reply_due(file, lead, version.terms, CALENDAR),
        co_opinion_due(file, co, version.terms, CALENDAR),
    )
    assert [(date(2019, 6, 30), "SUI19"), (date(2019, 5, 31), "SUI19")] == [
        (d.due, str(d.cited(version.provisions).article)) for d in found if d is not None
    ]


@pytest.mark.parametrize("key", sorted(USUAL))
def test_every_parameter_of_a_clock_has_its_usual_article(key: str) -> None:
    """Without a rulebook at hand a deadline cites where its parameter is usually found, an article on record."""
    chapter, _, name = key.partition(".")
    assert hasattr(getattr(TERMS, chapter), name)
    assert USUAL[key] == parse_article(str(USUAL[key]))


# -- years that are not announced ---------------------------------------------------------------------------------


def provisional(found: Deadline | None) -> bool:
    """Whether a deadline is provisional, and says so in data and in both sentences alike."""
    assert found is not None
    said = ["暂定" in found.sentence("zh"), "provisional" in found.sentence("en"), found.unsettled is not None]
    assert [found.provisional] * 3 == said
    return found.provisional


@pytest.mark.parametrize(("year", "expected"), [(2024, False), (2031, True)])
def test_days_of_a_year_that_is_not_announced_are_provisional(year: int, expected: bool) -> None:
    """Every deadline of such a year says so, in data and in both languages; one of a known year never does."""
    found = list(deadlines(whole(year), FULL, CALENDAR, EVER))
    assert [expected] * len(found) == [provisional(deadline) for deadline in found]


def test_a_pause_into_an_unknown_year_is_provisional() -> None:
    """A day that a pause moved into a year without a calendar waits for it; an extension names its day for good."""
    assert CALENDAR.known_until is not None
    start = date(CALENDAR.known_until.year, 9, 15)
    unit = held(start)
    assert not provisional(reply_due(bare(unit), unit, TERMS, CALENDAR))
    stood = paused(1, start + timedelta(10), start + timedelta(40))
    assert provisional(reply_due(bare(unit, pauses=(stood,)), unit, TERMS, CALENDAR))
    named = extended(1, start, date(start.year + 1, 1, 12))
    assert not provisional(reply_due(bare(unit, extensions=(named,)), unit, TERMS, CALENDAR))
    still = with_terms(calendar={"carry_over": False})
    assert not provisional(reply_due(bare(unit, pauses=(stood,)), unit, still, CALENDAR))


@pytest.mark.parametrize("ahead", ["20d", "10wd"])
def test_an_opinion_before_a_provisional_reply_is_provisional(ahead: str) -> None:
    """What is counted back from a day that may still move may still move."""
    terms = with_terms(handling={"co_opinion_before_due": Period.parse(ahead)})
    unit = held(date(2031, 3, 1), mode=Mode.CO)
    lead = attrs.evolve(held(date(2031, 3, 1), mode=Mode.LEAD), id=2, unit="v")
    assert provisional(co_opinion_due(bare(lead, unit), unit, terms, CALENDAR))


def test_working_days_counted_back_into_an_unknown_year_are_provisional() -> None:
    """The reply's day may be named for good while the working days before it are not known yet."""
    assert CALENDAR.known_until is not None
    year = CALENDAR.known_until.year
    lead = attrs.evolve(held(date(year, 9, 1), mode=Mode.LEAD), unit="v")
    unit = attrs.evolve(held(date(year, 9, 1), mode=Mode.CO), id=2)
    file = bare(lead, unit, extensions=(extended(1, date(year, 10, 1), date(year + 1, 1, 12), "v"),))
    found = [
        co_opinion_due(file, unit, with_terms(handling={"co_opinion_before_due": Period.parse(text)}), CALENDAR)
        for text in ("30wd", "50d")
    ]
    assert [True, False] == [provisional(deadline) for deadline in found]
