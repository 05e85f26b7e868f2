"""示例 · Every example runs, and every block of the pages runs and prints what the page shows."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = sorted(ROOT.glob("examples/*.py"))
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted(ROOT.glob("docs/*.md"))]
RUNNER = ROOT / "tools" / "run_pages.py"


def python(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run this Python on a file of the repository, with warnings of what goes away as errors."""
    strict = ["-X", "utf8", "-W", "error::DeprecationWarning"]
    command = [sys.executable, *strict, *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", check=False)


def fence(kind: str, *lines: str) -> str:
    """A block of a page."""
    return "\n".join([f"```{kind}", *lines, "```", ""])


def runs(page: Path) -> subprocess.CompletedProcess[str]:
    """What the runner of pages says of a page."""
    return python(RUNNER, page)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_runs(example: Path, tmp_path: Path) -> None:
    """An example ends well wherever it is started, says something, and leaves nothing behind."""
    done = python(example, cwd=tmp_path)
    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout
    assert [] == list(tmp_path.iterdir())


def test_examples_for_the_base_install_import_the_core_alone() -> None:
    """An example named `base_…` needs attrs, cattrs, transitions and the standard library, and not even the first three."""
    found = set()
    for example in EXAMPLES:
        if example.stem.startswith("base_"):
            tree = ast.parse(example.read_text("utf-8"))
            found |= {n.module.partition(".")[0] for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
    assert "proposal_core" in found
    assert found <= {"proposal_core"} | sys.stdlib_module_names


def test_embedding_takes_thirty_lines() -> None:
    """The whole of embedding is at most thirty lines of code, without its docstring and blank lines."""
    text = (ROOT / "examples" / "base_embedding.py").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith(("#", '"""'))]
    assert len(lines) <= 30


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_block_of_a_page_runs(page: Path) -> None:
    """Code on a page runs, commands too, and pasted output is what comes out, unless the page says why not."""
    done = runs(page)
    assert 0 == done.returncode, done.stdout + done.stderr


def test_readmes_show_the_tested_embedding() -> None:
    """Both READMEs show the example as it is in the file that is tested."""
    body = (ROOT / "examples" / "base_embedding.py").read_text("utf-8").partition('"""\n')[2].strip()
    for name in ("README.md", "README.zh-CN.md"):
        assert body in (ROOT / name).read_text("utf-8")


def test_a_wrong_output_is_found(tmp_path: Path) -> None:
    """The runner of pages names the page and the line where what is shown is not what comes out."""
    page = tmp_path / "page.md"
    page.write_text(fence("python", "print(1 + 1)") + "\n" + fence("text", "3"), encoding="utf-8")
    done = runs(page)
    assert 1 == done.returncode
    assert "page.md:5" in done.stdout


def test_a_failing_block_is_found(tmp_path: Path) -> None:
    """A block that raises makes the runner fail, with the line of the page in the traceback."""
    page = tmp_path / "page.md"
    page.write_text("words\n\n" + fence("python", "a = 1", "assert a == 2"), encoding="utf-8")
    done = runs(page)
    assert 0 != done.returncode
    assert "line 5" in done.stderr


def test_a_failing_command_is_found(tmp_path: Path) -> None:
    """A command that ends with another code than shown makes the runner fail."""
    page = tmp_path / "page.md"
    page.write_text(fence("console", "$ proposals show 2099-999 --store memory:"), encoding="utf-8")
    done = runs(page)
    assert 1 == done.returncode
    assert "[exit 3]" in done.stdout


def test_a_block_that_is_not_run_says_why(tmp_path: Path) -> None:
    """Only a block with a reason before it is left out."""
    page = tmp_path / "page.md"
    block = fence("python", "raise SystemExit(7)")
    page.write_text(f"<!-- not run: it would end everything -->\n{block}", encoding="utf-8")
    assert 0 == runs(page).returncode
    page.write_text(f"<!-- not run: -->\n{block}", encoding="utf-8")
    assert 0 != runs(page).returncode
