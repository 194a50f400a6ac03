"""YAML is read as plain texts; what is hostile, doubled or clever is refused by its line, at little cost."""

from __future__ import annotations

import time

import pytest

from deskhand.kit.plain_yaml import DEEPEST, LARGEST, MOST_NODES, read, written


def test_nothing_is_guessed_and_all_is_read_again() -> None:
    text = "a: yes\nb: 2:00\nc: [1, 2026-12-24]\nd:\n'e f': Ä\n<<: x\n"
    found = read(text)
    assert found == {"a": "yes", "b": "2:00", "c": ["1", "2026-12-24"], "d": "", "e f": "Ä", "<<": "x"}
    assert read(written(found)) == found
    assert read("") is None


BOMB = "a: &a [x, x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(9))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (BOMB, r"line 2: what begins there refers to another place"),
        ("a: !!python/object/apply:os.system [ls]", "line 1: what begins there has the tag"),
        ("a: !mine x", "has the tag !mine"),
        ("a: !!binary aGk=", "has the tag"),
        ("a: 1\na: 2", "line 2: what begins there is a key that is no plain text, or stands twice"),
        ("? [a]\n: b", "no plain text"),
        ("[" * (DEEPEST + 1), "nested too deeply"),
        ("[" * 5_000, "nested too deeply"),
        ("{a: " * 2_000, "nested too deeply"),
        ("- x\n" * (MOST_NODES + 1), "is too much"),
        ("x" * (LARGEST + 1), "131,073 characters"),
        ("a: [", "cannot be read: line 1"),
        ("a: b: c", "cannot be read: line 1"),
        ("a: 1\n--- \nb: 2", "cannot be read"),
        ("a: \0", "cannot be read"),
        ('a: 1\nb: "x\\0"', "line 2: what begins there contains a NUL character; remove it"),
        ('"\\ud800": 1', "half of a surrogate pair"),
    ],
)
def test_what_is_hostile_is_refused(text: str, why: str) -> None:
    began = time.process_time()
    with pytest.raises(ValueError, match=why):
        read(text)
    assert time.process_time() - began < 10
