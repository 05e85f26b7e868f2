"""各环节 · Every act of the loop on the driver: proper people by default, what the model allows, what it learns.

Each method tries one act on one file and, when it was accepted, writes the consequence into the plain model. `by`
puts somebody else in the place of the person who ought to act. `next_step()` is the ordinary way through the loop."""

from __future__ import annotations

from datetime import timedelta

from proposal_core.testing.loop import model
from proposal_core.testing.loop.acts_after import ActsAfter
from proposal_core.testing.loop.acts_before import ActsBefore
from proposal_core.testing.loop.acts_handling import ActsOfHandling
from proposal_core.testing.loop.driver import UNITS
from proposal_core.testing.loop.model import Facts


class Loop(ActsBefore, ActsOfHandling, ActsAfter):
    """闭环 · The acts of every chapter, and the ordinary way through them."""

    # -- the ordinary way ----------------------------------------------------------------------------------------------

    def next_step(self, file: Facts, level: str = "satisfied") -> None:
        """Take a file one ordinary step further through the loop, by the proper people."""
        steps = {
            "draft": self._to_submitted, "revising": self._to_submitted, "submitted": self._to_accepted,
            "accepted": self.register, "registered": self._to_assigned, "assigned": self._to_signed,
            "handling": self._to_replied, "evaluated": self._to_closed,
        }  # fmt: skip
        stage = file["facts"]["stage"]
        if stage == "replied":
            if not file["facts"]["commitments"]:
                self.commit(file, model.standing(file["facts"])[-1]["unit"], self.today + timedelta(days=90))
            for name in self.raters(file):
                self.rate(file, name, level)
        elif stage in steps:
            steps[stage](file)

    def _to_submitted(self, file: Facts) -> None:
        if not file["facts"]["title"]:
            self.edit(file)
        self.submit(file)

    def _to_accepted(self, file: Facts) -> None:
        for name, answer in file["facts"]["signers"]:
            if answer == "asked":
                self.co_sign(file, name, declined=False)
        for stage in self.terms.raising.screening_stages:
            self.screen(file, stage.code)
        self.accept(file)

    def _to_assigned(self, file: Facts) -> None:
        first, second, _ = UNITS
        ways = {
            "lead_co": [(first, "lead"), (second, "co")],
            "sole": [(first, "sole")],
            "separate": [(first, "separate"), (second, "separate")],
            "multi_lead": [(first, "lead"), (second, "lead")],
        }
        self.assign(file, next(ways[mode] for mode in ways if mode in self.terms.assigning.modes))

    def _to_signed(self, file: Facts) -> None:
        for unit in model.in_force(file["facts"]):
            if unit["state"] == "pending":
                self.sign(file, unit["unit"])

    def _to_replied(self, file: Facts) -> None:
        for unit in model.owed(file["facts"]):
            for phase in ("before", "during", "after"):
                self.contact(file, unit, phase, met=True)
        for held in model.in_force(file["facts"]):
            if held["mode"] == "co" and held["state"] == "signed":
                self.give_co_opinion(file, held["unit"])
        for unit in model.owed(file["facts"]):
            self.reply(file, unit, "B")

    def _to_closed(self, file: Facts) -> None:
        if self._must_rehandle(file):
            self.rehandle(file)
            return
        if not file["facts"]["settled"]:
            self.said(file, "settle", "outcome")
        self.close(file)
