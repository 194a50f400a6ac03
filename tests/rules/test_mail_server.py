"""SMTP_URL, read strictly; what a server's answers mean."""

from __future__ import annotations

import pytest

from deskhand.rules.errors import Invalid, Permanent, Temporary
from deskhand.rules.mail_server import MailServer, Stage, is_loopback, mail_server, refusal, said


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.com", MailServer(host="mail.example.com", port=25, tls="offered")),
        ("smtp://mail.example.com:587/", MailServer(host="mail.example.com", port=587, tls="offered")),
        (
            "smtps://kim%40example.com:p%3Aw@mail.example.com",
            MailServer(
                host="mail.example.com", port=465, tls="from_the_start", user="kim@example.com", password="p:w"
            ),
        ),
        (
            "smtp://u:p@mail.example.com:587",
            MailServer(host="mail.example.com", port=587, tls="required", user="u", password="p"),
        ),
        ("smtp://u:p@127.0.0.1:2525", MailServer(host="127.0.0.1", port=2525, tls="offered", user="u", password="p")),
        ("smtp://127.0.0.1:2525", MailServer(host="127.0.0.1", port=2525, tls="never")),
        ("smtp://localhost?ca=/etc/ca.pem", MailServer(host="localhost", port=25, tls="offered", ca="/etc/ca.pem")),
        ("smtp://[::1]:25?starttls=required", MailServer(host="::1", port=25, tls="required")),
        ("smtp://mail.example.com?starttls=never", MailServer(host="mail.example.com", port=25, tls="never")),
        (
            "smtp://relay?timeout=60&connections=2",
            MailServer(host="relay", port=25, tls="offered", patience=60, connections=2),
        ),
    ],
)  # fmt: skip
def test_addresses(url: str, expected: MailServer) -> None:
    assert mail_server(url) == expected


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("", "smtp://"),
        ("mail.example.com:587", "smtp://"),
        ("http://mail.example.com", "smtp://"),
        ("smtp://u:TOPSECRET@", "host"),
        ("smtp://u:TOPSECRET@host:99999", "port"),
        ("smtp://u:TOPSECRET@host:x", "port"),
        ("smtp://u:TOP/SECRET@host:25", "port"),
        ("smtp://u:TOP#SECRET@host:25", "percent-encoded"),
        ("smtp://u:TOP?SECRET@host:25", "percent-encoded"),
        ("smtp://u:TOPSECRET@host:25/inbox", "after the port"),
        ("smtp://:TOPSECRET@host", "user"),
        ("smtp://u:TOPSECRET@host?starttls=never", "readably"),
        ("smtp://u:TOPSECRET@host?starttls=maybe", "starttls="),
        ("smtps://u:TOPSECRET@host?starttls=required", "smtps"),
        ("smtp://u:TOPSECRET@host?verify=0", "verify="),
        ("smtp://u:TOPSECRET@host?colour=TOPSECRET", "option"),
        ("smtp://u:TOPSECRET@host?ca=", "ca="),
        ("smtp://u:TOPSECRET@host?timeout=1", "timeout="),
        ("smtp://u:TOPSECRET@host?timeout=soon", "timeout="),
        ("smtp://u:TOPSECRET@host?connections=0", "connections="),
        ("smtp://u:TOPSECRET@host?connections=nan", "connections="),
        ("smtp://u:TOPSECRET@[::1", "address"),
    ],
)
def test_a_wrong_address_is_told_by_its_part_and_without_the_password(url: str, names: str) -> None:
    with pytest.raises(Invalid) as caught:
        mail_server(url)
    sentence = caught.value.fields["SMTP_URL"]
    assert names in sentence
    assert "SECRET" not in sentence


def test_the_password_is_not_shown() -> None:
    assert "TOPSECRET" not in repr(mail_server("smtps://u:TOPSECRET@host"))


def test_places_and_loopback() -> None:
    assert mail_server("smtp://[::1]:25").place == "[::1]:25"
    assert is_loopback("127.9.9.9")
    assert is_loopback("LocalHost")
    assert not is_loopback("10.0.0.1")
    assert not is_loopback("localhost.example.com")


@pytest.mark.parametrize(
    ("stage", "code", "text", "kind"),
    [
        ("rcpt", 550, "5.1.1 no such user", "address"),
        ("rcpt", 551, "not local", "address"),
        ("rcpt", 553, "bad name", "address"),
        ("rcpt", 552, "full", "content"),
        ("rcpt", 554, "5.7.1 Relay access denied", "config"),
        ("rcpt", 530, "authenticate first", "config"),
        ("mail", 535, "bad login", "config"),
        ("mail", 550, "not your sender", "config"),
        ("mail", 552, "too big", "content"),
        ("body", 554, "spam", "content"),
        ("body", 550, "policy", "content"),
    ],
)
def test_what_a_5xx_means(stage: Stage, code: int, text: str, kind: str) -> None:
    trouble = refusal(stage, code, text=text)
    assert isinstance(trouble, Permanent)
    assert trouble.kind == kind
    assert str(code) in str(trouble)


@pytest.mark.parametrize("code", [421, 450, 451, 452])
def test_a_4xx_is_for_later(code: int) -> None:
    assert isinstance(refusal("rcpt", code, text="4.2.0 greylisted"), Temporary)


def test_an_answer_can_be_stored_whatever_it_holds() -> None:
    answer = said(550, "a\r\nb\x00c\udcff" + "x" * 9000)
    assert len(answer) <= 304
    assert answer.startswith("550 a b")
    assert "\x00" not in answer
    answer.encode()
