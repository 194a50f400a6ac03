"""Calendars as admins read them: each by its name, in one statement, and never another workspace's."""

from __future__ import annotations

import pytest

from deskhand.actions.calendars import Wanted, add_calendar
from deskhand.actions.contract import act
from deskhand.queries.calendars import list_calendars, read_calendar
from deskhand.queries.contract import ask
from deskhand.rules.errors import Forbidden, NotFound
from deskhand.rules.sla.calendar import Calendar
from tests.database import Desk
from tests.store.furniture import two_places

OPEN = Calendar(zone="UTC", week=(((0, 1440),),) * 7)


async def test_they_are_read_by_admins_of_their_workspace(desk: Desk) -> None:
    made = await act(desk.admin, add_calendar, Wanted(name="Zürich", says=OPEN))
    await act(desk.admin, add_calendar, Wanted(name="Aachen", says=OPEN))
    assert [(one.name, one.last.says, one.used_by) for one in await ask(desk.admin, list_calendars)] == [
        ("Aachen", OPEN, []), ("Zürich", OPEN, []),
    ]  # fmt: skip
    view = await ask(desk.admin, read_calendar, made)
    assert (len(view.editions), len(view.coming), view.trail[0].name) == (1, 1, "calendar.created")
    with pytest.raises(Forbidden):
        await ask(desk.agent, list_calendars)
    other = (await two_places(desk))[1]
    with pytest.raises(NotFound):
        await ask(other.admin, read_calendar, made)
