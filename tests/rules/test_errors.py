"""Refusals and troubles: what they carry."""

from __future__ import annotations

import inspect

import pytest

from deskhand.rules import errors
from deskhand.rules.errors import (
    Conflict,
    Invalid,
    NoRoom,
    Permanent,
    Refusal,
    Temporary,
    TooMany,
    Trouble,
    check_version,
)

ALL = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]
REFUSALS = {"NotFound", "Gone", "Forbidden", "SignIn", "Conflict", "Invalid", "TooMany", "NoRoom"}
TROUBLES = {"Temporary", "Permanent", "Unknown"}


def test_every_failure_is_either_our_no_or_the_outsides() -> None:
    assert {kind.__name__ for kind in ALL if issubclass(kind, Refusal)} == REFUSALS | {"Refusal"}
    assert {kind.__name__ for kind in ALL if issubclass(kind, Trouble)} == TROUBLES | {"Trouble"}
    assert not any(issubclass(kind, Refusal) and issubclass(kind, Trouble) for kind in ALL)


@pytest.mark.parametrize("kind", ALL)
def test_every_failure_is_documented(kind: type[Exception]) -> None:
    assert (kind.__doc__ or "").strip().endswith(".")


def test_an_old_version_is_refused_and_none_is_taken_as_it_is() -> None:
    check_version("view", 3, at=3)
    check_version("view", None, at=3)
    with pytest.raises(Conflict, match=r"The view has changed since version 2 \(it is at 3\)\."):
        check_version("view", 2, at=3)


def test_what_helps_comes_with_the_refusal() -> None:
    assert Conflict("moved on").allowed == ()
    assert Conflict("moved on", allowed=("open (reopen)",)).allowed == ("open (reopen)",)
    assert TooMany("slowly", after=7).after == 7
    refusal = Invalid({"subject": "must not be empty", "type": "is not one of: a"})
    assert refusal.fields == {"subject": "must not be empty", "type": "is not one of: a"}
    assert str(refusal) == "subject: must not be empty; type: is not one of: a"
    assert "nothing is lost" in str(NoRoom())


def test_what_to_wait_for_comes_with_the_trouble() -> None:
    assert Temporary("busy").after is None
    assert Temporary("busy", after=2.5).after == 2.5
    assert Permanent("no such mailbox", kind="address").kind == "address"
    assert str(Permanent("no such mailbox", kind="address")) == "no such mailbox"
