"""The text of all policies and calendars is for admins."""

from __future__ import annotations

import pytest

from deskhand.queries.contract import ask
from deskhand.queries.sheets import read_sheet
from deskhand.rules.errors import Forbidden
from deskhand.rules.sla.policy import SHIPPED
from deskhand.rules.sla.sheet import policy_of, sheet_of
from deskhand.rules.sla.step_sheet import Known
from tests.database import Desk


async def test_the_shipped_ones_are_told_as_they_are(desk: Desk) -> None:
    found = sheet_of(await ask(desk.admin, read_sheet)).policies
    assert {one.name.lower(): policy_of(one, steps=(), known=Known()) for one in found} == SHIPPED
    with pytest.raises(Forbidden):
        await ask(desk.agent, read_sheet)
