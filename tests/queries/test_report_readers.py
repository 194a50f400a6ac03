"""Whom the report of each morning goes to is decided by role and preferences."""

from __future__ import annotations

from deskhand.queries.contract import ask
from deskhand.queries.report_readers import gets_report, report_readers
from tests.database import Desk


async def test_admins_get_it_unless_they_say_otherwise(desk: Desk) -> None:
    assert await ask(desk.admin, gets_report)
    await desk.as_owner('update users set notification_preferences = \'{"email": {"sla_report": false}}\'')
    assert not await ask(desk.admin, gets_report)
    assert not any(one.is_wanted for one in await ask(desk.system, report_readers))
