"""Deadlines are told all at once, and once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deskhand.actions.contract import act
from deskhand.actions.sla_report import choose_report, tell_report
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.report_readers import report_readers
from deskhand.rules.errors import Forbidden
from tests.database import Desk


async def test_a_day_is_told_once_and_only_admins_choose(desk: Desk) -> None:
    readers = await ask(desk.system, report_readers)
    assert desk.admin.email in [one.email for one in readers]
    for until, told in ((clock.now(), len(readers)), (clock.now() - timedelta(hours=1), None)):
        assert await act(desk.system, tell_report, readers, until, figures={}, rows=[]) == told
    with pytest.raises(Forbidden):
        await act(desk.agent, choose_report, is_wanted=False)
    with pytest.raises(Forbidden):
        await act(desk.system, choose_report, is_wanted=False)
