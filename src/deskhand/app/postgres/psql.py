"""The command line of psql and its like, with the password where only its owner can see it."""

import os
import shutil
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, unquote, urlsplit

from deskhand.app.postgres.addresses import Addresses, DatabaseRefused
from deskhand.app.postgres.programs import bundled_programs

# What an address may say beyond the usual, and the variable by which libpq takes it.
VARIABLES = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslcrl": "PGSSLCRL",
    "sslnegotiation": "PGSSLNEGOTIATION",
    "channel_binding": "PGCHANNELBINDING",
    "gssencmode": "PGGSSENCMODE",
    "krbsrvname": "PGKRBSRVNAME",
    "options": "PGOPTIONS",
    "application_name": "PGAPPNAME",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
}


def psql_command(addresses: Addresses, arguments: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Return the command line and the whole environment that run psql as the owner."""
    return client_command("psql", addresses.owner, arguments=arguments, embedded=addresses.embedded)


def client_command(
    name: str, address: str, *, arguments: Sequence[str], embedded: bool
) -> tuple[list[str], dict[str, str]]:
    """Return the command line and the whole environment of a client program (psql, pgbench, pg_dump …)."""
    # The bundled programs speak no TLS: a server elsewhere is reached with the ones of this machine, if any.
    found = None if embedded else shutil.which(name)
    program = found or str(bundled_programs().path(name))
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG") or key == "PGTZ"}
    return [program, *arguments], {**kept, **address_variables(address)}


def address_variables(address: str) -> Mapping[str, str]:
    """Return an address as the environment variables of libpq."""
    parts = urlsplit(address)
    said = {
        "host": unquote(parts.hostname or ""),
        "port": str(parts.port or ""),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "dbname": unquote(parts.path.removeprefix("/")),
        **dict(parse_qsl(parts.query)),
    }
    if unknown := said.keys() - VARIABLES.keys():
        raise DatabaseRefused(
            f"the database address has the parameter {', '.join(sorted(unknown))}, which psql has no variable "
            "for: call psql with the address itself."
        )
    return {VARIABLES[key]: value for key, value in said.items() if value}
