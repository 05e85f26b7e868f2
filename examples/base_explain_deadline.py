"""为什么上周五到期 · Why an answer was due last Friday: a due day that says how it came about.

The rule is three calendar months from assignment; the third month ended inside the National Day holiday of 2021, so
the period ran on to the first working day after it, a Friday. Run it: `python examples/base_explain_deadline.py`.
"""

from __future__ import annotations

from datetime import date

from proposal_core.clocks import reply_due
from proposal_core.lifecycle import Stage
from proposal_core.proposal import Assignment, Extension, Mode, Proposal
from proposal_core.rulebook import load
from proposal_core.supervising import STANDING_WORDS, duties
from proposal_core.workdays import national_calendar

MONDAY = date(2021, 10, 11)
FRIDAY = date(2021, 10, 8)


def main() -> None:
    """Ask on Monday; be told about Friday; then see what an extension changes."""
    terms, calendar = load("shaoxing").terms_on(MONDAY), national_calendar()
    transport = Assignment(id=1, unit="transport", mode=Mode.SOLE, assigned_on=date(2021, 7, 2))
    proposal = Proposal(congress="example", id="1", stage=Stage.HANDLING, assignments=(transport,))

    deadline = reply_due(proposal, transport, terms, calendar)
    print(deadline.sentence("zh"))
    print(deadline.sentence("en"))
    print(f"依据:{deadline.article.cite('zh')}")
    assert FRIDAY == deadline.due
    assert not deadline.provisional

    reckoning = deadline.reckoning
    assert reckoning is not None and date(2021, 10, 2) == reckoning.nominal_end
    assert 6 == len(reckoning.carried)  # 2 to 7 October, each with its own reason
    print("、".join(f"{rest.day:%m-%d} {rest.reason.zh}" for rest in reckoning.carried))

    (duty,) = duties(proposal, MONDAY, terms, calendar)
    print(f"{MONDAY}: {STANDING_WORDS[duty.standing]}, {duty.days_left} working days")
    assert -2 == duty.days_left  # Saturday the 9th was a make-up working day, so Monday is the second day late

    consent = Extension(
        id=1, unit="transport", until=date(2021, 11, 1), on=date(2021, 9, 28), consent_by="office", reason="涉及多部门"
    )
    extended = Proposal(
        congress="example", id="1", stage=Stage.HANDLING, assignments=(transport,), extensions=(consent,)
    )
    print(reply_due(extended, transport, terms, calendar).sentence("en"))
    assert date(2021, 11, 1) == reply_due(extended, transport, terms, calendar).due


if __name__ == "__main__":
    main()
