"""准入 · Tokens, the access file, and that the default is no."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from litestar import Litestar, get
from litestar.handlers import BaseRouteHandler
from litestar.testing import TestClient

from proposal_core.errors import BadValue
from proposal_core.people import Role
from proposal_service.access import Access, Gate
from proposal_service.tokens import add_token, digest, make_token, read_grants


def handlers(app: Litestar) -> list[tuple[str, BaseRouteHandler]]:
    """Every handler of the application with its path."""
    found = []
    for route in app.routes:
        known = getattr(route, "route_handler_map", None)
        for handler in (entry[0] for entry in known.values()) if known else [route.route_handler]:  # type: ignore[union-attr]
            found.append((route.path, handler))
    return found


def test_every_route_is_public_by_declaration_or_names_its_roles(app: Litestar) -> None:
    """No route exists that is neither declared public nor guarded by named roles, and none is both."""
    undecided = []
    for path, handler in handlers(app):
        public, roles = handler.opt.get("public") is True, bool(handler.opt.get("roles"))
        if public == roles and not (path and getattr(handler, "http_methods", set()) == {"OPTIONS"}):
            undecided.append(path)
    assert [] == undecided
    assert len(handlers(app)) > 15


def test_only_reading_is_public(app: Litestar) -> None:
    """Whatever changes something needs a token."""
    public = [handler for _, handler in handlers(app) if handler.opt.get("public")]
    assert {"GET", "HEAD", "OPTIONS"} >= {
        method for handler in public for method in getattr(handler, "http_methods", ())
    }


def test_a_route_that_declares_nothing_is_refused(access_file: tuple[Path, dict[str, str]]) -> None:
    """Forgetting the declaration locks everybody out; it never lets anybody in."""

    @get("/forgotten", sync_to_thread=False)
    def forgotten() -> str:
        return "open"

    path, tokens = access_file
    with TestClient(Litestar([forgotten], guards=[Gate(Access(path))], logging_config=None)) as client:
        answers = [
            client.get("/forgotten").status_code,
            client.get("/forgotten", headers={"Authorization": f"Bearer {tokens['clerk']}"}).status_code,
        ]
    assert [401, 403] == answers


def test_a_token_is_stored_only_as_its_hash(tmp_path: Path) -> None:
    """The access file holds the hash, not the token, and only its owner may read it."""
    path = tmp_path / "access.toml"
    token = add_token(path, id="officer-1", role=Role.UNIT, unit="u1")
    text = path.read_text("utf-8")
    assert token not in text
    assert digest(token) in text
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)


def test_a_token_finds_its_actor_and_no_other(tmp_path: Path) -> None:
    """Each token acts as the person it was made for; an unknown or empty one as nobody."""
    path = tmp_path / "access.toml"
    first = add_token(path, id='of"ficer\\1', role=Role.UNIT, unit="u1")
    second = add_token(path, id="clerk", role=Role.DEPUTIES_COMMITTEE)
    access = Access(path)
    actors = [access.actor(token) for token in (first, second, make_token(), "")]
    assert [('of"ficer\\1', "u1"), ("clerk", ""), None, None] == [actor and (actor.id, actor.unit) for actor in actors]


def test_without_an_access_file_nobody_is_let_in() -> None:
    """No file, no actor."""
    assert Access(None).actor(make_token()) is None


def test_a_token_taken_out_is_refused_at_once(tmp_path: Path) -> None:
    """Revoking needs no restart."""
    path = tmp_path / "access.toml"
    token = add_token(path, id="officer-1", role=Role.UNIT, unit="u1")
    access = Access(path)
    assert access.actor(token) is not None
    path.write_text("", encoding="utf-8")
    assert access.actor(token) is None


@pytest.mark.parametrize("broken", ["[[token", 'token = "x"'])
def test_an_access_file_that_breaks_lets_nobody_in(tmp_path: Path, broken: str) -> None:
    """A fault in the file closes the door instead of leaving it as it was."""
    path = tmp_path / "access.toml"
    token = add_token(path, id="officer-1", role=Role.UNIT, unit="u1")
    access = Access(path)
    path.write_text(broken, encoding="utf-8")
    assert access.actor(token) is None


def test_all_faults_of_an_access_file_are_told_at_once() -> None:
    """Every faulty entry is named with its place."""
    text = (
        '[[token]]\nrole = "king"\nhash = "abc"\nage = "3"\n[[token]]\nid = "a"\nrole = "unit"\nhash = "'
        + "0" * 64
        + '"'
    )
    with pytest.raises(BadValue) as refused:
        read_grants(text)
    places = [finding.where for finding in refused.value.findings]
    assert ["token[1].age", "token[1].id", "token[1].role", "token[1].hash", "token[2].unit"] == places


def test_a_faulty_entry_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """Adding a unit's token without its unit is refused and writes nothing."""
    path = tmp_path / "access.toml"
    add_token(path, id="clerk", role=Role.DEPUTIES_COMMITTEE)
    before = path.read_bytes()
    with pytest.raises(BadValue):
        add_token(path, id="officer-1", role=Role.UNIT)
    assert before == path.read_bytes()
