"""Where the database is, who asks for it, and how it says no."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

OWNER = "deskhand_owner"
RUNTIME = "deskhand_app"
NAME = "deskhand"
PORT = 5432


@dataclass(frozen=True, slots=True)
class DatabaseWanted:
    """What the settings say about the database.

    `folder` is DESKHAND_DATA; `url`, `owner_url` and `direct_url` are DATABASE_URL, DATABASE_OWNER_URL and
    DATABASE_DIRECT_URL; `secret_key` is DESKHAND_SECRET_KEY.
    """

    folder: Path
    url: str | None = None
    owner_url: str | None = None
    direct_url: str | None = None
    secret_key: str | None = None


@dataclass(frozen=True, slots=True)
class Addresses:
    """How to reach the database, as URLs that asyncpg, psycopg and libpq understand.

    `owner` is for migrations and psql, `runtime` for everything else, `direct` is the runtime role without a
    pooler in between (LISTEN). `folder` is the data folder of an embedded server.
    """

    owner: str
    runtime: str
    direct: str
    embedded: bool
    folder: Path | None

    @property
    def runtime_role(self) -> str:
        """The name of the runtime role, for grants."""
        return role_of(self.runtime)


class DatabaseRefused(Exception):
    """The database cannot be used; the message names the cause, the value and the way out."""


def socket_address(role: str, password: str, *, socket_folder: Path) -> str:
    """Return the address of the embedded database for `role`."""
    secret = quote(password, safe="")
    return f"postgresql://{role}:{secret}@/{NAME}?host={quote(str(socket_folder))}&port={PORT}"


def role_of(address: str) -> str:
    """Return the role that an address signs in as."""
    parts = urlsplit(address)
    return unquote(parts.username or "") or parse_qs(parts.query).get("user", [""])[-1]


def place_of(address: str) -> str:
    """Return host, port and database of an address, for people; nothing secret."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or parse_qs(parts.query).get("host", ["this machine"])[-1]
        return f"{unquote(host)}:{parts.port or PORT}{parts.path}"
    except ValueError:
        return "an address that cannot be read"
