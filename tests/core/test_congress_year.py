"""人大年度 · The year of a congress is a journalled file like any other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.core.builders import CLERK, COMMITTEES, CONGRESS, LEADERS, RECORDED, TERMS, at, day

from proposal_core import assigning, key_items, rolling
from proposal_core.congress_year import CongressYear
from proposal_core.journal import GENESIS, Step, found, replay
from proposal_core.key_items import Selection
from proposal_core.lifecycle import Stage

OPENED = CongressYear(congress=CONGRESS, id="2024", term=9, session=3, opened_on=date(2024, 1, 15))


def test_the_year_of_a_year_record_is_its_id() -> None:
    """The record of 2024 is the year 2024."""
    assert 2024 == OPENED.year


def test_a_year_is_what_its_journal_tells() -> None:
    """Opening, meeting, choice of key items and carry-over, replayed, give the year as it stands."""
    selection = key_items.select(
        [at(Stage.REGISTERED).record],
        on=day(4, 1),
        terms=TERMS.key_items,
        leaders=LEADERS,
        committees=COMMITTEES,
        coordinator="dc",
    )
    taken: list[Callable[[CongressYear], Step[CongressYear]]] = [
        lambda _: found(OPENED, "open_year", by=CLERK, on=day(1, 15)),
        lambda year: assigning.hold_meeting(
            year, by=CLERK, on=day(3, 1), present=["transport"], files=["09-03-00001"], requirements="三个月内答复"
        ),
        lambda year: key_items.choose_key_items(year, selection, by=CLERK, on=day(4, 1), terms=TERMS.key_items),
        lambda year: rolling.carry_over_year(
            year, by=CLERK, on=day(12, 31), terms=TERMS.rolling, files=["09-03-00001", "09-03-00001"]
        ),
    ]
    year, previous, entries = OPENED, GENESIS, []
    for take in taken:
        step = take(year)
        entries.append(step.seal(previous, RECORDED))
        year, previous = step.record, entries[-1].hash
    assert year == replay(entries)
    assert (4, "open") == (year.version, year.stage)
    assert ("三个月内答复", ("09-03-00001",)) == (year.meetings[0].requirements, year.meetings[0].files)
    assert (date(2024, 12, 31), ("09-03-00001",)) == (year.carried_on, year.carried_files)
    assert Selection(total=1, quota=1, items=year.key_items) == selection
