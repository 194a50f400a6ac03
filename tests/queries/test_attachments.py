"""Who may read a file: whoever may read its message, and its uploader before it is sent."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from deskhand.actions.attachments import Attached
from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.queries.attachments import claimed_files, files_of, read_file
from deskhand.queries.contract import ask
from deskhand.rules.access import Person
from deskhand.rules.attachment import State
from deskhand.rules.errors import NotFound
from tests.actions.test_attachments import received
from tests.database import Desk


async def may_read(who: Person, file_id: UUID) -> bool:
    try:
        return (await ask(who, read_file, file_id)).id == file_id
    except NotFound:
        return False


async def test_a_loose_file_is_its_uploaders_alone(desk: Desk) -> None:
    file_id = await received(desk.agent)
    readers = (desk.agent, desk.other_agent, desk.admin, desk.customer)
    assert [await may_read(who, file_id) for who in readers] == [True, False, False, False]


async def test_a_sent_file_is_for_those_who_see_its_message(desk: Desk) -> None:
    public, internal = await received(desk.customer), await received(desk.agent)
    wanted = NewTicket(subject="One", description="Two", attached=Attached(ids=(public,)))
    ticket = await act(desk.customer, open_ticket, wanted)
    await act(desk.agent, note, ticket.id, NewMessage(content="For us.", attached=Attached(ids=(internal,))))
    colleague = replace(desk.other_customer, organization_id=desk.customer.organization_id, shares_tickets=True)
    readers = (desk.customer, colleague, desk.other_customer, desk.agent, desk.admin)
    assert [await may_read(who, public) for who in readers] == [True, True, False, True, True]
    assert [await may_read(who, internal) for who in readers] == [False, False, False, True, True]


async def test_a_check_reads_what_it_needs(desk: Desk) -> None:
    file_id = await received(desk.customer)
    (found,) = await ask(desk.system, claimed_files, [file_id])
    assert (found.id, found.state, found.attempts) == (file_id, State.UNSCANNED, 0)


def test_a_pages_list_is_read() -> None:
    (file,) = files_of([[str(UUID(int=1)), "a.txt", 3, "text/plain", "held", False]])
    assert (file.id, file.name, file.may_be_opened) == (UUID(int=1), "a.txt", False)
