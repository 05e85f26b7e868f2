"""文档 · What the pages take from the code is what the code says now, and nothing is left out."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import get_type_hints
from xml.etree import ElementTree

import attrs
import click
import pytest

from proposal_core import errors
from proposal_core.law import RULES
from proposal_core.lifecycle import ACTS, STAGE_WORDS
from proposal_core.rulebook import builtin_ids, loads
from proposal_core.terms import Terms
from proposal_service.cli import cli
from proposal_service.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"


def words_of(name: str) -> str:
    """The text of a page."""
    return (DOCS / name).read_text("utf-8")


def commands(group: click.Group = cli, path: str = "proposals") -> Iterator[tuple[str, click.Command]]:
    """Every command that can be typed."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def test_generated_parts_are_what_the_tool_writes_now() -> None:
    """The picture, the tables and the examples on the committed pages are those of the code as it stands."""
    tool = ROOT / "tools" / "make_docs.py"
    command = [sys.executable, "-X", "utf8", str(tool), "--check"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (0, "", "") == (done.returncode, done.stdout, done.stderr), "run: python tools/make_docs.py"


def test_the_picture_names_every_stage_and_every_act() -> None:
    """Nothing of the machine is missing from the picture, in Chinese."""
    picture = ElementTree.fromstring(words_of("loop.svg"))
    shown = [node.text or "" for node in picture.iter("{http://www.w3.org/2000/svg}text")]
    plain, halves = " ".join(shown), "".join(shown)
    assert [] == [words.zh for words in STAGE_WORDS.values() if words.zh not in shown]
    assert [] == [act.words.zh for act in ACTS.values() if act.words.zh not in plain and act.words.zh not in halves]


def test_the_picture_needs_nothing_from_outside() -> None:
    """The picture shows the same without a network: no script, no link, no font file."""
    assert [] == re.findall(r"(?i)<script|href=|url\(\s*[\"']?(?!#)", words_of("loop.svg"))


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=[name for name, _ in commands()])
def test_every_command_and_option_is_documented(name: str, command: click.Command) -> None:
    """A command has its heading on the page, and under it every name of every option."""
    section = words_of("cli.md").partition(f"## {name}\n")[2].partition("\n## ")[0]
    names = [opt for option in command.params if isinstance(option, click.Option) for opt in option.opts]
    assert section
    assert [] == [opt for opt in names if opt not in section]


def test_every_setting_is_documented() -> None:
    """Whoever runs the service finds each setting with its environment variable."""
    page = words_of("service.md")
    assert [] == [f.name for f in attrs.fields(Settings) if f"`{PREFIX}{f.name.upper()}`" not in page]


def test_every_rule_is_documented() -> None:
    """Every registered rule stands on the page of rules."""
    page = words_of("rules.md")
    assert [] == [name for name in RULES if f"`{name.rpartition('.')[2]}`" not in page]


def test_every_parameter_is_documented() -> None:
    """A congress finds every value that it may set, and every built-in rulebook."""
    page, kinds = words_of("rulebooks.md"), get_type_hints(Terms)
    for chapter in attrs.fields(Terms):
        section = page.partition(f"### `[{chapter.name}]`")[2].partition("\n### ")[0]
        fields = attrs.fields(kinds[chapter.name])
        assert [] == [field.name for field in fields if f"| `{field.name}` |" not in section]
    assert [] == [name for name in builtin_ids() if f"| `{name}` |" not in page]


def test_the_rulebook_that_is_shown_loads() -> None:
    """The file that a congress copies from the page is a good one, and its amendment is in force from its day."""
    (shown,) = re.findall(r"^```toml\n(.*?)^```$", words_of("rulebooks.md"), re.MULTILINE | re.DOTALL)
    days = [version.effective_from for version in loads(shown).versions]
    assert [date(2024, 1, 1), date(2025, 7, 1)] == [days[0], days[-1]]


def test_every_refusal_is_documented() -> None:
    """Every code that a program may meet stands on the page of refusals."""
    kinds = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.ProposalError)
    ]
    assert [] == [kind.code for kind in kinds if f"`{kind.code}`" not in words_of("errors.md")]


def test_both_readmes_tell_the_same() -> None:
    """The Chinese README shows the same blocks of code and links the same pages as the English one."""
    english, chinese = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh-CN.md"))
    blocks = re.compile(r"^```\w*\n.*?^```$", re.MULTILINE | re.DOTALL)
    assert blocks.findall(english) == blocks.findall(chinese)
    links = re.compile(r"\]\(((?!README)[^)]+)\)")
    assert sorted(set(links.findall(english))) == sorted(set(links.findall(chinese)))


def test_links_between_files_lead_somewhere() -> None:
    """A link to a file of the repository finds it."""
    broken = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]
        for link in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text("utf-8"))
        if "_build" not in page.parts and not (page.parent / link).exists()
    ]
    assert [] == broken
