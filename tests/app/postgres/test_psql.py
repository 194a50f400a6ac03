"""The command line of psql."""

import pytest

from deskhand.app.postgres.addresses import Addresses, DatabaseRefused
from deskhand.app.postgres.psql import address_variables, psql_command

SECRET = "p@ss word"


def test_the_password_is_in_the_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGOPTIONS", "-c something=else")
    monkeypatch.setenv("PGSERVICE", "another")
    address = "postgresql://owner:p%40ss%20word@db.example:6000/desk?sslmode=verify-full"
    command, variables = psql_command(Addresses(address, "", "", embedded=False, folder=None), ["-c", "SELECT 1"])
    assert command[1:] == ["-c", "SELECT 1"]
    assert command[0].endswith("psql")
    assert {name: value for name, value in variables.items() if name.startswith("PG")} == {
        "PGHOST": "db.example",
        "PGPORT": "6000",
        "PGUSER": "owner",
        "PGPASSWORD": SECRET,
        "PGDATABASE": "desk",
        "PGSSLMODE": "verify-full",
    }
    assert "PATH" in variables


def test_a_socket_is_a_host() -> None:
    variables = address_variables("postgresql://a:b@/desk?host=/run/a%20b&port=5432")
    assert variables["PGHOST"] == "/run/a b"
    assert variables["PGPORT"] == "5432"


def test_a_parameter_that_psql_cannot_take_is_refused() -> None:
    with pytest.raises(DatabaseRefused, match="parameter prepare_threshold"):
        address_variables("postgresql://a:b@/desk?prepare_threshold=0")
