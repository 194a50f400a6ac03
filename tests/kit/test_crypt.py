"""Tokens, digests and passwords."""

from __future__ import annotations

import asyncio
import re
import time
from base64 import urlsafe_b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.kit import crypt

KEY = b"k" * 32
ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=60)


def test_a_token_is_256_random_bits_that_fit_an_address() -> None:
    tokens = {crypt.new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    for token in tokens:
        assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
        assert len(urlsafe_b64decode(token + "=")) == 32


def test_a_digest_serves_one_key_one_purpose_and_one_token() -> None:
    digests = [
        crypt.keyed_digest(key, purpose=purpose, token=token)
        for key in (KEY, b"other")
        for purpose in ("session", "token")
        for token in ("a", "b", "")
    ]
    assert len(set(digests)) == 12
    assert {len(digest) for digest in digests} == {32}
    assert crypt.keyed_digest(KEY, purpose="session", token="a") == digests[0]


@given(ANY_TEXT, ANY_TEXT)
def test_any_text_has_a_digest_and_another_text_another(left: str, right: str) -> None:
    of_left = crypt.keyed_digest(KEY, purpose="token", token=left)
    assert (of_left == crypt.keyed_digest(KEY, purpose="token", token=right)) == (left == right)
    assert of_left != crypt.keyed_digest(KEY, purpose="session", token=left)


@given(ANY_TEXT, ANY_TEXT)
def test_same_is_equality_for_any_texts(left: str, right: str) -> None:
    assert crypt.same(left, right) == (left == right)
    assert crypt.same(left, str(left))


@given(st.lists(st.binary(max_size=6), max_size=4), st.lists(st.binary(max_size=6), max_size=4))
def test_fingerprints_are_equal_exactly_when_all_parts_are(left: list[bytes], right: list[bytes]) -> None:
    assert (crypt.fingerprint(*left) == crypt.fingerprint(*right)) == (left == right)


def test_parts_cannot_be_moved_from_one_to_the_next() -> None:
    assert len({crypt.fingerprint(b"ab", b"c"), crypt.fingerprint(b"a", b"bc"), crypt.fingerprint(b"abc")}) == 3


@pytest.mark.parametrize("password", ["correct horse battery", "", "ä" * 200, "nul\x00 inside", "half \ud83d pair"])
async def test_a_password_matches_its_own_hash_alone(password: str) -> None:
    stored = await crypt.hash_password(password)
    assert stored.startswith("$argon2id$")
    assert await crypt.password_matches(stored, password)
    assert not await crypt.password_matches(stored, password + "x")
    assert await crypt.hash_password(password) != stored


@pytest.mark.parametrize("stored", ["", "plain", "$argon2id$v=19$m=65536,t=3,p=4$", "$2b$12$abcdefghijklmnopqrstuv"])
async def test_what_is_no_hash_matches_nothing(stored: str) -> None:
    for password in ("", stored, "plain"):
        assert not await crypt.password_matches(stored, password)


async def test_nobody_has_a_password_and_it_takes_as_long_to_say_so() -> None:
    stored = await crypt.hash_password("correct horse battery")
    times = {"somebody": 1e9, "nobody": 1e9}
    for _ in range(5):
        for who, known in (("somebody", stored), ("nobody", None)):
            began = time.perf_counter()
            assert not await crypt.password_matches(known, "a guess that is wrong")
            times[who] = min(times[who], time.perf_counter() - began)
    assert 0.4 < times["nobody"] / times["somebody"] < 2.5, times


async def test_hashing_leaves_the_loop_free() -> None:
    hashing = asyncio.create_task(crypt.hash_password("correct horse battery"))
    turns = 0
    while not hashing.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 3
    await hashing


def test_what_is_sealed_is_read_under_its_key_and_purpose_alone_and_changes_are_noticed() -> None:
    text = "https://hooks.slack.com/services/T0/B0/" + "ä" * 60
    kept = crypt.sealed(b"k" * 32, purpose="secret", text=text, nonce=b"n" * 16)
    assert crypt.unsealed(b"k" * 32, purpose="secret", kept=kept) == text
    assert b"slack" not in kept
    assert kept != crypt.sealed(b"k" * 32, purpose="secret", text=text, nonce=b"m" * 16)
    assert crypt.unsealed(b"j" * 32, purpose="secret", kept=kept) is None
    assert crypt.unsealed(b"k" * 32, purpose="other", kept=kept) is None
    for place in (0, 20, len(kept) - 1):
        changed = kept[:place] + bytes([kept[place] ^ 1]) + kept[place + 1 :]
        assert crypt.unsealed(b"k" * 32, purpose="secret", kept=changed) is None
    assert crypt.unsealed(b"k" * 32, purpose="secret", kept=b"short") is None
