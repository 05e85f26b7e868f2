"""导入报告 · The report on an import file for people: Chinese and English, row by row."""

from __future__ import annotations

from itertools import groupby

from proposal_service.office.findings import ERROR, RowFinding
from proposal_service.office.records import Intake


def _line(finding: RowFinding) -> str:
    mark = "错误 error" if finding.level == ERROR else "提醒 warning"
    place = f" [{finding.field}]" if finding.field else ""
    value = f" “{finding.value}”" if finding.value else ""
    remedy = f" → {finding.do}" if finding.do else ""
    return f"  {mark}{place}{value}: {finding.what}{remedy}"


def _verdict(intake: Intake) -> str:
    if intake.errors:
        return "未导入任何记录。 / Nothing was imported."
    return "没有错误，可以导入。 / No errors; it can be imported."


def report(intake: Intake) -> str:
    """What was read and what is wrong: a head with the counts, one line per finding under its row, notices last."""
    lines = [
        f"{intake.file}（{intake.source}）",
        f"可用记录 usable records: {len(intake.records)}; 错误 errors: {len(intake.errors)}; "
        f"提醒 warnings: {len(intake.warnings)}",
    ]
    for row, findings in groupby(intake.findings, key=lambda finding: finding.row):
        lines.append(f"第{row}行 row {row}" if row else "整个文件 the file as a whole")
        lines += [_line(finding) for finding in findings]
    if intake.notices:
        lines.append("说明 notices")
        lines += [f"  {notice}" for notice in intake.notices]
    return "\n".join([*lines, _verdict(intake)]) + "\n"
