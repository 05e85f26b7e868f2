"""相似建议 · Which proposals are worth reading side by side, and why: the shortlist before merging (合并办理).

Similarity *proposes*, it never merges: `Index.query` and `pairs` return candidates with the phrases they share, the
places, amounts, numbers or objects in which they differ, and a reading that is a hint for a clerk. To merge is an
act of a person, recorded elsewhere, and lowers no number of replies.

How it finds: an inverted index over pairs of characters of the titles' cores and over the beginnings of the bodies'
sentences. No pair of characters is dropped for being common. What is bounded is the work of one query (`budget`
entries of the index): it reads the rarest first and stops when the budget is used up, so that what goes unread in a
large collection are only the commonest, and what was found is then compared in full.

How good it is. 230 labelled real pairs (64 same matter, 97 the same request elsewhere or for another object, 69
unlike; councils' records in traditional characters). The four deductions were chosen on four fifths of the pairs and
used on the remaining fifth, pairs linked by a common text or title kept together, ten cuts, mean figures:
average precision .88; recall of *same* at precision .8: .77, at .9: .73; with the threshold also chosen on the four
fifths: precision .88, recall .73, F1 .80. For comparison, on the same pairs: containment of raw title bigrams .74 and
.59, .50; TF-IDF over segmented words .79 and .64, .56; the cores without deductions .81 and .66, .61. The shipped
deductions lie on a plateau (between 100 and 250 each, average precision moves by .01). What the cuts do not show:
the word lists and patterns were written while looking at these pairs, so expect somewhat less elsewhere; one reader
labelled them, most *same* pairs are one author's resubmissions, and recall is over pairs chosen by likeness.
Of pairs read *likely_same* 46 of 56 are; of those read *related* 3 of 65 are the same after all.

How quick it is (CPU time, one core, made-up texts with bodies of some 150 characters): a query against 10,000 texts
2 ms (95 %: 5 ms), against 100,000 10 ms; all pairs of 10,000 texts 4 s, of 100,000 60 s and 190 MB. Against the real
texts at hand (5,500) a query takes about 1 ms. Where the budget binds, a batch keeps for 99 % of the texts with a
partner one as good as the exact search finds. Busy machines double these. `benchmarks/similarity.py` prints anew.

Tried and left out: weighting by rarity (no gain once the usual words are cut; without it a score does not depend on
what else is in the index), a deduction for unlike bodies (a gain on this data, but two deputies who write about one
matter write different bodies), who proposed it and in which session (an accident of how the data was drawn).

**Not formalised:** whether two proposals are to be merged. People also merge for reasons that are not in the words
(three of 64 pairs here share hardly a word); no score sees these.
"""

from __future__ import annotations

from proposal_core.similarity.batch import Pair, pairs
from proposal_core.similarity.compare import WEIGHTS, Difference, Likeness, Reading, Text, Weights
from proposal_core.similarity.index import Candidate, Index, likeness

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
