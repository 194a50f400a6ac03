"""`deskhand demo`."""

from __future__ import annotations

import re

import pytest

from deskhand.rules.errors import Conflict
from tests.cli.conftest import Tell


async def test_the_demo_comes_once_and_goes(tell: Tell) -> None:
    made = await tell("demo")
    assert (made.code, bool(re.fullmatch(r"Made \d+ demo tickets\.\n", made.out))) == (0, True)
    with pytest.raises(Conflict, match="deskhand demo --clear"):
        await tell("demo")
    assert (await tell("demo", "--clear")).out == made.out.replace("Made", "Removed")
    assert (await tell("demo", "--clear")).out == "Removed 0 demo tickets.\n"


async def test_a_crowd_of_any_size_comes_and_goes(tell: Tell) -> None:
    made = await tell("demo", "--tickets", "1,200")
    assert (made.code, made.out) == (0, "Made 1,200 demo tickets.\n")
    assert (await tell("demo", "--tickets", "30")).out == "Made 30 demo tickets.\n"
    assert (await tell("psql", "-A", "-t", "-c", "select done, finished_at is null from search_backlog")).out == "0|t\n"
    asked = "select name from timetable where asked_at is not null"
    assert (await tell("psql", "-A", "-t", "-c", asked)).out == "rebuild_statistics\n"
    assert (await tell("demo", "--clear")).out == "Removed 1,230 demo tickets.\n"


@pytest.mark.parametrize("count", ["0", "-1", "many", "10000001"])
async def test_a_number_that_is_none_is_named(tell: Tell, capfd: pytest.CaptureFixture[str], count: str) -> None:
    with pytest.raises(SystemExit):
        await tell("demo", f"--tickets={count}")
    assert f"“{count}” is not a number of tickets from 1 to 10,000,000" in capfd.readouterr().err
