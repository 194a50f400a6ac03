"""Fields: which values they take, and which fields can be asked at all."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

import pytest

from deskhand.rules.errors import Invalid
from deskhand.rules.field import Field, Kind, Rules, checked, fitting, is_on_form, missing_from, typed, values_of

ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))


def field(kind: str, **more: Any) -> Field:
    if kind.startswith("choice"):
        more.setdefault("options", ("red", "blue"))
    return Field(**{"id": ONE, "key": "it", "label": "It", "kind": Kind(kind), **more})


@pytest.mark.parametrize(
    ("kind", "rules", "given", "kept"),
    [
        ("text", {}, " a ", "a"), ("text", {"pattern": r"[A-Z]{2}-\d+"}, "AB-12", "AB-12"),
        ("long_text", {}, "a\nb", "a\nb"), ("number", {"min": 1, "max": 3}, 3, 3), ("number", {}, 1.5, 1.5),
        ("date", {"min": "2026-01-01"}, "2026-01-31", "2026-01-31"), ("boolean", {}, False, False),
        ("choice", {}, "red", "red"), ("choices", {}, ["blue", "red"], ["red", "blue"]), ("text", {}, "  ", None),
        ("choices", {}, [], None), ("number", {}, None, None),
    ],
)  # fmt: skip
def test_a_value_that_fits_is_kept(kind: str, rules: dict[str, Any], given: object, kept: object) -> None:
    assert values_of([field(kind, rules=Rules(**rules))], {"it": given}) == {"it": kept}


@pytest.mark.parametrize(
    ("kind", "rules", "given"),
    [
        ("text", {}, 5), ("text", {}, "a\nb"), ("text", {}, "x" * 256), ("text", {"max_length": 3}, "abcd"),
        ("text", {"pattern": r"\d+"}, "a1"), ("long_text", {}, "\ud800"), ("number", {}, "5"), ("number", {}, True),
        ("number", {}, float("nan")), ("number", {}, 10**400), ("number", {"min": 1}, 0), ("number", {"max": 1}, 2),
        ("date", {}, "2026-02-30"), ("date", {}, "20260131"), ("date", {"max": "2026-01-01"}, "2026-01-02"),
        ("boolean", {}, "yes"), ("choice", {}, "green"), ("choice", {}, ["red"]), ("choices", {}, "red"),
        ("choices", {}, ["green"]),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_named(kind: str, rules: dict[str, Any], given: object) -> None:
    with pytest.raises(Invalid) as refused:
        values_of([field(kind, rules=Rules(**rules))], {"it": given})
    assert set(refused.value.fields) == {"fields.it"}


def test_an_unknown_field_and_an_emptied_one_that_must_be_answered_are_named() -> None:
    with pytest.raises(Invalid) as refused:
        values_of([field("text", is_required=True)], {"it": "", "other": 1})
    assert set(refused.value.fields) == {"fields.it", "fields.other"}
    assert missing_from([field("text", is_required=True), field("text", key="b")], {}) == {
        "fields.it": "must be answered"
    }


@pytest.mark.parametrize(
    ("wanted", "flawed"),
    [
        ({"kind": "text", "key": "1a"}, "key"), ({"kind": "text", "label": ""}, "label"),
        ({"kind": "choice", "options": ()}, "options"), ({"kind": "choice", "options": ("a", "a")}, "options"),
        ({"kind": "text", "options": ("a",)}, "options"), ({"kind": "choices", "options": ("",)}, "options"),
        ({"kind": "text", "editable_by_customer": True}, "editableByCustomer"),
        ({"kind": "text", "rules": Rules(min=1)}, "rules.min"),
        ({"kind": "number", "rules": Rules(max="x")}, "rules.max"),
        ({"kind": "date", "rules": Rules(min=5)}, "rules.min"),
        ({"kind": "number", "rules": Rules(min=2, max=1)}, "rules.max"),
        ({"kind": "text", "rules": Rules(pattern="(")}, "rules.pattern"),
        ({"kind": "text", "rules": Rules(pattern=r"(a)\1")}, "rules.pattern"),
        ({"kind": "text", "rules": Rules(pattern="(?=a)")}, "rules.pattern"),
        ({"kind": "number", "rules": Rules(pattern="a")}, "rules.pattern"),
        ({"kind": "text", "rules": Rules(max_length=0)}, "rules.maxLength"),
        ({"kind": "text", "rules": Rules(max_length=256)}, "rules.maxLength"),
        ({"kind": "date", "rules": Rules(max_length=5)}, "rules.maxLength"),
        ({"kind": "text", "help": "x" * 501}, "help"), ({"kind": "text", "position": -1}, "position"),
    ],
)  # fmt: skip
def test_a_field_that_could_not_be_asked_is_refused(wanted: dict[str, Any], flawed: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(field(**wanted))
    assert set(refused.value.fields) == {flawed}


def test_no_pattern_takes_longer_than_its_text() -> None:
    slow = checked(field("long_text", rules=Rules(pattern="(a+)+(a*)*b")))
    began = time.perf_counter()
    with pytest.raises(Invalid):
        values_of([slow], {"it": "a" * 10_000})
    assert time.perf_counter() - began < 1


def test_a_form_holds_its_categories_fields_and_those_of_all() -> None:
    assert is_on_form(field("text"), [])
    assert is_on_form(field("text", category_ids=(TWO, THREE)), [ONE, TWO])
    assert not is_on_form(field("text", category_ids=(TWO,)), [ONE])
    assert not is_on_form(field("text", is_active=False), [])


def test_what_is_typed_becomes_the_fields_kind() -> None:
    assert typed(field("number"), ["5"]) == 5
    assert typed(field("number"), ["1.50"]) == 1.5
    assert typed(field("number"), ["1e5"]) == "1e5"
    assert typed(field("boolean"), ["true"]) is True
    assert typed(field("boolean"), []) == ""
    assert typed(field("choices"), ["red", ""]) == ["red"]
    assert typed(field("text"), [" a "]) == "a"


def test_of_values_kept_earlier_those_stay_that_the_form_still_takes() -> None:
    form = [
        Field(id=UUID(int=1), key="device", label="Device", kind=Kind.TEXT),
        Field(id=UUID(int=2), key="browser", label="Browser", kind=Kind.CHOICE, options=("Chrome",)),
    ]  # fmt: skip
    kept = {"device": " Laptop ", "browser": "Firefox", "gone": "x"}
    assert fitting(form, kept) == {"device": "Laptop"}
    assert fitting(form, {"device": "", "browser": "Chrome"}) == {"browser": "Chrome"}
