"""代表建议 · Deputies' proposals as one closed loop: raise, assign, handle, supervise, evaluate, publish.

The table of contents: every name below may be imported from here, and is loaded from its room when it is first asked
for, so that importing the library costs nothing. What has an extra of its own is imported by its room's name:
`proposal_core.stores.sql`, `proposal_core.testing`, and likewise `proposal_core.similarity`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the same names once more for type checkers and editors, which do not run `__getattr__`
    from proposal_core.assigning import Task as Task
    from proposal_core.casework import Casework as Casework
    from proposal_core.clocks import Deadline as Deadline
    from proposal_core.congress_year import CongressYear as CongressYear
    from proposal_core.errors import BadValue as BadValue
    from proposal_core.errors import ContactsMissing as ContactsMissing
    from proposal_core.errors import CoOpinionsMissing as CoOpinionsMissing
    from proposal_core.errors import Finding as Finding
    from proposal_core.errors import FormRefused as FormRefused
    from proposal_core.errors import ImportRefused as ImportRefused
    from proposal_core.errors import JournalBroken as JournalBroken
    from proposal_core.errors import NotAllowed as NotAllowed
    from proposal_core.errors import NotFound as NotFound
    from proposal_core.errors import NotReady as NotReady
    from proposal_core.errors import ProposalError as ProposalError
    from proposal_core.errors import QuotaBroken as QuotaBroken
    from proposal_core.errors import RulebookRefused as RulebookRefused
    from proposal_core.errors import Stale as Stale
    from proposal_core.errors import StoreUnavailable as StoreUnavailable
    from proposal_core.errors import TooLate as TooLate
    from proposal_core.errors import Words as Words
    from proposal_core.errors import WrongStage as WrongStage
    from proposal_core.journal import Entry as Entry
    from proposal_core.journal import Key as Key
    from proposal_core.journal import Step as Step
    from proposal_core.journal import replay as replay
    from proposal_core.key_items import Selection as Selection
    from proposal_core.law import Article as Article
    from proposal_core.law import Instrument as Instrument
    from proposal_core.law import rule as rule
    from proposal_core.lifecycle import Stage as Stage
    from proposal_core.metrics import Context as Context
    from proposal_core.metrics import Figure as Figure
    from proposal_core.metrics import figures as figures
    from proposal_core.people import Actor as Actor
    from proposal_core.people import Deputy as Deputy
    from proposal_core.people import Organ as Organ
    from proposal_core.people import OrganKind as OrganKind
    from proposal_core.people import Role as Role
    from proposal_core.people import Roster as Roster
    from proposal_core.people import Unit as Unit
    from proposal_core.people import UnitKind as UnitKind
    from proposal_core.proposal import Mode as Mode
    from proposal_core.proposal import Origin as Origin
    from proposal_core.proposal import Proposal as Proposal
    from proposal_core.publishing import Review as Review
    from proposal_core.rulebook import Rulebook as Rulebook
    from proposal_core.rulebook import Version as Version
    from proposal_core.rulebook import builtin_ids as builtin_ids
    from proposal_core.rulebook import load as load
    from proposal_core.rulebook import loads as loads
    from proposal_core.scoring import Score as Score
    from proposal_core.scoring import score as score
    from proposal_core.storage import Reading as Reading
    from proposal_core.storage import Store as Store
    from proposal_core.storage import Where as Where
    from proposal_core.storage import Work as Work
    from proposal_core.stores.memory import MemoryStore as MemoryStore
    from proposal_core.supervising import Duty as Duty
    from proposal_core.supervising import Standing as Standing
    from proposal_core.terms import Terms as Terms
    from proposal_core.visibility import PublicItem as PublicItem
    from proposal_core.visibility import may_open as may_open
    from proposal_core.visibility import public_item as public_item
    from proposal_core.workdays import MonthDay as MonthDay
    from proposal_core.workdays import Period as Period
    from proposal_core.workdays import WorkCalendar as WorkCalendar
    from proposal_core.workdays import due_day as due_day
    from proposal_core.workdays import load_calendar as load_calendar
    from proposal_core.workdays import national_calendar as national_calendar
    from proposal_core.workdays import reckon as reckon

_ROOMS = {
    "Actor": "people",
    "Article": "law",
    "BadValue": "errors",
    "Casework": "casework",
    "CoOpinionsMissing": "errors",
    "CongressYear": "congress_year",
    "ContactsMissing": "errors",
    "Context": "metrics",
    "Deadline": "clocks",
    "Deputy": "people",
    "Duty": "supervising",
    "Entry": "journal",
    "Figure": "metrics",
    "Finding": "errors",
    "FormRefused": "errors",
    "ImportRefused": "errors",
    "Instrument": "law",
    "JournalBroken": "errors",
    "Key": "journal",
    "MemoryStore": "stores.memory",
    "Mode": "proposal",
    "MonthDay": "workdays",
    "NotAllowed": "errors",
    "NotFound": "errors",
    "NotReady": "errors",
    "Organ": "people",
    "OrganKind": "people",
    "Origin": "proposal",
    "Period": "workdays",
    "Proposal": "proposal",
    "ProposalError": "errors",
    "PublicItem": "visibility",
    "QuotaBroken": "errors",
    "Reading": "storage",
    "Review": "publishing",
    "Role": "people",
    "Roster": "people",
    "Rulebook": "rulebook",
    "RulebookRefused": "errors",
    "Score": "scoring",
    "Selection": "key_items",
    "Stage": "lifecycle",
    "Stale": "errors",
    "Standing": "supervising",
    "Step": "journal",
    "Store": "storage",
    "StoreUnavailable": "errors",
    "Task": "assigning",
    "Terms": "terms",
    "TooLate": "errors",
    "Unit": "people",
    "UnitKind": "people",
    "Version": "rulebook",
    "Where": "storage",
    "Words": "errors",
    "Work": "storage",
    "WorkCalendar": "workdays",
    "WrongStage": "errors",
    "builtin_ids": "rulebook",
    "due_day": "workdays",
    "figures": "metrics",
    "load": "rulebook",
    "load_calendar": "workdays",
    "loads": "rulebook",
    "may_open": "visibility",
    "national_calendar": "workdays",
    "public_item": "visibility",
    "reckon": "workdays",
    "replay": "journal",
    "rule": "law",
    "score": "scoring",
}
"""The public names, sorted, each with its room."""
__all__ = list(_ROOMS)


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
    globals()[name] = found  # asked for once
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_ROOMS})
