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

from proposal_core.law import SEED, SZ07, rule
from proposal_core.metrics import METRICS, Context, Figure, measure, of_unit
from proposal_core.proposal import Proposal
from proposal_core.terms import Grade, ScoreLine, Scoring


@attrs.frozen(kw_only=True)
class ScoredLine:
    """评分行 · One line with its figure and the points it earned (exact); `None` when it could not be judged."""

    line: ScoreLine
    figure: Figure
    points: Fraction | None

    @property
    def explained(self) -> str:
        """How the points came about: "20 × 9/10 = 18.00"; of another shape than a rate: "20 (each) 9/10 = 18.00"."""
        if self.points is None:
            return f"{self.line.weight} × –"
        if self.line.shape != "rate":
            return f"{self.line.weight} ({self.line.shape}) {self.figure.counts} = {two_decimals(self.points)}"
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


@rule(SEED.article(), SZ07.article(), uses=["scoring.lines", "scoring.co_lines", "scoring.full_marks"])
def score(unit: str, proposals: Sequence[Proposal], context: Context, *, leading: bool = True) -> Score:
    """The sheet of one unit over the files it leads, handles alone or separately; or over those it co-handles."""
    mine = of_unit(proposals, unit, leading=leading)
    terms = context.terms.scoring
    return Score(
        unit=unit,
        lines=tuple(_scored(line, mine, context) for line in (terms.lines if leading else terms.co_lines)),
        full_marks=terms.full_marks,
        files=len(mine),
    )


def _scored(line: ScoreLine, mine: Sequence[Proposal], context: Context) -> ScoredLine:
    figure = measure(METRICS[line.metric], mine, context)
    return ScoredLine(line=line, figure=figure, points=points_of(line, figure, context.terms.scoring))


@rule(SZ07.article(), SEED.article(), uses=["scoring.lines", "scoring.floor"])
def points_of(line: ScoreLine, figure: Figure, terms: Scoring) -> Fraction | None:
    """The exact points of a line by its shape, never above its weight nor below the floor; `None`: not judged."""
    share = figure.share
    if share is None:
        return None
    weight, deduct = Fraction(line.weight), Fraction(line.deduct)
    if line.shape == "rate":
        points = weight * share
    elif line.shape == "each":
        points = weight - deduct * (len(figure.denominator) - len(figure.numerator))
    elif line.shape == "per_point":
        points = weight - deduct * (1 - share) * 100
    elif line.shape == "all_or_nothing":
        points = weight if share == 1 else Fraction(0)
    else:
        points = max((Fraction(b.points) for b in line.bands if share >= Fraction(b.share)), default=Fraction(0))
    return min(max(points, Fraction(terms.floor)), weight)


@rule(SZ07.article(), uses=["scoring.grades"])
def grade_of(sheet: Score, terms: Scoring) -> Grade | None:
    """The grade of a sheet: the highest whose points it reaches; `None` when not judged, or below all of them."""
    points = sheet.points
    if points is None:
        return None
    return next((grade for grade in terms.grades if points >= Fraction(grade.points)), None)
