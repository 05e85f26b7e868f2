"""检验工具 · The kit for testers (extra `testing`): is *this* rulebook, *this* store true to the loop?

- `strategies`: Hypothesis strategies for every record, people, days, calendars, rulebooks and whole journals;
- `conformance.StoreConformance`: subclass it, give `make_store()`, and the promises of `storage` are tested;
- `machine.ClosedLoopMachine`: any acts by anybody on any days, against a plain model; `machine.run_loop` runs it;
- `suite.run`: runs a suite without pytest and counts what ran, what was left out and what failed.

Each is a module to import by name; nothing is imported here, so that a tester loads only what is used.
"""
