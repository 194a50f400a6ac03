"""Every component in every state, on one page, for those who look after the desk's looks."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from litestar import Response, get

from deskhand.queries import queue
from deskhand.queries.contract import ask
from deskhand.queries.queue import Row
from deskhand.queries.ticket import Activity, Message, Person
from deskhand.rules.ticket import ATTENTION, Status
from deskhand.web.frame import Framed

_WORDS = (
    ("Checkout charges card twice on retry", "Leo Marchetti", "critical", Status.OPEN),
    ("SSO login loops back to sign-in page", "Aiko Tanaka", "urgent", Status.WAITING_SUPPORT),
    ("Export to CSV drops the tax column", "Nora Lindqvist", "medium", Status.IN_PROGRESS),
    ("How do I move my number to the new plan?", "Grace Mwangi", "low", Status.WAITING_CUSTOMER),
)


@get("/admin/specimen")
async def read_specimen(frame: Framed) -> Response[str]:
    """Show the specimen; its people and words are made up."""
    await ask(frame.actor, queue.agents)
    rows = [_row(place, frame.now) for place in range(len(_WORDS))]
    return frame.show("specimen.html", rows=rows, messages=_messages(frame.now), activity=_activity(frame.now))


def _row(place: int, now: datetime) -> Row:
    subject, who, priority, status = _WORDS[place]
    return Row(
        id=UUID(int=place + 1), number=f"2026-11-0000{place + 1}", subject=subject, status=status, priority=priority,
        requester_name=who, organization_name="Kestrel Robotics", is_priority_client=place == 1,
        assignee_id=UUID(int=9) if place > 1 else None, assignee_name="Maya Okafor" if place > 1 else None,
        preview="What was written last stands here, cut to one line.",
        last_author="agent" if place == 3 else "customer",
        source=("chat", "email", "web", "api")[place], created_at=now - timedelta(hours=place * 7 + 1),
        last_message_at=now - timedelta(minutes=4 + place * 61), attention=ATTENTION[status], version=1,
        updated_at=now,
    )  # fmt: skip


def _messages(now: datetime) -> list[Message]:
    dana = Person(UUID(int=21), "Dana Whitfield", "dana@example.com", "customer", None)
    maya = Person(UUID(int=9), "Maya Okafor", "maya@example.com", "agent", None)
    texts = (
        (dana, "customer", False, "Since this morning none of the three shared mailboxes are pulling new mail.", None),
        (maya, "agent", True, "Same cause as last week: the tokens were revoked when the passwords changed.", None),
        (maya, "agent", False, "Hi Dana, I am sending a re-connect link for each mailbox now.", "delivered"),
    )
    return [
        Message(
            id=UUID(int=101 + place), author=author, author_kind=kind, internal=internal, html=f"<p>{text}</p>",
            text=text, created_at=now - timedelta(minutes=50 - place * 12), delivery=delivery,
            files=[],
        )
        for place, (author, kind, internal, text, delivery) in enumerate(texts)
    ]  # fmt: skip


def _activity(now: datetime) -> list[Activity]:
    taken = {"assignee": (None, "Maya Okafor"), "status": ("open", "in_progress")}
    return [
        Activity(UUID(int=201), "ticket.created", "Dana Whitfield", now - timedelta(minutes=50), {}, None),
        Activity(UUID(int=202), "ticket.assigned", "Priya Nair", now - timedelta(minutes=45), dict(taken), None),
    ]


ROUTES = [read_specimen]
