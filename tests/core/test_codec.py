"""编码 · A record and its JSON text are the same thing, and nothing else is read."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest
from tests.core.builders import ROSTER, at, published, speaks

from proposal_core import codec
from proposal_core.errors import JournalBroken
from proposal_core.journal import KINDS
from proposal_core.lifecycle import Stage
from proposal_core.people import Roster
from proposal_core.proposal import Proposal


@attrs.frozen(kw_only=True)
class Slip:
    """A record of every kind of value."""

    points: Decimal = Decimal(0)
    at: datetime | None = None


@pytest.mark.parametrize("stage", Stage)
def test_a_record_survives_its_text(stage: Stage) -> None:
    """Written and read again, a file at any stage is the same file."""
    record = at(stage, joint=True).record
    assert record == codec.loads(codec.dumps(record), Proposal)


def test_the_roster_survives_its_text() -> None:
    """Dates, kinds and lists of the roster come back as they were."""
    assert ROSTER == codec.loads(codec.dumps(ROSTER), Roster)


def test_exact_decimals_and_instants_survive_their_text() -> None:
    """A decimal keeps its digits and an instant its zone."""
    slip = Slip(points=Decimal("0.10"), at=datetime(2024, 7, 1, 8, 30, tzinfo=UTC))
    back = codec.loads(codec.dumps(slip), Slip)
    assert slip == back
    assert "0.10" == str(back.points)


def test_the_text_is_canonical() -> None:
    """Keys are sorted, blanks and defaults left out, Chinese written as it is, days in ISO form."""
    text = codec.dumps(at(Stage.DRAFT, title="关于停车的建议").record)
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert "关于停车的建议" in text
    assert "published_on" not in text
    assert '"submitted_on":"2024-01-22"' in codec.dumps(at(Stage.SUBMITTED).record)


def test_equal_records_have_equal_texts() -> None:
    """The same acts give the same bytes."""
    assert codec.dumps(published(at(Stage.CLOSED)).record) == codec.dumps(published(at(Stage.CLOSED)).record)


@pytest.mark.parametrize(
    "text",
    [
        '{"congress":"c","id":"1","colour":"red"}',
        '{"congress":"c"}',
        '{"congress":"c","id":"1","submitted_on":"2024-09-31"}',
        '{"congress":"c","id":"1","stage":"lost"}',
        '{"congress":"c","id":"1","contacts":[{"id":1}]}',
        '{"congress":"c","id":"1","contacts":3}',
        "[]",
        "3",
        '{"congress":"c","id":',
        "",
    ],
)
def test_a_text_that_does_not_fit_is_refused(text: str) -> None:
    """An unknown key, a missing or impossible value or a torn text is refused, never read in part."""
    with pytest.raises(JournalBroken) as refused:
        codec.loads(text, Proposal)
    speaks(refused.value)


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_a_bare_record_is_written_by_its_key_alone(kind: type[Any]) -> None:
    """What is at its default is not written, so the text of a bare record holds only its key."""
    assert '{"congress":"c","id":"7"}' == codec.dumps(kind(congress="c", id="7"))


def test_days_are_plain_text() -> None:
    """A day alone is its ISO text."""
    assert "2024-02-29" == codec.plain(date(2024, 2, 29))
    assert '["2024-02-29"]' == codec.canonical(codec.plain([date(2024, 2, 29)]))
