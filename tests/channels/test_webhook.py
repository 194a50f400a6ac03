"""Signed webhooks to a real receiver."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from deskhand.channels.contract import Rendered
from deskhand.channels.webhook import Call, Webhook, signature
from deskhand.rules.delivery import State
from deskhand.rules.errors import Permanent, Temporary
from deskhand.rules.settings import Settings
from tests.receiver import LOOPBACK, receiver

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # the example of the scheme
OLDER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"


def call(url: str, *secrets: str) -> Call:
    return Call(
        recipient="Billing", subject="ticket.created", text='{"event": "ticket.created", "data": {"ü": "✓"}}', html="",
        headers=(("webhook-id", "msg_7"),), url=url, secrets=secrets or (SECRET,),
    )  # fmt: skip


@pytest.fixture
async def sender() -> AsyncIterator[Webhook]:
    found = Webhook(Settings(outbound_allow=LOOPBACK))
    await found.ready()
    yield found
    await found.close()


def test_the_schemes_own_example_is_signed_as_it_says() -> None:
    at = datetime.fromtimestamp(1614265330, UTC)
    signed = signature([SECRET], "msg_p5jXN8AQM9LWM0D4loKWxJek", body='{"test": 2432232314}', at=at)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_a_message_is_signed_by_each_secret_so_that_either_verifies(sender: Webhook) -> None:
    async with receiver("204 No Content") as there:
        receipt = await sender.send(call(there.url, SECRET, OLDER))
        await sender.send(call(there.url))
    assert (receipt.state, receipt.message_id, receipt.response) == (State.DELIVERED, "msg_7", "204")
    both, one = there.posts
    assert both.headers["content-type"] == "application/json"
    assert both.content(SECRET) == both.content(OLDER) == {"event": "ticket.created", "data": {"ü": "✓"}}
    assert [len(post.headers["webhook-signature"].split()) for post in (both, one)] == [2, 1]
    assert both.id == one.id == "msg_7"


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        ("500 Oops", Temporary), ("429 Slow\r\nRetry-After: 30\r\n\r\n", Temporary), ("410 Gone", Permanent),
        ("301 Moved\r\nLocation: http://127.0.0.1:1/\r\n\r\n", Permanent), ("404 Not Found", Permanent),
    ],
)  # fmt: skip
async def test_other_answers_are_troubles(sender: Webhook, answer: str, trouble: type[Exception]) -> None:
    async with receiver(answer) as there:
        with pytest.raises(trouble, match=answer[:3]):
            await sender.send(call(there.url))


async def test_nothing_goes_to_a_private_address_that_is_not_listed() -> None:
    strict = Webhook(Settings())
    async with receiver() as there:
        for url in (there.url, f"https://localhost:{there.port}/"):
            with pytest.raises(Permanent, match="OUTBOUND_ALLOW"):
                await strict.send(call(url))
    await strict.close()
    assert not there.connections


async def test_secrets_and_addresses_stay_out_of_words(sender: Webhook) -> None:
    made = call("https://example.com/secret-path")
    assert "secret-path" not in f"{made!r} {made}"
    assert SECRET not in f"{made!r} {made}"
    with pytest.raises(TypeError):
        await sender.send(Rendered(recipient="", subject="", text="", html="", headers=()))
