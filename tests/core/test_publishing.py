"""公开 · The review of each part, its exemptions, and what the public sees on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from tests.core.builders import (
    ALL_PUBLIC,
    CLERK,
    LEAD,
    OTHER_UNIT,
    PARTS,
    PUBLIC,
    TERMS,
    UNIT,
    at,
    day,
    published,
    refuse,
    with_terms,
)

from proposal_core import publishing
from proposal_core.errors import NotAllowed, NotFound, NotReady, ProposalError, WrongStage
from proposal_core.lifecycle import Stage
from proposal_core.publishing import Review, is_published, parts_to_review, public_text, reviewed

RULES = TERMS.publishing


@pytest.mark.parametrize(
    ("stage", "parts"),
    [
        (Stage.REGISTERED, ["title", "text"]),
        (Stage.ASSIGNED, ["title", "units", "text"]),
        (Stage.REPLIED, ["title", "units", "text", "reply"]),
        (Stage.CLOSED, ["title", "units", "text", "reply", "evaluation"]),
    ],
)
def test_what_is_there_must_be_reviewed(stage: Stage, parts: list[str]) -> None:
    """Every part that lies on the file and the rulebook publishes is to be reviewed; parts that are not there are not."""
    assert parts == list(parts_to_review(at(stage).record, RULES))


def test_reviewed_parts_are_done() -> None:
    """Each review takes its part off the list, until nothing is left."""
    walk = at(Stage.CLOSED)
    for place, review in enumerate(ALL_PUBLIC):
        assert list(PARTS[place:]) == list(parts_to_review(walk.record, RULES))
        walk.do(publishing.review_disclosure, (review,), by=CLERK, on=day(6, 13))
    assert () == parts_to_review(walk.record, RULES)


def test_nothing_is_published_before_its_review() -> None:
    """Publication waits for every part, and the refusal names those that are left."""
    walk = at(Stage.CLOSED)
    walk.do(publishing.review_disclosure, ALL_PUBLIC[:3], by=CLERK, on=day(6, 13))
    refusal = refuse(walk, NotReady, publishing.publish, by=CLERK)
    assert "reply" in refusal.what.zh and "evaluation" in refusal.what.en
    walk.do(publishing.review_disclosure, ALL_PUBLIC[3:], by=CLERK, on=day(6, 13))
    assert day(6, 14) == walk.do(publishing.publish, by=CLERK, on=day(6, 14)).published_on


DECISIONS: list[tuple[Review, str | None]] = [
    (Review(part="text", decision="public"), "全文"),
    (Review(part="text", decision="partial", exemption="privacy", public_text="摘要"), "摘要"),
    (Review(part="text", decision="withheld", exemption="state_secret"), None),
    (Review(part="text", decision="withheld", exemption="state_secret", public_text="摘要"), None),
]


@pytest.mark.parametrize(("review", "seen"), DECISIONS)
def test_the_review_decides_what_is_seen(review: Review, seen: str | None) -> None:
    """All of a part, its released portion, or nothing: as the reviewer decided."""
    file = published(at(Stage.CLOSED), (*(r for r in ALL_PUBLIC if r.part != "text"), review)).record
    assert seen == public_text(file, "text", "全文", day(6, 14))
    assert ("clerk", review.exemption) == next((d.by, d.exemption) for d in file.disclosures if d.id == "text")


@pytest.mark.parametrize(("on", "seen"), [(date(2024, 6, 13), None), (date(2024, 6, 14), "标题"), (date.max, "标题")])
def test_nothing_is_public_before_its_day(on: date, seen: str | None) -> None:
    """A part is public from the day of publication, not from the day of its review."""
    assert seen == public_text(published(at(Stage.CLOSED)).record, "title", "标题", on)


def test_a_file_is_public_when_its_title_is() -> None:
    """A published file whose title is withheld is not public at all, and neither counted nor shown."""
    hidden = [Review(part="title", decision="withheld", exemption="privacy"), *ALL_PUBLIC[1:]]
    assert is_published(published(at(Stage.CLOSED)).record, date(2030, 1, 1))
    assert not is_published(published(at(Stage.CLOSED), tuple(hidden)).record, date(2030, 1, 1))


def test_a_part_without_a_review_is_not_public() -> None:
    """What nobody reviewed is not public, even on a published file; nor before a later review."""
    file = published(at(Stage.REGISTERED), ALL_PUBLIC[:3:2]).record
    assert public_text(file, "reply", "答复", date.max) is None
    later = attrs.evolve(file, disclosures=tuple(attrs.evolve(d, on=day(7, 1)) for d in file.disclosures))
    assert public_text(later, "title", "标题", day(6, 30)) is None
    assert "标题" == public_text(later, "title", "标题", day(7, 1))


def test_taking_a_publication_back_hides_everything() -> None:
    """After it is taken back nothing of the file is public on any day."""
    walk = published(at(Stage.CLOSED))
    walk.do(publishing.unpublish, by=CLERK, on=day(6, 20))
    assert [None] * 5 == [public_text(walk.record, part, "x", date.max) for part in PARTS]


def test_a_new_review_replaces_the_old_one() -> None:
    """A part has one decision, the latest."""
    walk = published(at(Stage.CLOSED))
    withheld = Review(part="reply", decision="withheld", exemption="trade_secret")
    walk.do(publishing.review_disclosure, (withheld,), by=CLERK, on=day(6, 20))
    assert public_text(walk.record, "reply", "答复", day(6, 20)) is None
    assert 5 == len(walk.record.disclosures)


@pytest.mark.parametrize(("given_on", "covered"), [(date(2024, 6, 13), True), (date(2024, 6, 14), False)])
def test_a_review_does_not_look_ahead(given_on: date, covered: bool) -> None:
    """A review covers what lay on the file on its day, and nothing that came later."""
    assert covered is reviewed(published(at(Stage.CLOSED)).record, "reply", given_on)
    assert not reviewed(at(Stage.CLOSED).record, "reply", given_on)


def test_a_unit_reviews_the_file_that_it_holds() -> None:
    """The handling unit may review; a unit without the file may not."""
    walk = at(Stage.REPLIED)
    walk.do(publishing.review_disclosure, ALL_PUBLIC[:1], by=UNIT, on=day(6, 1))
    assert "officer-a" == walk.record.disclosures[0].by
    refuse(walk, NotFound, publishing.review_disclosure, ALL_PUBLIC[:1], by=OTHER_UNIT)


BAD: list[tuple[str, Review]] = [
    ("unknown part", Review(part="diary", decision="public")),
    ("unknown decision", Review(part="text", decision="maybe")),
    ("withheld without a ground", Review(part="text", decision="withheld")),
    ("withheld on an unknown ground", Review(part="text", decision="withheld", exemption="embarrassing")),
    ("partial without a ground", Review(part="text", decision="partial", public_text="摘要")),
    ("partial without its text", Review(part="text", decision="partial", exemption="privacy", public_text=" ")),
]


@pytest.mark.parametrize(("name", "review"), BAD, ids=[row[0] for row in BAD])
def test_a_wrong_review_is_refused(name: str, review: Review) -> None:
    """A review that withholds without a ground of the rulebook, or decides nothing known, is refused as a whole."""
    refuse(at(Stage.CLOSED), NotReady, publishing.review_disclosure, (ALL_PUBLIC[0], review), by=CLERK)


def test_where_the_rulebook_releases_nothing_in_part_there_is_no_partial_release() -> None:
    """Partial release is possible only where the rulebook separates parts."""
    walk = at(Stage.CLOSED)
    walk.terms = with_terms(publishing={"partial": False})
    review = Review(part="text", decision="partial", exemption="privacy", public_text="摘要")
    refuse(walk, NotReady, publishing.review_disclosure, (review,), by=CLERK)


REFUSALS: list[tuple[str, Stage, type[ProposalError], Any, dict[str, Any]]] = [
    ("taking back by a unit", Stage.REGISTERED, NotAllowed, publishing.unpublish, {"by": UNIT}),
    ("publication of a draft", Stage.DRAFT, NotReady, publishing.publish, {"by": CLERK}),
    ("taking back by the public", Stage.CLOSED, NotAllowed, publishing.unpublish, {"by": PUBLIC}),
    ("taking back by a deputy", Stage.CLOSED, NotAllowed, publishing.unpublish, {"by": LEAD}),
    ("taking back what was withdrawn", Stage.WITHDRAWN, WrongStage, publishing.unpublish, {"by": CLERK}),
]


@pytest.mark.parametrize(("name", "stage", "error", "act", "facts"), REFUSALS, ids=[row[0] for row in REFUSALS])
def test_a_refusal_says_why_and_changes_nothing(
    name: str, stage: Stage, error: type[ProposalError], act: Any, facts: dict[str, Any]
) -> None:
    """What may not be done is refused in both languages with remedy and article, and the file stays as it was."""
    refuse(at(stage), error, act, **facts)
