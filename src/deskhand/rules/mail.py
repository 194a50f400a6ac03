"""Mail as bytes (RFC 5322, 2045–2047): headers that nobody can inject into, text beside HTML, ids that thread."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from urllib.parse import quote
from uuid import UUID

from msgspec import Struct

from deskhand.kit.text import has_line_break, on_one_line, without_controls
from deskhand.rules.draft import flaw_in_email
from deskhand.rules.errors import Permanent

Headers = Sequence[tuple[str, str]]
"""Header fields in their order, with readable values; `composed` encodes them."""

_ADDRESSES = frozenset({"From", "To", "Reply-To", "Sender"})
_ATOM = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~ ")
_LINE = 76
_LONGEST_LINE = 998


class Enclosure(Struct, frozen=True, kw_only=True):
    """A file of text in UTF-8 that goes out with a mail."""

    name: str
    media_type: str
    content: bytes


def message_id(delivery_id: UUID, generation: int, *, sender: str) -> str:
    """Return the Message-ID of a delivery: the same for each attempt, another for each generation."""
    return f"<{delivery_id}.g{generation}@{domain_of(sender)}>"


def thread_id(ticket_id: UUID, *, sender: str) -> str:
    """Return the id that all mail of one ticket refers to, so that mail programs show it as one thread."""
    return f"<{ticket_id}@{domain_of(sender)}>"


def domain_of(address: str) -> str:
    """Return the domain of an address in ASCII (IDNA)."""
    domain = address.rpartition("@")[2]
    try:
        return domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise Permanent(f"{domain} is not a domain name that mail can reach.", kind="address") from error


def named(name: str, address: str) -> str:
    """Return a readable address with a display name, which may be empty."""
    line = on_one_line(without_controls(name))
    return f"{line} <{address}>" if line else address


def wire_address(address: str) -> bytes:
    """Return an address as mail servers take it; one beyond ASCII needs a server that offers SMTPUTF8."""
    if flaw_in_email(address) is not None:
        raise Permanent("The address is not one that mail can reach.", kind="address")
    return f"{address.rpartition('@')[0]}@{domain_of(address)}".encode()


def composed(headers: Headers, *, text: str, html: str, boundary: str, files: Sequence[Enclosure] = ()) -> bytes:
    """Return a mail with its text and its HTML as alternatives, lines ended by CRLF and at most 998 bytes long."""
    mark = boundary.encode("ascii")
    body = _several(b"alternative", mark, [_part("plain", text), _part("html", html)])
    if files:
        body = _several(b"mixed", mark + b"_", [body, *map(_file, files)])
    return b"\r\n".join([*(_header(name, value) for name, value in headers), b"MIME-Version: 1.0", body])


def _several(kind: bytes, mark: bytes, parts: Sequence[bytes]) -> bytes:
    lines = [b"Content-Type: multipart/" + kind + b'; boundary="' + mark + b'"', b""]
    for part in parts:
        lines += [b"--" + mark, part]
    return b"\r\n".join([*lines, b"--" + mark + b"--", b""])


def _file(enclosed: Enclosure) -> bytes:
    # One form of the name only: of both, some programs take the one that lost letters (RFC 2231).
    plain = (_ATOM | {"."}).issuperset(enclosed.name)
    name = f'="{enclosed.name}"' if plain else f"*=UTF-8''{quote(enclosed.name, safe='')}"
    lines = [
        f"Content-Type: {enclosed.media_type}; charset=utf-8", f"Content-Disposition: attachment;\r\n filename{name}",
        "Content-Transfer-Encoding: base64", "",
    ]  # fmt: skip
    content = base64.encodebytes(enclosed.content).replace(b"\n", b"\r\n")
    return "\r\n".join([*lines, ""]).encode("ascii") + content


def _header(name: str, value: str) -> bytes:
    if has_line_break(name) or has_line_break(value):
        raise Permanent(f"The header {on_one_line(name)[:40]} holds a line break or NUL.", kind="content")
    if name in _ADDRESSES:
        return name.encode("ascii") + b": " + _address(value, room=_LINE - len(name) - 2)
    return name.encode("ascii") + b": " + _unstructured(value, room=_LINE - len(name) - 2)


def _address(value: str, *, room: int) -> bytes:
    name, found, address = value.rpartition(" <")
    wire = wire_address(address.removesuffix(">"))
    if not found:
        return wire
    if not name.isascii() or "=?" in name or len(name) > _LINE:
        return _encoded_words(name, room=room) + b"\r\n <" + wire + b">"
    if not _ATOM.issuperset(name):
        name = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return name.encode("ascii") + b" <" + wire + b">"


def _unstructured(value: str, *, room: int) -> bytes:
    words = value.split(" ")
    if not value.isascii() or "=?" in value or any(len(word) > 900 for word in words):
        return _encoded_words(value, room=room)
    lines: list[str] = []
    line = words[0]
    for word in words[1:]:
        if len(line) + 1 + len(word) > (room if not lines else _LINE) and word:
            lines.append(line)
            line = word
        else:
            line += " " + word
    return "\r\n ".join([*lines, line]).encode("ascii")


def _encoded_words(value: str, *, room: int) -> bytes:
    # A word holds whole characters only (RFC 2047, 5.3), and none is longer than 75 (section 2).
    words: list[bytes] = []
    chunk, size = b"", (room - 12) // 4 * 3
    for character in value:
        octets = character.encode("utf-8", "replace")
        if len(chunk) + len(octets) > size:
            words.append(chunk)
            chunk, size = b"", (_LINE - 13) // 4 * 3
        chunk += octets
    words.append(chunk)
    return b"\r\n ".join(b"=?utf-8?b?" + base64.b64encode(word) + b"?=" for word in words)


def _part(kind: str, content: str) -> bytes:
    data = without_controls(content).encode("utf-8", "replace")
    if not data.endswith(b"\n"):
        data += b"\n"
    if data.isascii() and max(map(len, data.split(b"\n"))) <= _LONGEST_LINE:
        encoding, body = b"7bit", data
    elif len(data) - len(content) > len(content) // 3:
        encoding, body = b"base64", base64.encodebytes(data.replace(b"\n", b"\r\n"))
    else:
        encoding, body = b"quoted-printable", binascii.b2a_qp(data, istext=True)
    head = b"Content-Type: text/" + kind.encode() + b"; charset=utf-8\r\nContent-Transfer-Encoding: " + encoding
    return head + b"\r\n\r\n" + body.replace(b"\n", b"\r\n")
