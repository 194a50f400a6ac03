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
