"""拒绝 · What can be refused, and how a refusal speaks.

Every refusal says four things: *what* is wrong, *why* (the article), *where* to look, and *what to do* next. The
words come in Chinese and in English. Nothing here knows of HTTP or of a terminal; those translate `code`.

A form or a file is refused once, with all its findings together (`findings`), never one at a time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import attrs


@attrs.frozen
class Words:
    """双语 · One sentence in Chinese and in English."""

    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh} / {self.en}"

    def in_(self, language: str) -> str:
        """The sentence in `"zh"` or `"en"`; anything else gives both."""
        return {"zh": self.zh, "en": self.en}.get(language, str(self))


@attrs.frozen(kw_only=True)
class Finding:
    """问题 · One thing that is wrong, with its place and its remedy.

    `where` names the field, row, key or part; `article` the text it breaks; `do` what would be right.
    """

    code: str
    what: Words
    where: str = ""
    do: Words | None = None
    article: str = ""

    def __str__(self) -> str:
        return self.in_("both")

    def in_(self, language: str) -> str:
        """The finding as one line in `"zh"`, `"en"` or both: place, what, article, remedy."""
        place = f"{self.where}: " if self.where else ""
        basis = f" ({self.article})" if self.article else ""
        remedy = f" → {self.do.in_(language)}" if self.do else ""
        return f"{place}{self.what.in_(language)}{basis}{remedy}"


class ProposalError(Exception):
    """拒绝 · The base of every refusal of this library.

    `what` and `do` are sentences in both languages, `article` the text that asks for the refusal, `findings` all
    the single findings, `facts` the values that a program may want (keys, dates, counts).
    """

    code: ClassVar[str] = "refused"
    remedy: ClassVar[Words] = Words("请核对后重新提交。", "Check the facts and try again.")

    def __init__(
        self,
        what: Words,
        *,
        article: object = "",
        do: Words | None = None,
        findings: Iterable[Finding] = (),
        **facts: Any,
    ) -> None:
        self.what = what
        self.article = str(article)
        self.do = do or self.remedy
        self.findings = tuple(findings)
        self.facts = facts
        super().__init__(str(self))

    def __str__(self) -> str:
        return self.in_("both")

    def in_(self, language: str) -> str:
        """The whole refusal as text in `"zh"`, `"en"` or both: what, article, findings, what to do."""
        basis = f" [{self.article}]" if self.article else ""
        lines = [f"{self.what.in_(language)}{basis}"]
        lines += [f"  - {finding.in_(language)}" for finding in self.findings]
        lines.append(f"  → {self.do.in_(language)}")
        return "\n".join(lines)


class BadValue(ProposalError, ValueError):
    """值有误 · A value that cannot be read: an impossible date, a period without its unit."""

    code = "bad_value"


class NotFound(ProposalError, LookupError):
    """未找到 · No such file, person, unit or rulebook."""

    code = "not_found"
    remedy = Words("请核对编号、名称和所属届次。", "Check the number, the name and the term.")


class NotAllowed(ProposalError):
    """无权办理 · This person may not do this act."""

    code = "not_allowed"
    remedy = Words("请由有权人员办理。", "Ask a person whose role allows it.")


class WrongStage(ProposalError):
    """环节不符 · The file is not in a stage in which this act is possible."""

    code = "wrong_stage"
    remedy = Words("请先完成前一环节。", "Complete the preceding step first.")


class FormRefused(ProposalError):
    """形式不符 · A text or a form breaks its requirements; all findings are listed."""

    code = "form_refused"
    remedy = Words("请逐条修改后重新提交。", "Mend every finding, then submit again.")


class NotReady(ProposalError):
    """条件未具备 · A gate is closed: contacts, co-opinions or another precondition is missing."""

    code = "not_ready"


class ContactsMissing(NotReady):
    """沟通不足 · The reply is not allowed yet: the three contacts are not complete."""

    code = "contacts_missing"
    remedy = Words(
        "请补记沟通,或由有权人员说明理由后突破。",
        "Record the missing contacts, or have an override entered with its reason.",
    )


class CoOpinionsMissing(NotReady):
    """会办意见未齐 · The reply is not allowed yet: a co-handling opinion is open."""

    code = "co_opinions_missing"
    remedy = Words(
        "请催会办单位反馈,或由有权人员说明理由后突破。",
        "Chase the co-handling unit, or have an override entered with its reason.",
    )


class TooLate(ProposalError):
    """已过时限 · A window has closed."""

    code = "too_late"


class QuotaBroken(ProposalError):
    """数量不符 · A count over several files would leave its bounds; the message names the constraint."""

    code = "quota_broken"


class Stale(ProposalError):
    """版本过期 · Somebody else has changed the file since it was read; nothing was written."""

    code = "stale"
    remedy = Words("请重新打开后再办理。", "Read the file again, then repeat the act.")


class StoreUnavailable(ProposalError):
    """存储不可用 · The store cannot be opened, read or written now; the act was not kept.

    A missing folder, a read-only or foreign file, a full disk, a lock that another program does not let go.
    """

    code = "store_unavailable"
    remedy = Words(
        "请检查存储位置、权限和磁盘空间后重试。", "Check its place, its permissions and the disk, then try again."
    )


class JournalBroken(ProposalError):
    """办理记录链断裂 · A journal does not follow from its beginning: a hash, number or stage does not fit."""

    code = "journal_broken"
    remedy = Words("请停止办理并核对备份。", "Stop, and compare with a backup.")


class RulebookRefused(ProposalError):
    """规则文件不合格 · A rulebook file was not loaded; every finding names its key."""

    code = "rulebook_refused"
    remedy = Words("请逐条改正规则文件。", "Mend every finding in the rulebook file.")


class ImportRefused(ProposalError):
    """导入被拒 · A file of records was not imported; every finding names row and field. Nothing was imported."""

    code = "import_refused"
    remedy = Words(
        "请逐行改正后重新导入;本次未导入任何记录。", "Mend every row, then import again; nothing was imported."
    )


def must_say(text: str) -> str:
    """The text, or `NotReady` when it is blank: reasons and contents are mandatory, and recorded."""
    if not text.strip():
        raise NotReady(
            Words("必须写明内容或理由。", "A text or a reason is required."),
            do=Words("请填写后再办理。", "Fill it in, then repeat."),
        )
    return text
