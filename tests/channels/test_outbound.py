"""The client for HTTP to other machines; a real server on loopback answers it."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
from ipaddress import ip_network
from pathlib import Path

import pytest

from deskhand.channels import outbound
from deskhand.channels.outbound import MOST_READ, SHOWN, Answer, Outbound
from deskhand.rules.errors import Permanent, Temporary, Unknown
from tests.receiver import LOOPBACK, receiver


async def post(url: str, *, allowed: object = LOOPBACK) -> Answer:
    client = Outbound(allowed)  # type: ignore[arg-type]
    try:
        return await client.post(url, body=b"{}", headers={"Content-Type": "application/json"})
    finally:
        await client.close()


async def test_a_body_arrives_as_it_is_and_the_answer_is_cut_short() -> None:
    async with receiver("202 Accepted\r\nRetry-After: 7\r\n\r\n" + "fine\x00\x1b " * 100_000) as there:
        answer = await post(there.url + "?a=b%20c")
    assert (answer.status, answer.retry_after) == (202, "7")
    assert answer.text.startswith("fine")
    assert len(answer.text) <= SHOWN < MOST_READ
    assert "\x00" not in answer.text
    assert "\x1b" not in answer.text
    [came] = there.posts
    assert (came.path, came.body) == ("/hook?a=b%20c", b"{}")
    assert came.headers["host"] == f"127.0.0.1:{there.port}"
    assert came.headers["user-agent"].startswith("Deskhand/")
    assert "cookie" not in came.headers


async def test_nothing_is_followed_and_no_cookie_is_kept() -> None:
    async with (
        receiver() as elsewhere,
        receiver(f"302 Found\r\nLocation: {elsewhere.url}\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n") as there,
    ):
        client = Outbound(LOOPBACK)
        answers = [await client.post(there.url, body=b"", headers={}) for _ in range(2)]
        await client.close()
    assert [answer.status for answer in answers] == [302, 302]
    assert not elsewhere.posts
    assert "cookie" not in there.posts[1].headers
    assert there.connections == 2, "each request has a connection of its own"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
async def test_a_private_address_is_refused_by_number_and_by_name_and_nothing_is_sent(host: str) -> None:
    async with receiver() as there:
        with pytest.raises(Permanent, match="not a public address") as caught:
            await post(f"https://{host}:{there.port}/", allowed=(ip_network("10.0.0.0/8"),))
    assert caught.value.kind == "address"
    assert not there.connections


async def test_a_name_is_looked_up_once_and_what_was_checked_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    async def changing(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", changing)
    async with receiver() as there:
        await post(f"http://rebinding.example:{there.port}/")
        assert (asked, len(there.posts)) == (["rebinding.example"], 1)
        assert there.posts[0].headers["host"] == f"rebinding.example:{there.port}"
        with pytest.raises(Permanent, match=r"10\.0\.0\.1"):
            await post(f"http://rebinding.example:{there.port}/")


async def test_what_never_left_is_told_from_what_may_have_arrived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "PATIENCE", 0.3)
    async with receiver("drop") as there:
        with pytest.raises(Unknown, match="broke off"):
            await post(there.url)
    with pytest.raises(Temporary, match="could not be reached"):
        await post(there.url)
    async with receiver("wait") as there:
        with pytest.raises(Unknown, match="did not answer within"):
            await post(there.url)
    async with receiver("nonsense") as there:
        with pytest.raises(Unknown, match="broke off"):
            await post(there.url)


async def test_an_encrypted_address_is_spoken_to_encrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "CONNECT_PATIENCE", 0.2)
    async with receiver() as there:
        with pytest.raises(Temporary, match="could not be reached"):
            await post(f"https://127.0.0.1:{there.port}/")
    assert not there.posts


async def test_a_certificate_is_of_the_name_that_was_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("needs the program openssl to make a certificate of another name (Debian: openssl)")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        "-subj", "/CN=hooks", "-addext", "subjectAltName=DNS:hooks.example", "-keyout", str(key), "-out",
        str(certificate),
    ]  # fmt: skip
    await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    async def here(_host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", here)
    async with receiver(tls=context) as there:
        with pytest.raises(Temporary, match="certificate verify failed"):
            await post(f"https://hooks.example:{there.port}/")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert (await post(f"https://hooks.example:{there.port}/")).status == 200
        with pytest.raises(Temporary, match="not valid for"):
            await post(f"https://other.example:{there.port}/")
    assert len(there.posts) == 1


async def test_words_that_do_not_come_are_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "READING", 0.1)
    async with receiver("200 OK\r\nContent-Length: 900\r\n\r\npart") as there:
        assert (await post(there.url)).status == 200


async def test_a_name_that_is_not_there_is_tried_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    async def missing(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", missing)
    with pytest.raises(Temporary, match="was not found"):
        await post("https://gone.example/")
