"""A load of HTTP requests that costs little: one thread, non-blocking sockets, prepared bytes, keep-alive."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

Request = Callable[[int], bytes]
"""Returns the bytes of the n-th request."""


@dataclass(slots=True)
class Answers:
    """What came back: seconds of each answer, counts by status, and the seconds that all took."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    took: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.took

    @property
    def p50(self) -> float:
        """Median of an answer, in milliseconds."""
        return median(self.seconds) * 1000

    def quantile(self, share: float) -> float:
        """Return the milliseconds within which a share of the answers came."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000

    def only(self, status: int) -> None:
        """Refuse a run in which anything else was answered."""
        if set(self.statuses) != {status}:
            raise RuntimeError(f"expected only {status}, got {self.statuses}")


class _Line:
    """One connection, with at most one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.settimeout(0)
        self.got = bytearray()
        self.began = 0.0

    def ask(self, request: bytes) -> None:
        self.began = time.perf_counter()
        if self.socket.send(request) != len(request):
            raise RuntimeError("a request did not fit into the socket's buffer")

    def read(self) -> int | None:
        """Return the status once the whole answer is there."""
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionError("the desk closed the connection")
        self.got += part
        end = self.got.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = bytes(self.got[:end]).lower()
        at = head.find(b"content-length:")
        if at < 0:
            raise RuntimeError("an answer without a length")
        if len(self.got) < end + 4 + int(head[at + 15 :].split(b"\r\n", 1)[0]):
            return None
        self.got.clear()
        return int(head[9:12])


def load(port: int, request: Request, *, clients: int, seconds: float) -> Answers:
    """Keep a number of clients asking for some seconds; return what was answered within them."""
    answers = Answers()
    lines = [_Line(port) for _ in range(clients)]
    watch = selectors.DefaultSelector()
    sent = 0
    began = time.perf_counter()
    for line in lines:
        watch.register(line.socket, selectors.EVENT_READ, line)
        line.ask(request(sent))
        sent += 1
    busy = clients
    while busy:
        for key, _ in watch.select():
            line = key.data
            status = line.read()
            if status is None:
                continue
            now = time.perf_counter()
            answers.seconds.append(now - line.began)
            answers.statuses[status] = answers.statuses.get(status, 0) + 1
            if now - began < seconds:
                line.ask(request(sent))
                sent += 1
            else:
                busy -= 1
    answers.took = time.perf_counter() - began
    for line in lines:
        line.socket.close()
    watch.close()
    return answers


def post(path: str, body: bytes, *, token: str, more: str = "") -> bytes:
    """Return the bytes of a JSON request."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\n{more}Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def form(path: str, body: bytes, *, cookie: str) -> bytes:
    """Return the bytes of a browser's form."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nAccept: text/html\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def get(path: str, *, token: str = "", cookie: str = "", accept: str = "*/*") -> bytes:
    """Return the bytes of a request that reads."""
    who = f"Authorization: Bearer {token}\r\n" if token else f"Cookie: {cookie}\r\n" if cookie else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {accept}\r\n{who}\r\n".encode()
