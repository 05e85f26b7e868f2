"""The two commands, and every check, from a bare Python.

    python noxfile.py                   the main job: a whole year of a congress
    python noxfile.py -s tests          the tests
    python noxfile.py -l                everything else that can be run

Nothing has to be installed first. Where nox is missing, the first lines build a small environment for it under `.nox/`
with the standard library; the interpreter that runs this file is never changed, so it also works where the system's
Python refuses `pip install`. Everything that is fetched comes through pip's own settings (mirror, certificate, proxy).
"""

from __future__ import annotations

import configparser
import os
import shutil
import ssl
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent
NOX, UV = "nox>=2025.2.9", "uv>=0.8"


def pip_files() -> Iterator[Path]:
    """The places where pip keeps its settings, the stronger later, as pip's user guide lists them."""
    home, environ = Path.home(), os.environ
    if os.name == "nt":
        yield Path(environ.get("PROGRAMDATA", "C:/ProgramData"), "pip", "pip.ini")
        yield home / "pip" / "pip.ini"
        yield Path(environ.get("APPDATA", home), "pip", "pip.ini")
    else:
        yield Path("/etc/pip.conf")
        yield home / ".pip" / "pip.conf"
        yield home / "Library" / "Application Support" / "pip" / "pip.conf"
        yield Path(environ.get("XDG_CONFIG_HOME") or home / ".config", "pip", "pip.conf")
    yield Path(sys.base_prefix, "pip.ini" if os.name == "nt" else "pip.conf")
    if "PIP_CONFIG_FILE" in environ:
        yield Path(environ["PIP_CONFIG_FILE"])


def pip_settings() -> dict[str, str]:
    """What pip is told about fetching: from its files, then from `PIP_…`; names as pip writes them."""
    files = configparser.RawConfigParser(strict=False)
    files.read(list(pip_files()), encoding="utf-8")
    found: dict[str, str] = {}
    for section in ("global", "install"):
        if files.has_section(section):
            found |= {name.replace("_", "-"): " ".join(value.split()) for name, value in files.items(section) if value}
    found |= {n[4:].lower().replace("_", "-"): value for n, value in os.environ.items() if n.startswith("PIP_")}
    return found


def uv_follows_pip() -> None:
    """Give uv what pip knows, so that a mirror or a company's certificate is set up once, for pip."""
    pip = pip_settings()
    told = {
        "UV_DEFAULT_INDEX": pip.get("index-url"),
        "UV_INDEX": pip.get("extra-index-url"),
        # pip takes the best version of all its indexes, uv would stop at the first index that knows the name.
        "UV_INDEX_STRATEGY": "unsafe-best-match" if "extra-index-url" in pip else None,
        "UV_FIND_LINKS": pip.get("find-links", "").replace(" ", ",") or None,
        "UV_INSECURE_HOST": pip.get("trusted-host"),
        "SSL_CERT_FILE": pip.get("cert"),
        "HTTPS_PROXY": pip.get("proxy"),
        "UV_PYTHON_DOWNLOADS": "never",  # an interpreter that is missing is skipped, not fetched
        "UV_NO_PROGRESS": "1",
    }
    for name, value in told.items():
        if value:
            os.environ.setdefault(name, value)
    known = ssl.get_default_verify_paths()
    if "SSL_CERT_FILE" not in os.environ and (known.cafile or known.capath or os.name == "nt"):
        os.environ.setdefault("UV_SYSTEM_CERTS", "1")  # the machine's own trust, as newer pips do


def boot() -> Path:
    """The interpreter of `.nox/boot-…`, which holds nox and uv; built if it is not there yet.

    The environment is made without pip (that alone would take four seconds); the pip that the running Python has
    fetches uv into it, and uv the rest. Where there is no uv for the machine, nox works with virtualenv.
    """
    env = ROOT / ".nox" / f"boot-{sys.version_info[0]}.{sys.version_info[1]}"
    programs = env / ("Scripts" if os.name == "nt" else "bin")
    python, ready = programs / ("python.exe" if os.name == "nt" else "python"), env / "ready"
    if ready.exists() and python.exists():
        return python
    subprocess.check_call([sys.executable, "-m", "venv", "--clear", "--without-pip", env])
    pip = [sys.executable, "-m", "pip", "--python", str(python)]
    if not shutil.which("uv") and subprocess.call([*pip, "--version"], stdout=subprocess.DEVNULL) != 0:
        subprocess.check_call([python, "-m", "ensurepip"])
        pip = [str(python), "-m", "pip"]
    fetch = [*pip, "install", "-q", "--disable-pip-version-check", "--no-compile"]
    uv = shutil.which("uv")
    if not uv and subprocess.call([*fetch, "--only-binary=:all:", UV]) == 0:
        uv = str(programs / "uv")
    if not uv or subprocess.call([uv, "pip", "install", "-q", "--python", python, NOX]) != 0:
        subprocess.check_call([*fetch, NOX])
    ready.touch()
    return python


uv_follows_pip()
try:
    import nox
except ModuleNotFoundError:
    if __name__ != "__main__":
        raise
    sys.exit(subprocess.call([boot(), __file__, *sys.argv[1:]]))


