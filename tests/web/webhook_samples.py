"""Webhooks, as the gallery shows their pages."""

from __future__ import annotations

from typing import Any

from deskhand.queries.trail import Step
from deskhand.queries.webhooks import Line, Sent, SentPage, View
from deskhand.rules.delivery import State
from deskhand.rules.webhook import EVENTS, NAME_LIMIT, Off
from deskhand.web.webhook_words import event_words, reason_word, state_word
from tests.web.samples import ago, an_id

_LINE: dict[str, Any] = {
    "url": "https://hooks.example.com/deskhand/a-long-path/that-goes-on/and-on?for=ever",
    "events": EVENTS[:3],
    "last_success_at": ago(300),
    "last_failure_at": None,
    "last_error": None,
    "created_by": "Maya Okafor",
    "created_at": ago(90_000),
}


def found() -> list[Line]:
    """Return webhooks in each of their states."""
    return [
        Line(id=an_id(91), name="Billing", **_LINE),
        Line(
            id=an_id(92),
            name="Pager of the night shift",
            **{**_LINE, "events": (), "last_failure_at": ago(60), "last_error": "It answered 503."},
        ),
        Line(id=an_id(93), name="Old shop", off=Off.GONE, **{**_LINE, "last_success_at": None}),
        Line(id=an_id(94), name="Test", off=Off.SWITCHED_OFF, **_LINE),
    ]


def _sent(number: int, state: State, **values: Any) -> Sent:
    given = {
        "event": "ticket.created",
        "ticket_id": an_id(4812),
        "ticket_number": "2026-11-04812",
        "reason": None,
        "attempts": 1,
        "generation": 1,
        "error": None,
        "answer": None,
        "body": '{"event":"ticket.created","data":{"number":"2026-11-04812","subject":"' + "Mail_stops_" * 30 + '"}}',
        "delivered_at": None,
        "is_newest": True,
    }
    return Sent(
        id=an_id(number),
        message_id=f"msg_{an_id(number).hex}",
        state=state,
        created_at=ago(600),
        due_at=ago(-300),
        **{**given, **values},
    )


def view() -> View:
    """Return a webhook with messages that fared in every way."""
    trail = [
        Step(
            name="webhook.changed",
            actor_name="Maya Okafor",
            created_at=ago(500),
            changes={"url": ("https://old.example/", "https://hooks.example.com/")},
        )
    ]
    return View(id=an_id(91), name="Billing", rules=["Ring the pager"], trail=trail, rotated_at=ago(3600), **_LINE)


def page() -> SentPage:
    """Return messages."""
    items = [
        _sent(95, State.DELIVERED, answer="202 thanks", delivered_at=ago(590)),
        _sent(96, State.RETRY_WAIT, attempts=3, error="It answered 503.", event="rule.ran"),
        _sent(97, State.SUPPRESSED, attempts=0, reason="switched_off", body=None),
        _sent(
            98,
            State.DEAD,
            attempts=12,
            reason="out_of_attempts",
            error="hooks.example.com could not be reached",
            event="webhook.test",
            ticket_number=None,
        ),
        _sent(99, State.PLANNED, attempts=0, body=None, is_newest=False),
    ]
    return SentPage(items=items, before=an_id(99))


def values(**changed: Any) -> dict[str, Any]:
    """Return what a webhook's page shows."""
    return {
        "view": view(),
        "written": {"name": "Billing", "url": "https://hooks.example.com/", "events": list(EVENTS[:3])},
        "page": page(),
        "events": EVENTS,
        "event_words": event_words,
        "state_word": state_word,
        "reason_word": reason_word,
        "longest": NAME_LIMIT,
        "said": "",
        "problem": "",
        "secret": "",
        **changed,
    }
