"""规则手册 · Rulebooks: dated terms as data, overlaid on a parent, read from TOML by one strict loader.

Every value stands with its article; what a file does not set it inherits, with the article of whoever set it. All
findings of a file are told at once, each with file, line, key, reason and an example of a right value; nothing is
loaded in part. The content is hashed, and files pin the hash of the version they are handled under.

    parent = "zhejiang-2016"                           # a built-in id, or a TOML file beside this one
    [[instruments]]                                    # a source of this congress, for the articles of this file
    tag = "XC24"
    zh = "某县办理办法"
    en = "Measures of the county"
    [handling]
    article = "ZJ16"                                   # the article of plain values in this chapter
    reply_within = { value = "P3M", article = "L25 51" }
    co_opinion_within = "P2M"
    urgent_within = { absent = true, article = "SEED", note = "the text is silent" }
    [[amendment]]                                      # from that day single keys are different
    effective_from = 2025-01-01
    [amendment.handling]
    co_opinion_within = { value = "P1M", article = "XC24 7" }

Not formalised: the text of the regulations themselves; an article is cited, not quoted.
"""

from __future__ import annotations

from proposal_core.rulebook.loading import builtin_ids, load, loads, starter
from proposal_core.rulebook.queries import Difference, Row, describe, differences
from proposal_core.rulebook.records import Provision, Rulebook, Version, digest_of
from proposal_core.rulebook.schema import json_schema
from proposal_core.rulebook.text import BIGGEST
from proposal_core.vocabulary import LEVELS

__all__ = [
    "BIGGEST", "LEVELS", "Difference", "Provision", "Row", "Rulebook", "Version", "builtin_ids", "describe",
    "differences", "digest_of", "json_schema", "load", "loads", "starter",
]  # fmt: skip
