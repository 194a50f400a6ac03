"""`deskhand token`."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from deskhand.kit import clock
from deskhand.rules.errors import Invalid, NotFound
from tests.cli.conftest import Tell


async def test_a_token_is_printed_alone_on_one_line_and_listed_without_it(tell: Tell) -> None:
    made = await tell("token", "create", "--email", "admin@example.com", "--name", "import job")
    assert made.code == 0
    assert re.fullmatch(r"dh_[\w-]{43}\n", made.out)
    listed = await tell("token", "list")
    assert made.out.strip() not in listed.out
    head, row = listed.lines
    assert head.split() == ["id", "user", "name", "created", "expires", "last", "used", "revoked"]
    assert row.split()[1:4] == ["admin@example.com", "import", "job"]


async def test_a_token_can_be_narrow_and_end(tell: Tell) -> None:
    wanted = ("token", "create", "--email", "admin@example.com", "--name", "n", "--days", "7")
    assert (await tell(*wanted, "--scope", "ticket:read", "--scope", "ticket:note")).code == 0
    ends = (clock.now() + timedelta(days=7)).strftime("%Y-%m-%d")
    assert ends in (await tell("token", "list")).lines[1]
    with pytest.raises(Invalid, match="ticket:fly"):
        await tell(*wanted, "--scope", "ticket:fly")


@pytest.mark.parametrize("days", ["0", "-1", "x", "99999999999"])
async def test_days_are_a_number_of_days(tell: Tell, days: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        await tell("token", "create", "--email", "admin@example.com", "--name", "n", "--days", days)
    assert left.value.code == 2
    assert "--days" in capfd.readouterr().err


async def test_a_token_is_revoked_once(tell: Tell) -> None:
    await tell("token", "create", "--email", "admin@example.com", "--name", "n")
    token_id = (await tell("token", "list")).lines[1].split()[0]
    assert (await tell("token", "revoke", token_id)).out == "Revoked.\n"
    with pytest.raises(NotFound):
        await tell("token", "revoke", token_id)


async def test_a_token_needs_somebody_whom_it_acts_as(tell: Tell) -> None:
    with pytest.raises(NotFound, match=r"nobody@example\.com.*deskhand user list"):
        await tell("token", "create", "--email", "nobody@example.com", "--name", "n")
