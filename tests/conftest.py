"""测试共用 · What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real records, which are lent to the project and never committed.

    `PROPOSALS_REAL_DATA` names it; failing that it is `../shared/data` beside the repository. A test that asks for it
    is skipped where it is absent.
    """
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("PROPOSALS_REAL_DATA") or beside)
    if not folder.is_dir():
        pytest.skip("the real records are not here (set PROPOSALS_REAL_DATA to their folder)")
    return folder
