"""Refusals on the wire: who is let in, what a path and a query may hold, and the one shape of every no."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
import structlog

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.actions.tokens import revoke_token
from deskhand.api import tickets
from deskhand.kit import clock
from deskhand.rules.access import Can
from tests.database import Desk
from tests.front import JSON, Answer, Client, Front

TICKET = {"subject": "Sync", "description": "It stopped."}


def is_problem(answer: Answer, status: int) -> bool:
    """Say whether an answer is a problem of RFC 9457 with no more than its own members."""
    members = {"title", "status", "detail", "type", "errors", "allowed", "incident"}
    return (
        answer.status == answer.json["status"] == status
        and answer.headers["content-type"] == "application/problem+json"
        and {"title", "status", "detail"} <= set(answer.json) <= members
        and "Traceback" not in answer.text
    )


async def every_route(client: Client, ticket_id: str) -> list[Answer]:
    """Knock at every door of the tickets."""
    path = f"/api/tickets/{ticket_id}"
    return [
        await client.get("/api/tickets"), await client.post("/api/tickets", TICKET), await client.get(path),
        await client.put(path, {"status": "closed"}), await client.patch(path, {"status": "closed"}),
        await client.post(f"{path}/messages", {"content": "Hello"}),
        await client.post(f"{path}/messages", {"content": "Hello", "internal": True}),
        await client.post(f"{path}/close", {}), await client.post(f"{path}/assign", {"agentId": None}),
    ]  # fmt: skip


async def opened(desk: Desk) -> str:
    return str((await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="It stopped."))).id)


async def test_nobody_comes_in_without_a_token_that_works(front: Front, agent: Client) -> None:
    ticket_id = await opened(front.desk)
    expired = await front.client(front.desk.agent, expires_at=clock.now() - timedelta(seconds=1))
    revoked = await front.client(front.desk.agent)
    token_id = await front.desk.value("select id from api_tokens order by id desc limit 1")
    assert (await revoked.get("/api/tickets")).status == 200
    await act(front.desk.system, revoke_token, token_id)  # type: ignore[arg-type]
    strangers = [front.visitor, expired, revoked]
    headers = ("", "Bearer", "Bearer ", "Basic YTpi", "Bearer dh_unknown", "Token x", "Bearer \xff\xfe", f"Bearer {'x' * 5000}")  # fmt: skip  # noqa: E501
    strangers += [Client(front.process.settings.port, {"authorization": header}) for header in headers]
    for stranger in strangers:
        answers = await every_route(stranger, ticket_id)
        assert all(is_problem(answer, 401) for answer in answers), stranger.headers
        assert {answer.headers["www-authenticate"] for answer in answers} == {"Bearer"}
    assert await front.desk.value("select count(*) from tickets") == 1
    spaced = {"authorization": agent.headers["authorization"].replace("Bearer ", "bearer   ")}
    assert (await Client(front.process.settings.port, spaced).get("/api/tickets")).status == 200


async def test_a_deactivated_user_s_token_and_session_end(front: Front, customer: Client) -> None:
    browser = await front.browser(front.desk.customer)
    assert [(await client.get("/api/tickets")).status for client in (customer, browser)] == [200, 200]
    await front.desk.as_owner("update users set is_active = false where id = $1", front.desk.customer.user_id)
    assert [(await client.get("/api/tickets")).status for client in (customer, browser)] == [401, 401]


async def test_scopes_narrow_what_a_token_may_do(front: Front) -> None:
    ticket_id = await opened(front.desk)
    reader = await front.client(front.desk.agent, scopes=[Can.READ_TICKET.value, Can.WORK_QUEUE.value])
    answers = await every_route(reader, ticket_id)
    assert [answer.status for answer in answers] == [200, 403, 200, 403, 403, 403, 403, 403, 403]
    assert all(is_problem(answer, 403) for answer in answers if answer.status != 200)
    closer = await front.client(front.desk.agent, scopes=[Can.READ_TICKET.value, Can.CLOSE.value])
    answers = await every_route(closer, ticket_id)
    assert [answer.status for answer in answers] == [200, 403, 403, 200, 200, 403, 403, 200, 403]
    blind = await front.client(front.desk.agent, scopes=[Can.CLOSE.value])
    assert {answer.status for answer in await every_route(blind, ticket_id)} == {403}
    path = f"/api/tickets/{ticket_id}"
    assert (await closer.put(path, {"priority": "low"})).status == 403


async def test_a_cookie_reads_and_writes_from_our_own_pages_alone(front: Front) -> None:
    browser = await front.browser(front.desk.customer)
    assert (await browser.get("/api/tickets")).status == 200
    content = json.dumps(TICKET).encode()
    ours = front.address
    refused: list[dict[str, str]] = [
        JSON, JSON | {"sec-fetch-site": "cross-site"}, JSON | {"sec-fetch-site": "same-site"},
        JSON | {"sec-fetch-site": "none"}, JSON | {"origin": "https://evil.test"}, JSON | {"origin": "null"},
        JSON | {"origin": f"{ours}.evil.test"}, JSON | {"sec-fetch-site": "cross-site", "origin": ours},
        {"sec-fetch-site": "same-origin", "content-type": "text/plain"}, {"sec-fetch-site": "same-origin"},
        {"origin": ours, "content-type": "application/x-www-form-urlencoded"},
        JSON | {"referer": f"{ours}/dashboard"}, JSON | {"host": "evil.test", "origin": "http://evil.test"},
    ]  # fmt: skip
    for headers in refused:
        answer = await browser.send("POST", "/api/tickets", content=content, headers=headers)
        assert is_problem(answer, 403) or is_problem(answer, 415), headers
    assert await front.desk.value("select count(*) from tickets") == 0
    for headers in (JSON | {"sec-fetch-site": "same-origin"}, JSON | {"origin": ours}):
        answer = await browser.send("POST", "/api/tickets", content=content, headers=headers)
        assert answer.status == 201, headers
    unknown = Client(front.process.settings.port, {"cookie": "deskhand_session=nonsense"})
    assert is_problem(await unknown.get("/api/tickets"), 401)


EDGE = "0001-01-01T00:00:00+14:00.."
QUERIES: tuple[tuple[str, str], ...] = (
    *(("status", value) for value in ("x", "\x00", "open,x", "🎫", "x" * 5000)),
    *(("priority", value) for value in ("x", "\x00", "low,5", "x" * 5000)),
    *(("assignedTo", value) for value in ("x", "\x00", "1", "x" * 5000, "everybody")),
    *(("requester", value) for value in ("x", "\x00", "a@\x00", "x" * 5000, "@" * 201)),
    *(("q", value) for value in ("\x00", "x" * 5000, "a\x00b")),
    *(("source", value) for value in ("x", "\x00", "web,x")),
    *(("organization", value) for value in ("\x00", "x" * 5000)),
    *(
        ("created", value)
        for value in ("x", "\x00", "..", "2026-01-01", "x..", "..9999-12-31", "0000-01-01..", EDGE, "x" * 5000)
    ),
    *(("sla", value) for value in ("x", "\x00", "late")),
    *(("sort", value) for value in ("x", "\x00", "number")),
    *(("page", value) for value in ("x", "0", "-1", "1.5", "1e3", "999999999999999999999", "\x00", "１x")),
    *(("limit", value) for value in ("x", "0", "-1", "101", "1.5", "99999999999999999999", "\x00")),
    *(("cursor", value) for value in ("x", "\x00", "[]", "WyJ4Il0", "x" * 5000, "🎫", "W10", "bnVsbA", "====", "_-")),
)


@pytest.mark.parametrize("who", ["agent", "customer"])
async def test_nonsense_in_the_query_names_the_parameter(front: Front, who: str) -> None:
    client = await front.client(getattr(front.desk, who))
    for name, value in QUERIES:
        answer = await client.get(f"/api/tickets?{name}={quote(value)}")
        assert is_problem(answer, 422), (name, value[:40], answer.text[:300])
        assert set(answer.errors) == {name}, (name, value[:40], answer.text[:300])
        assert len(answer.content) < 2_000
    for raw in ("q=%ff%fe", "status=%ff", "q=%ed%a0%80", "cursor=%ff"):
        answer = await client.get(f"/api/tickets?{raw}")
        assert answer.status in {200, 422}, raw
    for empty in ("status=", "priority=&status=,", "q=", "q=%20", "assignedTo=", "requester=%20"):
        assert (await client.get(f"/api/tickets?{empty}")).status == 200, empty
    assert is_problem(await client.get("/api/tickets?page=&limit="), 422)
    assert is_problem(await client.get("/api/tickets?page=0&limit=0&status=x"), 422)


async def test_two_flaws_of_a_query_are_named_together(agent: Client) -> None:
    answer = await agent.get("/api/tickets?status=x&priority=y&requester=z%00")
    assert (answer.status, set(answer.errors)) == (422, {"status", "priority", "requester"})


async def test_paths_that_lead_nowhere_are_not_found(front: Front, agent: Client) -> None:
    await opened(front.desk)
    for name in ("1", "x", "%00", "null", str(uuid4())[:-1], f"{uuid4()}x", "..%2f..%2fetc", "%ff", "x" * 5000, "🎫"):
        path = f"/api/tickets/{quote(name, safe='%')}"
        for answer in await every_route(agent, quote(name, safe="%")):
            assert answer.status in {200, 201, 404} and answer.status < 500, (name, answer.text[:200])  # noqa: PT018
        assert is_problem(await agent.get(path), 404), name
        assert is_problem(await agent.post(f"{path}/close", {}), 404), name
    for path in ("/api/nothing", "/api/tickets/stats/x"):
        assert (await agent.get(path)).status == 404, path
    upper = str(uuid4()).upper()
    assert is_problem(await agent.get(f"/api/tickets/{upper}"), 404)


async def test_methods_that_a_path_does_not_have_are_named(agent: Client) -> None:
    for method, path in (
        ("DELETE", "/api/tickets"), ("PUT", "/api/tickets"), ("DELETE", f"/api/tickets/{uuid4()}/messages"),
        ("GET", f"/api/tickets/{uuid4()}/close"), ("POST", "/health"),
    ):  # fmt: skip
        answer = await agent.send(method, path, content=b"{}", headers=JSON)
        assert answer.status == 405, (method, path)
        assert answer.headers["allow"], (method, path)


async def test_our_own_mistake_has_an_id_and_tells_nothing_else(
    front: Front, agent: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("secret-5c1d of the inside")

    monkeypatch.setattr(tickets, "filters_of", broken)
    with structlog.testing.capture_logs() as lines:
        answer = await agent.get("/api/tickets")
    assert is_problem(answer, 500)
    assert "secret-5c1d" not in answer.text
    assert answer.json["incident"] in answer.json["detail"]
    [line] = [line for line in lines if line["event"] == "incident"]
    assert line["incident"] == answer.json["incident"]
    assert "secret-5c1d" in str(line["exc_info"])
