"""存储承诺 · The promises of `proposal_core.storage`, by subject; `conformance.StoreConformance` is all of them."""
