"""文档示例 · Runs what the pages show, and checks that the output they show is what really comes out.

    python tools/run_pages.py README.md docs/first-proposal.md       check
    python tools/run_pages.py --write docs/first-proposal.md         put the real output in

In a page, every ```python block runs, in order and in one namespace; a ```text block right after it is what it
printed. In a ```console block, a line after `$ ` is a command, and what follows is its output; all commands of a page
run in one empty folder, those that name `examples/` on the repository's files. A line `…` stands for any lines, a `…`
inside a line for anything there; a last line `[exit 3]` for an exit code that is not 0. What cannot be run says so on
the line before it: `<!-- not run: why -->`.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_RUN = re.compile(r"<!-- not run: \S.* -->\s*\Z")


class Page:
    """One page: runs its blocks, and knows its text with the real output in place."""

    def __init__(self, path: Path) -> None:
        self.path, self.text = path, path.read_text("utf-8")
        self.wrong: list[str] = []
        self.blocks = 0
        self.printed = ""
        self.names: dict[str, Any] = {"__name__": "__main__"}

    def run(self, folder: Path) -> str:
        """The page as it should be. What differs is in `wrong`."""
        found = list(FENCE.finditer(self.text))
        parts, end = [], 0
        for place, match in enumerate(found):
            parts.append(self.text[end : match.start(2)])
            end = match.end(2)
            before = found[place - 1] if place else None
            parts.append(self._block(match, before, folder))
        return "".join([*parts, self.text[end:]])

    def _block(self, match: re.Match[str], before: re.Match[str] | None, folder: Path) -> str:
        kind, shown = match[1], match[2]
        if kind not in ("python", "console", "text") or NOT_RUN.search(self.text[: match.start()]):
            return shown
        if kind == "text":
            follows = before is not None and before[1] == "python" and self.text[before.end() : match.start()] == "\n\n"
            return self._compared(match, shown, self.printed) if follows else shown
        self.blocks += 1
        if kind == "python":
            self.printed = self._python(match, folder)
            return shown
        return self._compared(match, shown, "".join(self._console(shown, folder)))

    def _line(self, match: re.Match[str]) -> int:
        return self.text.count("\n", 0, match.start()) + 1

    def _python(self, match: re.Match[str], folder: Path) -> str:
        padded = "\n" * self._line(match) + match[2]  # so that a traceback names the line of the page
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.chdir(folder):
            exec(compile(padded, str(self.path), "exec"), self.names)
        return printed.getvalue()

    def _console(self, shown: str, folder: Path) -> Iterator[str]:
        for line in shown.splitlines():
            if line.startswith("$ "):
                yield f"{line}\n"
                yield from _output(shlex.split(line[2:]), folder)

    def _compared(self, match: re.Match[str], shown: str, real: str) -> str:
        if _fits(shown, real):
            return shown
        self.wrong.append(f"{self.path.name}:{self._line(match)}: shown\n{shown}but really\n{real}")
        return real


def _fits(shown: str, real: str) -> bool:
    """Whether the real output is what is shown, `…` standing for anything."""
    pattern = "".join(_pattern(line) for line in shown.splitlines())
    return re.fullmatch(pattern, real) is not None


def _pattern(line: str) -> str:
    return r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r"\n"


def _output(command: list[str], folder: Path) -> Iterator[str]:
    program = Path(sys.executable)
    if command[0] == "python":
        command = [str(program), *(str(ROOT / arg) if arg.startswith("examples/") else arg for arg in command[1:])]
    else:
        command[0] = shutil.which(command[0], path=str(program.parent)) or command[0]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PROPOSALS_")}
    done = subprocess.run(
        command,
        check=False,
        cwd=folder,
        env=kept | {"PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    yield "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())
    if done.returncode:
        yield f"[exit {done.returncode}]\n"


def checked(path: Path, *, write: bool = False) -> Page:
    """Run a page; with `write`, put the real output into it."""
    page = Page(path)
    with TemporaryDirectory() as folder:
        text = page.run(Path(folder))
    if write and text != page.text:
        path.write_text(text, encoding="utf-8")
    return page


def main(arguments: list[str]) -> int:
    """Run the pages that are named, and report what differs."""
    write = "--write" in arguments
    failed = 0
    for name in arguments:
        if name != "--write":
            page = checked(Path(name), write=write)
            print(f"{name}: {page.blocks} blocks run, {len(page.wrong)} outputs differ")
            for difference in page.wrong if not write else ():
                print(difference)
            failed += len(page.wrong)
    return 1 if failed and not write else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
