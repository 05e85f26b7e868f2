"""流程图 · Draws docs/loop.svg, the loop in one picture, from the machine of `transitions`.

    python tools/draw_loop.py > docs/loop.svg        (`make_docs.py` does this together with all generated pages)

What is drawn comes from the machine: every move from stage to stage is an arrow, every act that leaves the stage as it
is a block under the stages in which it may be done. Only the places of the stages and the ways of the arrows are laid
out by hand, below; a stage or a move that has no place there is an error, so the picture cannot fall behind.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from html import escape

from proposal_core.lifecycle import ACTS, BIRTH, MOVES, PHASES, STAGE_WORDS, Act, Stage

LINE = [
    *(Stage.DRAFT, Stage.SUBMITTED, Stage.ACCEPTED, Stage.REGISTERED),
    *(Stage.ASSIGNED, Stage.HANDLING, Stage.REPLIED, Stage.EVALUATED, Stage.CLOSED),
]
"""The stages of the main way, left to right; each has a column."""
BANDS = {"raise": (0, 3), "assign": (4, 4), "handle": (5, 6), "evaluate": (7, 8)}
COLOURS = {
    "raise": ("#0f766e", "#e6f4f1"),
    "assign": ("#1d63b8", "#e7f0fa"),
    "handle": ("#4338a8", "#ecebf8"),
    "supervise": ("#b3261e", "#fbeae8"),
    "evaluate": ("#96590a", "#fbf1e0"),
    "roll": ("#3f6b1d", "#edf4e4"),
    "publish": ("#8a1c6b", "#f8e8f3"),
    "override": ("#4b5563", "#eef0f2"),
}
INK, SOFT, HAIR, GREY = "#1f2733", "#5b6572", "#c9d0d8", "#8a94a0"

LEFT, PITCH, BOX_W, BOX_H = 104, 124, 76, 50
TOP, SIDE_1, SIDE_2 = 204, 304, 364
"""Heights of the main way and of the two rows of side stages (upper edges)."""
WIDTH, LANES = LEFT + 9 * PITCH + 8, 458

PLACES: dict[Stage, tuple[float, float]] = {stage: (place, TOP) for place, stage in enumerate(LINE)} | {
    Stage.REVISING: (0, SIDE_1),
    Stage.NOT_ACCEPTED: (2.2, SIDE_1),
    Stage.CONVERTED: (2.2, SIDE_2),
    Stage.WITHDRAWN: (3.1, SIDE_2),
}


# -- small marks --------------------------------------------------------------------------------------------------


def middle(stage: Stage) -> float:
    """The x of a stage's middle."""
    return LEFT + PITCH * (PLACES[stage][0] + 0.5)


def text(
    x: float, y: float, words: str, size: float, colour: str = INK, *, anchor: str = "middle", bold: bool = False
) -> str:
    """One line of text; y is its baseline."""
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{colour}" text-anchor="{anchor}"{weight}>{escape(words)}</text>'


def box(x: float, y: float, w: float, h: float, fill: str, stroke: str, radius: float = 9, width: float = 1.5) -> str:
    """A rounded rectangle."""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" rx="{radius:g}" fill="{fill}" '
        f'stroke="{stroke}" stroke-width="{width:g}"/>'
    )


def arrow(points: Sequence[tuple[float, float]], colour: str = SOFT, *, dashed: bool = False, head: bool = True) -> str:
    """A line through points with rounded corners, and a head at its end."""
    way = f"M{points[0][0]:g},{points[0][1]:g}"
    for (ax, ay), (bx, by), (cx, cy) in zip(points, points[1:], points[2:], strict=False):
        r = min(8, (abs(bx - ax) + abs(by - ay)) / 2, (abs(cx - bx) + abs(cy - by)) / 2)
        way += f" L{bx - r * _sign(bx - ax):g},{by - r * _sign(by - ay):g}"
        way += f" Q{bx:g},{by:g} {bx + r * _sign(cx - bx):g},{by + r * _sign(cy - by):g}"
    way += f" L{points[-1][0]:g},{points[-1][1]:g}"
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    end = f' marker-end="url(#to-{colour[1:]})"' if head else ""
    return f'<path d="{way}" fill="none" stroke="{colour}" stroke-width="1.6"{dash}{end}/>'


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def width_of(words: str, size: float) -> float:
    """About how wide a text is: a Chinese character as wide as high, a Latin one about half of that."""
    return sum(size if ord(sign) > 0x2E00 else size * 0.57 for sign in words)


