"""The pages of webhooks, without script."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from tests.database import Desk
from tests.hooking import call, caller, endpoint, follow
from tests.receiver import receiver
from tests.web.asgi import Answer
from tests.web.guest import Guest, visiting

WEBHOOKS = "/dashboard/settings/webhooks"


async def send(guest: Guest, path: str, *fields: tuple[str, str]) -> Answer:
    return await guest.post_bare(path, urlencode([("_csrf_token", await guest.token()), *fields]))


async def test_a_webhook_is_made_changed_tested_and_removed(desk: Desk) -> None:
    async with visiting(desk, desk.admin) as guest:
        assert "No webhook yet" in (await guest.get(WEBHOOKS)).text
        form = [("name", "Bill <b>"), ("url", "https://example.com/a"), ("events", "ticket.created"), ("once", "k")]
        made = [await send(guest, WEBHOOKS, *form) for _ in range(2)]
        secrets = [re.findall(r'value="(whsec_[^"]+)"', one.text) for one in made]
        assert (made[0].status, len(secrets[0]), secrets[0]) == (201, 1, secrets[1])
        webhook_id = await desk.value("select id from webhooks")
        path = f"{WEBHOOKS}/{webhook_id}"
        page = await guest.get(path)
        assert page.heading == "Bill <b>"
        assert "whsec_" not in page.text
        changed = await send(
            guest, path, ("name", "Billing"), ("url", "https://example.com/b"), ("events", "ticket.closed")
        )
        assert changed.location == f"{path}?said=saved"
        assert "address: https://example.com/a → https://example.com/b" in (await guest.get(path)).text
        wrong = await send(guest, path, ("name", " "), ("url", "http://example.com/"), ("events", "x"))
        assert (wrong.status, len(wrong.errors)) == (422, 3)
        assert (
            await send(guest, WEBHOOKS, ("name", "billing"), ("url", "https://example.com/"), ("once", "l"))
        ).status == 409
        assert re.search(r'value="whsec_[^"]+"', (await guest.post(f"{path}/secret", once="s")).text)
        assert (await guest.post(f"{path}/state")).location == f"{path}?said=off"
        assert (await guest.post(f"{path}/state", on="yes")).location == f"{path}?said=on"
        assert (await guest.post(f"{path}/remove")).location == f"{WEBHOOKS}?said=removed"
        assert (await guest.get(path)).status == 404


async def test_what_was_sent_is_shown_and_sent_again(desk: Desk) -> None:
    path = f"{WEBHOOKS}/{await endpoint(desk, 'https://example.com/')}"
    answers = ("503 Later", "200 OK\r\n\r\n<i>thanks</i>")
    async with visiting(desk, desk.admin) as guest, receiver(*answers) as there, caller(desk) as found:
        await desk.as_owner("update webhooks set url = $1", there.url)
        assert (await guest.post(f"{path}/test", once="t")).location == f"{path}?said=tested#sent"
        await follow(desk)
        await call(found)
        assert "It answered 503." in (await guest.get(path)).text
        await desk.as_owner("update deliveries set state = 'dead', reason = 'out_of_attempts'")
        shown = (await guest.get(path)).text
        assert "is given up" in shown
        assert (await guest.post(f"{path}/replay", once="a")).location == f"{path}?said=all#sent"
        assert (await guest.post(f"{path}/replay", once="b")).location == f"{path}?said=nothing#sent"
        await desk.as_owner("update deliveries set state = 'dead'")
        shown = (await guest.get(path)).text
        again = re.search(rf'action="({path}/deliveries/[^"]+)"', shown)
        assert again is not None
        assert (await guest.post(again[1])).location == f"{path}?said=replayed#sent"
        assert (await guest.post(again[1])).status == 409
        async with caller(desk) as another:
            await call(another)
        assert "It answered: 200 &lt;i&gt;thanks&lt;/i&gt;" in (await guest.get(path)).text


async def test_messages_are_read_by_pages(desk: Desk) -> None:
    webhook_id = await endpoint(desk, "https://example.com/", "ticket.created")
    for _ in range(51):
        await act(desk.agent, open_ticket, NewTicket(subject="s", description="d"))
    await follow(desk)
    async with visiting(desk, desk.admin) as guest:
        first = await guest.get(f"{WEBHOOKS}/{webhook_id}")
        more = re.search(r'href="[^"]+\?before=([0-9a-f-]+)#sent"', first.text)
        assert more is not None
        second = await guest.get(f"{WEBHOOKS}/{webhook_id}?before={more[1]}")
        assert (first.text.count("A ticket is opened: "), second.text.count("A ticket is opened: ")) == (50, 1)
        assert (await guest.get(f"{WEBHOOKS}/{webhook_id}?before=x")).status == 200


async def test_agents_find_no_webhooks(desk: Desk) -> None:
    async with visiting(desk, desk.agent) as guest:
        assert "Webhooks" not in (await guest.get("/dashboard/settings/profile")).text
        for path in (WEBHOOKS, f"{WEBHOOKS}/new"):
            assert (await guest.get(path)).status in {403, 404}