def more_interpreters(wanted: list[str]) -> None:
    """Put interpreters that pyenv has, but hides behind its shims, on the path. None is ever downloaded."""
    homes = {Path(entry).parent for entry in os.get_exec_path() if Path(entry).name == "shims"}
    homes |= {Path.home() / ".pyenv", Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")}
    here = "{}.{}".format(*sys.version_info)
    found = [
        str(folder)
        for version in wanted
        for home in sorted(homes)
        for folder in sorted(home.glob(f"versions/{version}.*/bin"))
        if version != here and (folder / f"python{version}").exists()
    ]
    os.environ["PATH"] = os.pathsep.join([*found, os.environ.get("PATH", os.defpath)])


PROJECT = nox.project.load_toml(ROOT / "pyproject.toml")
PYTHONS = nox.project.python_versions(PROJECT)
more_interpreters(PYTHONS)

nox.options.default_venv_backend = "uv|virtualenv"
nox.options.sessions = ["demo"]
nox.options.error_on_missing_interpreters = False  # nox would turn this on by itself where CI is set
nox.options.download_python = "never"


def group(name: str) -> list[str]:
    """The packages of a dependency group of pyproject.toml."""
    return list(nox.project.dependency_groups(PROJECT, name))


@nox.session(reuse_venv=True)
def demo(session: nox.Session) -> None:
    """The main job: a whole year of a congress, from the file of records to the published figures."""
    session.install("-e", ".[service]")
    session.run("proposals", "demo", *session.posargs)


# `-s tests` is the command of the README and has to stay under five minutes on two cores: it runs the whole suite,
# with coverage, on the interpreter that runs this file. `-s tests-all` runs the same suite on every Python of the
# classifiers that is found here (without coverage, which costs about a third), `-s tests-oldest` with the oldest
# versions that pyproject.toml allows. `.ci/run` runs the first two, the running interpreter once.
@nox.session(reuse_venv=True)
def tests(session: nox.Session) -> None:
    """The whole test suite with coverage, on the interpreter that runs this file."""
    session.install("-e", ".[service,testing]", *group("tests"))
    session.run("pytest", "--cov", "--cov-report=term", *session.posargs)


@nox.session(name="tests-all", python=PYTHONS, reuse_venv=True)
def tests_all(session: nox.Session) -> None:
    """The whole test suite on each supported Python that is found; the others are skipped."""
    if os.environ.get("CI") and session.python == "{}.{}".format(*sys.version_info):
        session.skip("the session `tests` has this interpreter")
    session.install("-e", ".[service,testing]", *group("tests"))
    session.run("pytest", *session.posargs)


@nox.session(name="tests-oldest")
def tests_oldest(session: nox.Session) -> None:
    """The whole test suite with the oldest versions of our requirements."""
    if session.venv_backend != "uv":
        session.skip("only uv can resolve to the oldest versions")
    session.install("--resolution=lowest-direct", "-e", ".[service,testing]", *group("tests"))
    session.run("pytest", *session.posargs)


@nox.session
def base(session: nox.Session) -> None:
    """The base distribution alone, in a fresh environment: every module imports with three libraries."""
    session.install(".")
    session.run("python", "-I", "-W", "error", "tests/base_install.py", *session.posargs)


@nox.session(reuse_venv=True)
def lint(session: nox.Session) -> None:
    """Ruff: rules and format. `-s lint -- --fix` mends what can be mended."""
    session.install(*group("lint"))
    session.run("ruff", "check", *session.posargs)
    session.run("ruff", "format", *([] if "--fix" in session.posargs else ["--check"]))


@nox.session(reuse_venv=True)
def types(session: nox.Session) -> None:
    """Mypy, strict, over both packages and the tests."""
    session.install("-e", ".[service,testing]", *group("types"))
    session.run("mypy", "--strict", *session.posargs)


@nox.session(reuse_venv=True)
def floors(session: nox.Session) -> None:
    """Import-linter: imports go down only, and the core stands alone."""
    session.install("-e", ".[service,testing]", *group("floors"))
    session.run("lint-imports", "--no-cache", *session.posargs)


@nox.session(reuse_venv=True)
def docs(session: nox.Session) -> None:
    """Sphinx; a warning is an error. The pages lie in docs/_build/html and need no network."""
    session.install("-e", ".[service,testing]", *group("docs"))
    session.run("sphinx-build", "-W", "--keep-going", "-E", "-q", *session.posargs, "docs", "docs/_build/html")


@nox.session(reuse_venv=True)
def bench(session: nox.Session) -> None:
    """Every benchmark, or those named: `-s bench -- acts`. Reports figures and never fails on them."""
    session.install("-e", ".[service,testing]")
    names = session.posargs or sorted(path.stem for path in ROOT.glob("benchmarks/[!_]*.py"))
    if not names:
        session.skip("there is no benchmark yet")
    for name in names:
        session.run("python", f"benchmarks/{name}.py")


@nox.session(reuse_venv=True)
def licences(session: nox.Session) -> None:
    """The licence of everything that an installed service holds; none may be GPL."""
    session.install(".[service]")
    session.run("python", "-I", "tests/licences.py", *session.posargs)


@nox.session(reuse_venv=True)
def build(session: nox.Session) -> None:
    """The wheel, which must hold every file of both packages: templates, static files, rulebooks, py.typed."""
    session.install(*group("build"))
    wheels = Path(session.create_tmp())
    for old in wheels.glob("*.whl"):
        old.unlink()
    session.run("python", "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels), silent=True)
    (wheel,) = wheels.glob("*.whl")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    files = (path for path in ROOT.glob("src/*/**/*") if path.is_file() and "__pycache__" not in path.parts)
    wanted = {path.relative_to(ROOT / "src").as_posix() for path in files if not path.match("*.egg-info/*")}
    if wanted != held:
        session.error(f"missing: {sorted(wanted - held)}; too much: {sorted(held - wanted)}")
    kinds = {suffix: sum(name.endswith(suffix) for name in held) for suffix in sorted({Path(n).suffix for n in held})}
    session.log(f"{wheel.name}: {len(held)} files, {kinds}")


if __name__ == "__main__":
    sys.argv[1:1] = ["-f", __file__]
    nox.main()
