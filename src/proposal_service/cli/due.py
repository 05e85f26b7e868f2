"""期限检查 · `due`: what is late, due soon and in time on a day, the most pressing first."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import click

from proposal_core.errors import NotFound, Words
from proposal_core.people import Roster
from proposal_core.proposal import Proposal
from proposal_core.storage import Where
from proposal_core.supervising import STANDING_WORDS, Duty, Standing
from proposal_service.cli import options

DONE = (Standing.DONE_LATE, Standing.DONE)
KINDS = {"reply": Words("答复", "Replies"), "co_opinion": Words("会办意见", "Co-opinions")}


@click.command()
@options.opening
@options.on
@click.option("--unit", default="", help="承办单位代号、名称或别名 a unit by id, name or alias")
@click.option("--standing", type=click.Choice([s.value for s in Standing]), help="进度 only this standing")
@click.option("--all", "everything", is_flag=True, help="含已办的 list what is done as well")
@options.as_json
@options.language
def due(
    on: date | None, unit: str, standing: str | None, everything: bool, as_json: bool, language: str, **where: Any
) -> None:
    """期限检查:在某日哪些已逾期、临期、在期限内,并说明期限由来;已办的加--all列出。

    Check deadlines on a day: late, due soon, in time – each with the explanation of its date; --all adds what is done.
    """
    with options.opened(options.settings_of(**where)) as desk:
        options.say_notice(desk, language)
        roster = desk.roster()
        asked = unit_id(roster, unit)
        units = {u.id: u.name for u in roster.units}
        found = [
            (proposal, duty)
            for proposal, duty in desk.duties(on or options.today(), Where(unit=asked), explained=True)
            if (standing is None or duty.standing == standing) and asked in ("", duty.unit)
        ]
    shown = [pair for pair in found if everything or standing or pair[1].standing not in DONE]
    rows = [_row(proposal, duty, units, language) for proposal, duty in sorted(shown, key=pressing)]
    if as_json:
        options.say(rows)
        return
    for row in rows:
        click.echo(f"{row['number']}  {row['due']}  {row['standing_words']}  {row['unit_name']}  {row['why']}")
    for line in _totals([duty for _, duty in found], language):
        click.echo(line)
    if len(shown) < len(found):
        hidden = len(found) - len(shown)
        click.echo(Words(f"另有{hidden}项已办,加--all列出", f"{hidden} done are not listed; add --all").in_(language))


def unit_id(roster: Roster, asked: str) -> str:
    """The id of a unit given by id, name or alias; `""` stays. Raises `NotFound`, with names that contain it."""
    if not asked:
        return ""
    if any(unit.id == asked for unit in roster.units):
        return asked
    named = roster.unit_named(asked)
    if named is not None:
        return named.id
    near = [unit.name for unit in roster.units if asked in unit.name] or [unit.name for unit in roster.units]
    raise NotFound(
        Words(f"没有承办单位“{asked}”。", f"There is no handling unit {asked!r}."),
        do=Words(f"可用:{'、'.join(near)}", f"Use one of: {', '.join(near)}"),
        unit=asked,
    )


def pressing(pair: tuple[Proposal, Duty]) -> tuple[int, date, str, str]:
    """The order of the list: by standing (late first), then day, number and unit."""
    proposal, duty = pair
    return list(Standing).index(duty.standing), duty.due, proposal.label, duty.unit


def _totals(found: list[Duty], language: str) -> list[str]:
    """A line per kind of duty with its count per standing."""
    lines = []
    for kind, words in KINDS.items():
        counts = Counter(duty.standing for duty in found if duty.what == kind)
        parts = [f"{STANDING_WORDS[s].in_(language)} {counts[s]}" for s in Standing if counts[s]]
        said = Words("、".join(parts), ", ".join(parts)).in_(language)
        lines.append(f"{words.in_(language)} {counts.total()}" + (f": {said}" if parts else ""))
    return lines


def _row(proposal: Proposal, duty: Duty, units: dict[str, str], language: str) -> dict[str, Any]:
    return {
        "number": proposal.label,
        "unit": duty.unit,
        "unit_name": units.get(duty.unit, duty.unit),
        "what": duty.what,
        "due": duty.due,
        "standing": duty.standing.value,
        "standing_words": STANDING_WORDS[duty.standing].in_(language),
        "working_days_left": duty.days_left,
        "done_on": duty.done_on,
        "provisional": bool(duty.deadline and duty.deadline.provisional),
        "why": duty.deadline.sentence(language) if duty.deadline else "",
    }
