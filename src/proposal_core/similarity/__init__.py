"""相似建议 · Which proposals are worth reading side by side, and why: the shortlist before merging (合并办理).

Similarity *proposes*, it never merges: `Index.query` and `pairs` return candidates with the phrases they share, the
places, amounts, numbers or objects in which they differ, and a reading that is a hint for a clerk. To merge is an
act of a person, recorded elsewhere, and lowers no number of replies.

How it finds: an inverted index over pairs of characters of the titles' cores, rarest first, and over the beginnings
of the bodies' sentences. No pair is dropped for being common. What is bounded is the work of one query (`budget`
entries of the index): a query reads the rare pairs of characters first and stops when the budget is used up, so that
only texts which share nothing but the commonest words are passed over, and only in large collections.

How good it is – see `benchmarks/similarity.py`, which prints these figures anew:
VALIDATION

Tried and left out: weighting by rarity (no gain once the usual words are cut; without it a score does not depend on
what else is in the index), a deduction for unlike bodies (a gain on this data, but two deputies who write about one
matter write different bodies), who proposed it and in which session (an accident of how the data was drawn).

**Not formalised:** whether two proposals are to be merged. People also merge for reasons that are not in the words
(three of 64 pairs here share hardly a word); no score sees these.
"""

from __future__ import annotations

from proposal_core.similarity.batch import pairs
from proposal_core.similarity.compare import WEIGHTS, Difference, Likeness, Reading, Weights
from proposal_core.similarity.index import Index
from proposal_core.similarity.texts import Candidate, Pair, Text, likeness

__all__ = [
    "WEIGHTS",
    "Candidate",
    "Difference",
    "Index",
    "Likeness",
    "Pair",
    "Reading",
    "Text",
    "Weights",
    "likeness",
    "pairs",
]
