"""A connection to a mail server: opened as the settings say, then one mail after the other."""

from __future__ import annotations

import asyncio
import contextlib
import ssl

import aiosmtplib
from aiosmtplib import SMTPResponse

from deskhand.channels.contract import NotReached
from deskhand.kit.text import shortened
from deskhand.rules.errors import Permanent, Temporary, Trouble, Unknown
from deskhand.rules.mail_server import VARIABLE, MailServer, Stage, refusal, said

MOST_MAILS = 100
"""Mails on one connection; many servers end it at about this number."""
CONNECT_PATIENCE = 15.0
"""Seconds for connecting, encrypting and logging in; some servers greet late on purpose."""
_LOST = (OSError, aiosmtplib.SMTPException, asyncio.TimeoutError)


class LineLost(Exception):
    """The connection was gone before this mail had begun: another connection may carry it at once."""


class Line:
    """One open connection."""

    def __init__(self, smtp: aiosmtplib.SMTP) -> None:
        """Wrap a connection that has been greeted and logged in."""
        self._smtp = smtp
        self.mails = 0
        self.idle_since = 0.0

    @property
    def is_usable(self) -> bool:
        """Whether another mail may go over it."""
        return self._smtp.is_connected and self.mails < MOST_MAILS

    async def hand_over(self, data: bytes, *, sender: bytes, recipient: bytes, patience: float) -> str:
        """Send one mail, already with CRLF and doubled dots, within some seconds; return the server's answer."""
        stage: Stage = "mail"
        self.mails += 1
        try:
            async with asyncio.timeout(patience):
                await self._command(stage, b"MAIL", b"FROM:<" + sender + b">", *self._options(sender, recipient))
                stage = "rcpt"
                await self._command(stage, b"RCPT", b"TO:<" + recipient + b">")
                stage = "data"
                await self._command(stage, b"DATA")
                stage = "body"
                return await self._body(data)
        except _LOST as error:
            self._smtp.close()
            raise self._lost(stage, error) from error
        except asyncio.CancelledError:
            self._smtp.close()
            raise

    def cut(self) -> None:
        """End the connection at once."""
        self._smtp.close()

    async def hang_up(self) -> None:
        """Say goodbye, as far as the server still listens."""
        try:
            async with asyncio.timeout(1):
                await self._smtp.quit()
        except _LOST:
            self._smtp.close()

    def _options(self, sender: bytes, recipient: bytes) -> tuple[bytes, ...]:
        if sender.isascii() and recipient.isascii():
            return ()
        if not self._smtp.supports_extension("smtputf8"):
            raise Permanent("The address needs SMTPUTF8, which the mail server does not offer.", kind="address")
        return (b"SMTPUTF8",)

    async def _command(self, stage: Stage, *words: bytes) -> None:
        answer = await self._smtp.execute_command(*words)
        if answer.code // 100 == (3 if stage == "data" else 2):
            return
        if stage == "mail" and answer.code == 421 and self.mails > 1:
            raise LineLost
        with contextlib.suppress(*_LOST):
            await self._smtp.execute_command(b"RSET")
        raise _refused(stage, answer)

    async def _body(self, data: bytes) -> str:
        protocol = self._smtp.protocol
        if protocol is None:
            raise Temporary("The mail server ended the connection before the mail was sent.")
        protocol.write(data)
        answer = await protocol.read_response()
        if answer.code // 100 != 2:
            raise _refused("body", answer)
        return said(answer.code, answer.message)

    def _lost(self, stage: Stage, error: Exception) -> Exception:
        if stage == "body":
            return Unknown("The mail was sent, and the mail server's answer never came; it may have arrived.")
        if stage == "mail" and self.mails > 1:
            return LineLost()
        return Temporary(f"The mail server broke off before the mail was sent ({_named(error)}).")


async def open_line(server: MailServer, *, tls: ssl.SSLContext, greeting: str) -> Line:
    """Connect, encrypt and log in; NotReached says what stood in the way."""
    starttls = {"required": True, "offered": None}.get(server.tls, False)
    smtp = aiosmtplib.SMTP(
        hostname=server.host, port=server.port, use_tls=server.tls == "from_the_start", start_tls=starttls,
        username=server.user or None, password=server.password if server.user else None, tls_context=tls,
        local_hostname=greeting, timeout=server.patience,
    )  # fmt: skip
    try:
        async with asyncio.timeout(CONNECT_PATIENCE):
            await smtp.connect()
            if smtp.is_ehlo_or_helo_needed:
                await smtp.ehlo()
    except _LOST as error:
        smtp.close()
        raise NotReached(_unreached(server, error)) from error
    return Line(smtp)


def _unreached(server: MailServer, error: BaseException) -> Trouble:
    cause = error.__cause__ if isinstance(error.__cause__, ssl.SSLError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return Permanent(
            f"The certificate of {server.place} cannot be trusted ({cause.verify_message}). Name the file of a private "
            f"authority as ?ca=… in {VARIABLE}, or use the host name that the certificate bears.",
            kind="config",
        )
    if isinstance(error, aiosmtplib.SMTPAuthenticationError) and error.code >= 500:
        answer = said(error.code, error.message)
        return Permanent(f"{server.place} refuses the user and password of {VARIABLE}: {answer}", kind="config")
    if type(error) is aiosmtplib.SMTPException:
        return Permanent(f"{server.place} cannot be used as {VARIABLE} says: {error.message}", kind="config")
    return Temporary(f"The mail server {server.place} cannot be reached ({_named(cause)}).")


def _refused(stage: Stage, answer: SMTPResponse) -> Trouble:
    if answer.code // 100 in {4, 5}:
        return refusal(stage, answer.code, text=answer.message)
    return Temporary(f"The mail server gave an answer that fits nothing: {answer.code}")


def _named(error: BaseException) -> str:
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return said(error.code, error.message)
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return shortened(str(error), to=200) or type(error).__name__
