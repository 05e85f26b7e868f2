"""生成文档 · Writes what the pages take from the code: tables, commands, examples, and the picture of the loop.

    python tools/make_docs.py            write
    python tools/make_docs.py --check    say what is not as it would be written; changes nothing

A page is written by hand; between `<!-- generated: NAME -->` and `<!-- end -->` stands what the function of that name
here gives (`NAME ARGUMENT` hands it a word). The generated text is committed, so that the pages can be read anywhere
and build without the service; a test runs the check.
"""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs
import click

from proposal_core import errors, rulebook
from proposal_core.law import INSTRUMENTS, RULES, Rule
from proposal_core.lifecycle import ACTS, BIRTH, DESK_ACTS, PHASES, STAGE_WORDS, Act, Stage, acts_from
from proposal_core.people import ROLE_WORDS
from proposal_core.terms import Terms
from proposal_core.values import written
from proposal_service.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[1]
PAGES = [*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "README.zh-CN.md"]
PICTURE = ROOT / "docs" / "loop.svg"
draw_loop, parameters_read = import_module("draw_loop"), import_module("parameters_read")  # beside this file
PART = re.compile(r"(<!-- generated: ([\w-]+)(?: (\S+))? -->\n).*?(<!-- end -->)", re.DOTALL)
CHAPTERS = (
    *("workdays", "raising", "assigning", "handling", "supervising", "key_items", "rolling"),
    *("evaluating", "publishing", "visibility", "metrics", "scoring", "honours", "notices"),
)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [" | ".join(heads), " | ".join("---" for _ in heads), *(" | ".join(map(_cell, row)) for row in rows)]
    return "".join(f"| {line} |\n" for line in lines)


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ")


def both(words: errors.Words) -> str:
    """Chinese and English, one under the other."""
    return f"{words.zh}<br>{words.en}"


# -- the loop -----------------------------------------------------------------------------------------------------


def acts(_: str) -> str:
    """Every act by phase: from which stages, to which, who may do it, and the article."""
    parts = []
    for phase, words in PHASES.items():
        rows = [_act_row(act) for act in ACTS.values() if act.phase == phase]
        parts.append(f"### {words.zh} {words.en}\n\n{table(_ACT_HEADS, rows)}")
    return "\n".join(parts)


_ACT_HEADS = ("动作 Act", "环节 From", "到 To", "可由 Who may", "依据 Source")


def _act_row(act: Act) -> Sequence[str]:
    stages = "任何环节 any" if set(act.sources) == set(Stage) else "、".join(map(_stage, act.sources))
    to = "、".join(map(_stage, act.to)) or "不变 stays"
    return f"{act.words.zh}<br>`{act.name}`", stages, to, _who(act), act.article


def _stage(stage: str) -> str:
    return "新建 new" if stage == BIRTH else STAGE_WORDS[stage].zh


def _who(act: Act) -> str:
    """The roles that may do an act, in the order in which the code lists roles."""
    return "、".join(words.zh for role, words in ROLE_WORDS.items() if role in act.roles)


def roles(_: str) -> str:
    """Every role with its name in the code."""
    return table(("角色 Role", "English", "代码 In the code"), [(w.zh, w.en, f"`{r}`") for r, w in ROLE_WORDS.items()])


def stages(_: str) -> str:
    """Every stage with the acts that are possible in it."""
    rows = [
        (f"{words.zh}<br>`{stage}`", words.en, "、".join(f"{act.words.zh} `{act.name}`" for act in acts_from(stage)))
        for stage, words in STAGE_WORDS.items()
    ]
    return table(("环节 Stage", "English", "可办理 Possible acts"), rows)


def desk_acts(_: str) -> str:
    """The acts on a congress's own files."""
    rows = [(f"{act.words.zh}<br>`{act.name}`", act.words.en, act.phase, _who(act)) for act in DESK_ACTS.values()]
    return table(("动作 Act", "English", "案卷 File", "可由 Who may"), rows)


# -- rules and rulebooks ------------------------------------------------------------------------------------------


def rules(_: str) -> str:
    """Every rule by chapter: what it says, where it comes from, which parameters it reads."""
    parts = []
    known = _chapters_of_rules()
    for chapter in known:
        first = (import_module(f"proposal_core.{chapter}").__doc__ or "").splitlines()[0]
        rows = [_rule_row(rule) for rule in RULES.values() if rule.chapter == chapter]
        parts.append(
            f"### {first}\n\n{table(('规则 Rule', '内容 What it says', '依据 Source', '参数 Parameters'), rows)}"
        )
    return "\n".join(parts)


def _chapters_of_rules() -> list[str]:
    for chapter in CHAPTERS:
        import_module(f"proposal_core.{chapter}")
    found = dict.fromkeys(rule.chapter for rule in RULES.values())
    return [*CHAPTERS, *(chapter for chapter in found if chapter not in CHAPTERS)]


