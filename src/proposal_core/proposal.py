"""代表建议 · The proposal and everything that lies on its file. Frozen records of facts; nothing derived.

`Proposal` is 代表建议、批评和意见 (officially "suggestion"), never 议案 (motion). Deadlines, lateness, rates and
scores are computed from these facts on any day and are never stored here.

Child records carry a small `id`, unique in their collection on the file (1, 2, 3 …), and their own small state.
Days are effective days (`date`); the instant of recording stands in the journal entry.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

import attrs

from proposal_core.lifecycle import Stage


class Origin(StrEnum):
    """来源 · How the proposal came in."""

    SESSION = "session"
    SESSION_DELEGATION = "session_delegation"
    CONVERTED_MOTION = "converted_motion"
    INTER_SESSION = "inter_session"
    ORAL_OR_FIELD = "oral_or_field"


class Mode(StrEnum):
    """承办方式 · In which role a unit holds an assignment."""

    SOLE = "sole"
    LEAD = "lead"
    CO = "co"
    SEPARATE = "separate"


class AssignmentState(StrEnum):
    """交办状态 · The small state of one unit's assignment."""

    PENDING = "pending"
    SIGNED = "signed"
    RETURNED = "returned"
    SUPERSEDED = "superseded"


_IN_FORCE = (AssignmentState.PENDING, AssignmentState.SIGNED)


class CommitmentState(StrEnum):
    """承诺状态 · Open until fulfilled or ended with an explanation."""

    OPEN = "open"
    FULFILLED = "fulfilled"
    EXPLAINED = "explained"


@attrs.frozen(kw_only=True)
class Pin:
    """适用规则 · The rulebook version a file is handled under, pinned at assignment."""

    rulebook: str
    effective_from: date
    digest: str


@attrs.frozen(kw_only=True)
class CoSigner:
    """联名代表 · A co-signing deputy; `confirmed_on` is empty until the deputy has confirmed."""

    id: str
    confirmed_on: date | None = None
    declined: bool = False


@attrs.frozen(kw_only=True)
class Screening:
    """审查 · One stage of screening with its coded findings (empty: nothing found)."""

    id: int
    stage: str
    on: date
    findings: tuple[str, ...] = ()
    note: str = ""


@attrs.frozen(kw_only=True)
class Assignment:
    """交办 · One unit's task on the file; an edge of the assignment tree (`assigned_by` → `unit`).

    `clock_from` is set where a re-assignment does not restart the clock: the day of the first assignment.
    """

    id: int
    unit: str
    mode: Mode
    assigned_on: date
    assigned_by: str = ""
    received_on: date | None = None
    clock_from: date | None = None
    state: AssignmentState = AssignmentState.PENDING
    signed_on: date | None = None
    ended_on: date | None = None
    return_reason: str = ""
    suggested_unit: str = ""
    chief: str = ""
    leader: str = ""
    officer: str = ""
    task: str = ""
    in_meeting: bool = False


@attrs.frozen(kw_only=True)
class Objection:
    """异议 · The deputy's objection to the assignment and its answer."""

    id: int
    on: date
    text: str
    answered_on: date | None = None
    answer: str = ""


@attrs.frozen(kw_only=True)
class Contact:
    """沟通 · One contact with a deputy: phase (before, during, after), way, place, who, and who confirmed it."""

    id: int
    unit: str
    phase: str
    on: date
    way: str
    in_person: bool = False
    place: str = ""
    deputy: str = ""
    confirmed_by: str = ""
    round: int = 1


@attrs.frozen(kw_only=True)
class CoOpinion:
    """会办意见 · The opinion of a co-handling unit; rejected ones stay on the file."""

    id: int
    unit: str
    on: date
    text: str
    rejected_on: date | None = None
    rejection: str = ""


@attrs.frozen(kw_only=True)
class Extension:
    """延期 · An extension of the reply's time limit to a new day, with who consented."""

    id: int
    unit: str
    until: date
    on: date
    consent_by: str
    reason: str
    deputy_told_on: date | None = None


