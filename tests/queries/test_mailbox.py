"""The built-in mailbox, for admins."""

from __future__ import annotations

from uuid import uuid4

import pytest

from deskhand.queries.contract import ask
from deskhand.queries.mailbox import PAGE, list_mails, read_mail
from deskhand.rules.errors import Forbidden, Invalid, NotFound
from tests.database import Desk
from tests.post_office import post_office
from tests.reactions.sending import deliverer, only, sent, told


async def test_mails_are_listed_newest_first_and_read_as_they_were_written(desk: Desk) -> None:
    first, second = await told(desk, tickets=2)
    async with deliverer(desk, None) as sender:
        await sent(sender)
    page = await ask(desk.admin, list_mails)
    assert [mail.ticket_number for mail in page.items] == [second.number, first.number]
    assert page.next_cursor is None
    [newest, _] = page.items
    assert (newest.to, newest.subject, newest.notification_type, newest.state) == (
        desk.customer.email, f"[{second.number}] Printer 1", "ticket_created", "delivered",
    )  # fmt: skip
    mail = await ask(desk.admin, read_mail, newest.id)
    assert "We have received your request" in mail.text
    assert mail.html.startswith("<!doctype html>")
    headers = dict(mail.headers)
    assert headers["To"] == f"{desk.customer.name} <{desk.customer.email}>"
    assert [name for name, _ in mail.headers][:3] == ["Date", "From", "Reply-To"]


async def test_pages_follow_each_other_without_gap_or_repetition(desk: Desk) -> None:
    await told(desk, tickets=PAGE + 7)
    async with deliverer(desk, None) as sender:
        await sent(sender, 100)
    first = await ask(desk.admin, list_mails)
    assert (len(first.items), first.next_cursor) == (PAGE, str(first.items[-1].id))
    second = await ask(desk.admin, list_mails, cursor=first.next_cursor)
    assert (len(second.items), second.next_cursor) == (7, None)
    assert len({mail.id for mail in first.items + second.items}) == PAGE + 7


async def test_mails_are_found_by_subject_and_recipient_in_any_case(desk: Desk) -> None:
    await told(desk, tickets=3)
    async with deliverer(desk, None) as sender:
        await sent(sender)
    assert len((await ask(desk.admin, list_mails, text="PRINTER 2")).items) == 1
    assert len((await ask(desk.admin, list_mails, text="Dana@")).items) == 3
    assert (await ask(desk.admin, list_mails, text="100%_")).items == []
    assert len((await ask(desk.admin, list_mails, text="")).items) == 3


async def test_only_what_the_mailbox_delivered_is_in_it(desk: Desk) -> None:
    await told(desk)
    async with post_office() as office, deliverer(desk, office) as sender:
        await sent(sender)
    assert (await ask(desk.admin, list_mails)).items == []
    with pytest.raises(NotFound):
        await ask(desk.admin, read_mail, (await only(desk))["id"])


async def test_nonsense_is_named(desk: Desk) -> None:
    with pytest.raises(Invalid, match="cursor"):
        await ask(desk.admin, list_mails, cursor="no cursor")
    with pytest.raises(Invalid, match="text"):
        await ask(desk.admin, list_mails, text="a\x00")
    with pytest.raises(NotFound):
        await ask(desk.admin, read_mail, uuid4())


async def test_the_mailbox_is_for_admins(desk: Desk) -> None:
    for person in (desk.agent, desk.customer):
        with pytest.raises(Forbidden):
            await ask(person, list_mails)
        with pytest.raises(Forbidden):
            await ask(person, read_mail, uuid4())
