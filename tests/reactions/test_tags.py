"""The worker takes merged and removed tags from all their tickets."""

from __future__ import annotations

import pytest

from deskhand.actions.classification import Wanted
from deskhand.actions.contract import act
from deskhand.actions.tags import remove_tag
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.app.wiring import reactions_by_name
from deskhand.app.worker import JobRounds
from deskhand.reactions import tags
from tests.database import Desk


async def test_all_tickets_are_told_however_many(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tags, "AT_ONCE", 2)
    wanted = NewTicket(subject="s", description="d", classification=Wanted(tags=("noise",)))
    for _ in range(5):
        await act(desk.customer, open_ticket, wanted)
    await act(desk.admin, remove_tag, await desk.value("select id from tags"))  # type: ignore[arg-type] # an id
    rounds = JobRounds(reactions_by_name())
    while await rounds():
        pass
    assert await desk.value("select count(*) from tags") == await desk.value("select count(*) from ticket_tags") == 0
    told = await desk.as_owner(
        "select distinct actor_name, payload ->> 'reason' as reason, count(*) over () as tickets from events "
        "where name = 'ticket.classified' group by actor_name, payload, ticket_id"
    )
    assert [tuple(row) for row in told] == [("Deskhand", "Ada Admin removed the tag", 5)]