def english(act: Act) -> str:
    """The act's name in the code, as words."""
    return act.name.replace("co_", "co-").replace("_", " ")


# -- stages and moves ---------------------------------------------------------------------------------------------


def phase_of(stage: Stage) -> str:
    """The phase whose band a stage stands in."""
    column = PLACES[stage][0]
    return next((phase for phase, (first, last) in BANDS.items() if first <= column <= last), "override")


def stages() -> Iterator[str]:
    """Every stage as a box: the main way coloured, ends at the side grey and dashed."""
    for stage in Stage:
        x, y = middle(stage) - BOX_W / 2, PLACES[stage][1]
        words = STAGE_WORDS[stage]
        if stage in LINE:
            colour = COLOURS[phase_of(stage)][0]
            yield box(x, y, BOX_W, BOX_H, colour if stage is Stage.CLOSED else "#ffffff", colour, width=2)
            ink = "#ffffff" if stage is Stage.CLOSED else colour
            yield text(middle(stage), y + 23, words.zh, 16, ink, bold=True)
            yield text(middle(stage), y + 40, words.en, 11.5, "#ffffff" if stage is Stage.CLOSED else SOFT)
        else:
            yield box(x - 6, y, BOX_W + 12, 42, "#ffffff", GREY)
            yield text(middle(stage), y + 19, words.zh, 14, INK, bold=True)
            yield text(middle(stage), y + 34, english_of(stage), 11, SOFT)


def english_of(stage: Stage) -> str:
    """A side stage's short English name."""
    return {Stage.REVISING: "revising", Stage.CONVERTED: "converted"}.get(stage, STAGE_WORDS[stage].en)


def moves() -> dict[tuple[str, str], list[Act]]:
    """The machine's moves that change the stage: (from, to) → the acts that do it, in the order of the loop."""
    found: dict[tuple[str, str], list[Act]] = {}
    for act in ACTS.values():
        for source in act.sources:
            for target in MOVES[source, act.name]:
                if target != source:
                    found.setdefault((source, target), []).append(act)
    return found


def arrows() -> Iterator[str]:
    """Every move, each along the way laid out for it."""
    left = moves()
    yield from main_way(left)
    yield from back_ways(left)
    yield from side_ways(left)
    if left:
        raise SystemExit(f"no way is laid out for {sorted(left)}: mend tools/draw_loop.py")


def main_way(left: dict[tuple[str, str], list[Act]]) -> Iterator[str]:
    """From birth to the end, stage by stage."""
    y = TOP + BOX_H / 2
    for source, target in zip([BIRTH, *LINE], LINE, strict=False):
        acts = left.pop((source, target))
        end = middle(target) - BOX_W / 2 - 3
        start = LEFT - 22 if source == BIRTH else end - (PITCH - BOX_W) + 4
        yield arrow([(start, y), (end, y)], INK)
        x = (start + end) / 2 - 2
        yield from halves(x, y - 8, acts[0].words.zh)
        yield text(x, y + 15, english(acts[0]), 11, SOFT)
        for n, act in enumerate(acts[1:]):
            yield from halves(x, y + 49 + 42 * n, act.words.zh)
            yield text(x, y + 62 + 42 * n, english(act), 11, SOFT)
    yield f'<circle cx="{LEFT - 26}" cy="{y:g}" r="5" fill="{INK}"/>'


def halves(x: float, y: float, words: str) -> Iterator[str]:
    """A label of four characters in two lines of two, so that it fits between two boxes; y is the last baseline."""
    if len(words) == 4:
        yield text(x, y - 15, words[:2], 14, INK, bold=True)
        words = words[2:]
    yield text(x, y, words, 14, INK, bold=True)


