"""One delivery on its way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from liquid.exceptions import LiquidError
from msgspec import structs

from deskhand.channels.contract import Context, Receipt, Rendered
from deskhand.channels.mailbox import MailboxEmail
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.due import Due, Written, due
from deskhand.reactions.parcel import Hand, Parcel, accepted, attempt_of, lost, packed
from deskhand.rules.access import Role
from deskhand.rules.delivery import State
from deskhand.rules.settings import Settings
from deskhand.store import everywhere
from deskhand.store.deliveries import Settled
from tests.database import Desk
from tests.reactions.sending import told

HAND = Hand("s@desk.test", str, str, "{}{}".format)


async def claimed(desk: Desk) -> tuple[Due, int]:
    """Claim the one delivery."""
    [claim] = await everywhere.claim_deliveries(clock.now(), lease=timedelta(seconds=30), most=1)
    [found] = await ask(desk.system, due, [claim.id])
    assert isinstance(found, Due)
    return found, claim.fence


def pack(found: Due, fence: int, channel: Any = None) -> Parcel | Settled:
    return packed(found, fence, channel=channel or MailboxEmail(Settings()), hand=HAND, now=clock.now(), luck=0.5)


class Broken(MailboxEmail):
    """A channel whose words break."""

    def __init__(self, error: Exception) -> None:
        super().__init__(Settings())
        self._error = error

    def render(self, context: Context) -> Rendered:  # noqa: ARG002 (the channel's shape)
        raise self._error


async def test_a_parcel_holds_the_words_and_is_written_as_an_attempt(desk: Desk) -> None:
    await told(desk)
    found, fence = await claimed(desk)
    parcel = pack(found, fence)
    assert isinstance(parcel, Parcel)
    attempt = attempt_of(parcel, attempt_id=found.id)
    assert (attempt.delivery_id, attempt.fence, attempt.subject) == (found.id, fence, parcel.rendered.subject)
    done = accepted(parcel, Receipt(state=State.ACCEPTED, message_id="<1>", response="250"), now=clock.now())
    assert (done.state, done.ended, done.provider_message_id, done.reason) == ("accepted", "accepted", "<1>", None)


async def test_words_of_an_earlier_attempt_go_out_unchanged(desk: Desk) -> None:
    await told(desk)
    found, fence = await claimed(desk)
    first = pack(found, fence)
    assert isinstance(first, Parcel)
    old = Written(subject="old", text="old", html="<p>old</p>", headers=first.rendered.headers)
    again = pack(structs.replace(found, written=old), fence, Broken(AssertionError("rendered again")))
    assert isinstance(again, Parcel)
    assert (again.rendered.text, again.rendered.headers) == ("old", first.rendered.headers)


@pytest.mark.parametrize(
    ("error", "state", "error_class"),
    [(LiquidError("x", token=None), "failed", "content"), (KeyError("x"), "retry_wait", "transient")],
)
async def test_words_that_break_become_an_outcome(desk: Desk, error: Exception, state: str, error_class: str) -> None:
    await told(desk)
    found, fence = await claimed(desk)
    broken = pack(found, fence, Broken(error))
    assert isinstance(broken, Settled)
    assert (broken.state, broken.error_class) == (state, error_class)


async def test_an_event_that_this_version_cannot_read_stops_no_other(desk: Desk) -> None:
    await told(desk)
    found, fence = await claimed(desk)
    for unreadable in (structs.replace(found, payload={}), structs.replace(found, event_name="no.such.event")):
        outcome = pack(unreadable, fence)
        assert isinstance(outcome, Settled)
        assert (outcome.state, outcome.error_class) == ("retry_wait", "transient")


async def test_what_no_longer_concerns_somebody_is_silenced_with_its_trace(desk: Desk) -> None:
    await told(desk)
    found, fence = await claimed(desk)
    gone = pack(structs.replace(found, person=structs.replace(found.person, is_active=False)), fence)
    assert isinstance(gone, Settled)
    assert (gone.state, gone.reason, gone.ended) == ("suppressed", "inactive", None)
    assert gone.trace is not None
    assert '"account"' in gone.trace
    other = structs.replace(found.person, id=found.id, role=Role.CUSTOMER)
    stranger = pack(structs.replace(found, person=other), fence)
    assert isinstance(stranger, Settled)
    assert (stranger.state, stranger.reason) == ("superseded", "no_part")


async def test_a_lost_worker_s_delivery_may_have_arrived(desk: Desk) -> None:
    await told(desk)
    found, fence = await claimed(desk)
    outcome = lost(found, fence, now=clock.now(), luck=0.5)
    assert (outcome.state, outcome.ended, outcome.error_class) == ("retry_wait", "uncertain", "uncertain")