@attrs.frozen(kw_only=True)
class Pause:
    """中止 · The clock stands still from one effective day to another (natural days; both kept for ever)."""

    id: int
    since: date
    reason: str
    until: date | None = None


@attrs.frozen(kw_only=True)
class Clearance:
    """审签 · One step of clearance before a reply, with its evidence."""

    id: int
    unit: str
    kind: str
    on: date
    evidence: str


@attrs.frozen(kw_only=True)
class Reply:
    """答复 · One reply of a unit. `kind` is first, rehandled (after dissatisfaction) or follow_up (二次答复).

    `referred_to` names the superior organ to which a matter beyond the unit's powers was carried (向上反映).
    """

    id: int
    unit: str
    on: date
    result_class: str
    text: str
    round: int = 1
    kind: str = "first"
    document: str = ""
    signed_by: str = ""
    in_person: bool = False
    sent_back_on: date | None = None
    sent_back_reason: str = ""
    referred_to: str = ""


@attrs.frozen(kw_only=True)
class Commitment:
    """承诺事项 · What a reply promises, by when; carried over year by year inside the term."""

    id: int
    unit: str
    reply: int
    text: str
    opened_on: date
    due_on: date | None = None
    state: CommitmentState = CommitmentState.OPEN
    ended_on: date | None = None
    evidence: str = ""
    carried_into: tuple[int, ...] = ()


@attrs.frozen(kw_only=True)
class Rating:
    """评价 · One deputy's rating of a reply round, one level per aspect (parallel tuples of codes)."""

    id: int
    deputy: str
    round: int
    on: date
    aspects: tuple[str, ...]
    levels: tuple[str, ...]
    comment: str = ""
    entered_by: str = ""

    def level_of(self, aspect: str) -> str:
        """The level given to one aspect, or `""`."""
        return dict(zip(self.aspects, self.levels, strict=True)).get(aspect, "")


@attrs.frozen(kw_only=True)
class SupervisionAct:
    """督办 · One typed act of supervision: finding → rectification due → closed."""

    id: int
    method: str
    organ: str
    on: date
    finding: str = ""
    rectify_by: date | None = None
    rectified_on: date | None = None
    rectification: str = ""


@attrs.frozen(kw_only=True)
class Reminder:
    """催办 · A rung of the reminder ladder that was reached, once per file, unit and day."""

    id: int
    rung: str
    unit: str
    on: date


@attrs.frozen(kw_only=True)
class LookBack:
    """回头看 · The answers (yes/no) to the questions of the look-back, by code."""

    id: int
    on: date
    questions: tuple[str, ...]
    answers: tuple[bool, ...]
    note: str = ""


@attrs.frozen(kw_only=True)
class KeyMark:
    """重点督办 · That this file is a key item: who leads, supervises and coordinates, and why it was chosen."""

    on: date
    leader: str
    committee: str
    coordinator: str
    reasons: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Disclosure:
    """公开审查 · The decision on one part of the file: public, partial or withheld with an exemption code."""

    id: str
    decision: str
    on: date
    by: str
    exemption: str = ""
    public_text: str = ""


@attrs.frozen(kw_only=True)
class Override:
    """突破 · A gate opened by a person, with the reason; counted in the figures."""

    id: int
    gate: str
    on: date
    by: str
    reason: str


@attrs.frozen(kw_only=True)
class Correction:
    """更正 · Which recorded texts were corrected, with the reason; the journal keeps what stood there before."""

    id: int
    on: date
    by: str
    fields: tuple[str, ...]
    reason: str


@attrs.frozen(kw_only=True)
class Rehandling:
    """重新办理 · A round of re-handling that was ordered, with its ground."""

    id: int
    on: date
    by: str
    reason: str


def parts(of: type) -> Any:
    """A collection on a file: an ordered tuple of child records, each with an `id`."""
    return attrs.field(default=(), metadata={"parts": of})


