"""Commands as operators type them, run in this process on a database of the test's own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from deskhand.app.postgres.addresses import Addresses
from deskhand.cli.commands import COMMANDS, parser
from deskhand.rules.settings import Settings


@dataclass(frozen=True)
class Told:
    """What a command said on standard output, and its exit code."""

    code: int
    out: str

    @property
    def lines(self) -> list[str]:
        """The lines, one by one."""
        return self.out.splitlines()


Tell = Callable[..., Awaitable[Told]]


@pytest.fixture
def settings(addresses: Addresses, tmp_path: Path) -> Settings:
    """Return the settings of a desk whose database is there, migrated and empty."""
    return Settings(
        data=tmp_path, database_url=addresses.runtime, database_owner_url=addresses.owner, demo=False,
        app_url="https://desk.example.test",
    )  # fmt: skip


@pytest.fixture
def tell(settings: Settings, capfd: pytest.CaptureFixture[str]) -> Tell:
    """Return a function that runs a command to its end."""

    async def run(*arguments: str) -> Told:
        parsed = parser().parse_args(arguments)
        capfd.readouterr()
        with capture_logs():  # they go to standard error once a command has set them up
            code = await COMMANDS[parsed.command].run(settings, parsed)
        return Told(code, capfd.readouterr().out)

    return run
