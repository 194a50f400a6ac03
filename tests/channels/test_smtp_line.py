"""One connection to a mail server; tests/channels/test_email_smtp.py drives it through its channel."""

from __future__ import annotations

import asyncio
import ssl

import pytest

from deskhand.channels import smtp_line
from deskhand.channels.contract import NotReached
from deskhand.channels.smtp_line import MOST_MAILS, LineLost, open_line
from deskhand.rules.errors import Temporary
from deskhand.rules.mail_server import mail_server
from tests.post_office import post_office

TLS = ssl.create_default_context()


async def test_a_line_carries_so_many_mails_and_no_more() -> None:
    async with post_office() as office:
        line = await open_line(mail_server(office.url), tls=TLS, greeting="desk.example")
        for _ in range(MOST_MAILS):
            assert line.is_usable
            await line.hand_over(
                b"Subject: s\r\n\r\nb\r\n.\r\n", sender=b"s@x.example", recipient=b"k@x.example", patience=5
            )
        assert not line.is_usable
        await line.hang_up()
        await line.hang_up()


async def test_a_line_that_was_lost_before_a_later_mail_says_so() -> None:
    async with post_office() as office:
        line = await open_line(mail_server(office.url), tls=TLS, greeting="desk.example")
        body = b"Subject: s\r\n\r\nb\r\n.\r\n"
        await line.hand_over(body, sender=b"s@x.example", recipient=b"k@x.example", patience=5)
        await office.stop()
        with pytest.raises(LineLost):
            await line.hand_over(body, sender=b"s@x.example", recipient=b"k@x.example", patience=5)
        assert not line.is_usable


async def test_a_server_that_says_nothing_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_line, "CONNECT_PATIENCE", 0.2)
    held: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(lambda _, writer: held.append(writer), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(NotReached, match="no answer in time") as caught:
        await open_line(mail_server(f"smtp://127.0.0.1:{port}"), tls=TLS, greeting="desk.example")
    assert isinstance(caught.value.cause, Temporary)
    for writer in held:
        writer.close()
    server.close()
    await server.wait_closed()
