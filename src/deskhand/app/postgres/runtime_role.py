"""The runtime role on a server that somebody else runs, made with a password of our own."""

import base64
import hashlib
import hmac
import json
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import asyncpg

from deskhand.app.postgres.addresses import RUNTIME, DatabaseWanted, place_of
from deskhand.app.postgres.passwords import keep_secret

FILE = "database-elsewhere.json"
ROUNDS = 4096
# Neither statement takes parameters: the server itself puts the quoted names and values in.
CREATE = "SELECT format('CREATE ROLE %I LOGIN PASSWORD %L', $1::text, $2::text)"
GRANT = "SELECT format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), $1::text)"


async def make_runtime_role(connection: "asyncpg.Connection[asyncpg.Record]", wanted: DatabaseWanted) -> str:
    """Make the runtime role where it is missing and return its address; `connection` is the owner's."""
    async with connection.transaction():
        # Two processes that start at once agree on one password.
        await connection.execute("SELECT pg_advisory_xact_lock(hashtext('deskhand runtime role'))")
        password = _password(wanted)
        if not await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1::text", RUNTIME):
            await connection.execute(await connection.fetchval(CREATE, RUNTIME, verifier(password)))
        await connection.execute(await connection.fetchval(GRANT, RUNTIME))
    return as_role(wanted.url or "", RUNTIME, password=password)


def as_role(url: str, role: str, *, password: str) -> str:
    """Return the address `url` for another role."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    query = [(key, value) for key, value in parse_qsl(parts.query) if key not in {"user", "password"}]
    who = f"{quote(role, safe='')}:{quote(password, safe='')}"
    return urlunsplit(parts._replace(netloc=f"{who}@{place}", query=urlencode(query, safe="/")))


def verifier(password: str) -> str:
    """Return what a server keeps of a password (RFC 5803), so that its log never sees the password."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ROUNDS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    salt_text, stored_text, server_text = (base64.b64encode(part).decode() for part in (salt, stored, server))
    return f"SCRAM-SHA-256${ROUNDS}:{salt_text}${stored_text}:{server_text}"


def where_password_is(wanted: DatabaseWanted) -> str:
    """Return where the password of the runtime role comes from, for people."""
    return "derived from DESKHAND_SECRET_KEY" if wanted.secret_key else f"kept in {wanted.folder / FILE}"


def _password(wanted: DatabaseWanted) -> str:
    place = place_of(wanted.url or "")
    if wanted.secret_key:  # many machines, one key: all derive the same
        return hmac.new(wanted.secret_key.encode(), f"database role {RUNTIME}".encode(), "sha256").hexdigest()
    path = wanted.folder / FILE
    kept = _read(path)
    if place not in kept:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept[place] = secrets.token_urlsafe(32)
        keep_secret(path, json.dumps(kept))
    return kept[place]


def _read(path: Path) -> dict[str, str]:
    try:
        return dict(json.loads(path.read_bytes()))
    except FileNotFoundError:
        return {}
