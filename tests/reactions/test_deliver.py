"""Sending what is due, to a real mail server that fails in every way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.channels import open_channels
from deskhand.kit import clock
from deskhand.reactions.deliver import Deliverer
from tests.database import Desk
from tests.post_office import PostOffice, post_office
from tests.reactions.sending import attempts, deliverer, only, rows, sent, soon, told, until
from tests.reactions.test_notify import plan_all


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with post_office() as office:
        yield office


async def test_a_delivery_is_rendered_sent_and_recorded(desk: Desk, office: PostOffice) -> None:
    await told(desk)
    async with deliverer(desk, office) as sender:
        assert await sender.deliver_due(10) == 1
        assert await sender.deliver_due(10) == 0
    row = await only(desk)
    assert (row["state"], row["provider"], row["attempts"], row["uncertain_attempts"]) == ("accepted", "smtp", 1, 0)
    assert row["provider_response"].startswith("250")
    assert row["sent_at"] is not None
    assert row["delivered_at"] is None
    assert row["reason"] is row["error_message"] is row["error_class"] is None
    assert await attempts(desk) == [(1, "accepted")]
    [mail] = office.to(desk.customer.email)
    assert mail.message["Message-ID"] == row["provider_message_id"]
    assert str(mail.message["Subject"]) == row["subject"]


async def test_a_customer_who_reads_german_gets_a_german_mail(desk: Desk, office: PostOffice) -> None:
    await desk.as_owner("update users set language = 'de' where role = 'customer'")
    await told(desk)
    async with deliverer(desk, office) as sender:
        await sender.deliver_due(10)
    [mail] = office.to(desk.customer.email)
    text, html = (str(mail.message.get_body((kind,)).get_content()) for kind in ("plain", "html"))  # type: ignore[union-attr]
    assert "Wir haben Ihre Anfrage erhalten" in text
    assert '<html lang="de">' in html


async def test_without_a_mail_server_the_mailbox_delivers(desk: Desk) -> None:
    await told(desk)
    async with deliverer(desk, None) as sender:
        await sender.deliver_due(10)
    row = await only(desk)
    assert (row["state"], row["provider"]) == ("delivered", "mailbox")
    assert row["delivered_at"] == row["sent_at"] is not None


async def test_many_are_sent_over_few_connections_while_more_are_claimed(desk: Desk, office: PostOffice) -> None:
    await told(desk, tickets=60)
    async with deliverer(desk, office) as sender:
        assert await sent(sender, 20) == 60
    assert len({str(mail.message["Message-ID"]) for mail in office.mails}) == len(office.mails) == 60
    assert {row["state"] for row in await rows(desk)} == {"accepted"}
    assert office.connections <= 8


@pytest.mark.parametrize(
    ("answer", "state", "error_class"),
    [
        ("550 5.1.1 no such user", "failed", "address"),
        ("554 5.6.0 no", "failed", "content"),
        ("530 5.7.0 log in", "retry_wait", "config"),
    ],
)
async def test_a_refusal_ends_or_waits_by_its_class(
    desk: Desk, office: PostOffice, answer: str, state: str, error_class: str
) -> None:
    await told(desk)
    office.faults.rcpt["*"] = answer
    async with deliverer(desk, office) as sender:
        await sender.deliver_due(10)
    row = await only(desk)
    assert (row["state"], row["error_class"], row["attempts"]) == (state, error_class, 1)
    assert answer[:3] in row["error_message"]
    assert await attempts(desk) == [(1, "refused")]


async def test_a_4xx_is_tried_again_with_the_same_words(desk: Desk, office: PostOffice) -> None:
    [ticket] = await told(desk)
    office.faults.rcpt["*"] = "450 4.2.0 greylisted"
    async with deliverer(desk, office) as sender:
        await sender.deliver_due(10)
        first = await only(desk)
        assert (first["state"], first["reason"], first["error_class"]) == (
            "retry_wait",
            "tried_again_later",
            "transient",
        )
        assert (first["due_at"] - clock.now()).total_seconds() <= 2
        await desk.as_owner("update tickets set subject = 'Another subject' where id = $1", ticket.id)
        office.faults.rcpt.clear()
        await soon(desk)
        await sender.deliver_due(10)
    row = await only(desk)
    assert (row["state"], row["attempts"], row["subject"]) == ("accepted", 2, first["subject"])
    assert row["error_message"] is None
    assert await attempts(desk) == [(1, "transient"), (2, "accepted")]


async def test_a_lost_answer_is_marked_and_the_mail_sent_again_under_its_own_id(desk: Desk, office: PostOffice) -> None:
    await told(desk)
    office.faults.drop_before_answer.add(desk.customer.email)
    async with deliverer(desk, office) as sender:
        await sender.deliver_due(10)
        row = await only(desk)
        assert (row["state"], row["reason"]) == ("retry_wait", "uncertain: 1 attempt may have arrived")
        await soon(desk)
        await sender.deliver_due(10)
    row = await only(desk)
    assert (row["state"], row["uncertain_attempts"], row["attempts"]) == ("accepted", 1, 2)
    assert row["reason"] == "uncertain: 1 earlier attempt may have arrived as well"
    assert await attempts(desk) == [(1, "uncertain"), (2, "accepted")]
    assert len(office.mails) == 2
    assert len({str(mail.message["Message-ID"]) for mail in office.mails}) == 1


async def test_a_server_that_is_away_costs_no_attempts_and_holds_nothing_up(desk: Desk, office: PostOffice) -> None:
    await told(desk, tickets=5)
    await office.stop()
    async with deliverer(desk, office) as sender:
        began = clock.elapsed()
        assert await sender.deliver_due(3) == 3
        await until(lambda: _holds(sender.paused_until is not None and not sender.is_busy))
        assert await sender.deliver_due(3) == 0
        assert clock.elapsed() - began < 2
        held = [row for row in await rows(desk) if row["state"] == "retry_wait"]
        assert len(held) == 3
        for row in held:
            assert (row["attempts"], row["reason"], row["error_class"]) == (0, "provider_unreachable", "transient")
            assert str(office.port) in row["error_message"]
        assert await attempts(desk) == []
        await office.start()
        for _ in range(150):
            await sender.deliver_due(3)
            if len(office.mails) == 5:
                break
            await asyncio.sleep(0.1)
        assert not sender._breakers["email"].failures
    assert len(office.mails) == 5
    assert {row["state"] for row in await rows(desk)} == {"accepted"}


async def test_a_server_that_goes_away_in_the_middle_loses_nothing(desk: Desk, office: PostOffice) -> None:
    await told(desk, tickets=30)
    office.faults.wait_before_answer = 0.05
    async with deliverer(desk, office) as sender:
        sending = asyncio.create_task(sender.deliver_due(30))
        await until(lambda: _holds(len(office.mails) >= 5))
        await office.stop()
        await sending
        await office.start()
        office.faults.wait_before_answer = 0
        for _ in range(100):
            await sent(sender)
            if {row["state"] for row in await rows(desk)} == {"accepted"}:
                break
            await soon(desk)
            await asyncio.sleep(0.1)
    found = await rows(desk)
    assert {row["state"] for row in found} == {"accepted"}
    copies = {row["provider_message_id"]: 1 + row["uncertain_attempts"] for row in found}
    for mail in office.mails:
        copies[str(mail.message["Message-ID"])] -= 1
    assert all(0 <= left <= 8 for left in copies.values())
    assert len({str(mail.message["Message-ID"]) for mail in office.mails}) == 30


async def test_one_slow_mail_holds_up_no_other(desk: Desk, office: PostOffice) -> None:
    await told(desk)
    office.faults.wait_before_answer = 4
    async with deliverer(desk, office) as sender:
        await sender.deliver_due(10)
        office.faults.wait_before_answer = 0
        await act(desk.other_customer, open_ticket, NewTicket(subject="Second", description="x"))
        await plan_all(desk)
        began = clock.elapsed()
        await sender.deliver_due(10)
        assert clock.elapsed() - began < 1
        assert office.to(desk.other_customer.email)
        assert not office.to(desk.customer.email)
        await asyncio.sleep(2.5)
    assert {row["state"] for row in await rows(desk) if row["state"] != "suppressed"} == {"accepted"}


async def test_stopping_hands_back_what_has_not_begun(desk: Desk, office: PostOffice) -> None:
    await told(desk, tickets=20)
    office.faults.wait_before_answer = 1.5
    async with deliverer(desk, office) as sender:
        sending = asyncio.create_task(sender.deliver_due(20))
        for _ in range(8):
            await office.begun.get()
        began = clock.elapsed()
        await sender.close(grace=30)
        assert clock.elapsed() - began < 30
        await sending
        assert await sender.deliver_due(20) == 0
    states = [(row["state"], row["reason"], row["attempts"]) for row in await rows(desk)]
    assert states.count(("accepted", None, 1)) == len(office.mails) == 8
    assert states.count(("retry_wait", "worker_stopped", 0)) == 12


async def test_a_mail_that_is_cut_off_by_stopping_is_marked(desk: Desk, office: PostOffice) -> None:
    await told(desk)
    office.faults.wait_before_answer = 30
    async with deliverer(desk, office) as sender:
        await sender.deliver_due(20)
        await sender.close(grace=0.2)
    row = await only(desk)
    assert (row["state"], row["uncertain_attempts"]) == ("retry_wait", 1)


async def test_a_wrong_password_kills_no_mail(desk: Desk) -> None:
    await told(desk)
    async with post_office(login=True, auth_require_tls=False) as office:
        settings = replace(desk.settings, smtp_url=office.url.replace("://", "://desk:wrong@"))
        sender = Deliverer(open_channels(settings), sender="s@desk.test")
        await sender.deliver_due(10)
        row = await only(desk)
        assert (row["state"], row["error_class"], row["attempts"]) == ("retry_wait", "config", 0)
        assert "refuses the user and password of SMTP_URL" in row["error_message"]
        assert sender.paused_until
        assert 5 < (sender.paused_until - clock.now()).total_seconds() <= 15
        assert (row["due_at"] - clock.now()).total_seconds() <= 31
        await sender.close()
        await soon(desk)
        corrected = replace(settings, smtp_url=settings.smtp_url.replace("wrong", "secret"))
        sender = Deliverer(open_channels(corrected), sender="s@desk.test")
        await sender.deliver_due(10)
        await sender.close()
    assert (await only(desk))["state"] == "accepted"


async def test_the_guard_looks_again_before_sending(desk: Desk, office: PostOffice) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Printer", description="It burns."))
    await plan_all(desk)
    await act(desk.other_agent, change_ticket, ticket.id, TicketChange(assignee_id=desk.agent.user_id))
    await desk.as_owner("update users set is_active = false where email = $1", desk.customer.email)
    async with deliverer(desk, office) as sender:
        await sender.deliver_due(10)
    assert {(row["recipient"], row["state"], row["reason"]) for row in await rows(desk)} == {
        (desk.agent.email, "superseded", "no_part"),
        (desk.other_agent.email, "superseded", "no_part"),
        (desk.customer.email, "suppressed", "inactive"),
    }
    assert not office.mails
    assert await attempts(desk) == []


async def test_a_worker_that_was_overtaken_sends_nothing(desk: Desk, office: PostOffice) -> None:
    await told(desk)
    channels = [open_channels(replace(desk.settings, smtp_url=office.url)) for _ in range(2)]
    slow, quick = (Deliverer(own, sender="s@desk.test") for own in channels)
    office.faults.wait_before_answer = 0.2
    task = asyncio.create_task(slow.deliver_due(5))
    await until(lambda: _has_attempts(desk))
    assert await quick.deliver_due(5) == 0
    await task
    await slow.close()
    await quick.close()
    assert len(office.mails) == 1


async def test_words_that_break_fail_alone(desk: Desk, office: PostOffice) -> None:
    await told(desk, tickets=2)
    first = (await rows(desk))[0]["id"]
    await desk.as_owner("update deliveries set recipient = 'no address' where id = $1", first)
    async with deliverer(desk, office) as sender:
        await sender.deliver_due(10)
    states = {row["id"]: (row["state"], row["error_class"]) for row in await rows(desk)}
    assert states.pop(first) == ("failed", "address")
    assert set(states.values()) == {("accepted", None)}


async def test_an_internal_note_leaks_into_no_mail(desk: Desk, office: PostOffice) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Printer", description="It burns."))
    await desk.as_owner(
        "insert into messages (workspace_id, id, ticket_id, author_kind, visibility, source, html, body, created_at) "
        "values ($1, gen_random_uuid(), $2, 'agent', 'internal', 'web', 'canary-77aa', 'canary-77aa', now())",
        desk.system.workspace_id, ticket.id,
    )  # fmt: skip
    await act(desk.agent, reply, ticket.id, NewMessage(content="Try water."))
    await plan_all(desk)
    await desk.as_owner(
        "update events set payload = jsonb_set(payload, '{message_id}', (select to_jsonb(id) from messages "
        "where visibility = 'internal')) where name = 'ticket.message.added'"
    )
    async with deliverer(desk, office) as sender:
        await sender.deliver_due(10)
    assert office.to(desk.customer.email)
    assert not [mail for mail in office.mails if "canary" in mail.message.as_string()]
    stored = await desk.value("select count(*) from deliveries where deliveries::text like '%canary%'")
    assert stored == 0


async def _holds(so: bool) -> bool:
    return so


async def _has_attempts(desk: Desk) -> bool:
    return bool(await attempts(desk))
