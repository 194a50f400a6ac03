"""Secrets: digests that only this desk can make, and tokens that leaks betray."""

from __future__ import annotations

import base64

from deskhand.door.keys import LINK, SESSION, TOKEN, TOKEN_PREFIX, Keys, new_api_token, new_webhook_secret

KEYS = Keys(b"k" * 32)


def test_a_digest_depends_on_key_purpose_and_token() -> None:
    digests = {
        KEYS.digest(SESSION, "a"), KEYS.digest(TOKEN, "a"), KEYS.digest(LINK, "a"), KEYS.digest(TOKEN, "b"),
        Keys(b"l" * 32).digest(TOKEN, "a"),
    }  # fmt: skip
    assert len(digests) == 5
    assert KEYS.digest(TOKEN, "a") == Keys(b"k" * 32).digest(TOKEN, "a")
    assert all(len(digest) >= 32 and b"a" * 3 not in digest for digest in digests)


def test_odd_tokens_have_digests_too() -> None:
    for token in ("", "ÿþ", "🎫", "x" * 100_000, "\x00"):
        assert KEYS.digest(TOKEN, token)


def test_the_master_key_stays_out_of_words() -> None:
    assert "k" * 5 not in f"{KEYS!r} {KEYS}"
    assert KEYS.derived("csrf") != KEYS.derived("other")
    assert "k" * 5 not in KEYS.derived("csrf")


def test_api_tokens_are_long_random_and_marked() -> None:
    tokens = {new_api_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(token.startswith(TOKEN_PREFIX) and len(token) >= 43 + len(TOKEN_PREFIX) for token in tokens)


def test_what_was_sealed_is_opened_by_the_same_key_alone() -> None:
    kept = KEYS.seal("whsec_x")
    assert KEYS.unseal(kept) == "whsec_x"
    assert Keys(b"l" * 32).unseal(kept) is None
    assert b"whsec" not in kept


def test_a_secret_of_a_webhook_is_written_as_its_scheme_says() -> None:
    secret = new_webhook_secret()
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    assert secret != new_webhook_secret()
