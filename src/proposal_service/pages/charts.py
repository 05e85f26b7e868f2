"""图表 · Bar charts drawn by hand: the geometry of each bar; the template writes the SVG. No script, no style from outside.

A chart never stands alone: its title and description are read out, and its numbers stand in a table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import attrs

from proposal_core.errors import Words
from proposal_core.metrics import parts_percent
from proposal_service.pages.frame import Frame
from proposal_service.views import FigureLine

WIDTH, ROW, HEIGHT = 360, 44, 12
"""Width of a chart, distance of its rows, thickness of a bar: user units, about pixels on a phone."""


@attrs.frozen(kw_only=True)
class Bar:
    """横条 · One bar: its label, its value in words, and where it lies. `length` is `None` where nothing is shown."""

    label: str
    value: str
    y: int
    length: str | None


@attrs.frozen(kw_only=True)
class Chart:
    """图表 · A chart with its id, title, description and bars."""

    id: str
    title: str
    description: str
    bars: tuple[Bar, ...]
    width: int = WIDTH
    thickness: int = HEIGHT

    @property
    def height(self) -> int:
        """The height of the whole chart."""
        return ROW * len(self.bars) + 4


@attrs.frozen(kw_only=True)
class CountRow:
    """件数行 · One row of the table beside a chart of counts."""

    name: str
    count: int
    share: str


def _bar(place: int, label: str, value: str, share: Fraction | None) -> Bar:
    length = None if share is None else f"{float(share) * WIDTH:.1f}"  # a drawing, not a figure: a float will do
    return Bar(label=label, value=value, y=place * ROW, length=length)


def rates(lines: Sequence[FigureLine], frame: Frame) -> Chart:
    """The rates of a year as bars from 0 to 100 %."""
    bars = tuple(
        _bar(place, frame.say(line.figure.metric.words), line.printed, None if line.withheld else line.figure.share)
        for place, line in enumerate(lines)
    )
    return Chart(id="rates", title=frame.word("rates"), description=frame.word("rates_desc"), bars=bars)


def counts(id: str, title: str, counted: Sequence[tuple[Words, int]], frame: Frame) -> Chart:
    """Counts as bars; the longest fills the width."""
    most = max((count for _, count in counted), default=1)
    bars = tuple(
        _bar(place, frame.say(words), str(count), Fraction(count, most)) for place, (words, count) in enumerate(counted)
    )
    return Chart(id=id, title=title, description=frame.word(f"{id}_desc"), bars=bars)


def count_rows(counted: Sequence[tuple[Words, int]], frame: Frame) -> tuple[CountRow, ...]:
    """The table of the same counts, their shares rounded as the rulebook rounds everywhere."""
    terms = frame.site.rulebook.versions[-1].terms.figures
    shares = parts_percent([count for _, count in counted], terms.rounding, terms.decimals)
    return tuple(
        CountRow(name=frame.say(words), count=count, share=f"{share}%")
        for (words, count), share in zip(counted, shares, strict=True)
    )
