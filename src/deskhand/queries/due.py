"""What sending claimed deliveries needs to know, looked up by keys alone: its cost does not grow with the desk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.queries.contract import query
from deskhand.rules.access import Can, Role
from deskhand.rules.account import AccountKind, Purpose
from deskhand.rules.delivery import State
from deskhand.rules.logo import Logo
from deskhand.rules.mail import Enclosure
from deskhand.rules.notify import Desk, Kind, Matter, Recipient
from deskhand.store.db import Reading, Row


class Message(Struct, frozen=True, kw_only=True):
    """The public words that an event is about."""

    text: str = ""
    html: str = ""


class Written(Struct, frozen=True, kw_only=True):
    """What an earlier attempt rendered."""

    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]


class Claimed(Struct, frozen=True, kw_only=True):
    """A claimed delivery, whatever it tells of."""

    id: UUID
    generation: int
    state: State
    attempts: int
    uncertain_attempts: int
    channel: str
    recipient: str
    event_name: str
    payload: dict[str, Any]
    actor_id: UUID | None
    actor_name: str
    person: Recipient
    workspace_name: str
    base_url: str
    logo: Logo | None = None


class Due(Claimed, frozen=True, kw_only=True):
    """A delivery about a ticket, with everything that checking, rendering and sending it needs."""

    kind: Kind
    matter: Matter
    requester_name: str
    desk: Desk
    message: Message | None = None
    written: Written | None = None


class AccountDue(Claimed, frozen=True, kw_only=True):
    """A mail about an account; `works` says whether its link can still be followed. Its words are never kept.

    `purpose` is that of its link, which may be another than was asked for.
    """

    kind: AccountKind
    works: bool
    purpose: Purpose | None
    file: Enclosure | None = None
    """The table that goes with it."""


_DELIVERIES = """
    select id, event_id, ticket_id, user_id, generation, state, attempts, uncertain_attempts, notification_type,
           channel, recipient, subject, message, html, headers
    from deliveries where workspace_id = $1 and id = any($2)
"""
_EVENTS = """
    select id, name, payload, actor_id, actor_kind, actor_name from events where workspace_id = $1 and id = any($2)
"""
_TICKETS = """
    select id, number, subject, status, priority, requester_id, organization_id, assignee_id, team_id,
           category_id, source = 'demo' as is_demo, closed_at,
           exists (select 1 from ratings r where r.workspace_id = t.workspace_id and r.ticket_id = t.id)
               as is_rated,
           array(select w.user_id from ticket_watchers w where w.workspace_id = t.workspace_id and w.ticket_id = t.id)
               as watcher_ids
    from tickets t where workspace_id = $1 and id = any($2)
"""
_PEOPLE = """
    select u.id, u.name, u.email, u.role, u.is_active, u.is_demo, u.language, u.time_zone,
           u.notification_preferences as preferences, o.notification_preferences as organization_preferences,
           u.organization_id, coalesce(o.shares_tickets, false) as shares_tickets,
           array(select m.team_id from team_members m where m.workspace_id = u.workspace_id and m.user_id = u.id)
               as team_ids,
           categories_of(u.workspace_id, u.id) as category_ids,
           foreign_categories_of(u.workspace_id, u.id) as foreign_category_ids
    from users u left join organizations o on o.workspace_id = u.workspace_id and o.id = u.organization_id
    where u.workspace_id = $1 and u.id = any($2)
"""
_LINKS = """
    select id, purpose from one_time_links
    where workspace_id = $1 and id = any($2) and used_at is null and expires_at > now()
"""
_MESSAGES = "select id, body as text, html from public_messages where workspace_id = $1 and id = any($2)"
_FILES = "select id, name, media_type, content from report_files where workspace_id = $1 and id = any($2)"
_WORKSPACE = """
    select w.name, w.base_url, w.language, w.settings -> 'notification_preferences' as preferences,
           w.settings -> 'logos' -> 'now' as logo,
           exists (select 1 from users where workspace_id = $1 and role = 'agent' and is_active and not is_demo)
               as has_agents
    from workspaces w where w.id = $1
