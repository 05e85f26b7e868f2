"""自己的规则手册 · A city's own rulebook: a few lines over a built-in one, from text or from a file.

What the overlay does not set it inherits, each value with the article of whoever set it. A faulty file is refused
whole, with every finding. Run it: `python examples/base_own_rulebook.py`.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from proposal_core.errors import RulebookRefused
from proposal_core.rulebook import load, loads
from proposal_core.workdays import Period, due_day, national_calendar

OUR_CITY = """\
id = "our-city"
title = { zh = "示例市代表建议办理规则", en = "Rules of an example city" }
level = "city"
parent = "shaoxing"
effective_from = 2024-01-01

[handling]
article = "CHOSEN"
reply_within = "P2M"
co_opinion_within = { value = "30d", note = "so that the lead has a month left" }

[key_items]
article = "CHOSEN"
per_committee_max = 6
"""

FAULTY = OUR_CITY.replace('"P2M"', '"2 months"').replace("per_committee_max", "per_comittee_max")


def main() -> None:
    """Load it both ways, see what is ours and what is inherited, and see a faulty one refused."""
    rulebook = loads(OUR_CITY, "our-city.toml")
    version = rulebook.on(date(2024, 3, 1))
    for key in ("handling.reply_within", "handling.contact_phases", "key_items.share"):
        chapter, name = key.split(".")
        value, source = getattr(getattr(version.terms, chapter), name), version.provisions[key]
        print(f"{key} = {value} [{source.article}, set by {source.set_by}]")
    assert Period(2, "month") == version.terms.handling.reply_within
    assert "our-city" == version.provisions["handling.reply_within"].set_by
    assert "shaoxing" == version.provisions["handling.contact_phases"].set_by

    day, calendar = date(2024, 3, 1), national_calendar()
    ours = due_day(day, version.terms.handling.reply_within, calendar)
    theirs = due_day(day, load("shaoxing").terms_on(day).handling.reply_within, calendar)
    print(f"assigned {day}: due {ours} here, {theirs} under the parent")

    with TemporaryDirectory() as folder:
        path = Path(folder, "our-city.toml")
        path.write_text(OUR_CITY, encoding="utf-8")
        assert version.digest == load(path).versions[0].digest  # files pin this hash when they are assigned

    try:
        loads(FAULTY, "our-city.toml")
    except RulebookRefused as refusal:
        print(refusal)
        assert 2 == len(refusal.findings)
    else:
        raise AssertionError("a faulty rulebook was taken")


if __name__ == "__main__":
    main()
