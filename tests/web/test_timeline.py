"""The story of a ticket: in order, days named, nothing told twice."""

from __future__ import annotations

from dataclasses import replace

from deskhand.web.reader import Reader, reading, zone_named
from deskhand.web.timeline import tell
from tests.web import samples


def test_the_story_is_in_order() -> None:
    ticket = samples.ticket()
    with reading(Reader(now=samples.NOW)):
        told = tell(ticket.messages, ticket.activity)
    assert [entry.kind for entry in told] == [
        "day", "event", "message", "day", "message", "event", "event", "message", "message", "message",
    ]  # fmt: skip
    assert told[1].item.name == "ticket.created"
    assert all(entry.item.name != "ticket.message.added" for entry in told if entry.kind == "event")


def test_what_follows_from_a_message_stands_below_it() -> None:
    message = samples.message(1, None, minutes=5, html="<p>x</p>")
    event = samples.activity(2, "ticket.resolved", who="Maya Okafor", minutes=5)
    created = replace(event, name="ticket.created")
    with reading(Reader(now=samples.NOW)):
        told = tell([message], [event, created])
    assert [entry.item and getattr(entry.item, "name", "message") for entry in told] == [
        None, "ticket.created", "message", "ticket.resolved",
    ]  # fmt: skip


def test_days_are_the_readers() -> None:
    messages = [samples.message(number, None, minutes=minutes, html="x") for number, minutes in ((1, 10 * 60), (2, 1))]
    for zone, days in (("UTC", 1), ("America/New_York", 1), ("Pacific/Kiritimati", 2)):
        with reading(Reader(now=samples.NOW, zone=zone_named(zone))):
            assert sum(entry.kind == "day" for entry in tell(messages)) == days, zone
    assert tell([]) == []
