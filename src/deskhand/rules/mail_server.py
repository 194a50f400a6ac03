"""A mail server's address, `smtp://user:pass@host:port` with options: read strictly, never telling the password."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from deskhand.kit.text import shortened, without_controls
from deskhand.rules.errors import Invalid, Permanent, Temporary, Trouble

Tls = Literal["from_the_start", "required", "offered", "never"]
VARIABLE = "SMTP_URL"
Stage = Literal["mail", "rcpt", "data", "body"]
"""How far a mail has come: its bytes leave in the last one only."""
_EXAMPLE = "it looks like smtp://user:password@mail.example.com:587 or smtps://…:465"
_ENCODE = "characters such as @ : / ? # % in user or password must be percent-encoded (@ is %40)"
_PORTS = {"smtp": 25, "smtps": 465}
_PATIENCE = 30.0
_CONNECTIONS = 8
_WANTS_LOGIN = frozenset({530, 534, 535, 538})
_OF_CONTENT = frozenset({552, 554})


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where and how mail is handed over: each within `patience` seconds, over so many connections at most."""

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)
    ca: str | None = None
    patience: float = _PATIENCE
    connections: int = _CONNECTIONS

    @property
    def place(self) -> str:
        """Host and port, as people read them."""
        return f"{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


def mail_server(url: str) -> MailServer:
    """Read SMTP_URL; Invalid names the part that is wrong.

    STARTTLS is used when the server offers it, and required where a password would otherwise travel readably;
    to a loopback address without user or `ca` nothing is encrypted, since nothing leaves the machine.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        raise _wrong(f"is not an address; {_EXAMPLE}") from None
    if parts.scheme not in _PORTS:
        raise _wrong(f"must begin with smtp:// or smtps://; {_EXAMPLE}")
    if parts.fragment or parts.path not in {"", "/"}:
        raise _wrong(f"has something after the port; {_ENCODE}")
    options = _options(parts)
    host, user = _host(parts), unquote(parts.username or "")
    password = unquote(parts.password or "")
    if password and not user:
        raise _wrong("has a password and no user")
    return MailServer(
        host=host, port=_port(parts), user=user, password=password, ca=options.get("ca"),
        tls=_tls(parts.scheme, options, host=host, has_user=bool(user)),
        patience=_number(options, "timeout", least=5, most=600, default=_PATIENCE),
        connections=int(_number(options, "connections", least=1, most=50, default=_CONNECTIONS)),
    )  # fmt: skip


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine by its name or number."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() in {"localhost", "ip6-localhost"}


def said(code: int, text: str) -> str:
    """Return a server's answer as it may be stored: one line, no control characters, at most 300 of them."""
    return f"{code} {shortened(without_controls(text.encode('utf-8', 'replace').decode()), to=300)}"


def refusal(stage: Stage, code: int, *, text: str) -> Trouble:
    """Return what a mail server's 4xx or 5xx answer means at this stage of a mail."""
    answer = said(code, text)
    if code < 500:
        return Temporary(f"The mail server asks to try later: {answer}")
    if code in _WANTS_LOGIN or (stage == "rcpt" and "relay" in text.lower()):
        return Permanent(f"The mail server takes no mail with the settings of {VARIABLE}: {answer}", kind="config")
    if code in _OF_CONTENT:
        return Permanent(f"The mail server refuses the mail: {answer}", kind="content")
    if stage == "mail":
        return Permanent(f"The mail server refuses SUPPORT_EMAIL as the sender: {answer}", kind="config")
    if stage == "rcpt":
        return Permanent(f"The mail server refuses the recipient: {answer}", kind="address")
    return Permanent(f"The mail server refuses the mail: {answer}", kind="content")


def _tls(scheme: str, options: dict[str, str], *, host: str, has_user: bool) -> Tls:
    wish = options.get("starttls")
    local = is_loopback(host)
    if scheme == "smtps":
        if wish:
            raise _wrong("has starttls= on smtps://, which is encrypted from the start; leave it out")
        return "from_the_start"
    if wish == "never" and has_user and not local:
        raise _wrong("has starttls=never, which would send the password readably; use smtps:// or leave it out")
    if wish == "never":
        return "never"
    if wish == "required":
        return "required"
    if wish is not None:
        raise _wrong("has a starttls= that is neither never nor required")
    if has_user and not local:
        return "required"
    return "offered" if has_user or not local or "ca" in options else "never"


def _options(parts: SplitResult) -> dict[str, str]:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    for name in options:
        if name == "verify":
            raise _wrong("has verify=, but certificates are always checked; name a private authority's file with ca=")
        if name not in {"starttls", "ca", "timeout", "connections"}:
            raise _wrong(f"has an option other than starttls, ca, timeout and connections; {_ENCODE}")
    if options.get("ca") == "":
        raise _wrong("has an empty ca=; it must name a file of certificates (PEM)")
    return options


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if not host or any(character.isspace() for character in host):
        raise _wrong(f"names no host; {_EXAMPLE}")
    return host


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise _wrong(f"has a port that is not a number from 1 to 65535; {_ENCODE}")
    return port or _PORTS[parts.scheme]


def _number(options: dict[str, str], name: str, *, least: int, most: int, default: float) -> float:
    try:
        number = float(options.get(name, default))
    except ValueError:
        number = -1
    if not least <= number <= most:
        raise _wrong(f"has a {name}= that is not a number from {least} to {most}")
    return number


def _wrong(sentence: str) -> Invalid:
    return Invalid({VARIABLE: sentence})
