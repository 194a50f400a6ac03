"""A real mail server on loopback that keeps what it gets and fails as it is told to."""

from __future__ import annotations

import asyncio
import email.policy
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

_PARSER = BytesParser(policy=email.policy.default)


@dataclass
class Mail:
    """One mail as it came in."""

    sender: str
    recipient: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """The mail as the standard library reads it."""
        return _PARSER.parsebytes(self.raw)


@dataclass
class Faults:
    """Answers instead of 250, by recipient or `*`; and what else goes wrong."""

    mail: str | None = None
    rcpt: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    drop_before_answer: set[str] = field(default_factory=set)
    drop_at_rcpt: bool = False
    wait_before_answer: float = 0.0
    end_after: int | None = None


class PostOffice:
    """The server; `port` stays the same over stops and starts, and `login=True` lets in whoever says `secret`."""

    def __init__(self, **options: Any) -> None:
        """Take options of aiosmtpd's SMTP."""
        self.port = 0
        self.mails: list[Mail] = []
        self.faults = Faults()
        self.connections = 0
        self.begun: asyncio.Queue[str] = asyncio.Queue()
        self.logins: list[tuple[bytes, bytes]] = []
        self.was_encrypted: list[bool] = []
        self.refuses_more = False
        self._options = options
        self._server: asyncio.Server | None = None
        self._open: set[SMTP] = set()
        self._tls: ssl.SSLContext | None = options.pop("tls_from_the_start", None)

    @property
    def url(self) -> str:
        """The address for SMTP_URL."""
        return f"smtp{'s' if self._tls else ''}://127.0.0.1:{self.port}"

    def to(self, recipient: str) -> list[Mail]:
        """Return the mails for one recipient."""
        return [mail for mail in self.mails if mail.recipient == recipient]

    @property
    def is_connected(self) -> bool:
        """Whether anybody is connected."""
        return bool(self._open)

    async def start(self) -> None:
        """Listen."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, "127.0.0.1", self.port, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Refuse connections and cut those that are open."""
        if self._server is not None:
            self._server.close()
            for protocol in list(self._open):
                _cut(protocol)
            await self._server.wait_closed()
            self._server = None
            await asyncio.sleep(0)

    def _protocol(self) -> SMTP:
        self.connections += 1
        office = self

        class _Line(SMTP):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                if office.refuses_more:
                    transport.close()
                super().connection_made(transport)

            def connection_lost(self, error: Exception | None) -> None:
                office._open.discard(self)
                super().connection_lost(error)

        options = dict(self._options)
        if options.pop("login", False):
            options["authenticator"] = self._let_in
        protocol = _Line(self, hostname="post.example", ident="post office", timeout=60, **options)
        self._open.add(protocol)
        return protocol

    async def handle_MAIL(  # noqa: N802 (aiosmtpd's shape)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.faults.mail:
            return self.faults.mail
        if self.faults.end_after is not None and len(self.mails) >= self.faults.end_after:
            self.faults.end_after = None
            return "421 4.3.0 enough for one connection"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's shape)
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.faults.drop_at_rcpt:
            self.faults.drop_at_rcpt = False
            _cut(server)
            return "250 OK"
        if answer := _pick(self.faults.rcpt, address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's shape)
        recipient = str(envelope.rcpt_tos[0])
        if answer := _pick(self.faults.data, recipient):
            return answer
        if self.faults.wait_before_answer:
            self.begun.put_nowait(recipient)
            await asyncio.sleep(self.faults.wait_before_answer)
        self.mails.append(Mail(str(envelope.mail_from), recipient, bytes(envelope.original_content or b"")))
        self.was_encrypted.append(session.ssl is not None or self._tls is not None)
        if recipient in self.faults.drop_before_answer:
            self.faults.drop_before_answer.discard(recipient)
            _cut(server)
        return "250 2.0.0 OK: queued as 1A2B3C"

    def _let_in(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, login: LoginPassword
    ) -> AuthResult:
        self.logins.append((login.login, login.password))
        return AuthResult(success=login.password == b"secret", handled=False)


@asynccontextmanager
async def post_office(**options: Any) -> AsyncIterator[PostOffice]:
    """Lend an open post office."""
    office = PostOffice(**options)
    await office.start()
    try:
        yield office
    finally:
        await office.stop()


def _pick(answers: dict[str, str], recipient: str) -> str | None:
    return answers.get(recipient) or answers.get("*")


def _cut(line: SMTP) -> None:
    if isinstance(line.transport, asyncio.Transport):
        line.transport.abort()
