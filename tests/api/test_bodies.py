"""Nonsense in every field of every body: a problem that names the field, and nothing written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from msgspec import Struct

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.api.bodies import AssignBody, BulkBody, CloseBody, MessageBody, TicketBody, TicketChangeBody
from tests.database import Desk
from tests.front import JSON, Client, Front

COUNTS = """
    select (select count(*) from tickets), (select sum(version) from tickets), (select count(*) from messages),
        (select count(*) from events), (select count(*) from users), (select count(*) from idempotency_keys)
"""
MEGABYTE = "x" * 1_000_000
WORDS: tuple[object, ...] = ("", "   ", "\n\t", MEGABYTE, "a\x00b", "\ud800", 5, True, [], ["x"], {}, {"a": 1})
IDS: tuple[object, ...] = ("", " ", "x", MEGABYTE, "\x00", "\ud800", 5, True, [], {}, "{" + "0" * 36 + "}")
VERSIONS: tuple[object, ...] = ("", "1", 0, -1, 1.5, 10**400, True, None, [], {})
LISTS: tuple[object, ...] = ("", "x", ["x"], [None], 5, True, {}, ["x"] * 10_000)
FLAGS: tuple[object, ...] = ("", "true", 1, 0, None, [], {})
EDGES: tuple[object, ...] = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", 5, [], {})
MOMENTS: tuple[object, ...] = ("", "x", "2026-07-01", "2026-07-01T09:00:00", "9999-12-31T00:00:00Z", *EDGES, True)
NONSENSE: dict[str, tuple[object, ...]] = {
    "subject": (*WORDS, None, "two\nlines", "x" * 256, "\x01\x02"),
    "description": (*WORDS, None, "\x01\x02"),
    "content": (*WORDS, None, "\x01\x02"),
    "resolution": WORDS,
    "type": (*WORDS, "nonsense"),
    "priority": (*WORDS, "nonsense"),
    "status": (*WORDS, "nonsense"),
    "format": (*WORDS, None, "markdown", "HTML"),
    "requesterEmail": (*WORDS, "nobody", "a@b@c", "a b@c.test", "x@y.test\r\nBcc: all@y.test", f"{'a' * 250}@y.test"),
    "requesterId": (*IDS, str(uuid4())),
    "assigneeId": (*IDS, str(uuid4())),
    "agentId": (*IDS, str(uuid4())),
    "replyTo": (*IDS, str(uuid4())),
    "seen": IDS,
    "version": VERSIONS,
    "internal": FLAGS,
    "categoryId": ("", "x", str(uuid4()), 5, True, [], {}),
    "teamId": ("", "x", str(uuid4()), 5, True, [], {}),
    "ids": (None, "", "x", 5, True, {}, [], ["x"], [5], [[]], [str(uuid4())] * 101),
    "view": (None, "", "x" * 61, 5, True, [], {}),
    "set": (None, "", "x", 5, True, [], {"unknown": 1}, {"priority": 5}, {"status": None}, {"assigneeId": "x"}),
    "tags": ("", "x", 5, True, {}, [5], [None], ["x" * 51], [""], ["a,b"], [f"t{n}" for n in range(21)]),
    "fields": ("", "x", 5, True, [], {"unknown": {}}),
    "attachments": LISTS,
    "snoozedUntil": MOMENTS,
    "dueAt": MOMENTS,
    "templateId": IDS,
}
"""What each field must refuse; a new field without a row here fails."""


@dataclass(frozen=True)
class Door:
    """A request that would work."""

    kind: type[Struct]
    method: str
    path: str
    body: dict[str, Any]


DOORS = (
    Door(TicketBody, "POST", "", {"subject": "Sync", "description": "It stopped."}),
    Door(TicketChangeBody, "PUT", "/{id}", {"status": "closed"}),
    Door(TicketChangeBody, "PATCH", "/{id}", {"status": "closed"}),
    Door(MessageBody, "POST", "/{id}/messages", {"content": "Hello."}),
    Door(CloseBody, "POST", "/{id}/close", {}),
    Door(AssignBody, "POST", "/{id}/assign", {"agentId": None}),
    Door(BulkBody, "POST", "/bulk-update", {"ids": [str(UUID(int=7))], "set": {"status": "closed"}}),
)
over_every_door = pytest.mark.parametrize("door", DOORS, ids=lambda door: f"{door.method} {door.path}")


async def path_of(desk: Desk, door: Door) -> str:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="It stopped."))
    return f"/api/tickets{door.path.format(id=ticket.id)}"


def flawed(door: Door) -> Iterator[tuple[str, object]]:
    for field in msgspec.structs.fields(door.kind):
        yield from ((field.encode_name, value) for value in NONSENSE[field.encode_name])
    yield from ((name, 1) for name in ("unknown", "", "workspaceId", "id", "number", "__proto__", "name\x00", "é" * 60))
    yield from ((name, None) for name in door.body if (door.kind, name) != (AssignBody, "agentId"))


@over_every_door
async def test_nonsense_in_a_field_names_it_and_writes_nothing(front: Front, agent: Client, door: Door) -> None:
    path = await path_of(front.desk, door)
    before = await front.desk.as_owner(COUNTS)
    for name, value in flawed(door):
        answer = await agent.send(
            door.method, path, content=json.dumps(door.body | {name: value}).encode(), headers=JSON
        )
        shown = f"{name}={str(value)[:40]!r}: {answer.status} {answer.text[:300]}"
        assert answer.status == (400 if value == "\ud800" and answer.status == 400 else 422), shown
        assert answer.headers["content-type"] == "application/problem+json", shown
        assert answer.errors.keys() & {name, "body"}, shown
        assert answer.json["status"] == answer.status
        assert len(answer.content) < 10_000, shown
    assert await front.desk.as_owner(COUNTS) == before


@over_every_door
async def test_all_flaws_are_named_at_once(front: Front, agent: Client, door: Door) -> None:
    path = await path_of(front.desk, door)
    names = [field.encode_name for field in msgspec.structs.fields(door.kind)]
    body = {name: {"deep": {"deeper": 1}} for name in [*names, "unknown"]}
    answer = await agent.send(door.method, path, content=json.dumps(body).encode(), headers=JSON)
    assert (answer.status, set(answer.errors)) == (422, {*names, "unknown"})


NO_BODIES: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 422),
    "no JSON": (b"subject=Sync", 422),
    "half": (b'{"subject": "Sync"', 422),
    "two": (b"{}{}", 422),
    "invalid UTF-8": (b'{"subject": "\xff\xfe", "content": "\xc3("}', 422),
    "UTF-16": ('{"subject": "Sync"}'.encode("utf-16"), 422),
    "null": (b"null", 422),
    "a list": (b"[]", 422),
    "a text": (b'"subject"', 422),
    "a number": (b"1e999", 422),
    "not a number": (b'{"version": NaN}', 422),
    "deep lists": (b"[" * 20_000 + b"]" * 20_000, 422),
    "deep objects": (b'{"subject":' * 20_000 + b"1" + b"}" * 20_000, 422),
    "deep in a field": (b'{"tags":' + b"[" * 20_000 + b"]" * 20_000 + b"}", 422),
    "NUL bytes": (b"\x00" * 1000, 422),
    "nine megabytes": (b'{"subject": "' + b"x" * 9_000_000 + b'"}', 413),
}


@over_every_door
async def test_what_is_no_body_is_refused(front: Front, agent: Client, door: Door) -> None:
    path = await path_of(front.desk, door)
    before = await front.desk.as_owner(COUNTS)
    for name, (content, status) in NO_BODIES.items():
        if not content and door.kind is CloseBody:
            continue  # closing takes no body at all
        answer = await agent.send(door.method, path, content=content, headers=JSON)
        shown = f"{name}: {answer.status} {answer.text[:300]}"
        assert answer.status == status, shown
        assert answer.headers["content-type"] == "application/problem+json", shown
        assert status == 413 or answer.errors, shown
    assert await front.desk.as_owner(COUNTS) == before


@over_every_door
async def test_other_content_types_are_refused(front: Front, agent: Client, door: Door) -> None:
    path = await path_of(front.desk, door)
    before = await front.desk.as_owner(COUNTS)
    content = json.dumps(door.body).encode()
    kinds = (
        "text/plain", "multipart/form-data; boundary=x", "application/xml", "application/msgpack", "nonsense",
        "application/json-patch+json", "application/jsonx",
    )  # fmt: skip
    for kind in kinds:
        answer = await agent.send(door.method, path, content=content, headers={"content-type": kind})
        assert (answer.status, answer.headers["content-type"]) == (415, "application/problem+json"), kind
    assert await front.desk.as_owner(COUNTS) == before
    curls_own = {"content-type": "application/x-www-form-urlencoded"}
    assert (await agent.send(door.method, path, content=content, headers=curls_own)).status in {200, 201}
    assert (await agent.send(door.method, await path_of(front.desk, door), content=content)).status in {200, 201}


async def test_a_key_that_is_given_twice_counts_once_and_is_checked(front: Front, agent: Client) -> None:
    twice = b'{"subject": "First", "subject": "Second", "description": "x"}'
    answer = await agent.send("POST", "/api/tickets", content=twice, headers=JSON)
    assert (answer.status, answer.json["subject"]) == (201, "Second")
    for content in (b'{"subject": "First", "subject": 5, "description": "x"}', b'{"unknown": 1, "unknown": 2}'):
        answer = await agent.send("POST", "/api/tickets", content=content, headers=JSON)
        assert (answer.status, bool(answer.errors.keys() & {"subject", "unknown"})) == (422, True)


async def test_json_with_a_character_set_and_a_mark_of_bytes(agent: Client) -> None:
    content = json.dumps({"subject": "Zürich 🎫", "description": "ü"}, ensure_ascii=False).encode()
    answer = await agent.send(
        "POST", "/api/tickets", content=content, headers={"content-type": "application/json; charset=utf-8"}
    )
    assert (answer.status, answer.json["subject"]) == (201, "Zürich 🎫")
