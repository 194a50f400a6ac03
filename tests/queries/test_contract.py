"""How a question is asked."""

from __future__ import annotations

from uuid import uuid4

import asyncpg
import pytest

from deskhand.queries.contract import REGISTRY, ask
from deskhand.rules.access import Can, Visitor
from deskhand.rules.errors import Forbidden, SignIn
from deskhand.store.db import Reading
from tests.database import Desk


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Declare the questions of this file for as long as a test asks them."""
    for question in (count_users, rename_everybody):
        monkeypatch.setitem(REGISTRY, f"{question.__module__}.{question.__qualname__}", Can.MANAGE_PEOPLE)


async def count_users(reading: Reading) -> int:
    return int(await reading.value("select count(*) from users"))


async def rename_everybody(reading: Reading) -> int:
    return int(await reading.value("with x as (update users set first_name = 'X' returning 1) select count(*) from x"))


async def test_a_permission_is_asked_for_before_anything_is_read(desk: Desk) -> None:
    assert await ask(desk.admin, count_users) == 6
    with pytest.raises(Forbidden, match="person:manage"):
        await ask(desk.agent, count_users)
    with pytest.raises(SignIn):
        await ask(Visitor(desk.system.workspace_id), count_users)


async def test_nothing_that_a_question_runs_can_write(desk: Desk) -> None:
    with pytest.raises(Exception, match=r"nearly full|read-only") as refused:
        await ask(desk.admin, rename_everybody)
    assert isinstance(refused.value, asyncpg.ReadOnlySQLTransactionError) or "full" in str(refused.value)
    assert await desk.value("select count(*) from users where first_name = 'X'") == 0


async def test_a_question_stays_in_its_workspace(desk: Desk) -> None:
    other = type(desk.system)(uuid4(), "elsewhere")
    assert await ask(other, count_users) == 0


def test_every_query_is_known_with_its_permission() -> None:
    assert REGISTRY["queue.queue_page"] is Can.WORK_QUEUE
    assert all(isinstance(needed, Can) for needed in REGISTRY.values())
