"""电子表格 · Workbooks into rows of cells, by a separate process with bounded memory and time.

A workbook of a megabyte can unpack to a gigabyte, and one cell at the far corner of a sheet makes its reader ask for
half a terabyte and abort. So nothing of a workbook is opened here: `sheet_child` does it, and when it dies, the file is
refused and this process goes on.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

from proposal_core.errors import ImportRefused, Words
from proposal_service.office import sheet_child
from proposal_service.office.findings import unreadable
from proposal_service.office.limits import Limits
from proposal_service.office.textfiles import Grid, too_many

SAVE_XLSX = Words(
    "请在电子表格软件中打开，另存为 .xlsx 后重新导入。",
    "Open it in a spreadsheet program, save it as .xlsx and import that.",
)


def _site() -> str:
    """The folder that python-calamine is installed in."""
    spec = importlib.util.find_spec("python_calamine")
    if spec is None or not spec.submodule_search_locations:
        raise unreadable(
            "no_reader",
            Words(
                "本机未安装读取电子表格的组件 python-calamine。",
                "python-calamine, which reads workbooks, is not installed.",
            ),
            Words(
                "请安装 proposal-core[service]，或改用 CSV 文件。",
                "Install proposal-core[service], or import a CSV file.",
            ),
        )
    return str(Path(spec.submodule_search_locations[0]).parent)


def _settings(limits: Limits, zipped: bool) -> str:
    return json.dumps(
        {
            "rows": limits.rows,
            "columns": limits.columns,
            "cells": limits.cells,
            "entries": limits.entries,
            "unpacked_bytes": limits.unpacked_bytes,
            "memory_bytes": limits.memory_bytes,
            "seconds": limits.seconds,
            "site": _site(),
            "zipped": zipped,
        }
    )


def _refusal(answer: dict[str, Any], limits: Limits) -> Exception:
    """The refusal in words for the reason that the child gave."""
    reason = answer["refused"]
    if reason == "too_large":
        return too_many(answer["rows"], answer["columns"], limits, f"{answer['sheet']}!{answer['cell']}")
    what, do = {
        "bomb": (
            Words(
                f"压缩包内有{answer.get('entries')}个文件，展开后{answer.get('unpacked', 0) // 2**20} MB，超过上限。",
                f"The archive holds {answer.get('entries')} files and unpacks to {answer.get('unpacked', 0) // 2**20} MB, "
                "more than the limit.",
            ),
            Words(
                "请核实文件来源；确属需要的请拆分成几个文件。",
                "Check where the file comes from; split it if it is genuine.",
            ),
        ),
        "password": (
            Words("文件设有打开密码，无法读取。", "The file is protected by a password."),
            Words("请取消密码保护后重新导入。", "Remove the password and import it again."),
        ),
        "not_xlsx": (
            Words(
                "文件不是 .xlsx 工作簿（可能是其他类型的文件改了扩展名）。",
                "The file is no .xlsx workbook (perhaps another kind with a changed name).",
            ),
            SAVE_XLSX,
        ),
    }.get(reason) or (
        Words("工作簿已损坏或不完整，无法读取。", "The workbook is damaged or cut off and cannot be read."),
        Words("请重新导出或重新传送完整文件。", "Export or send the whole file again."),
    )
    return unreadable(reason, what, do, detail=answer.get("detail", ""))


def _died(limits: Limits, why: str) -> ImportRefused:
    return unreadable(
        why,
        Words(
            f"读取工作簿超出限度（{limits.seconds:g}秒、{limits.memory_bytes // 2**20} MB 内存），已中止。",
            f"Reading the workbook went beyond its limits ({limits.seconds:g} s, {limits.memory_bytes // 2**20} MB of memory) "
            "and was stopped.",
        ),
        Words(
            "请删除多余的工作表和单元格，或改用 CSV 文件。", "Remove surplus sheets and cells, or import a CSV file."
        ),
    )


def _run(path: str, limits: Limits, zipped: bool, out: IO[str]) -> None:
    """Run the child with its output in a nameless file; refuse when it is killed, late or fails."""
    command = [sys.executable, "-I", "-S", sheet_child.__file__, os.path.abspath(path), _settings(limits, zipped)]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.DEVNULL,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _died(limits, "timeout") from None
    if done.returncode:
        raise _died(limits, "killed")


def _grids(lines: IO[str], limits: Limits) -> list[Grid]:
    grids: list[Grid] = []
    for line in lines:
        answer = json.loads(line)
        if isinstance(answer, list):
            grids[-1].rows.append(answer)
        elif "refused" in answer:
            raise _refusal(answer, limits)
        elif "sheet" in answer:
            grids.append(Grid([], answer["sheet"], fixed_width=True, hidden=answer["hidden"]))
        elif "end" in answer:
            grids[-1].broken.update({(row, column): code for row, column, code in answer["end"]})
        elif "done" in answer:
            return grids
    raise _died(limits, "killed")  # the last line is missing: the child stopped half-way


def read_workbook(path: str | os.PathLike[str], limits: Limits, *, zipped: bool = True) -> list[Grid]:
    """The sheets of a workbook, merged cells filled with their value.

    `zipped` is true for .xlsx and false for the older .xls, which has no archive to look into. Raises `ImportRefused`;
    `facts["why"]` is one of `bomb`, `too_large`, `password`, `not_xlsx`, `damaged`, `timeout`, `killed`, `no_reader`.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        _run(os.fspath(path), limits, zipped, out)
        out.seek(0)
        return _grids(out, limits)
