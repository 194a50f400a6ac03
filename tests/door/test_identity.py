"""Who asks, and from where: chains of proxies, spoofed ones too, tokens, cookies, hosts."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_network

import pytest

from deskhand.door.identity import forwarded_address
from deskhand.rules.settings import Settings
from tests.database import Desk
from tests.front import Client, opened

TRUSTING = Settings(trusted_proxies=(ip_network("10.0.0.0/8"), ip_network("fd00::/8")))


@pytest.mark.parametrize(
    ("address", "forwarded", "seen"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # nobody vouches for what a stranger says
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),  # the client wrote the first one itself
        ("10.0.0.1", "198.51.100.1, 10.2.3.4", "198.51.100.1"),
        ("10.0.0.1", "10.9.9.9,10.2.3.4", "10.9.9.9"),
        ("10.0.0.1", "1.1.1.1, nonsense", "10.0.0.1"),
        ("10.0.0.1", "nonsense, 10.2.3.4", "10.2.3.4"),
        ("10.0.0.1", " , ,", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("10.0.0.1", "[2001:db8::7]:4711", "2001:db8::7"),
        ("fd00::1", "2001:DB8::7", "2001:db8::7"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("", "198.51.100.1", ""),
    ],
)
def test_a_chain_is_believed_as_far_as_trusted_proxies_reach(address: str, forwarded: str, seen: str) -> None:
    assert forwarded_address(address, forwarded, settings=TRUSTING) == seen


def test_without_trusted_proxies_no_header_is_believed() -> None:
    assert forwarded_address("127.0.0.1", "198.51.100.1", settings=Settings()) == "127.0.0.1"


async def failed_from(desk: Desk) -> str:
    return str(await desk.value("select payload->>'address' from events where name like '%failed' order by id desc"))


async def test_a_failed_sign_in_is_counted_against_the_address_behind_the_proxy(desk: Desk) -> None:
    for settings, seen in (
        (desk.settings, "127.0.0.1"),
        (replace(desk.settings, trusted_proxies=(ip_network("127.0.0.0/8"),)), "198.51.100.1"),
    ):
        async with opened(replace(desk, settings=settings)) as front:
            page = await front.visitor.get("/sign-in")
            cookie = page.headers["set-cookie"].split(";")[0]
            token = page.text.split('name="_csrf_token" value="')[1].split('"')[0]
            form = f"_csrf_token={token}&email=no%40body.test&password=wrong"
            headers = {
                "cookie": cookie, "content-type": "application/x-www-form-urlencoded",
                "x-forwarded-for": "1.1.1.1, 198.51.100.1",
            }  # fmt: skip
            await front.visitor.send("POST", "/sign-in", content=form.encode(), headers=headers)
        assert await failed_from(desk) == seen


async def test_a_token_counts_before_a_cookie(desk: Desk) -> None:
    async with opened(desk) as front:
        browser, agent = await front.browser(desk.customer), await front.client(desk.agent)
        both = Client(front.process.settings.port, {**browser.headers, **agent.headers})
        assert "source" not in str((await browser.get("/api/tickets")).json)
        content = b'{"subject": "a", "description": "b"}'
        answer = await both.send("POST", "/api/tickets", content=content, headers={"content-type": "application/json"})
        assert (answer.status, answer.json["requesterId"]) == (201, str(desk.agent.user_id))


async def test_the_last_use_of_a_token_is_noted_and_not_at_every_request(desk: Desk) -> None:
    async with opened(desk) as front:
        agent = await front.client(desk.agent)
        last = "select last_used_at from api_tokens order by id desc limit 1"
        assert await desk.value(last) is None
        await agent.get("/api/tickets")
        first = await desk.value(last)
        assert first is not None
        await agent.get("/api/tickets")
        assert await desk.value(last) == first


async def test_a_host_name_that_no_workspace_answers_is_refused(desk: Desk) -> None:
    async with opened(desk) as front:
        for host in ("evil.test", "", "x" * 3000, "[::1]:80", "a:b:c"):
            answer = await front.visitor.send("GET", "/sign-in", headers={"host": host})
            assert answer.status in {200, 400, 404}, host
            assert "evil.test" not in answer.headers.get("location", "")
