"""时限 · Every clock of the loop: when it starts, how long it runs, what moves it, and the sentence that explains it.

A deadline is derived on every read from facts and terms and explains itself (`Deadline`): the start fact, the
parameter and its article in this rulebook, the reckoning with each skipped day, and what moved it since. The functions
that end in `_day` give the bare day for many files; the explanation is built only on request.

Chosen where the texts are silent (and written down here once):
- a fixed day of a notice replaces the ordinary period (not that of urgent proposals), but never runs beyond the
  longest period; being a named day, it stays where it is on a rest day;
- extensions name a day, at most the longest period from the original start, because months do not add up;
- a pause moves the due day of the reply by the natural days for which its clock stood still, in the order of events;
  an end that then falls on a rest day runs on; while a pause is open, the clock stands still. An extension granted
  meanwhile names its day in knowledge of the days so far; only those that follow move it. The other clocks run on (a
  co-opinion that is set so long before the reply follows the reply);
- a re-assignment restarts the clock or keeps the first start with its pauses, as the rulebook says (`clock_from`). A
  clock that starts with the close of the session starts so for the first distribution only;
- an extension is the unit's, and stays with it when the unit is assigned again.

Not formalised: the hour of a day at which something counts as assigned.
"""

from __future__ import annotations

from proposal_core.clocks.co_opinion import co_opinion_due, co_opinion_due_day
from proposal_core.clocks.deadline import Deadline, Moved, last_day
from proposal_core.clocks.listing import deadlines
from proposal_core.clocks.reply import (
    Shift,
    clock_start,
    fixed_reply_day,
    longest_reply_day,
    moves,
    reply_due,
    reply_due_day,
    reply_period,
)
from proposal_core.clocks.steps import (
    cosign_due,
    feedback_due,
    first_contact_due,
    inter_session_due,
    objection_due,
    publication_due,
    reassign_due,
    rectify_due,
    rehandle_due,
    return_due,
    sign_due,
)

__all__ = [
    "Deadline", "Moved", "Shift", "clock_start", "co_opinion_due", "co_opinion_due_day", "cosign_due", "deadlines",
    "feedback_due", "first_contact_due", "fixed_reply_day", "inter_session_due", "last_day", "longest_reply_day", "moves",
    "objection_due", "publication_due", "reassign_due", "rectify_due", "rehandle_due", "reply_due", "reply_due_day",
    "reply_period", "return_due", "sign_due",
]  # fmt: skip
