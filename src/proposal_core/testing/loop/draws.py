"""抽取 · What the rules of the machine draw: people, places, codes; and when a rule makes sense."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import precondition
from hypothesis.strategies import SearchStrategy

from proposal_core.lifecycle import ACTS
from proposal_core.people import Actor, Role
from proposal_core.testing.loop import model
from proposal_core.testing.loop.acts import Loop
from proposal_core.testing.loop.driver import (
    CLERK,
    COUNCIL,
    DEPUTIES,
    GONE,
    GOVERNMENT,
    OUTSIDERS,
    UNITS,
    deputy,
    officer,
)
from proposal_core.testing.loop.model import Facts
from proposal_core.workdays import WorkCalendar, national_calendar

PEOPLE = (
    CLERK, COUNCIL, GOVERNMENT, *OUTSIDERS, *map(deputy, DEPUTIES[:2]), *map(officer, UNITS),
    Actor(id="presidium", role=Role.PRESIDIUM), Actor(id="system", role=Role.SYSTEM),
)  # fmt: skip
# Mostly the person who ought to act; now and then somebody else.
WHO: SearchStrategy[Actor | None] = st.integers(0, 5).flatmap(
    lambda n: st.sampled_from(PEOPLE) if n == 0 else st.none()
)
PICK = st.integers(0, 11)
CODE = st.sampled_from(["A", "B", "C", "no such class"])
READY = st.sampled_from(["contacts", "co_opinions", "override contacts", "override co_opinions"])
ABOUT = st.sampled_from([0, 0, 1, -1])
"""Days about a last day: mostly on it, where `<` and `<=` part."""
REPLIERS = ("lead", "sole", "separate")
LEVEL = st.sampled_from(["satisfied", "basic", "unsatisfied", "unsatisfied"])
TASKS = st.sampled_from(
    [
        [("u1", "lead"), ("u2", "co")], [("u1", "lead"), ("u2", "co"), ("u3", "co")], [("u2", "sole")],
        [("u1", "separate"), ("u3", "separate")], [("u1", "lead")], [("u1", "sole"), ("u2", "co")],
        [("u1", "lead"), ("u1", "co")], [(GONE, "sole")], [("u1", "lead"), ("u2", "lead")], [],
    ]
)  # fmt: skip

F = TypeVar("F", bound=Callable[..., Any])


def possible(*acts: str) -> Callable[[F], F]:
    """A rule that makes sense only while some file is in a stage of one of these acts."""
    sources = {source for act in acts for source in ACTS[act].sources}
    return precondition(lambda self: any(file["facts"]["stage"] in sources for file in self.loop.files))


def there_is(what: str) -> Callable[[F], F]:
    """A rule that makes sense only while some file has such a thing: a group, an opinion, a finding."""
    return precondition(lambda self: any(file["facts"][what] for file in self.loop.files))


class Rules:
    """规则 · The ground of the rules: the loop they act on, and how they pick a file and a unit."""

    calendar: ClassVar[WorkCalendar] = national_calendar()
    loop: Loop

    def pick(self, act: str, number: int, having: str = "stage") -> Facts:
        """A file in a stage of this act and with what it needs, if there is one; now and then any file."""
        files = self.loop.files
        fitting = [file for file in files if file["facts"]["stage"] in ACTS[act].sources and file["facts"][having]]
        some = fitting if fitting and number < 11 else files
        return some[number % len(some)]

    def unit(self, file: Facts, number: int, *modes: str) -> str:
        """A unit in force on the file (in one of these modes), if there is one; now and then any unit."""
        fitting = [held["unit"] for held in model.in_force(file["facts"]) if not modes or held["mode"] in modes]
        some = fitting if fitting and number < 11 else UNITS
        return some[number % len(some)]
