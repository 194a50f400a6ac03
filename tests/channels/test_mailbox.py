"""The built-in mailbox as a channel."""

from __future__ import annotations

from deskhand.channels.mailbox import MailboxEmail
from deskhand.rules.delivery import State
from deskhand.rules.settings import Settings
from tests.channels.test_letter import context


async def test_what_is_rendered_is_delivered() -> None:
    channel = MailboxEmail(Settings())
    await channel.ready()
    rendered = channel.render(context())
    receipt = await channel.send(rendered)
    await channel.close()
    assert receipt.state is State.DELIVERED
    assert receipt.message_id == dict(rendered.headers)["Message-ID"]
