"""评价、滚动与公开 · The machine's rules for evaluating, rolling and publishing: one an act."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from proposal_core.lifecycle import Stage
from proposal_core.people import Actor
from proposal_core.testing.loop import model
from proposal_core.testing.loop.draws import (
    ABOUT,
    CODE,
    LEVEL,
    PICK,
    WHO,
    Rules,
    possible,
    there_is,
)
from proposal_core.testing.loop.driver import (
    CLERK,
    DEPUTIES,
    GOVERNMENT,
)


class RulesAfter(Rules):
    """评价、滚动与公开 · From the rating to the published file."""

    # -- 评价 evaluate ---------------------------------------------------------------------------------------------------

    @possible("rate")
    @rule(n=PICK, m=PICK, level=LEVEL, who=WHO)
    def rate(self, n: int, m: int, level: str, who: Actor | None) -> None:
        file = self.pick("rate", n)
        names = [*self.loop.raters(file), "d4"] if m < 11 else list(DEPUTIES)
        self.loop.rate(file, names[m % len(names)], level, who)

    @possible("close_feedback")
    @rule(n=PICK, who=WHO)
    def close_feedback(self, n: int, who: Actor | None) -> None:
        self.loop.close_feedback(self.pick("close_feedback", n), who)

    @possible("give_co_opinion", "close_feedback")
    @rule(n=PICK, late=ABOUT)
    def close_feedback_about_the_last_day(self, n: int, late: int) -> None:
        coming = [f for f in self.loop.files if f["facts"]["stage"] in (Stage.HANDLING, Stage.REPLIED)]
        file = coming[n % len(coming)]
        if file["facts"]["stage"] == Stage.HANDLING:
            self.loop.next_step(file)
        last = self.loop.feedback_due(file)
        if file["facts"]["stage"] == Stage.REPLIED and last and last > self.loop.today:
            self.loop.today = last + timedelta(days=late)
            self.loop.close_feedback(file)

    @possible("rehandle")
    @rule(n=PICK, who=WHO)
    def rehandle(self, n: int, who: Actor | None) -> None:
        self.loop.rehandle(self.pick("rehandle", n), who)

    @possible("settle")
    @rule(n=PICK, who=WHO)
    def settle(self, n: int, who: Actor | None) -> None:
        self.loop.said(self.pick("settle", n), "settle", "outcome", who)

    @possible("close")
    @rule(n=PICK, who=WHO)
    def close(self, n: int, who: Actor | None) -> None:
        self.loop.close(self.pick("close", n), who)

    # -- 滚动 roll -------------------------------------------------------------------------------------------------------

    @possible("commit")
    @rule(n=PICK, u=PICK, days=st.sampled_from([-1, 0, 90, None]), who=WHO)
    def commit(self, n: int, u: int, days: int | None, who: Actor | None) -> None:
        file = self.pick("commit", n)
        due = None if days is None else self.loop.today + timedelta(days=days)
        self.loop.commit(file, self.unit(file, u), due, who)

    @possible("fulfil")
    @there_is("commitments")
    @rule(n=PICK, number=st.integers(1, 2), explained=st.booleans(), who=WHO)
    def end_commitment(self, n: int, number: int, explained: bool, who: Actor | None) -> None:
        self.loop.end_commitment(self.pick("fulfil", n, "commitments"), number, explained, who)

    @rule(who=st.sampled_from([CLERK, CLERK, GOVERNMENT]))
    def carry_over(self, who: Actor) -> None:
        self.loop.carry_over(who)

    @possible("follow_up_reply")
    @rule(n=PICK, u=PICK, code=CODE, who=WHO, public=st.booleans())
    def follow_up_reply(self, n: int, u: int, code: str, who: Actor | None, public: bool) -> None:
        file = self.pick("follow_up_reply", n)
        if public:
            self.loop.review(file, dict.fromkeys(model.PUBLISHED_PARTS, "public"))
            self.loop.publish(file)
            self.loop.today += timedelta(days=1)
        self.loop.follow_up_reply(file, self.unit(file, u), code, who)

    # -- 公开 publish ----------------------------------------------------------------------------------------------------

    @possible("review_disclosure")
    @rule(n=PICK, who=WHO, how=st.dictionaries(
        st.sampled_from(model.PUBLISHED_PARTS), st.sampled_from(["public", "public", "partial", "withheld"]), min_size=1))  # fmt: skip
    def review(self, n: int, who: Actor | None, how: dict[str, str]) -> None:
        self.loop.review(self.pick("review_disclosure", n), how, who)

    @possible("publish")
    @rule(n=PICK, who=WHO, rest=st.sampled_from(["", "public", "withheld"]))
    def publish(self, n: int, who: Actor | None, rest: str) -> None:
        file = self.pick("publish", n)
        left = model.unreviewed(file["facts"], [part.code for part in self.loop.terms.publishing.parts])
        if rest and left:
            self.loop.review(file, dict.fromkeys(left, rest) | ({"title": "public"} if "title" in left else {}))
        self.loop.publish(file, who)

    @possible("unpublish")
    @rule(n=PICK, who=WHO)
    def unpublish(self, n: int, who: Actor | None) -> None:
        self.loop.unpublish(self.pick("unpublish", n), who)
