"""存储实现 · Stores that keep the contract of `proposal_core.storage`: `memory` and `sql`, blind to each other."""