"""


@query(needs=Can.OPERATE)
async def due(reading: Reading, ids: Sequence[UUID]) -> list[Due | AccountDue]:
    """Return claimed deliveries with their tickets, people and words as they are now; never internal words.

    Those whose tickets were deleted are left out.
    """
    found = await reading.rows(_DELIVERIES, reading.workspace_id, list(ids))
    events = await _by_id(reading, _EVENTS, [row["event_id"] for row in found])
    tickets = await _by_id(reading, _TICKETS, [row["ticket_id"] for row in found])
    asked = [row["user_id"] for row in found if row["user_id"]] + [row["requester_id"] for row in tickets.values()]
    links = await _by_id(reading, _LINKS, filter(None, map(_link_id, events.values())))
    people = {
        key: msgspec.convert(dict(row), Recipient) for key, row in (await _by_id(reading, _PEOPLE, asked)).items()
    }
    messages = await _by_id(reading, _MESSAGES, filter(None, map(_message_id, events.values())))
    workspace = await reading.row(_WORKSPACE, reading.workspace_id)
    if workspace is None:
        return []
    around = _Around(events, tickets, people, messages, workspace)
    files = await _files(reading, events.values())
    return [
        around.account(row, links, files) if row["ticket_id"] is None else around.due(row)
        for row in found if row["ticket_id"] is None or row["ticket_id"] in tickets
    ]  # fmt: skip


class _Around:
    """What surrounds a batch of deliveries, by key."""

    def __init__(  # noqa: PLR0917 (made in one place, right above)
        self,
        events: dict[UUID, Row],
        tickets: dict[UUID, Row],
        people: dict[UUID, Recipient],
        messages: dict[UUID, Row],
        workspace: Row,
    ) -> None:
        self._events = events
        self._people = people
        self._workspace = workspace
        self._matters = {key: msgspec.convert(dict(row), Matter) for key, row in tickets.items()}
        self._messages = {key: Message(text=row["text"], html=row["html"]) for key, row in messages.items()}
        self._logo = msgspec.convert(workspace["logo"], Logo | None)
        self._desk = Desk(preferences=workspace["preferences"], has_agents=workspace["has_agents"])

    def account(self, row: Row, links: dict[UUID, Row], files: dict[UUID, Enclosure]) -> AccountDue:
        event = self._events[row["event_id"]]
        link_id = _link_id(event)
        link = links.get(link_id) if link_id else None
        return AccountDue(
            id=row["id"], generation=row["generation"], state=State(row["state"]), attempts=row["attempts"],
            uncertain_attempts=row["uncertain_attempts"], kind=AccountKind(row["notification_type"]),
            channel=row["channel"], recipient=row["recipient"], event_name=event["name"], payload=event["payload"],
            actor_id=event["actor_id"], actor_name=event["actor_name"], person=self._reader(row),
            workspace_name=self._workspace["name"], base_url=self._workspace["base_url"],
            logo=self._logo, works=link_id is None or link is not None,
            purpose=Purpose(link["purpose"]) if link else None, file=files.get(_file_id(event) or row["id"]),
        )  # fmt: skip

    def _reader(self, row: Row) -> Recipient:
        """Return whose mail it is; an address that is nobody's yet has no name that could be put into it."""
        if row["user_id"] is not None:
            return self._people[row["user_id"]]
        return Recipient(
            id=row["id"], name="", email=row["recipient"], role=Role.CUSTOMER, language=self._workspace["language"]
        )

    def due(self, row: Row) -> Due:
        event, matter = self._events[row["event_id"]], self._matters[row["ticket_id"]]
        by_person = event["actor_kind"] == "person"
        return Due(
            id=row["id"], generation=row["generation"], state=State(row["state"]), attempts=row["attempts"],
            uncertain_attempts=row["uncertain_attempts"], kind=Kind(row["notification_type"]), channel=row["channel"],
            recipient=row["recipient"], event_name=event["name"], payload=event["payload"], actor_id=event["actor_id"],
            actor_name=event["actor_name"] if by_person else self._workspace["name"], matter=matter,
            requester_name=self._people[matter.requester_id].name, person=self._people[row["user_id"]],
            desk=self._desk, workspace_name=self._workspace["name"], base_url=self._workspace["base_url"],
            logo=self._logo, message=self._messages.get(_message_id(event) or row["id"]), written=written_before(row),
        )  # fmt: skip


def _link_id(event: Row) -> UUID | None:
    told = event["payload"].get("link_id")
    return UUID(told) if told else None


async def _files(reading: Reading, events: Iterable[Row]) -> dict[UUID, Enclosure]:
    """Return the tables that mails of these events hold; of most batches there is none to look for."""
    ids = [found for event in events if (found := _file_id(event)) is not None]
    if not ids:
        return {}
    names = Enclosure.__struct_fields__
    return {
        key: Enclosure(**{name: row[name] for name in names})
        for key, row in (await _by_id(reading, _FILES, ids)).items()
    }


def _file_id(event: Row) -> UUID | None:
    told = event["payload"].get("file_id")
    return UUID(told) if told else None


async def _by_id(reading: Reading, statement: str, ids: Iterable[UUID]) -> dict[UUID, Row]:
    return {row["id"]: row for row in await reading.rows(statement, reading.workspace_id, list(set(ids)))}


def _message_id(event: Row) -> UUID | None:
    told = event["payload"].get("message_id")
    return UUID(told) if told else None


def written_before(row: Row) -> Written | None:
    """Return the words of an earlier attempt, if there are any."""
    if row["subject"] is None:
        return None
    headers = tuple((name, value) for name, value in row["headers"])
    return Written(subject=row["subject"], text=row["message"], html=row["html"], headers=headers)
