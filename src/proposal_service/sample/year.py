"""年度记录 · The records of invented years, row by row, in the documented import format.

`generate` streams: it keeps a roster and some tables per congress and nothing per row. Texts and people of a row do
not depend on how many rows are asked for; its day of submission does, because a register is in the order of its days.
Shapes follow a real year: 0–57 co-signers, one unit or two and seldom three, some replies without a date and a few
late, classes about 68 % A, 25 % B, 7 % C.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

import attrs

from proposal_service.sample import sentences
from proposal_service.sample.dates import YearDays, session_name, year_days
from proposal_service.sample.people import roster
from proposal_service.sample.places import PLACES, SPOTS, city, where
from proposal_service.sample.plan import Draws, Matter, Plan, shares
from proposal_service.sample.sentences import Topic, topics
from proposal_service.sample.units import SELF_NAMES, district_government, unit_name

COLUMNS = (
    "seq",
    "id",
    "session",
    "session_date",
    "number",
    "category",
    "title",
    "text",
    "ask",
    "lead",
    "joint_leads",
    "cosigners",
    "delegation",
    "submitted_on",
    "assigned_on",
    "lead_unit",
    "co_units",
    "reply_text",
    "reply_date",
    "result_class",
    "publish_consent",
)
"""The columns of a row, in order; with several congresses `congress` comes before them."""

DEFAULT_YEAR = 2025
FULL_TEXT, TITLE_ONLY = "全文公开", "仅公开标题"

# How many rows of about 3,000 have 0, 1, 2, … co-signers; beyond 15 the rare long lists.
_COSIGNERS = (77, 11, 860, 740, 550, 343, 163, 76, 50, 28, 10, 9, 17, 10, 12, 12)
_LONG_LISTS = (16, 16, 17, 17, 18, 19, 20, 21, 22, 22, 23, 25, 26, 27, 31, 31, 34, 35, 39, 43, 45, 49, 51, 53, 57)
_COSIGNER_TABLE = tuple(n for n, rows in enumerate(_COSIGNERS) for _ in range(rows)) + _LONG_LISTS
_INTER_SESSION_SHARE = 16  # one row in sixteen is submitted between the sessions
_SESSION_RUSH = tuple(accumulate((15, 45, 35, 5)))  # per cent of the session's rows by its second, … day
_NEAR = 76  # neighbours kept of each deputy, enough for the longest list with its offset


@attrs.frozen(eq=False)
class _Town:
    """一个人大的常用表 · What all rows of a congress share."""

    name: str
    key: str
    plan: Plan
    days: YearDays
    people: tuple[str, ...]
    delegations: tuple[str, ...]
    near: tuple[tuple[str, ...], ...]
    lead_units: dict[str, str]
    co_units: dict[tuple[str, str], tuple[str, ...]]
    session: str
    promises: tuple[tuple[str, str], ...]
    later_promises: tuple[tuple[str, str], ...]


def _neighbours(names: tuple[str, ...], delegations: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """For each deputy the others of the delegation, then the following ones: the order in which they sign."""
    size = len(names)
    near = []
    for i in range(size):
        around = [(i + step) % size for step in range(1, size)]
        own = [j for j in around if delegations[j] == delegations[i]]
        other = [j for j in around if delegations[j] != delegations[i]]
        near.append(tuple(names[j] for j in (own + other)[:_NEAR]))
    return tuple(near)


def _co_units(congress: int, topic: Topic, district: str) -> tuple[str, ...]:
    return tuple(
        district_government(congress, district) if co == "属地" else unit_name(congress, co) for co in topic.co
    )


def _town(congress: int, seed: int, year: int) -> _Town:
    entries = roster(congress)
    names, delegations = tuple(e.name for e in entries), tuple(e.delegation for e in entries)
    name = city(congress)
    districts = {place[0] for places in PLACES.values() for place in places}
    return _Town(
        name=name,
        key=f"generated-{year}-{congress:02d}-",
        plan=Plan(seed, congress),
        days=year_days(year),
        people=names,
        delegations=delegations,
        near=_neighbours(names, delegations),
        lead_units={topic.key: unit_name(congress, topic.lead) for topic in topics()},
        co_units={(topic.key, d): _co_units(congress, topic, d) for topic in topics() for d in sorted(districts)},
        session=session_name(name, year),
        promises=tuple((str(y), f"{y}年{month}月底") for y, month in ((year, 11), (year, 12), (year + 1, 6))),
        later_promises=tuple((str(y), f"{y}年{month}月底") for y, month in ((year + 1, 6), (year + 1, 9))),
    )


# --- one row ------------------------------------------------------------------------------------------------------


def _figures(topic: Topic, draws: Draws) -> dict[str, str]:
    """The numbers of the texts: a count of the topic's size, per cent, years, times, minutes, 万元."""
    count = topic.least + draws[5] % topic.span
    mixed, times = draws[6], draws[7]
    return {
        "n": str(count if count < 400 else count // 10 * 10),
        "r": str(35 + mixed % 44),
        "y": str(2 + (mixed >> 8) % 7),
        "k": str(3 + times % 9),
        "m": str(15 + (times >> 4) % 31),
        "c": str(20 + 5 * (draws[8] % 90)),
    }


def _title(matter: Matter, slots: dict[str, str]) -> str:
    topic, draws = matter.topic, matter.draws
    if matter.kind == "words":
        form = sentences.title_again(topic, matter.form, matter.head)
    elif matter.kind == "amount":
        form = sentences.title_amount(topic, matter.form)
    elif matter.head >= 0:
        return f"关于{topic.heads[matter.head][0]}的建议"
    elif draws[21] < 110 and not matter.kind:
        return _long_title(matter, slots["w"])
    else:
        form = sentences.title(topic, matter.form, draws[11], draws[22] & 1 == 0)
    return form.format_map(slots)


def _long_title(matter: Matter, name: str) -> str:
    """The odd title that lists a dozen or more places, up to 300 characters."""
    scope, more = matter.topic.scope, 10 + matter.draws[22] % 18
    first = matter.place - matter.place % 10
    places, spots = PLACES[scope], SPOTS[scope]
    others = [places[first + i % 10][2] + spots[(matter.spot + 7 * i) % 60] for i in range(1, more)]
    listed = "、".join([name, *others])
    return f"关于{matter.topic.local[matter.form & 1]}的建议".format(w=f"{listed}等{more}处")


def _texts(matter: Matter, slots: dict[str, str]) -> tuple[str, str]:
    """Body and ask; the same matter in other words turns to other facts, order and numbering."""
    draws = matter.draws
    other = 1 if matter.kind == "words" else 0
    form, turn = draws[9], draws[11] + other
    body = sentences.body(matter.topic, draws[10] + other, form + 3 * other, (form >> 3) + other & 3, matter.head >= 0)
    close = sentences.ASK_CLOSE_WITH_AMOUNT if matter.kind == "amount" else draws[12]
    ask = sentences.ask(matter.topic, turn, (form >> 5) + other, close)
    return body.format_map(slots), ask.replace("{c}", slots["c"])


def _people(town: _Town, matter: Matter, draws: Draws) -> tuple[int, str, str]:
    """Number of the lead deputy, joint leads, co-signers. A few deputies are busy, most are not."""
    size = len(town.people)
    lead = _lead(draws, size)
    if matter.kind and lead == _lead(matter.draws, size):
        lead = (lead + 1) % size
    near = town.near[lead]
    count = _COSIGNER_TABLE[draws[2] * len(_COSIGNER_TABLE) >> 16]
    start = draws[3] % 12
    joint = 1 + draws[4] % 3 if draws[4] < 3300 else 0
    stride = 1 + (draws[3] >> 8) % 3 if count < 15 else 1
    signers = near[start + joint : start + joint + count * stride : stride]
    return lead, "、".join(near[start : start + joint]) if joint else "", "、".join(signers)


def _lead(draws: Draws, size: int) -> int:
    return ((draws[0] * draws[1] >> 16) * size >> 16) * 7 % size


def _class_of(topic: Topic, draw: int) -> str:
    solved, planned = topic.class_bounds
    return "A" if draw < solved else "B" if draw < planned else "C"


def _reply_day(days: YearDays, assigned: int, draws: Draws) -> str:
    """The day of the reply: none on record for one in eight; 42 to 90 days, and one in fifty too late."""
    if draws[16] & 7 == 0:
        return ""
    took = 95 + draws[15] % 26 if draws[17] % 50 == 0 else 42 + (draws[15] % 25 + (draws[15] >> 8) % 25)
    return days.replies[assigned + took]


def _submission(town: _Town, k: int, rows: int) -> tuple[bool, str, int]:
    """Is it between sessions, on which day, and when assigned: the register is in the order of its days."""
    days, in_session = town.days, rows - rows // _INTER_SESSION_SHARE
    if k < in_session:
        done = 100 * k // in_session
        return False, days.session[sum(done >= share for share in _SESSION_RUSH)], days.assigned
    day, assigned = days.between[(k - in_session) * len(days.between) // (rows - in_session)]
    return True, day, assigned


def _reply_slots(town: _Town, slots: dict[str, str], topic: Topic, co: tuple[str, ...], draw: int, late: bool) -> None:
    promises = town.later_promises if late else town.promises
    slots["plan"], slots["by"] = promises[draw % len(promises)]
    slots["us"] = SELF_NAMES[topic.lead]
    slots["co"] = "、".join(co)


def _row(town: _Town, k: int, rows: int, draws: Draws, matter: Matter) -> dict[str, str]:
    topic = matter.topic
    district, name = where(topic.scope, matter.place, matter.spot, matter.side)
    slots = _figures(topic, matter.figures or matter.draws)
    slots["w"] = name
    body, ask = _texts(matter, slots)
    lead, joint, signers = _people(town, matter, draws)
    between, day, assigned = _submission(town, k, rows)
    partners = town.co_units[topic.key, district]
    co = partners[: 0 if draws[14] < 47_000 else 1 if draws[14] < 63_400 else 2]
    result, number, who = _class_of(topic, draws[13]), str(k + 1), town.people[lead]
    title = _title(matter, slots)
    _reply_slots(town, slots, topic, co, draws[20], between)
    slots["no"], slots["who"] = number, who
    turn = matter.draws[11] + (matter.kind == "words")
    reply = sentences.reply(topic, turn, result, draws[19], bool(co), matter.head >= 0)
    return {
        "seq": number,
        "id": f"{town.key}{k + 1:06d}",
        "session": f"{town.session}闭会期间" if between else town.session,
        "session_date": town.days.session[0],
        "number": number,
        "category": topic.category,
        "title": title,
        "text": body,
        "ask": ask,
        "lead": who,
        "joint_leads": joint,
        "cosigners": signers,
        "delegation": town.delegations[lead],
        "submitted_on": day,
        "assigned_on": town.days.on(assigned),
        "lead_unit": town.lead_units[topic.key],
        "co_units": slots["co"],
        "reply_text": reply.format_map(slots),
        "reply_date": _reply_day(town.days, assigned, draws),
        "result_class": result,
        "publish_consent": FULL_TEXT if draws[18] % 25 else TITLE_ONLY,
    }


# --- all rows -----------------------------------------------------------------------------------------------------


def generate(items: int, congresses: int = 1, seed: int = 1, *, year: int = DEFAULT_YEAR) -> Iterator[dict[str, str]]:
    """The rows of an invented year: `items` in all, congress after congress, lists joined by "、".

    Same arguments, same rows, on every machine. With `congresses` above 1 each row begins with `congress`, the name
    of its city. Raises `BadValue` at once for impossible numbers and for a year outside 2000–2099.
    """
    counts = shares(items, congresses)
    year_days(year)
    return _generate(counts, seed, year)


def _generate(counts: list[int], seed: int, year: int) -> Iterator[dict[str, str]]:
    before = 0
    for congress, rows in enumerate(counts):
        town = _town(congress, seed, year)
        for k, draws, matter in town.plan.first(rows):
            row = _row(town, k, rows, draws, matter)
            if len(counts) > 1:
                row = {"congress": town.name, **row, "seq": str(before + k + 1)}
            yield row
        before += rows


def planted(items: int, congresses: int = 1, seed: int = 1, *, year: int = DEFAULT_YEAR) -> Iterator[dict[str, str]]:
    """The pairs that `generate` plants with the same arguments: `id`, `earlier_id`, `label`, `kind`.

    `label` is `same` (one reply could serve both) or `related` (must not be merged); `kind` is `words`, `place` or
    `amount`. Raises `BadValue` as `generate` does.
    """
    counts = shares(items, congresses)
    year_days(year)
    return (
        {"id": f"{key}{p.row + 1:06d}", "earlier_id": f"{key}{p.earlier + 1:06d}", "label": p.label, "kind": p.kind}
        for congress, rows in enumerate(counts)
        for key in [f"generated-{year}-{congress:02d}-"]
        for p in Plan(seed, congress).planted(rows)
    )
