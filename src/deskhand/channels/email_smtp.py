"""E-mail through a mail server of one's own choice (SMTP, RFC 5321), over a few connections that are kept."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from typing import ClassVar

from deskhand.channels.contract import Context, Receipt, Rendered
from deskhand.channels.letter import as_bytes, letter
from deskhand.channels.smtp_line import CONNECT_PATIENCE, LineLost
from deskhand.channels.smtp_lines import Lines
from deskhand.rules import mail
from deskhand.rules.delivery import State
from deskhand.rules.errors import Invalid
from deskhand.rules.mail_server import VARIABLE, MailServer, mail_server
from deskhand.rules.settings import Settings


class SmtpEmail:
    """Hands mails to the server of SMTP_URL; its 250 is the acceptance."""

    name: ClassVar[str] = "email"
    provider: ClassVar[str] = "smtp"

    def __init__(self, settings: Settings) -> None:
        """Read SMTP_URL and the certificates that it names; Invalid says which part is wrong."""
        self._server = mail_server(settings.smtp_url)
        self._sender = mail.wire_address(settings.support_email)
        greeting = mail.domain_of(settings.support_email)
        self._lines = Lines(self._server, tls=_tls_context(self._server), greeting=greeting)
        self.patience = self._server.patience + CONNECT_PATIENCE
        self.width = self._server.connections

    def render(self, context: Context) -> Rendered:
        """Return the mail of one delivery."""
        return letter(context)

    async def ready(self) -> None:
        """Return once a connection is open; NotReached says why there is none."""
        await self._lines.ready()

    async def send(self, rendered: Rendered) -> Receipt:
        """Hand one mail to the server; Unknown once its bytes have left and no answer came."""
        recipient = mail.wire_address(rendered.recipient)
        answer = await self._sent(_doubled_dots(as_bytes(rendered)), recipient)
        return Receipt(state=State.ACCEPTED, message_id=dict(rendered.headers)["Message-ID"], response=answer)

    async def close(self) -> None:
        """End all connections; a mail that is still being sent ends as its stage says."""
        await self._lines.close()

    async def _sent(self, data: bytes, recipient: bytes) -> str:
        loop = asyncio.get_running_loop()
        until = loop.time() + self.patience
        while True:
            async with self._lines.lent(patience=min(CONNECT_PATIENCE, until - loop.time())) as line:
                # A kept connection may have been ended by the server meanwhile; the next one carries the mail.
                with contextlib.suppress(LineLost):
                    patience = min(self._server.patience, until - loop.time())
                    return await line.hand_over(data, sender=self._sender, recipient=recipient, patience=patience)


def _tls_context(server: MailServer) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=server.ca)
    except (OSError, ssl.SSLError):
        raise Invalid({VARIABLE: f"names with ca= a file that holds no readable certificates: {server.ca}"}) from None


def _doubled_dots(data: bytes) -> bytes:
    stuffed = data.replace(b"\r\n.", b"\r\n..")
    return (b"." if stuffed.startswith(b".") else b"") + stuffed + b".\r\n"
