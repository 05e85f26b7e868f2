"""考核评分 · Score sheets: inputs → lines → points, every point explained, exact throughout.

A sheet is data of the rulebook: each line is a weight times a metric's share over the unit's files. A line whose
denominator is empty cannot be judged and is left out; the points are then scaled to the full marks of what could be
judged, and the sheet says so.

Not formalised: the yearly assessment of departments as a whole, of which these points are one part.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import attrs

from proposal_core.law import SEED, rule
from proposal_core.metrics import METRICS, Context, Figure, measure, of_unit
from proposal_core.proposal import Proposal
from proposal_core.terms import ScoreLine


@attrs.frozen(kw_only=True)
class ScoredLine:
    """评分行 · One line with its figure and the points it earned (exact); `None` when it could not be judged."""

    line: ScoreLine
    figure: Figure
    points: Fraction | None

    @property
    def explained(self) -> str:
        """How the points came about: "20 × 9/10 = 18.00"."""
        if self.points is None:
            return f"{self.line.weight} × –"
        return f"{self.line.weight} × {self.figure.counts} = {two_decimals(self.points)}"


@attrs.frozen(kw_only=True)
class Score:
    """得分 · A unit's sheet: its lines, the points over the lines that could be judged, scaled to full marks."""

    unit: str
    lines: tuple[ScoredLine, ...]
    full_marks: Decimal
    files: int

    @property
    def judged(self) -> Decimal:
        """The full marks of the lines that could be judged."""
        return sum((line.line.weight for line in self.lines if line.points is not None), Decimal(0))

    @property
    def points(self) -> Fraction | None:
        """The exact points out of `full_marks`; `None` when no line could be judged."""
        if not self.judged:
            return None
        earned = sum((line.points for line in self.lines if line.points is not None), Fraction(0))
        return earned * Fraction(self.full_marks) / Fraction(self.judged)

    @property
    def printed(self) -> str:
        """The points with two decimals, "–" when there are none."""
        return "–" if self.points is None else two_decimals(self.points)


def two_decimals(points: Fraction) -> str:
    """Exact points for people, rounded half-up to two decimals."""
    exact = Decimal(points.numerator) / Decimal(points.denominator)
    return str(exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


@rule(SEED.article(), uses=["scoring.lines", "scoring.full_marks"])
def score(unit: str, proposals: Sequence[Proposal], context: Context) -> Score:
    """The sheet of one unit over the files it leads, handles alone or separately."""
    mine = of_unit(proposals, unit)
    terms = context.terms.scoring
    return Score(
        unit=unit,
        lines=tuple(_scored(line, mine, context) for line in terms.lines),
        full_marks=terms.full_marks,
        files=len(mine),
    )


def _scored(line: ScoreLine, mine: Sequence[Proposal], context: Context) -> ScoredLine:
    figure = measure(METRICS[line.metric], mine, context)
    points = None if figure.share is None else Fraction(line.weight) * figure.share
    return ScoredLine(line=line, figure=figure, points=points)
