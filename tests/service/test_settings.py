"""设置 · Settings from the environment, and the application that they make."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from litestar.testing import TestClient

from proposal_core.errors import BadValue
from proposal_service import wiring
from proposal_service.app import create_app
from proposal_service.settings import Settings, from_environment


def test_settings_come_from_the_environment_and_the_caller_wins() -> None:
    """Each setting has its variable; what is given stands above it, `None` does not."""
    environment = {
        "PROPOSALS_PORT": "9000",
        "PROPOSALS_ON": "2024-05-20",
        "PROPOSALS_AS_IF": "yes",
        "PROPOSALS_NOTICE": "示范",
    }
    settings = from_environment(environment, port=None, store="memory:")
    assert (9000, date(2024, 5, 20), True, "示范", "memory:") == (
        settings.port,
        settings.on,
        settings.as_if,
        settings.notice,
        settings.store,
    )


def test_an_empty_day_is_today() -> None:
    """`PROPOSALS_ON=` fixes no day."""
    assert from_environment({"PROPOSALS_ON": ""}).on is None


def test_a_bad_day_is_refused() -> None:
    """An impossible day stops the start."""
    with pytest.raises(BadValue, match="PROPOSALS_ON"):
        from_environment({"PROPOSALS_ON": "2023-02-29"})


def test_every_setting_that_cannot_be_read_is_named() -> None:
    """Bad variables are refused all at once, by name, with what would be right; a given value stands above them."""
    bad = {"PROPOSALS_PORT": "abc", "PROPOSALS_ON": "soon", "PROPOSALS_AS_IF": "maybe"}
    with pytest.raises(BadValue) as refused:
        from_environment(bad)
    assert set(bad) == {finding.where for finding in refused.value.findings}
    assert all(finding.do for finding in refused.value.findings)
    with pytest.raises(BadValue, match="65535"):
        from_environment({"PROPOSALS_PORT": "70000"})
    assert 9000 == from_environment({"PROPOSALS_PORT": "abc"}, port=9000).port


def test_the_legal_day_is_that_of_china(monkeypatch: pytest.MonkeyPatch) -> None:
    """Late in the evening UTC it is the next day in China."""

    class Late(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime(2024, 5, 20, 17, 0, tzinfo=UTC).astimezone(tz)  # type: ignore[arg-type]

    monkeypatch.setattr(wiring, "datetime", Late)
    assert date(2024, 5, 21) == wiring.today()


def test_the_settings_alone_make_an_application(tmp_path: Path) -> None:
    """A new store, no access file, a fixed day: the pages answer and say the day."""
    app = create_app(Settings(store=str(tmp_path / "new.db"), on=date(2024, 5, 20)))
    with TestClient(app) as client:
        assert "数据截至2024-05-20" in client.get("/").text


def test_a_faulty_access_file_stops_the_start(tmp_path: Path) -> None:
    """A service that could let nobody in is not started silently."""
    path = tmp_path / "access.toml"
    path.write_text('[[token]]\nid = "x"\n', encoding="utf-8")
    with pytest.raises(BadValue):
        create_app(Settings(store="memory:", access=str(path)))
