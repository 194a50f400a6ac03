"""The runtime role's address and password."""

import base64
import hashlib
import hmac

import pytest

from deskhand.app.postgres.runtime_role import as_role, verifier


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://admin:a@db:5432/desk", "postgresql://app:p%40@db:5432/desk"),
        ("postgres://admin@db/desk?sslmode=require", "postgres://app:p%40@db/desk?sslmode=require"),
        ("postgresql:///desk?host=/run/pg&user=admin&password=a", "postgresql://app:p%40@/desk?host=/run/pg"),
    ],
)
def test_an_address_is_turned_into_one_of_another_role(url: str, expected: str) -> None:
    assert as_role(url, "app", password="p@") == expected


def test_a_verifier_proves_the_password_without_holding_it() -> None:
    method, rounds_and_salt, keys = verifier("a password").split("$")
    rounds, salt = rounds_and_salt.split(":")
    stored, _ = keys.split(":")
    salted = hashlib.pbkdf2_hmac("sha256", b"a password", base64.b64decode(salt), int(rounds))
    client = hmac.digest(salted, b"Client Key", "sha256")
    assert method == "SCRAM-SHA-256"
    assert base64.b64decode(stored) == hashlib.sha256(client).digest()
