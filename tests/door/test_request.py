"""Each request: an id, one line in the log, a place in the figures, strict headers."""

from __future__ import annotations

import re

import pytest
import structlog
from prometheus_client import REGISTRY

from tests.database import Desk
from tests.front import opened


@pytest.mark.parametrize("plain", ["abcdefgh", "A-b_c.9" * 9, "0" * 64])
async def test_a_plain_id_is_kept(desk: Desk, plain: str) -> None:
    async with opened(desk) as front:
        answer = await front.visitor.send("GET", "/health", headers={"x-request-id": plain})
    assert answer.headers["x-request-id"] == plain


async def test_any_other_id_is_replaced(desk: Desk) -> None:
    async with opened(desk) as front:
        seen = set()
        for odd in ("short", "x" * 65, "has blank in it", "{evil=1}", "line\\r\\nbreak", "ünicode-id", "' or 1=1", ""):
            answer = await front.visitor.send("GET", "/health", headers={"x-request-id": odd})
            assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["x-request-id"]), odd
            seen.add(answer.headers["x-request-id"])
    assert len(seen) == 8


async def test_each_request_leaves_one_line_without_secrets(desk: Desk) -> None:
    async with opened(desk) as front:
        agent, browser = await front.client(desk.agent), await front.browser(desk.agent)
        with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
            await agent.get("/api/tickets?q=private-words&status=open", X_Request_Id="request-0001")
            await browser.get("/api/tickets?q=private-words", X_Request_Id="request-0002")
            await agent.post("/api/tickets", {"subject": "private-words", "description": "private-words"})
            await front.visitor.get("/nowhere")
    requests = [line for line in lines if line["event"] == "request"]
    assert [(line["method"], line["path"], line["status"]) for line in requests] == [
        ("GET", "/api/tickets", 200), ("GET", "/api/tickets", 200), ("POST", "/api/tickets", 201),
        ("GET", "/nowhere", 404),
    ]  # fmt: skip
    assert [line["request"] for line in requests][:2] == ["request-0001", "request-0002"]
    assert all(line["ms"] >= 0 for line in requests)
    told = str(lines)
    for secret in (agent.headers["authorization"].split(" ")[1], browser.headers["cookie"].split("=")[1]):
        assert secret not in told
    assert "private-words" not in told


async def test_requests_are_counted_by_known_methods_alone(desk: Desk) -> None:
    def count(method: str, status: str) -> float:
        return REGISTRY.get_sample_value("deskhand_requests_total", {"method": method, "status": status}) or 0.0

    before = count("GET", "200")
    async with opened(desk) as front:
        await front.visitor.get("/health")
        odd = await front.visitor.send("BREW", "/health")
    assert odd.status == 405
    assert count("GET", "200") == before + 1
    assert count("BREW", "405") == 0
    assert count("OTHER", "405") >= 1, "whatever a stranger calls its method makes no new row"


async def test_every_answer_is_strict_with_browsers(desk: Desk) -> None:
    async with opened(desk) as front:
        for path in ("/health", "/api/tickets", "/sign-in", "/nowhere", "/static/base.css", "/api/openapi.json"):
            headers = (await front.visitor.get(path)).headers
            assert headers["x-content-type-options"] == "nosniff", path
            assert headers["cross-origin-opener-policy"] == "same-origin", path
            assert headers["referrer-policy"], path
            assert "access-control-allow-origin" not in headers
