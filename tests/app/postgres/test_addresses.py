"""Addresses."""

from pathlib import Path

import pytest

from deskhand.app.postgres.addresses import place_of, role_of, socket_address


def test_a_socket_address_is_an_url_with_the_password_escaped() -> None:
    address = socket_address("app", "a/b@c", socket_folder=Path("/run/x"))
    assert address == "postgresql://app:a%2Fb%40c@/deskhand?host=/run/x&port=5432"
    assert role_of(address) == "app"
    assert place_of(address) == "/run/x:5432/deskhand"


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("postgresql://a:secret@db/desk", "db:5432/desk"),
        ("postgresql:///desk?user=a&password=secret", "this machine:5432/desk"),
        ("postgresql://a:secret@db:x/desk", "an address that cannot be read"),
    ],
)
def test_a_place_holds_no_secret(address: str, place: str) -> None:
    assert place_of(address) == place