@attrs.frozen(kw_only=True)
class Proposal:
    """代表建议 · One deputy's proposal and its file.

    Key: (`congress`, `id`); `number` is the business number, which repeats across terms, so `term` and `session`
    stand beside it. `version` is the count of journal entries. Texts are kept whole, as they were submitted.
    """

    congress: str
    id: str
    version: int = 0
    stage: Stage = Stage.DRAFT
    term: int = 0
    session: int = 0
    year: int = 0
    origin: Origin = Origin.SESSION
    number: str = ""
    title: str = ""
    text: str = ""
    ask: str = ""
    category: str = ""
    lead_deputy: str = ""
    delegation: str = ""
    publish_consent: str = "full"
    urgent: bool = False
    entered_for: str = ""
    source: str = ""
    session_closed_on: date | None = None
    submitted_on: date | None = None
    registered_on: date | None = None
    closed_on: date | None = None
    published_on: date | None = None
    feedback_closed_on: date | None = None
    end_reason: str = ""
    key_problem: str = ""
    merge_group: str = ""
    pin: Pin | None = None
    key: KeyMark | None = None
    settlement: str = ""
    round: int = 1
    co_signers: tuple[CoSigner, ...] = parts(CoSigner)
    screenings: tuple[Screening, ...] = parts(Screening)
    assignments: tuple[Assignment, ...] = parts(Assignment)
    objections: tuple[Objection, ...] = parts(Objection)
    contacts: tuple[Contact, ...] = parts(Contact)
    co_opinions: tuple[CoOpinion, ...] = parts(CoOpinion)
    extensions: tuple[Extension, ...] = parts(Extension)
    pauses: tuple[Pause, ...] = parts(Pause)
    clearances: tuple[Clearance, ...] = parts(Clearance)
    replies: tuple[Reply, ...] = parts(Reply)
    commitments: tuple[Commitment, ...] = parts(Commitment)
    ratings: tuple[Rating, ...] = parts(Rating)
    supervision: tuple[SupervisionAct, ...] = parts(SupervisionAct)
    reminders: tuple[Reminder, ...] = parts(Reminder)
    look_backs: tuple[LookBack, ...] = parts(LookBack)
    disclosures: tuple[Disclosure, ...] = parts(Disclosure)
    overrides: tuple[Override, ...] = parts(Override)
    rehandlings: tuple[Rehandling, ...] = parts(Rehandling)
    corrections: tuple[Correction, ...] = parts(Correction)

    @property
    def label(self) -> str:
        """The number that people say, or the id while there is none."""
        return self.number or self.id

    @property
    def current(self) -> tuple[Assignment, ...]:
        """The assignments in force: pending or signed."""
        return tuple([a for a in self.assignments if a.state in _IN_FORCE])

    @property
    def lead(self) -> Assignment | None:
        """The assignment that owes the reply: lead, sole, or the first of several separate ones."""
        for held in self.assignments:  # asked of every file in every deadline check: no tuple in between
            if held.mode is not Mode.CO and held.state in _IN_FORCE:
                return held
        return None

    @property
    def repliers(self) -> tuple[Assignment, ...]:
        """All assignments in force that owe a reply of their own (lead, sole, each separate one)."""
        return tuple(a for a in self.current if a.mode is not Mode.CO)

    @property
    def co_handlers(self) -> tuple[Assignment, ...]:
        """The co-handling assignments in force."""
        return tuple(a for a in self.current if a.mode is Mode.CO)

    @property
    def first_reply(self) -> Reply | None:
        """The reply that was issued first and not sent back; its class is kept for ever."""
        return next((r for r in self.replies if r.sent_back_on is None), None)

    @property
    def last_reply(self) -> Reply | None:
        """The latest reply that was not sent back."""
        return next((r for r in reversed(self.replies) if r.sent_back_on is None), None)

    @property
    def open_commitments(self) -> tuple[Commitment, ...]:
        """The commitments neither fulfilled nor explained."""
        return tuple(c for c in self.commitments if c.state is CommitmentState.OPEN)

    @property
    def signers(self) -> tuple[str, ...]:
        """Lead deputy and confirmed co-signers: to whom replies go."""
        return (self.lead_deputy, *(c.id for c in self.co_signers if c.confirmed_on and not c.declined))


def next_id(collection: tuple[Any, ...]) -> int:
    """The id of the next child record in a collection (1, 2, 3 …; never reused)."""
    return collection[-1].id + 1 if collection else 1
