"""What people may write, field by field."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from deskhand.kit.text import flaw_in
from deskhand.rules import draft
from deskhand.rules.change import Wish
from deskhand.rules.errors import Invalid
from deskhand.rules.mail import wire_address
from deskhand.rules.ticket import Priority, Source, Status, Type

MEGABYTE = "x" * 1_000_000
ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=300)

# --- lines and texts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("", "must not be empty"),
        (" \t ", "must not be empty"),
        ("\x01\x7f", "must not be empty"),
        ("a\nb", "one line"),
        ("a\rb", "one line"),
        ("a\x00b", "one line"),
        ("half \ud83d pair", "half of a surrogate pair"),
        ("x" * 256, "256 characters long; at most 255"),
        (MEGABYTE, "1,000,000 characters long; at most 255"),
    ],
)
def test_a_flaw_in_a_line_is_said(value: str, says: str) -> None:
    assert says in (draft.flaw_in_line(value) or "")


@pytest.mark.parametrize("value", ["x", "x" * 255, "Grüße 中文 🖨", "  padded  ", "tab\there"])
def test_a_line_is_a_line(value: str) -> None:
    assert draft.flaw_in_line(value) is None


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("", "must not be empty"),
        (" \r\n\t", "must not be empty"),
        ("\x01\n\x1b", "must not be empty"),
        ("a\x00b", "a NUL character, which cannot be stored"),
        ("\udcff", "half of a surrogate pair"),
        (MEGABYTE, "1,000,000 characters long; at most 100,000"),
    ],
)
def test_a_flaw_in_a_text_is_said(value: str, says: str) -> None:
    assert says in (draft.flaw_in_text(value) or "")
    with pytest.raises(Invalid) as refused:
        draft.new_message(value)
    assert list(refused.value.fields) == ["content"]


@pytest.mark.parametrize("value", ["x", "x" * 100_000, "two\r\nlines\n", "\x1b[31mred"])
def test_a_text_is_a_text(value: str) -> None:
    assert draft.flaw_in_text(value) is None
    draft.new_message(value)


@given(ANY_TEXT)
def test_what_passes_can_be_stored(value: str) -> None:
    for flaw in (draft.flaw_in_line(value), draft.flaw_in_text(value), draft.flaw_in_email(value)):
        if flaw is None:
            assert flaw_in(value) is None
            assert value.strip()
        else:
            assert flaw_in(flaw) is None, "the refusal itself must be fit to send"


# --- e-mail addresses ----------------------------------------------------------------------------------------

GOOD = [
    "kim@example.com", "Kim.Lee+desk@mail.example.co.uk", "a@b", "root@localhost", "o'neil@example.ie",
    "a_b-c!#$%&*/=?^`{|}~@x.test", "用户@例子.测试", "jörg@bücher.example", "kim@xn--bcher-kva.example",
    "1@2.example", "x" * 64 + "@example.com", "kim@" + "x" * 63 + ".example", "कीम@उदाहरण.परीक्षा",
]  # fmt: skip
BAD = [
    "", " ", "kim", "@", "kim@", "@example.com", "kim example.com", "kim@@example.com", "kim@a@b", "kim@exa mple.com",
    " kim@example.com", "kim@example.com ", "kim@example.com\n", "kim\r\nBcc: x@evil.example@example.com",
    "kim\x00@example.com", "kim@example\x00.com", "\ud83d@example.com", "kim@\udcff.com", "kim\x7f@example.com",
    "kim\x85@example.com", "kim\u2028@example.com", "kim\u200b@example.com", "\u202ekim@example.com",
    "Kim <kim@example.com>", "<kim@example.com>", "kim@example.com, ann@example.com", "kim@example.com;ann@x.test",
    '"kim lee"@example.com', "kim(home)@example.com", "kim@[127.0.0.1]", "kim\\@example.com", "mailto:kim@example.com",
    "kim@.example.com", "kim@example.com.", "kim@example..com", ".kim@example.com", "kim.@example.com",
    "ki..m@example.com", "kim@-example.com", "kim@example-.com", "kim@exam_ple.com", "kim@example.com/x",
    "x" * 65 + "@example.com", "kim@" + "x" * 64 + ".example", "kim@" + "x." * 130 + "com",
    "İ" * 60 + "@" + ("İ" * 30 + ".") * 4 + "example", MEGABYTE, MEGABYTE + "@example.com", "kim@" + MEGABYTE,
    "@" * 1_000_000, "a." * 500_000 + "@x",
]  # fmt: skip


@pytest.mark.parametrize("address", GOOD)
def test_an_address_is_taken(address: str) -> None:
    assert draft.flaw_in_email(address) is None
    assert wire_address(address).endswith(b"@" + address.rpartition("@")[2].encode("idna"))


@pytest.mark.parametrize("address", BAD, ids=lambda address: ascii(address[:30]))
def test_what_is_no_address_is_refused_with_an_example(address: str) -> None:
    flaw = draft.flaw_in_email(address)
    assert flaw is not None
    assert flaw.endswith("is not an e-mail address such as name@example.com")
    assert len(flaw) < 200
    assert flaw_in(flaw) is None


@given(st.text(st.sampled_from("ab.@-_ <>\"'\\\n\x00ßİ\u200b"), max_size=24))
def test_whatever_is_taken_is_one_address(value: str) -> None:
    if draft.flaw_in_email(value) is None:
        local, at, domain = value.rpartition("@")
        assert local and at and domain and "@" not in local  # noqa: PT018 (one shape)
        assert not set(value) & set(' <>"\\\n\x00\u200b')
        assert ".." not in value


# --- words of a list -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [Status, Priority, Type, Source])
def test_a_word_is_known_in_every_spelling(words: type[Any]) -> None:
    for word in words:
        for spelling in (
            word.value, word.value.upper(), word.value.title(), word.value.replace("_", "-"),
            word.value.replace("_", " "), f"  {word.value}\n",
        ):  # fmt: skip
            assert draft.word_of(words, spelling) is word


@pytest.mark.parametrize("value", ["", " ", "-", "highest", "hi gh", "high;", "high\x00", "0", "\ud83d", MEGABYTE])
def test_another_word_is_unknown(value: str) -> None:
    assert draft.word_of(Priority, value) is None
    flaw = draft.flaw_in_word(Priority, value)
    assert flaw.endswith("is not one of: critical, urgent, high, medium, low")
    assert len(flaw) < 200
    assert flaw_in(flaw) is None


# --- whole bodies --------------------------------------------------------------------------------------------


def test_a_new_ticket_is_checked_and_tidied() -> None:
    checked = draft.new_ticket(
        subject="  Print\x1ber \t", description="It smokes.", priority="URGENT", type_="bug report",
        requester_email="kim@example.com",
    )  # fmt: skip
    assert checked == draft.Checked(subject="Printer", type=Type.BUG_REPORT, priority=Priority.URGENT)
    bare = draft.new_ticket(subject="x", description="y", priority=None, type_=None, requester_email=None)
    assert bare == draft.Checked(subject="x", type=None, priority=None)


def test_a_new_ticket_is_refused_with_every_flaw_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        draft.new_ticket(subject="", description="\x00", priority="x", type_="", requester_email="x")
    assert set(refused.value.fields) == {"subject", "description", "priority", "type", "requesterEmail"}


def test_a_change_says_only_what_was_sent() -> None:
    nothing: Any = {"subject": UNSET, "priority": UNSET, "type_": UNSET, "status": UNSET, "resolution": UNSET}
    assert draft.ticket_change(**nothing) == Wish()
    every = draft.ticket_change(
        subject=" a ", priority="low", type_="bug-report", status="In Progress", resolution=" Done.\r\n"
    )
    assert every == Wish(
        subject="a", priority=Priority.LOW, type=Type.BUG_REPORT, status=Status.IN_PROGRESS, resolution="Done."
    )
    for field in nothing:
        with pytest.raises(Invalid) as refused:
            draft.ticket_change(**nothing | {field: "\x00"})
        assert list(refused.value.fields) == [field.rstrip("_")]


def test_a_person_needs_an_address_and_may_go_without_a_name() -> None:
    draft.new_person(email="kim@example.com", first_name="", last_name="")
    draft.new_person(email="kim@example.com", first_name="Kim", last_name="x" * 100)
    with pytest.raises(Invalid) as refused:
        draft.new_person(email="kim", first_name="a\nb", last_name="\udcff")
    assert set(refused.value.fields) == {"email", "firstName", "lastName"}
    with pytest.raises(Invalid, match="lastName"):
        draft.new_person(email="kim@example.com", first_name=" Kim ", last_name="x" * 101)