def _rule_row(rule: Rule) -> Sequence[str]:
    says = " ".join(inspect.cleandoc(rule.function.__doc__ or "").split("\n\n")[0].split())
    uses = "<br>".join(f"`{key}`" for key in rule.uses)
    return f"`{rule.function.__name__}`", says, "<br>".join(map(str, rule.articles)), uses


def instruments(_: str) -> str:
    """The register of sources."""
    rows = [(i.tag, both(errors.Words(i.title_zh, i.title_en)), i.in_force) for i in INSTRUMENTS.values()]
    return table(("简称 Tag", "名称 Title", "施行 In force"), rows)


def rulebooks(_: str) -> str:
    """The built-in rulebooks."""
    rows = []
    for name in rulebook.builtin_ids():
        book = rulebook.load(name)
        own = sum(p.set_by == name for p in book.versions[-1].provisions.values())
        since = ", ".join(str(version.effective_from) for version in book.versions)
        rows.append(
            (f"`{name}`", both(book.title), book.level, f"`{book.parent}`" if book.parent else "", since, str(own))
        )
    return table(("代号 Id", "名称 Title", "层级 Level", "上级 Parent", "施行 From", "自定参数 Sets"), rows)


def rulebook_names(language: str) -> str:
    """The built-in rulebooks in one paragraph."""
    found = (rulebook.load(name) for name in rulebook.builtin_ids())
    return ("、" if language == "zh" else "; ").join(f"`{book.id}` {book.title.in_(language)}" for book in found)


def parameters(name: str) -> str:
    """Every parameter by chapter, with its value in one built-in rulebook and the article of that value."""
    version = rulebook.load(name).versions[-1]
    parts = []
    for chapter in attrs.fields(Terms):
        terms = getattr(version.terms, chapter.name)
        rows = []
        for field in attrs.fields(type(terms)):
            source = version.provisions[f"{chapter.name}.{field.name}"]
            value = _value(getattr(terms, field.name))
            rows.append(
                (f"`{field.name}`", _meaning_of(chapter.name, field), value, f"{source.article} ({source.set_by})")
            )
        first = (type(terms).__doc__ or "").splitlines()[0].partition(" · ")
        parts.append(f"### `[{chapter.name}]` {first[0]}\n\n{first[2]}\n")
        parts.append(table(("参数 Key", "含义 Meaning", f"值 Value in `{name}`", "依据 Source (set by)"), rows))
    return "\n".join(parts)


def _meaning_of(chapter: str, field: Any) -> str:
    """What a parameter means, and where nothing in the code reads it, that it is only recorded."""
    nobody = parameters_read.NOBODY
    unread = not parameters_read.readers()[f"{chapter}.{field.name}"]
    return both(field.metadata["words"]) + (f"<br>*{nobody.zh} {nobody.en}*" if unread else "")


def recorded(_: str) -> str:
    """How many parameters the code reads, and by chapter those that it only records."""
    readers = parameters_read.readers()
    only = [key for key, names in readers.items() if not names]
    rows = []
    for name in dict.fromkeys(key.partition(".")[0] for key in only):
        keys = [key.partition(".")[2] for key in only if key.startswith(f"{name}.")]
        rows.append((f"`[{name}]`", "、".join(f"`{key}`" for key in keys)))
    said = (
        f"{len(readers)}个参数中,{len(readers) - len(only)}个由规则或办理动作读取,{len(only)}个只记录。\n"
        f"Of {len(readers)} parameters, rules and acts read {len(readers) - len(only)}; {len(only)} are only recorded.\n\n"
    )
    return said + table(("章 Chapter", "只记录的参数 Only recorded"), rows)


def _value(value: Any) -> str:
    if value is None or value == ():
        return "无 absent"
    if isinstance(value, tuple) and hasattr(value[0], "code"):
        return "<br>".join(f"`{item.code}` {item.zh}" for item in value)
    if isinstance(value, tuple):
        return "、".join(f"`{item}`" for item in value)
    return f"`{written(value)}`".replace('"', "").replace("`True`", "`true`")


# -- errors, settings, columns ------------------------------------------------------------------------------------


def refusals(_: str) -> str:
    """Every kind of refusal with its code, what it means, and what it tells people to do."""
    rows = [(f"`{kind.code}`", f"`{kind.__name__}`", *_meaning(kind), both(kind.remedy)) for kind in _kinds()]
    return table(("代码 Code", "类 Class", "中文", "English", "怎么办 What to do"), rows)


def _kinds(of: type[errors.ProposalError] = errors.ProposalError) -> Iterator[type[errors.ProposalError]]:
    yield of
    for kind in of.__subclasses__():
        if kind.__module__ == errors.__name__:
            yield from _kinds(kind)


