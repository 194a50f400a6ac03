"""What the desk does with deliveries, and sending a lost one again."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from deskhand.actions.contract import REGISTRY, act
from deskhand.actions.deliveries import replay_delivery
from deskhand.rules.access import Can
from deskhand.rules.errors import Conflict, Forbidden, NotFound
from tests.database import Desk
from tests.post_office import post_office
from tests.reactions.sending import deliverer, only, rows, told


def test_only_the_desk_itself_handles_deliveries() -> None:
    names = ("enter_deliveries", "begin_attempts", "settle_deliveries", "replay_delivery")
    assert {REGISTRY[f"deliveries.{name}"] for name in names} == {Can.OPERATE}


async def test_people_may_not(desk: Desk) -> None:
    with pytest.raises(Forbidden):
        await act(desk.admin, replay_delivery, uuid4())


async def test_a_failed_delivery_is_sent_again_as_a_new_generation(desk: Desk) -> None:
    await told(desk)
    async with post_office() as office, deliverer(desk, office) as sender:
        office.faults.rcpt["*"] = "550 5.1.1 no such user"
        await sender.deliver_due(5)
        failed = await only(desk)
        office.faults.rcpt.clear()
        again = await act(desk.system, replay_delivery, failed["id"])
        await sender.deliver_due(5)
        [mail] = office.mails
    first, second = await rows(desk)
    assert first == failed
    assert (second["id"], second["generation"], second["state"], second["attempts"]) == (again, 2, "accepted", 1)
    assert [step["rule"] for step in json.loads(second["trace"])] == ["role", "actor", "preference", "replay"]
    assert str(mail.message["Message-ID"]).endswith(f"{again}.g2@example.com>")
    with pytest.raises(Conflict, match="sent again already"):
        await act(desk.system, replay_delivery, failed["id"])
    with pytest.raises(Conflict, match="is accepted"):
        await act(desk.system, replay_delivery, again)


async def test_what_is_not_there_cannot_be_sent_again(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await act(desk.system, replay_delivery, uuid4())
