"""规则查阅 · What people ask of a rulebook: every value with its source, what two versions differ in, a file to start from."""

from __future__ import annotations

from typing import Any

import attrs

from proposal_core.errors import Words
from proposal_core.rulebook.records import Provision, Version, chapters_of
from proposal_core.terms import parameters
from proposal_core.values import as_toml, written


@attrs.frozen(kw_only=True)
class Row:
    """参数行 · One value of a version as people read it, with its article, grade, note and who set it."""

    key: str
    label: Words
    value: str
    article: str
    note: str
    grade: str
    set_by: str


@attrs.frozen(kw_only=True)
class Difference:
    """参数差异 · One key in which two versions differ, in value or in article, with both rows."""

    key: str
    before: Row
    after: Row

    @property
    def value_changed(self) -> bool:
        """Whether the value differs, and not the article alone."""
        return self.before.value != self.after.value


def describe(version: Version) -> tuple[Row, ...]:
    """Every value of a version, in the order of the loop. A silent text is shown as "–"."""
    return tuple(_row(key, field, value, version.provisions[key]) for key, field, value in parameters(version.terms))


def differences(a: Version, b: Version) -> tuple[Difference, ...]:
    """The keys in which two versions differ, in value or in article, in the order of the loop."""
    pairs = zip(describe(a), describe(b), strict=True)
    return tuple(
        Difference(key=one.key, before=one, after=other)
        for one, other in pairs
        if (one.value, one.article) != (other.value, other.article)
    )


def _row(key: str, field: Any, value: Any, provision: Provision) -> Row:
    return Row(
        key=key,
        label=field.metadata["words"],
        value=written(value),
        article=str(provision.article),
        note=provision.note,
        grade=provision.grade,
        set_by=provision.set_by,
    )


def starter_text(id: str, parent: str, level: str, version: Version) -> str:
    """The commented text of a congress's own file over this version; every parameter is there to be uncommented."""
    lines = [
        "# 本级人大的规则文件:去掉一行前面的“# ”即改变该参数,其余沿用上级规则。每个参数都要有依据。",
        "# A congress's own rulebook: uncomment a line to set that value; all others come from the parent. Every value",
        '# needs its article: article = "TAG number", at the head of a chapter or beside the value.',
        f"id = {as_toml(id)}",
        f"title = {{ zh = {as_toml(id)}, en = {as_toml(id)} }}",
        f"level = {as_toml(level)}",
        f"parent = {as_toml(parent)}",
        f"effective_from = {version.effective_from}",
        *([f"effective_to = {version.effective_to}"] if version.effective_to else []),
        "",
        "# 本级自己的文件,先在此登记,再在依据中使用 · Register your own sources here, then cite them as articles.",
        "# [[instruments]]",
        '# tag = "OWN24"',
        '# zh = "本级代表建议办理办法"',
        '# en = "Our own measures"',
    ]
    for name, chapter in chapters_of(version.terms):
        title = (type(chapter).__doc__ or "").splitlines()[0]
        lines += ["", f"# {title}", f"[{name}]"]
        for field in attrs.fields(type(chapter)):
            provision = version.provisions[f"{name}.{field.name}"]
            lines += _commented(field, getattr(chapter, field.name), provision)
    return "\n".join(lines) + "\n"


def _commented(field: Any, value: Any, provision: Provision) -> list[str]:
    words, example = field.metadata["words"], field.metadata["example"]
    source = provision.article.instrument.tag
    if provision.article.number:
        source = str(provision.article)
    hint = f"  ({provision.set_by}: {source})" + (f"  例 e.g. {example}" if example and len(example) < 60 else "")
    return [f"# {words.zh} · {words.en}{hint}", f"# {field.name} = {_value(value, source)}"]


def _value(value: Any, article: str) -> str:
    given = "absent = true" if value is None else f"value = {as_toml(value)}"
    return f"{{ {given}, article = {as_toml(article)} }}"