def _meaning(kind: type[errors.ProposalError]) -> tuple[str, str]:
    zh, _, en = " ".join(inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0].split()).partition(" · ")
    return zh, en


def settings(_: str) -> str:
    """Every setting with its environment variable and its default."""
    shown = {"": "空 empty", "False": "`false`", "None": "空 empty"}
    rows = [
        (f"`{field.name}`", f"`{PREFIX}{field.name.upper()}`", shown.get(str(field.default), f"`{field.default}`"))
        for field in attrs.fields(Settings)
    ]
    return table(("设置 Setting", "环境变量 Variable", "缺省 Default"), rows)


def columns(_: str) -> str:
    """The import format, from its one home."""
    return str(import_module("proposal_service.office.columns").markdown_table())


def limits(_: str) -> str:
    """How much of a stranger's file is read before it is refused."""
    kind = import_module("proposal_service.office.limits").Limits
    sizes = {"file_bytes": "MiB", "unpacked_bytes": "MiB", "memory_bytes": "MiB"}
    rows = []
    for field in attrs.fields(kind):
        shown = f"{field.default // 2**20} {sizes[field.name]}" if field.name in sizes else f"{field.default:,}"
        rows.append((f"`{field.name}`", shown))
    return table(("限度 Limit", "缺省 Default"), rows)


# -- the command line ---------------------------------------------------------------------------------------------


def _program() -> click.Group:
    return import_module("proposal_service.cli").cli  # type: ignore[no-any-return]


def _commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def _help(command: click.Command) -> tuple[str, str]:
    """The help of a command: Chinese, English. Raises `ValueError` when either is missing."""
    zh, _, en = inspect.cleandoc(command.help or "").partition("\n\n")
    if not zh.strip() or not en.strip():
        raise ValueError(f"{command.name}: the help needs a Chinese paragraph and an English one")
    return " ".join(zh.split()), " ".join(en.split())


def command_table(language: str) -> str:
    """The commands with one sentence each."""
    place = 0 if language == "zh" else 1
    heads = ("命令", "用途") if language == "zh" else ("Command", "What it does")
    return table(heads, [(f"`{name}`", _help(command)[place]) for name, command in _commands(_program(), "proposals")])


def commands(_: str) -> str:
    """Every command with its usage, its help in both languages and its options."""
    program = _program()
    found = [("proposals", program), *_commands(program, "proposals")]
    return "\n".join(_described(name, command) for name, command in found)


def _described(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=name)
    zh, en = _help(command)
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    options = [p for p in command.get_params(context) if isinstance(p, click.Option) and "--help" not in p.opts]
    rows = [_option_row(option, context) for option in options]
    return f"## {name}\n\n{zh}\n\n{en}\n\n```text\n{usage}\n```\n\n{table(('选项 Option', '含义 Meaning'), rows)}"


def _option_row(option: click.Option, context: click.Context) -> Sequence[str]:
    names, words = option.get_help_record(context) or ("", option.help or "")
    more = f" (`{option.envvar}`)" if option.envvar else ""
    return f"`{names}`", words + more


# -- examples -----------------------------------------------------------------------------------------------------


def example(name: str) -> str:
    """The code of an example, without the sentence on top of it."""
    whole = (ROOT / "examples" / f"{name}.py").read_text("utf-8")
    code = whole.partition('"""\n')[2].strip()
    return f"```python\n{code}\n```\n"


def output(name: str) -> str:
    """What an example prints."""
    done = subprocess.run(
        [sys.executable, "-X", "utf8", str(ROOT / "examples" / f"{name}.py")], capture_output=True, check=True
    )
    return f"```text\n{done.stdout.decode().replace(chr(13), '')}```\n"


FRAGMENTS: dict[str, Callable[[str], str]] = {
    function.__name__.replace("_", "-"): function
    for function in (
        *(
            acts,
            stages,
            roles,
            desk_acts,
            rules,
            instruments,
            rulebooks,
            rulebook_names,
            parameters,
            recorded,
            refusals,
            settings,
            columns,
            limits,
        ),
        *(command_table, commands, example, output),
    )
}


def page(text: str) -> str:
    """A page with everything between its marks written anew."""

    def fresh(match: re.Match[str]) -> str:
        return f"{match[1]}\n{FRAGMENTS[match[2]](match[3] or '').strip()}\n\n{match[4]}"

    return PART.sub(fresh, text)


def main(arguments: Sequence[str]) -> int:
    """Write the picture and the pages, or check them."""
    wanted = {PICTURE: draw_loop.picture()} | {path: page(path.read_text("utf-8")) for path in sorted(PAGES)}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        print(f"{path.relative_to(ROOT)}: {'out of date' if '--check' in arguments else 'written'}")
        if "--check" not in arguments:
            path.write_text(wanted[path], encoding="utf-8")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
