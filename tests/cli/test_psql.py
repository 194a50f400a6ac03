"""`deskhand psql`."""

from __future__ import annotations

from tests.cli.conftest import Tell


async def test_psql_runs_as_the_owner_with_its_own_options(tell: Tell) -> None:
    told = await tell("psql", "-X", "-A", "-t", "-c", "select current_user <> 'deskhand_app', 6 * 7")
    assert (told.code, told.out) == (0, "t|42\n")


async def test_its_exit_code_is_ours(tell: Tell) -> None:
    assert (await tell("psql", "-X", "-v", "ON_ERROR_STOP=1", "-c", "select nothing")).code == 1
