"""Files by action: announced, received, hung on messages, and told in the trail."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from deskhand.actions.attachments import Attached, announce_file, condemn_files, receive_file, settle_check
from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.portal import read_my_ticket
from deskhand.rules.access import Person
from deskhand.rules.attachment import NewFile, State
from deskhand.rules.errors import Forbidden, Invalid, NotFound
from deskhand.store import everywhere
from deskhand.store.attachments import Finding
from tests.database import Desk

NEW = NewFile(name="a.txt", size=3, media_type="text/plain", digest=bytes(32))


async def received(who: Person, *, is_scanned: bool = False) -> UUID:
    announced = await act(who, announce_file, NEW)
    return (await act(who, receive_file, announced.id, is_scanned=is_scanned)).id


async def names(desk: Desk) -> list[str]:
    rows = await desk.as_owner("select name from events where name like 'file.%' order by id")
    return [row["name"] for row in rows]


async def test_a_file_is_checked_only_where_there_is_a_scanner(desk: Desk) -> None:
    for is_scanned, state in ((True, "checking"), (False, "unscanned")):
        file_id = await received(desk.customer, is_scanned=is_scanned)
        assert await desk.value("select state from files where id = $1", file_id) == state
    with pytest.raises(NotFound):
        await act(desk.customer, receive_file, uuid4(), is_scanned=False)
    with pytest.raises(Forbidden):
        await act(desk.system, announce_file, NEW)


async def test_files_go_with_a_ticket_a_reply_and_a_note(desk: Desk) -> None:
    mine, theirs, internal = await received(desk.customer), await received(desk.agent), await received(desk.agent)
    opening = NewTicket(subject="One", description="Two", attached=Attached(ids=(mine, mine)))
    ticket = await act(desk.customer, open_ticket, opening)
    await act(desk.agent, reply, ticket.id, NewMessage(content="Here.", attached=Attached(ids=(theirs,))))
    await act(desk.agent, note, ticket.id, NewMessage(content="For us.", attached=Attached(ids=(internal,))))
    seen = await ask(desk.customer, read_my_ticket, ticket.id)
    assert [[file.id for file in message.files] for message in seen.messages] == [[mine], [theirs]]
    assert await names(desk) == ["file.uploaded"] * 3 + ["file.attached"] * 3
    with pytest.raises(Invalid, match=str(mine)):
        await act(desk.customer, reply, ticket.id, NewMessage(content="Again.", attached=Attached(ids=(mine,))))
    assert await desk.value("select count(*) from messages") == 3


async def test_customers_hear_of_checks_of_what_they_see(desk: Desk) -> None:
    public, internal = await received(desk.agent, is_scanned=True), await received(desk.agent, is_scanned=True)
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="One", description="Two"))
    await act(desk.agent, reply, ticket.id, NewMessage(content="Here.", attached=Attached(ids=(public,))))
    await act(desk.agent, note, ticket.id, NewMessage(content="For us.", attached=Attached(ids=(internal,))))
    for claim in await everywhere.claim_files(clock.now(), lease=timedelta(minutes=1), most=9):
        finding = Finding(file_id=claim.id, fence=claim.fence, state=State.CLEAN)
        assert await act(desk.system, settle_check, finding, before=State.CHECKING)
        assert not await act(
            desk.system, settle_check, Finding(file_id=claim.id, fence=0, state=State.CLEAN), before=State.CHECKING
        )
    rows = await desk.as_owner(
        "select name, is_public, payload ->> 'file_id' as id from events where name like '%file.checked'"
    )
    assert {(row["name"], row["is_public"], row["id"]) for row in rows} == {
        ("ticket.file.checked", True, str(public)), ("file.checked", False, str(internal)),
    }  # fmt: skip


async def test_nothing_young_is_condemned(desk: Desk) -> None:
    await received(desk.customer)
    assert await act(desk.system, condemn_files) == []
