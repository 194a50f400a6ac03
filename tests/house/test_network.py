"""The tests' own fence: nothing leaves this machine."""

from __future__ import annotations

import asyncio
import socket

import pytest

from tests.network import OutsideWorld

ELSEWHERE = "192.0.2.1"  # reserved for documentation, never routed


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_no_socket_reaches_another_machine(kind: socket.SocketKind) -> None:
    with socket.socket(socket.AF_INET, kind) as outside, pytest.raises(OutsideWorld, match=ELSEWHERE):
        outside.connect((ELSEWHERE, 9))


def test_no_datagram_leaves() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outside, pytest.raises(OutsideWorld):
        outside.sendto(b"hello", (ELSEWHERE, 9))


async def test_no_stream_is_opened_to_another_machine() -> None:
    with pytest.raises(OutsideWorld):
        await asyncio.open_connection(ELSEWHERE, 9)


def test_no_name_is_looked_up() -> None:
    with pytest.raises(OutsideWorld, match="example"):
        socket.getaddrinfo("example.com", 80)


async def test_this_machine_can_be_reached() -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection("localhost", server.sockets[0].getsockname()[1])
        assert await reader.read() == b"hello"
        writer.close()
        await writer.wait_closed()
