"""A PostgreSQL that somebody else runs: the distribution's, thrown away afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
PASSWORD = "not a secret"


@dataclass(frozen=True)
class Elsewhere:
    """One database on a server that is not ours."""

    folder: Path
    name: str

    def url(self, role: str, *, password: str = PASSWORD, name: str | None = None) -> str:
        """Return the address for a role."""
        return f"postgresql://{role}:{password.replace(' ', '%20')}@/{name or self.name}?host={self.folder}"

    async def run(self, *statements: str, name: str | None = None) -> None:
        """Run statements as the superuser."""
        connection = await asyncpg.connect(self.url("admin", name=name))
        for statement in statements:
            await connection.execute(statement)
        await connection.close()


@pytest.fixture(scope="session")
def server_elsewhere() -> Iterator[Path]:
    """Start PostgreSQL 15 for the session, and give the folder of its socket."""
    if not PROGRAMS.exists():
        pytest.skip(f"there is no PostgreSQL 15 in {PROGRAMS} (Debian: apt-get install postgresql-15)")
    folder = Path(tempfile.mkdtemp(prefix="elsewhere-"))
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        entry = pwd.getpwnam("postgres")
        user = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    (folder / "password").write_text(PASSWORD)
    (folder / "password").chmod(0o644)
    subprocess.run(
        [PROGRAMS / "initdb", "-D", folder / "data", "-U", "admin", "-A", "scram-sha-256", "--no-sync",
         "--pwfile", folder / "password", "-E", "UTF8", "--locale", "C"],
        check=True, capture_output=True, cwd=folder, **user,
    )  # fmt: skip
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [PROGRAMS / "postgres", "-D", folder / "data", "-k", folder, "-c", "listen_addresses="],
            stdout=log, stderr=log, cwd=folder, **user,
        )  # fmt: skip
    until = time.monotonic() + 20
    while "ready" not in _text(folder / "data/postmaster.pid") and time.monotonic() < until:
        time.sleep(0.02)
    yield folder
    process.terminate()
    process.wait(20)
    shutil.rmtree(folder)


@pytest.fixture
async def elsewhere(server_elsewhere: Path) -> AsyncIterator[Elsewhere]:
    """Give a new database, with the roles `owner` and `app` that have no rights yet."""
    server = Elsewhere(server_elsewhere, "desk")
    await server.run(
        "CREATE DATABASE desk TEMPLATE template0 ENCODING 'UTF8'",
        f"CREATE ROLE owner LOGIN PASSWORD '{PASSWORD}'",
        f"CREATE ROLE app LOGIN PASSWORD '{PASSWORD}'",
        name="postgres",
    )
    yield server
    await server.run("DROP DATABASE desk WITH (FORCE)", "DROP DATABASE IF EXISTS other WITH (FORCE)", name="postgres")
    for role in ("owner", "app", "deskhand_app"):
        await server.run(f"DROP ROLE IF EXISTS {role}", name="postgres")
    await server.run("ALTER SYSTEM RESET ALL", "SELECT pg_reload_conf()", name="postgres")


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""