def back_ways(left: dict[tuple[str, str], list[Act]]) -> Iterator[str]:
    """Over the top, from later stages back to earlier ones."""
    for source, target, out, into, y, at in (
        (Stage.HANDLING, Stage.ASSIGNED, -24, 8, TOP - 32, None),
        (Stage.REPLIED, Stage.HANDLING, -8, 24, TOP - 32, None),
        (Stage.EVALUATED, Stage.HANDLING, 0, 4, TOP - 92, middle(Stage.REPLIED)),
    ):
        acts = left.pop((source, target))
        a, b = middle(source) + out, middle(target) + into
        yield arrow([(a, TOP - 1), (a, y), (b, y), (b, TOP - 4)], COLOURS[phase_of(target)][0])
        for n, act in enumerate(reversed(acts)):
            yield from label(at or (a + b) / 2, y - 7 - 27 * n, act)


def label(x: float, y: float, act: Act, *, mark: str = "") -> Iterator[str]:
    """An act's name in two lines, Chinese over English; y is the lower baseline."""
    yield text(x, y - 12, mark + act.words.zh, 13.5, INK, bold=True)
    yield text(x, y, english(act), 11, SOFT)


def side_ways(left: dict[tuple[str, str], list[Act]]) -> Iterator[str]:
    """Down from the main way: back to the deputy, refused, converted; and withdrawn from wherever it may be."""
    submitted, foot = middle(Stage.SUBMITTED), TOP + BOX_H
    edge = middle(Stage.REVISING) + BOX_W / 2 + 6
    (act,) = left.pop((Stage.SUBMITTED, Stage.REVISING))
    yield arrow([(submitted - 6, foot), (submitted - 6, SIDE_1 + 30), (edge + 3, SIDE_1 + 30)], COLOURS["raise"][0])
    yield from label((edge + submitted) / 2 - 6, SIDE_1 + 59, act)
    (act,) = left.pop((Stage.REVISING, Stage.SUBMITTED))
    x = submitted - 28
    yield arrow([(edge, SIDE_1 + 12), (x, SIDE_1 + 12), (x, foot + 4)], COLOURS["raise"][0])
    yield text(edge + 5, SIDE_1 + 7, act.words.zh, 13.5, INK, anchor="start", bold=True)
    for out, stage in ((26, Stage.NOT_ACCEPTED), (10, Stage.CONVERTED)):
        (act,) = left.pop((Stage.SUBMITTED, stage))
        y, x = PLACES[stage][1] + 21, middle(stage) - BOX_W / 2 - 9
        yield arrow([(submitted + out, foot), (submitted + out, y), (x, y)], GREY)
        yield text((submitted + 32 + x) / 2 - 2, y - 5, act.words.zh, 12.5, INK, bold=True)
        yield text((submitted + 32 + x) / 2 - 2, y + 13, english(act), 11, SOFT)
    yield from withdrawals(left)


def withdrawals(left: dict[tuple[str, str], list[Act]]) -> Iterator[str]:
    """One dashed rail under all the stages from which a proposal may be withdrawn, and one arrow down from it."""
    rail, down = TOP + BOX_H + 20, middle(Stage.WITHDRAWN)
    sources = [Stage(source) for source, target in left if target == Stage.WITHDRAWN]
    act = next(
        iter({acts[0].name: acts[0] for (_, target), acts in left.items() if target == Stage.WITHDRAWN}.values())
    )
    for source in sources:
        left.pop((source, Stage.WITHDRAWN))
        x = middle(source) - 34 if source in LINE else middle(source)
        near = TOP + BOX_H if source in LINE else PLACES[source][1]
        yield arrow([(x, near), (x, rail)], GREY, dashed=True, head=False)
    ends = [middle(source) - 34 for source in sources if source in LINE]
    yield arrow([(min(ends), rail), (max(ends), rail)], GREY, dashed=True, head=False)
    yield arrow([(down, rail), (down, PLACES[Stage.WITHDRAWN][1] - 4)], GREY, dashed=True)
    yield text(down - 8, rail + 34, act.words.zh, 13.5, INK, anchor="end", bold=True)
    yield text(down - 8, rail + 48, english(act), 11, SOFT, anchor="end")


