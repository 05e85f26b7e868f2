"""一日进度 · Where 100,000 open files stand on a day, through the pure rules, beside a bare loop over due days.

    python benchmarks/clocks.py [--files 100000] [--rounds 5] [--calm]

The files are as a congress has them: assigned over two years, a lead with now and then a co-handler, one in ten
extended, one in twenty-five paused (some still), one in ten urgent, half of them answered. `--calm` leaves extensions,
pauses and replies out. All loops run in turn in one process; the figure is the median, in µs a file, and the ratio to
the bare loop `due_day < day` over days that were reckoned before. Time is processor time, because machines are shared.
The answers of the ways are compared, not only timed.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from statistics import median
from time import process_time

from proposal_core.clocks import reply_due, reply_due_day
from proposal_core.lifecycle import Stage
from proposal_core.proposal import Assignment, AssignmentState, Extension, Mode, Pause, Proposal, Reply
from proposal_core.rulebook import load
from proposal_core.supervising import Standing, duties, standing, standing_of
from proposal_core.terms import Terms
from proposal_core.workdays import national_calendar

CALENDAR = national_calendar()
FIRST, ON = date(2023, 1, 3), date(2024, 12, 31)


def terms_of(name: str) -> Terms:
    """The terms of a built-in rulebook on the day."""
    return load(name).terms_on(ON)


def made(number: int, chance: random.Random, calm: bool) -> Proposal:
    """A file in hand, or answered; calm ones have nothing on them but their units."""
    on = FIRST + timedelta(days=chance.randrange(720))
    lead = Assignment(
        id=1, unit="a", mode=Mode.LEAD, assigned_on=on, received_on=on + timedelta(1), state=AssignmentState.SIGNED
    )
    co = Assignment(id=2, unit="b", mode=Mode.CO, assigned_on=on, received_on=on, state=AssignmentState.SIGNED)
    extensions: tuple[Extension, ...] = ()
    pauses: tuple[Pause, ...] = ()
    replies: tuple[Reply, ...] = ()
    if not calm and chance.random() < 0.1:
        until = on + timedelta(150)
        extensions = (Extension(id=1, unit="a", until=until, on=on + timedelta(60), consent_by="x", reason="x"),)
    if not calm and chance.random() < 0.04:
        ended = on + timedelta(50) if chance.random() < 0.7 else None
        pauses = (Pause(id=1, since=on + timedelta(30), until=ended, reason="x"),)
    if not calm and chance.random() < 0.5:
        replies = (Reply(id=1, unit="a", on=on + timedelta(chance.randrange(40, 130)), result_class="A", text="x"),)
    return Proposal(
        congress="c",
        id=str(number),
        stage=Stage.REPLIED if replies else Stage.HANDLING,
        urgent=chance.random() < 0.1,
        assignments=(lead, co) if chance.random() < 0.3 else (lead,),
        extensions=extensions,
        pauses=pauses,
        replies=replies,
    )


def by_days(days: Sequence[date]) -> int:
    """The bare loop: how many days have passed."""
    late = 0
    for due in days:
        if due < ON:
            late += 1
    return late


def by_day(files: Sequence[Proposal], terms: Terms) -> int:
    """The due day of each lead's reply alone."""
    late = 0
    for proposal in files:
        if reply_due_day(proposal, proposal.assignments[0], terms, CALENDAR, ON) < ON:
            late += 1
    return late


def by_standing_of(files: Sequence[Proposal], terms: Terms) -> list[Standing]:
    """`standing_of` over `reply_due_day`, as if nobody had answered."""
    soon = terms.supervising
    return [
        standing_of(reply_due_day(file, file.assignments[0], terms, CALENDAR, ON), None, ON, soon, CALENDAR)
        for file in files
    ]


def by_standing(files: Sequence[Proposal], terms: Terms) -> list[Standing]:
    """`supervising.standing`: the lead's reply, answered or not."""
    return [standing(file, ON, terms, CALENDAR) for file in files]


def by_duties(files: Sequence[Proposal], terms: Terms) -> list[Standing]:
    """`supervising.duties`, unexplained: every unit, with due day and working days left; the lead's is kept."""
    return [duties(file, ON, terms, CALENDAR)[0].standing for file in files]


def by_explained(files: Sequence[Proposal], terms: Terms) -> int:
    """`reply_due`: the whole explanation as data, of every hundredth file."""
    return sum(reply_due(p, p.assignments[0], terms, CALENDAR, ON).due < ON for p in files[::100])


def compare(files: Sequence[Proposal], terms: Terms, rounds: int) -> dict[str, float]:
    """The median µs a file of every way, taking turns."""
    days = [reply_due_day(proposal, proposal.assignments[0], terms, CALENDAR, ON) for proposal in files]
    ways: dict[str, Callable[[], object]] = {
        "bare loop: due_day < day": lambda: by_days(days),
        "reply_due_day": lambda: by_day(files, terms),
        "standing_of(reply_due_day)": lambda: by_standing_of(files, terms),
        "supervising.standing": lambda: by_standing(files, terms),
        "supervising.duties, unexplained": lambda: by_duties(files, terms),
        "reply_due, explained (of 1 in 100)": lambda: by_explained(files, terms),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            start = process_time()
            way()
            count = -(-len(files) // 100) if name.startswith("reply_due, explained") else len(files)
            times[name].append((process_time() - start) * 1e6 / count)
    assert by_standing(files, terms) == by_duties(files, terms), "the lean standing is not that of the duties"
    assert by_days(days) == by_day(files, terms), "the bare loop counts other days"
    return {name: median(taken) for name, taken in times.items()}


def main() -> None:
    """Print what the standing of a file on a day costs."""
    parser = argparse.ArgumentParser(description="Where many open files stand on a day.")
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rulebook", default="shaoxing")
    parser.add_argument("--calm", action="store_true", help="no extensions, pauses or replies")
    given = parser.parse_args()
    chance = random.Random(20241231)
    files = [made(number, chance, given.calm) for number in range(given.files)]
    terms = terms_of(given.rulebook)
    found = compare(files, terms, given.rounds)
    bare = found["bare loop: due_day < day"]
    print(f"{given.files:,} files under {given.rulebook} on {ON} (median of {given.rounds}; aim: 5 µs a file)")
    for name, taken in found.items():
        print(f"  {name:<38}{taken:>10.3f} µs{taken / bare:>10.1f} ×")
    counted = Counter(by_standing(files, terms))
    print("  " + ", ".join(f"{kind.value} {counted[kind]:,}" for kind in Standing))


if __name__ == "__main__":
    main()
