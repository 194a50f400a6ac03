"""What sending needs to know."""

from __future__ import annotations

from uuid import uuid4

from deskhand.queries.contract import ask
from deskhand.queries.due import Due, due
from deskhand.rules.notify import Kind
from tests.database import Desk
from tests.reactions.sending import deliverer, only, rows, told
from tests.reactions.test_notify import opened, plan_all


async def test_what_is_due_brings_all_that_sending_needs_and_no_internal_words(desk: Desk) -> None:
    ticket = await opened(desk)
    await plan_all(desk)
    ids = [row["id"] for row in await rows(desk) if row["recipient"] == desk.customer.email]
    [found] = await ask(desk.system, due, ids)
    assert isinstance(found, Due)
    assert (found.kind, found.recipient, found.requester_name) == (
        Kind.CREATED,
        desk.customer.email,
        desk.customer.name,
    )
    assert found.matter.id == ticket.id
    assert found.message is not None
    assert found.message.text == "It burns."
    assert found.written is None
    assert found.workspace_name == "Deskhand"
    await desk.as_owner("update messages set visibility = 'internal', author_kind = 'agent'")
    [found] = await ask(desk.system, due, ids)
    assert isinstance(found, Due)
    assert found.message is None


async def test_what_an_earlier_attempt_wrote_is_kept(desk: Desk) -> None:
    await told(desk)
    async with deliverer(desk, None) as sender:
        await sender.deliver_due(5)
    row = await only(desk)
    [found] = await ask(desk.system, due, [row["id"]])
    assert isinstance(found, Due)
    assert found.written is not None
    assert (found.written.subject, found.written.text) == (row["subject"], row["message"])
    assert dict(found.written.headers)["Message-ID"] == row["provider_message_id"]


async def test_the_desk_itself_acts_under_the_workspace_s_name(desk: Desk) -> None:
    await told(desk)
    await desk.as_owner("update events set actor_kind = 'system', actor_id = null, actor_name = 'worker'")
    [found] = await ask(desk.system, due, [(await only(desk))["id"]])
    assert (found.actor_name, found.actor_id) == ("Deskhand", None)


async def test_what_is_not_there_is_not_due(desk: Desk) -> None:
    assert await ask(desk.system, due, [uuid4()]) == []
    assert await ask(desk.system, due, []) == []
