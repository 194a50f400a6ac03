"""Every field of a body that does not fit is named, with a sentence."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, Meta, Struct, UnsetType

from deskhand.door.fields import flaws_of, unstorable


class Sample(Struct, rename="camel", forbid_unknown_fields=True, kw_only=True):
    first_name: Annotated[str, Meta(min_length=1, max_length=5)]
    ticket_id: UUID | None = None
    count: int | UnsetType = UNSET
    is_it: bool = False


def test_what_fits_has_no_flaws() -> None:
    body = b'{"firstName": "Ada", "ticketId": null, "count": 3, "isIt": true}'
    assert flaws_of(body, Sample) == {}
    assert flaws_of(b'{"firstName": "Ada"}', Sample) == {}


def test_all_flaws_are_named_as_the_wire_names_them() -> None:
    body = b'{"ticketId": "x", "count": "3", "isIt": 1, "first_name": "Ada", "more": 1}'
    flaws = flaws_of(body, Sample)
    assert set(flaws) == {"firstName", "ticketId", "count", "isIt", "first_name", "more"}
    assert flaws["firstName"] == "is missing"
    assert flaws["more"] == "is not a known field; remove it"
    assert all("`" not in sentence and sentence[:1].islower() for sentence in flaws.values())


def test_what_could_not_be_kept_is_named_by_its_path() -> None:
    body = rb'{"name": "a\u0000", "effects": {"category": "\u0000", "tags": ["x", "\u0000"]}, "given": {"\u0000": 1}}'
    assert unstorable(body) == dict.fromkeys(
        ("name", "effects.category", "effects.tags", "given"), "contains a NUL character; remove it"
    )
    assert unstorable(rb'"\u0000"') == {"body": "contains a NUL character; remove it"}
    assert unstorable(rb'{"name": "\\u0000 is written like this"}') == {}


def test_too_long_and_too_short_are_told_apart() -> None:
    assert ">= 1" in flaws_of(b'{"firstName": ""}', Sample)["firstName"]
    assert "<= 5" in flaws_of(b'{"firstName": "abcdef"}', Sample)["firstName"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[1]", b"null", b'"x"', b"1", b"true", b"\xff", b'{"firstName": "\xc3("}', b"[" * 50_000],
)  # fmt: skip
def test_what_is_no_object_is_a_flaw_of_the_body(body: bytes) -> None:
    flaws = flaws_of(body, Sample)
    assert set(flaws) == {"body"}
    assert len(flaws["body"]) < 200


def test_a_long_name_is_cut() -> None:
    [name] = set(flaws_of(msgspec.json.encode({"x" * 5000: 1, "firstName": "Ada"}), Sample))
    assert name == "x" * 100


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_end_in_flaws_or_in_the_struct(body: bytes) -> None:
    flaws = flaws_of(body, Sample)
    if not flaws:
        assert isinstance(msgspec.json.decode(body, type=Sample), Sample)
