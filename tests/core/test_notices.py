"""通知 · Who is told of an act: everybody concerned, each once, in both languages."""

from __future__ import annotations

import pytest
from tests.core.builders import SEPARATE, at

from proposal_core.lifecycle import ACTS, Stage
from proposal_core.notices import TOLD, notices
from proposal_core.people import Role

D, U, C = Role.DEPUTY, Role.UNIT, Role.DEPUTIES_COMMITTEE
FILE = at(Stage.HANDLING, joint=True).record

EXPECTED: list[tuple[str, set[tuple[Role, str]]]] = [
    ("submit", {(D, "d1"), (D, "d2"), (C, "")}),
    ("accept", {(D, "d1"), (D, "d2")}),
    ("assign", {(D, "d1"), (D, "d2"), (U, "transport"), (U, "housing")}),
    ("sign", {(D, "d1"), (D, "d2"), (C, "")}),
    ("object", {(C, "")}),
    ("extend", {(D, "d1"), (D, "d2"), (U, "transport")}),
    ("give_co_opinion", {(U, "transport")}),
    ("reply", {(D, "d1"), (D, "d2"), (C, "")}),
    ("rate", {(U, "transport"), (C, "")}),
    ("remind", {(U, "transport"), (U, "housing")}),
    ("edit", set()),
    ("screen", set()),
    ("no such act", set()),
]


@pytest.mark.parametrize(("act", "told"), EXPECTED, ids=[row[0] for row in EXPECTED])
def test_those_concerned_are_told(act: str, told: set[tuple[Role, str]]) -> None:
    """An act is told to exactly those whom it concerns; acts that are not listed tell nobody."""
    found = [(notice.to_role, notice.to) for notice in notices(FILE, act)]
    assert told == set(found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("act", TOLD)
def test_every_notice_is_about_an_act_of_the_loop_in_both_languages(act: str) -> None:
    """A notice says which proposal and which act, in Chinese and in English."""
    assert act in ACTS
    for notice in notices(FILE, act):
        assert act == notice.act
        assert "2024-001" in notice.words.zh and "2024-001" in notice.words.en
        assert ACTS[act].words.zh in notice.words.zh and ACTS[act].words.en in notice.words.en


def test_before_the_assignment_no_unit_is_told() -> None:
    """Without units there is nobody but deputies and offices to tell."""
    file = at(Stage.SUBMITTED).record
    assert set() == {notice.to for act in TOLD for notice in notices(file, act) if notice.to_role is U}


def test_the_first_of_several_separate_units_stands_for_the_lead() -> None:
    """Where units reply separately, the first of them gets what a lead gets."""
    file = at(Stage.REPLIED, tasks=SEPARATE).record
    assert ["transport"] == [notice.to for notice in notices(file, "rate") if notice.to_role is U]


def test_a_long_title_is_cut_in_a_notice() -> None:
    """A notice is short: of a long title it holds the beginning."""
    file = at(Stage.SUBMITTED, title="关于" + "长" * 300).record
    assert all(len(notice.words.zh) < 80 for notice in notices(file, "submit"))


def test_a_dry_run_is_the_same_call() -> None:
    """Asking twice gives the same notices: nothing is sent or kept here."""
    assert notices(FILE, "assign") == notices(FILE, "assign")
