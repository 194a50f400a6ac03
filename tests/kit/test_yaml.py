"""YAML by hand: what is a text and what is not, and what is not taken."""

from __future__ import annotations

from typing import Any

import pytest

from deskhand.kit import yaml
from deskhand.kit.yaml import Unreadable, read, written


def test_words_days_and_old_numbers_stay_texts() -> None:
    assert read("on: yes\nday: 2026-01-31\noctal: 017\nhex: 0x1f\nno: NO\ntime: 12:30:45\nsign: '='\n<<: x") == {
        "on": "yes", "day": "2026-01-31", "octal": "017", "hex": "0x1f", "no": "NO", "time": "12:30:45", "sign": "=",
        "<<": "x",
    }  # fmt: skip
    assert read("[true, false, null, ~, 12, -1.5, '12', \"true\"]") == [
        True, False, None, None, 12, -1.5, "12", "true"
    ]  # fmt: skip
    assert read("") is None


@pytest.mark.parametrize("value", [{"a": [1, "on", "true", "2026-01-31", None, True, {"ü": "a: b\n# c"}]}, [], "x"])
def test_what_is_written_is_read_again(value: Any) -> None:
    assert read(written(value)) == value


def test_what_is_written_twice_is_no_reference() -> None:
    twice = ["x"]
    assert "*" not in written({"a": twice, "b": twice})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: 1\nb: 2\na: 3", "has “a” twice (line 3)"),
        ("a: &x 1\nb: *x", "refers back to what stands elsewhere (line 2); write it out"),
        ("!!python/object:os.system 1", "uses “tag:yaml.org,2002:python/object:os.system” (line 1); leave it out"),
        ("a: !!int x", "uses “tag:yaml.org,2002:int” (line 1)"),
        ("a: !!binary aGk=", "uses “tag:yaml.org,2002:binary”"),
        ("[" * 30 + "]" * 30, "is nested deeper than 20"),
        ("[1]: 2", "has a key that is no word"),
        ("a: [1", "cannot be read (line 1)"),
        ("--- 1\n--- 2", "cannot be read (line 2)"),
        ("a\x00b", "cannot be read"),
        ('a: 1\nb: "x\\0"', "contains a NUL character (line 2); remove it"),
        ('"\\ud800": 1', "contains half of a surrogate pair (line 1); remove it"),
        ("x" * (yaml.LONGEST + 1), "is 100,001 characters long"),
        ("- a\n" * (yaml.MOST + 1), "holds more than 10,000 values"),
    ],
)
def test_what_is_not_taken_says_why(text: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(text)
    assert str(refused.value).startswith(sentence)