def repeats() -> Iterator[str]:
    """What may be done again without moving on, under the stage: a second unit signs, a second deputy rates."""
    for stage in LINE:
        again = [act for act in ACTS.values() if len(act.to) and stage in MOVES.get((stage, act.name), ())]
        for n, act in enumerate(again):
            yield from label(middle(stage), SIDE_1 + 26 + 32 * n, act, mark="↻ ")


# -- what leaves the stage as it is -------------------------------------------------------------------------------


def groups(phase: str) -> dict[tuple[int, int], list[Act]]:
    """The acts of a phase that leave the stage as it is, by the columns in which they may be done."""
    found: dict[tuple[int, int], list[Act]] = {}
    for act in ACTS.values():
        if act.phase == phase and not act.to:
            for span in spans(act):
                found.setdefault(span, []).append(act)
    return found


def spans(act: Act) -> Iterator[tuple[int, int]]:
    """The unbroken runs of columns in which an act may be done (first, last)."""
    columns = [place for place, stage in enumerate(LINE) if stage in act.sources]
    first = None
    for column in columns:
        first = column if first is None else first
        if column + 1 not in columns:
            yield first, column
            first = None


Names = tuple[str, str]


def wrapped(acts: Sequence[Act], room: float) -> list[list[Names]]:
    """The names of the acts (Chinese, English) in lines that fit into a width; what is too wide alone takes two."""
    lines: list[list[Names]] = [[]]
    for names in [(act.words.zh, english(act)) for act in acts]:
        pieces = [names] if names_width(names) <= room else [(names[0], ""), ("", names[1])]
        for piece in pieces:
            used = sum(names_width(other) + 16 for other in lines[-1])
            if lines[-1] and (len(pieces) > 1 or used + names_width(piece) > room):
                lines.append([])
            lines[-1].append(piece)
    return lines


def names_width(names: Names) -> float:
    """The width of an act's two names side by side."""
    return width_of(names[0], 14) + (5 if all(names) else 0) + width_of(names[1], 11.5)


def lanes() -> Iterator[str]:
    """A lane for each phase with such acts, in the order of the loop; returns its height at the end."""
    y = float(LANES)
    for phase, words in PHASES.items():
        blocks = groups(phase)
        if not blocks:
            continue
        colour, tint = COLOURS[phase]
        rows = packed(blocks)
        height = sum(row_height(row) for row in rows) + 6 * (len(rows) + 1)
        yield box(8, y, WIDTH - 16, height, tint, tint, 8, 0)
        yield box(8, y, 5, height, colour, colour, 2, 0)
        yield text(22, y + height / 2 + 1, words.zh, 15, colour, anchor="start", bold=True)
        yield text(22, y + height / 2 + 15, words.en.split()[0], 12, colour, anchor="start")
        at = y + 6.0
        for row in rows:
            for span, acts in row.items():
                yield from block(span, acts, at, row_height(row), colour)
            at += row_height(row) + 6
        y += height + 7
    yield f"<!-- {y:g} -->"


def packed(blocks: dict[tuple[int, int], list[Act]]) -> list[dict[tuple[int, int], list[Act]]]:
    """The blocks in rows without overlap, each in the first row that has room."""
    rows: list[dict[tuple[int, int], list[Act]]] = []
    for span, acts in sorted(blocks.items(), key=lambda item: (item[0][0] - item[0][1], item[0])):
        for row in rows:
            if all(span[1] < first or last < span[0] for first, last in row):
                row[span] = acts
                break
        else:
            rows.append({span: acts})
    return rows


def room_of(span: tuple[int, int]) -> float:
    """The width for text inside a block."""
    return (span[1] - span[0] + 1) * PITCH - 22


def row_height(row: dict[tuple[int, int], list[Act]]) -> float:
    """The height of a row: its fullest block."""
    return max(len(wrapped(acts, room_of(span))) for span, acts in row.items()) * 19 + 9


