"""流程 · The table, the machine and the lookup say the same; nothing ends in a dead end; the default is no."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import attrs
import pytest
from tests.core.builders import cases, speaks
from transitions import MachineError

from proposal_core import lifecycle
from proposal_core.errors import NotAllowed, ProposalError, WrongStage
from proposal_core.journal import found, step
from proposal_core.law import parse_article
from proposal_core.lifecycle import (
    ACTS,
    BIRTH,
    DESK_ACTS,
    DESK_MOVES,
    ENDS,
    IN_THE_LOOP,
    MOVES,
    OPEN,
    PHASES,
    SIDE_ENDS,
    STAGE_WORDS,
    Act,
    Stage,
    acts_from,
    acts_of,
    compile_moves,
    machine,
)
from proposal_core.people import Actor, Role
from proposal_core.proposal import Proposal

STAGES = (BIRTH, *map(str, Stage))
TABLE = {case["act"]: case for case in cases("acts")}
BARE = Proposal(congress="c", id="1")
DAY = date(2024, 3, 1)
NOBODY = frozenset({Role.AUDITOR, Role.PUBLIC, Role.STANDING_COMMITTEE})


class Model:
    """A throwaway thing for the machine to move."""

    state: str
    trigger: Any


@contextmanager
def moved() -> Iterator[Model]:
    """A model on the machine, taken off it afterwards: the machine is shared."""
    model = Model()
    machine().add_model(model)
    try:
        yield model
    finally:
        machine().remove_model(model)


def fired(model: Model, stage: str, act: str, to: str) -> str:
    """Where the machine takes the model from a stage by an act that names a target; empty when it refuses."""
    machine().set_state(stage, model=model)
    try:
        return str(model.state) if model.trigger(act, to=to) else ""
    except MachineError:
        return ""


def test_the_lookup_agrees_with_the_machine_on_every_stage_and_act() -> None:
    """Every trigger, fired from every stage towards every stage, moves exactly as the compiled lookup says."""
    with moved() as model:
        for stage, act in product(STAGES, ACTS):
            targets = MOVES.get((stage, act), ())
            reached = {fired(model, stage, act, to) for to in STAGES} - {""}
            assert set(targets) == reached, (stage, act)


def test_the_lookup_agrees_with_the_table() -> None:
    """What the compiled lookup says is what `ACTS` says, neither more nor less."""
    table = {(stage, act.name): act.to or (stage,) for act in ACTS.values() for stage in act.sources}
    assert table == dict(MOVES) == dict(compile_moves(machine()))


def test_the_table_is_the_one_that_jurists_read() -> None:
    """The acts, their roles, stages and targets are exactly those of `cases/acts.toml`."""
    told = {act.name: (set(act.roles), set(act.sources), list(act.to)) for act in ACTS.values()}
    written = {
        name: (set(case["roles"].split()), set(case["from"].split()), case.get("to", "").split())
        for name, case in TABLE.items()
    }
    assert written == told


def reachable(edges: Iterable[tuple[str, str]], start: Iterable[str]) -> set[str]:
    """The stages that can be reached from some stages, following every edge."""
    pairs, seen, fresh = set(edges), set(start), set(start)
    while fresh:
        fresh = {to for source, to in pairs if source in fresh} - seen
        seen |= fresh
    return seen


EDGES = {(stage, to) for (stage, _), targets in MOVES.items() for to in targets}


def test_every_stage_is_reached_from_birth() -> None:
    """No stage stands outside the loop: each can be reached from the beginning of a file."""
    assert set(STAGES) == reachable(EDGES, {BIRTH})


def test_no_edge_leads_into_a_dead_end() -> None:
    """From the target of every single edge an end of the loop can be reached."""
    backwards = reachable({(to, source) for source, to in EDGES}, {str(end) for end in ENDS})
    assert set() == {edge for edge in EDGES if edge[1] not in backwards}


def test_side_ends_are_left_by_nobody() -> None:
    """What was withdrawn, refused or converted stays so; only a correction may still be written."""
    assert {(str(end), str(end)) for end in SIDE_ENDS} == {edge for edge in EDGES if edge[0] in SIDE_ENDS}
    assert all(["correct"] == [act.name for act in acts_from(end)] for end in SIDE_ENDS)


def test_every_act_has_a_role_and_words_and_an_article() -> None:
    """Nothing in the table is without somebody to do it, words to say it and a source to cite."""
    for act in (*ACTS.values(), *DESK_ACTS.values()):
        assert act.roles and act.sources, act.name
        assert act.words.zh and act.words.en and act.words.zh != act.words.en, act.name
        assert act.article == str(parse_article(act.article)), act.name
        assert act.phase in {*PHASES, "roster", "year"}, act.name


def test_every_role_has_an_act_or_is_known_to_have_none() -> None:
    """Auditors, the public and the standing committee as a body only read; every other role can do something."""
    assert NOBODY == {role for role in Role if not acts_of(role)}


@pytest.mark.parametrize("role", Role)
def test_acts_of_a_role_are_those_that_name_it(role: Role) -> None:
    """What a role is offered is what the table allows it, in the order of the loop."""
    assert [name for name, case in TABLE.items() if role in case["roles"].split()] == [
        act.name for act in acts_of(role)
    ]


@pytest.mark.parametrize("stage", STAGES)
def test_acts_from_a_stage_are_those_that_start_there(stage: str) -> None:
    """What is possible in a stage is what the table starts there, in the order of the loop."""
    assert [name for name, case in TABLE.items() if stage in case["from"].split()] == [
        act.name for act in acts_from(stage)
    ]


def outcome(role: Role, act: str, stage: str, to: Stage | None) -> str:
    """What happens when this role takes this act in this stage: the stage after it, or the code of the refusal."""
    by = Actor(id="x", role=role)
    try:
        if stage == BIRTH:
            return str(found(BARE, act, by=by, on=DAY).record.stage)
        return str(step(attrs.evolve(BARE, stage=Stage(stage)), act, by=by, on=DAY, to=to).record.stage)
    except (NotAllowed, WrongStage) as refusal:
        speaks(refusal)
        return refusal.code


@pytest.mark.parametrize("act", TABLE)
def test_the_default_is_no(act: str) -> None:
    """Cell by cell: a role does an act in a stage exactly where the written table says so; elsewhere it is refused."""
    case = TABLE[act]
    sources, targets = case["from"].split(), case.get("to", "").split()
    for role, stage in product(Role, STAGES):
        expected = stage if not targets else targets[0]
        if role not in case["roles"].split():
            expected = "not_allowed"
        elif stage not in sources:
            expected = "wrong_stage"
        assert expected == outcome(role, act, stage, None), (role, stage)


def test_an_act_takes_only_the_targets_that_the_table_gives_it() -> None:
    """Where an act names its target, every stage outside the table is refused."""
    roles = {act: Role(case["roles"].split()[0]) for act, case in TABLE.items()}
    for act, case in TABLE.items():
        for stage, to in product(case["from"].split(), Stage):
            if stage != BIRTH:
                targets = case.get("to", stage).split()
                expected = str(to) if to in targets else "wrong_stage"
                assert expected == outcome(roles[act], act, stage, to), (act, stage, to)


def test_a_wrong_stage_is_told_what_is_possible_instead() -> None:
    """The refusal names the stage and the acts that are possible in it, or that there are none."""
    for stage in Stage:
        by = Actor(id="x", role=Role.DEPUTIES_COMMITTEE)
        with pytest.raises(WrongStage) as refused:
            step(attrs.evolve(BARE, stage=stage), "draft", by=by, on=DAY)
        assert STAGE_WORDS[stage].zh in refused.value.what.zh
        assert all(act.name in refused.value.do.en for act in acts_from(stage))


def taken() -> set[str]:
    """The acts that the code takes: every name handed to `step` or `found` (or a helper of theirs) in the core."""
    names: set[str] = set()
    for path in Path(lifecycle.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in {"step", "found", "_cleared"}:
                names |= {str(arg.value) for arg in node.args if isinstance(arg, ast.Constant)}
    return names


def test_every_act_that_the_code_takes_is_in_the_table() -> None:
    """No act is taken that the table does not know; those that nothing takes yet are named here."""
    known = {*ACTS, *DESK_ACTS}
    assert set() == taken() - known
    assert set() == known - taken()


def test_stages_have_words_and_groups_agree() -> None:
    """Every stage can be named, and the groups of stages do not contradict each other."""
    assert set(Stage) == set(STAGE_WORDS)
    assert ENDS - SIDE_ENDS == {Stage.CLOSED}
    assert OPEN < IN_THE_LOOP
    assert not IN_THE_LOOP & SIDE_ENDS


@pytest.mark.parametrize("act", DESK_ACTS.values(), ids=lambda act: act.name)
def test_desk_acts_stay_where_they_are_open(act: Act) -> None:
    """The acts on rosters and years lead to the one stage that those files have."""
    moves: Mapping[tuple[str, str], tuple[str, ...]] = DESK_MOVES
    assert {"open"} == {to for source in act.sources for to in moves[source, act.name]}


def test_an_unknown_act_is_a_mistake_of_the_program() -> None:
    """A name that is no act at all is not refused politely; it cannot be written."""
    with pytest.raises(KeyError):
        step(BARE, "promote", by=Actor(id="x", role=Role.SYSTEM), on=DAY)
    assert not issubclass(KeyError, ProposalError)
