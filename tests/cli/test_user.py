"""`deskhand user`."""

from __future__ import annotations

import io
import re
import sys

import pytest

from deskhand.rules.errors import Conflict, Invalid, NotFound
from tests.cli.conftest import Tell

LINK = re.compile(r"https://desk\.example\.test/sign-in/link/[\w-]{43}\n")


async def test_a_user_is_made_with_a_link_to_sign_in_once(tell: Tell) -> None:
    made = await tell("user", "create", "--email", "Ann@Example.test", "--role", "agent", "--first-name", "Ann")
    assert LINK.fullmatch(made.out)
    rows = [line.split() for line in (await tell("user", "list")).lines]
    assert rows == [
        ["email", "role", "name", "active"], ["admin@example.com", "admin", "admin", "True"],
        ["ann@example.test", "agent", "Ann", "True"],
    ]  # fmt: skip
    with pytest.raises(Conflict):
        await tell("user", "create", "--email", "ann@example.test")
    with pytest.raises(Invalid, match="email"):
        await tell("user", "create", "--email", "no address")


async def test_another_link_is_made_for_somebody_known(tell: Tell) -> None:
    assert LINK.fullmatch((await tell("user", "link", "--email", "admin@example.com")).out)
    with pytest.raises(NotFound):
        await tell("user", "link", "--email", "nobody@example.com")


async def test_a_password_is_read_and_never_shown(tell: Tell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("a long enough one\n"))
    told = await tell("user", "password", "--email", "admin@example.com")
    assert (told.code, told.out) == (0, "The password of admin@example.com is set; their sessions have ended.\n")
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    with pytest.raises(Invalid, match="10 characters"):
        await tell("user", "password", "--email", "admin@example.com")


async def test_roles_are_those_that_there_are(tell: Tell, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        await tell("user", "create", "--email", "a@example.com", "--role", "king")
    assert "customer" in capfd.readouterr().err