def block(span: tuple[int, int], acts: Sequence[Act], y: float, height: float, colour: str) -> Iterator[str]:
    """One block: acts side by side over the columns in which they may be done."""
    x = LEFT + PITCH * span[0] + 4
    yield box(x, y, (span[1] - span[0] + 1) * PITCH - 8, height, "#ffffff", colour, 6, 1.1)
    lines = wrapped(acts, room_of(span))
    for n, line in enumerate(lines):
        at, base = x + 7.0, y + height / 2 + 5 + 19 * (n - (len(lines) - 1) / 2)
        for zh, en in line:
            yield text(at, base, zh, 14, INK, anchor="start")
            yield text(at + names_width((zh, "")) + (5 if zh else 0), base, en, 11.5, SOFT, anchor="start")
            at += names_width((zh, en)) + 16


# -- the picture --------------------------------------------------------------------------------------------------


def bands() -> Iterator[str]:
    """The coloured ground behind the main way, one band a phase, with its name on top."""
    for phase, (first, last) in BANDS.items():
        colour, tint = COLOURS[phase]
        x, w = LEFT + PITCH * first + 3, PITCH * (last - first + 1) - 6
        yield box(x, 56, w, LANES - 56 - 26, tint, tint, 10, 0)
        yield text(x + 12, 79, PHASES[phase].zh, 17, colour, anchor="start", bold=True)
        yield text(x + 52, 79, PHASES[phase].en, 12.5, colour, anchor="start")


def legend() -> Iterator[str]:
    """How to read it, where the first band has room."""
    for n, words in enumerate(
        (
            "方框为环节,箭头为改变环节的动作;↻ 的动作可重复而不改变环节。",
            "Boxes are stages, arrows are acts that move a file; ↻ may be repeated in place.",
            "下方色块为动作,所占列为可办理的环节。 Blocks below: acts, in the stages they cover.",
        )
    ):
        yield text(LEFT + 15, 103 + 18 * n, words, 12, SOFT, anchor="start")


def columns() -> Iterator[str]:
    """The stages once more as heads of the columns of the lanes."""
    for place, stage in enumerate(LINE):
        x = LEFT + PITCH * place
        yield text(x + PITCH / 2, LANES - 7, STAGE_WORDS[stage].zh, 13, COLOURS[phase_of(stage)][0], bold=True)
    yield text(22, LANES - 7, "其他动作", 13, SOFT, anchor="start", bold=True)


def picture() -> str:
    """The whole drawing as SVG."""
    below = list(lanes())
    height = float(below.pop().strip("<!-> ")) + 6
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" role="img" aria-labelledby="t d" '
        "font-family=\"'Noto Sans SC','Noto Sans CJK SC','Source Han Sans SC','PingFang SC',"
        "'Microsoft YaHei',Helvetica,Arial,sans-serif\">",
        '<title id="t">代表建议办理闭环 · The loop of a deputy\'s proposal</title>',
        f'<desc id="d">{escape("; ".join(told()))}</desc>',
        "<defs>" + "".join(heads()) + "</defs>",
        box(0.5, 0.5, WIDTH - 1, height - 1, "#ffffff", HAIR, 12, 1),
        text(22, 37, "代表建议办理闭环", 22, INK, anchor="start", bold=True),
        text(212, 36, "The loop of a deputy's proposal", 15, SOFT, anchor="start"),
        *bands(),
        *legend(),
        *arrows(),
        *repeats(),
        *stages(),
        *columns(),
        *below,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def heads() -> Iterator[str]:
    """An arrow head in every colour in which arrows are drawn."""
    for colour in dict.fromkeys([INK, GREY, SOFT, *(colour for colour, _ in COLOURS.values())]):
        yield (
            f'<marker id="to-{colour[1:]}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6.5" markerHeight="6.5" '
            f'orient="auto"><path d="M0,0.6 L8,4 L0,7.4 Z" fill="{colour}"/></marker>'
        )


def told() -> Iterator[str]:
    """The moves in words, for people who cannot see the picture."""
    for (source, target), acts in moves().items():
        names = ", ".join(english(act) for act in acts)
        yield f"{'start' if source == BIRTH else source} to {target}: {names}"


if __name__ == "__main__":
    sys.stdout.write(picture())
