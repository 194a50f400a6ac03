"""`deskhand doctor`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deskhand.cli.commands import COMMANDS, parser
from deskhand.rules.settings import Settings
from tests.cli.conftest import Tell
from tests.running import free_port


async def test_every_finding_is_a_line_that_says_how_it_stands(tell: Tell) -> None:
    told = await tell("doctor")
    found = {line[6:].partition(":")[0]: line[:4] for line in told.lines if not line.startswith("      ")}
    assert {"database", "clock", "disk", "secret key", "email"} <= set(found)
    assert found["database"] == found["clock"] == found["secret key"] == found["email"] == "ok  "
    assert told.code == int("FAIL" in found.values())


async def test_what_is_not_well_comes_with_what_to_do(settings: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    silent = replace(settings, smtp_url=f"smtp://127.0.0.1:{free_port()}")
    assert await COMMANDS["doctor"].run(silent, parser().parse_args(["doctor"])) == 1
    lines = capfd.readouterr().out.splitlines()
    failed = next(place for place, line in enumerate(lines) if line.startswith("FAIL  email: "))
    assert "SMTP_URL" in lines[failed + 1]
