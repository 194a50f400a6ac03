"""Mail as bytes."""

from __future__ import annotations

import email.policy
import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.kit.text import on_one_line, without_controls
from deskhand.rules.errors import Permanent
from deskhand.rules.mail import Enclosure, composed, domain_of, message_id, named, thread_id, wire_address

_WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300)
_PARSER = BytesParser(policy=email.policy.default)


def raw(*, subject: str = "s", name: str = "", text: str = "t\n", html: str = "<p>h</p>\n") -> bytes:
    headers = [
        ("Date", format_datetime(datetime(2026, 7, 1, tzinfo=UTC))), ("From", named(name, "kim@example.com")),
        ("To", "ann@example.com"), ("Subject", subject),
    ]  # fmt: skip
    return composed(headers, text=text, html=html, boundary="=_b")


def parsed(data: bytes) -> EmailMessage:
    message = _PARSER.parsebytes(data)
    assert not message.defects
    return message


def content(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    assert not part.defects
    return str(part.get_content()).replace("\r\n", "\n")


@given(_WORDS, st.binary(max_size=300))
def test_any_file_arrives_under_its_name_beside_the_words(name: str, bytes_of: bytes) -> None:
    file = Enclosure(name=f"a{name}.csv", media_type="text/csv", content=bytes_of)
    data = composed([("Subject", "s")], text="t\n", html="<p>h</p>\n", boundary="=_b", files=[file])
    message = parsed(data)
    assert [content(message, "plain"), content(message, "html")] == ["t\n", "<p>h</p>\n"]
    (enclosed,) = message.iter_attachments()
    assert (enclosed.get_filename(), enclosed.get_content_type()) == (file.name, "text/csv")
    assert enclosed.get_payload(decode=True) == bytes_of
    assert all(len(one) <= 998 for one in data.split(b"\r\n"))
    assert data.isascii()


@given(_WORDS)
def test_any_subject_arrives_as_it_was(subject: str) -> None:
    line = on_one_line(subject)
    data = raw(subject=line)
    assert on_one_line(str(parsed(data)["Subject"])) == line
    assert all(len(one) <= 998 for one in data.split(b"\r\n"))
    assert data.isascii()


@given(_WORDS)
def test_any_name_stays_a_name(name: str) -> None:
    data = raw(name=name)
    addresses = parsed(data)["From"].addresses
    assert [address.addr_spec for address in addresses] == ["kim@example.com"]
    field = message_from_bytes(data)["From"]  # the newer parser keeps blanks between encoded words of a name
    spoken = str(make_header(decode_header(field.rpartition(" <")[0])))
    if spoken.startswith('"') and not field.startswith("=?"):
        spoken = re.sub(r"\\(.)", r"\1", spoken[1:-1])
    assert on_one_line(spoken) == on_one_line(name)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=3000))
def test_any_text_arrives_as_it_was_without_controls(text: str) -> None:
    data = raw(text=text, html=text)
    message = parsed(data)
    expected = without_controls(text)
    expected += "" if expected.endswith("\n") else "\n"
    assert content(message, "plain") == expected
    assert content(message, "html") == expected
    assert all(len(one) <= 998 for one in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("plain\n", "7bit"),
        ("Grüße aus Köln\n" + "a" * 50, "quoted-printable"),
        ("x" * 2000, "quoted-printable"),
        ("中文" * 40, "base64"),
    ],
)
def test_each_text_travels_in_the_shortest_safe_way(text: str, encoding: str) -> None:
    part = parsed(raw(text=text)).get_body(("plain",))
    assert part is not None
    assert part["Content-Transfer-Encoding"] == encoding


@pytest.mark.parametrize("evil", ["a\r\nBcc: x@evil.example", "a\nb", "a\rb", "a\0b"])
def test_no_header_can_be_injected(evil: str) -> None:
    with pytest.raises(Permanent, match="line break") as caught:
        raw(subject=evil)
    assert caught.value.kind == "content"
    injected = parsed(raw(name=evil))
    assert injected["Bcc"] is None
    assert injected["From"].addresses[0].addr_spec == "kim@example.com"


@pytest.mark.parametrize("address", ["a b@example.com", "a@b\r\nRCPT TO:<x@y>", "<a@example.com>", "a", "a@b>c", ""])
def test_what_is_no_address_goes_nowhere(address: str) -> None:
    with pytest.raises(Permanent) as caught:
        wire_address(address)
    assert caught.value.kind == "address"


def test_domains_beyond_ascii_travel_as_idna() -> None:
    assert wire_address("kim@bücher.example") == b"kim@xn--bcher-kva.example"
    assert wire_address("jörg@example.com") == "jörg@example.com".encode()
    with pytest.raises(Permanent):
        domain_of("kim@" + "ü" * 80 + ".example")


def test_ids_are_stable_by_generation_and_thread_by_ticket() -> None:
    delivery = UUID(int=7)
    assert message_id(delivery, 1, sender="support@example.com") == f"<{delivery}.g1@example.com>"
    assert message_id(delivery, 2, sender="support@example.com") != message_id(
        delivery, 1, sender="support@example.com"
    )
    assert thread_id(delivery, sender="support@bücher.example") == f"<{delivery}@xn--bcher-kva.example>"


def test_a_long_ascii_subject_is_folded_at_blanks() -> None:
    subject = "word " * 60 + "end"
    header = raw(subject=subject).split(b"Subject: ")[1].split(b"\r\nMIME")[0]
    assert max(map(len, header.split(b"\r\n"))) <= 77
    assert str(parsed(raw(subject=subject))["Subject"]) == subject
