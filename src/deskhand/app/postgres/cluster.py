"""The folder of the embedded server: where its parts lie, and how it is made."""

import asyncio
import os
import shutil
import signal
import tempfile
from dataclasses import dataclass
from pathlib import Path

from deskhand.app.postgres.account import Account, as_somebody, give
from deskhand.app.postgres.addresses import NAME, OWNER, RUNTIME, DatabaseRefused
from deskhand.app.postgres.passwords import Passwords
from deskhand.app.postgres.programs import MAJOR, Programs
from deskhand.app.postgres.remains import kill_remains
from deskhand.app.postgres.settings import ACCESS, ROOM, SERVER, room_line

ADMIN = "deskhand_admin"  # the superuser; it has no password, so it cannot sign in
INITDB = (
    *("--username", ADMIN, "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    *("--locale=C", "--auth=reject", "--data-checksums", "--no-instructions"),
)


@dataclass(frozen=True, slots=True)
class Cluster:
    """One server's files below the data folder, the programs that serve them, and whom they run as."""

    data: Path
    programs: Programs
    account: Account

    @property
    def home(self) -> Path:
        """The folder of everything that belongs to the embedded server; ours, not the server's."""
        return home_of(self.data)

    @property
    def folder(self) -> Path:
        """The cluster itself, which belongs to the server's user."""
        return folder_of(self.data)

    @property
    def log(self) -> Path:
        """What the server writes about itself."""
        return self.home / "server.log"


def home_of(data: Path) -> Path:
    """Return the folder of everything that belongs to the embedded server of the data folder."""
    return data / "postgres"


def folder_of(data: Path) -> Path:
    """Return the folder of the cluster itself."""
    return home_of(data) / str(MAJOR)


async def make_cluster(cluster: Cluster, passwords: Passwords) -> None:
    """Make the folder, the roles and the database; a start cut short leaves nothing behind that counts."""
    fresh = await _empty_folder(cluster)
    await run_program(cluster, ["initdb", "-D", "{folder}", *INITDB], folder=fresh)
    write_settings(cluster, fresh)
    await _single_user(cluster, "template1", folder=fresh, statements=["CREATE EXTENSION vector"])
    await _single_user(cluster, "postgres", folder=fresh, statements=_roles(passwords))
    fresh.rename(cluster.folder)
    _sync_folder(cluster.home)


async def set_passwords(cluster: Cluster, passwords: Passwords) -> None:
    """Give the roles of a stopped cluster these passwords."""
    await _single_user(cluster, "postgres", folder=cluster.folder, statements=_secrets(passwords))


def write_settings(cluster: Cluster, folder: Path) -> None:
    """Bring the server's configuration in `folder` up to what this version of Deskhand wants."""
    for name, text in (("postgresql.conf", SERVER), ("pg_hba.conf", ACCESS)):
        path = folder / name
        if _read(path) != text:
            put_in(cluster, path, text=text)
    if not (folder / ROOM).exists():
        put_in(cluster, folder / ROOM, text=room_line(read_only=False))


async def run_program(cluster: Cluster, command: list[str], *, folder: Path, words: str = "") -> None:
    """Run a program of PostgreSQL in `folder` as the server's user; DatabaseRefused when it fails."""
    name, *arguments = command
    program = str(cluster.programs.path(name))
    process = await asyncio.create_subprocess_exec(
        *as_somebody(cluster.account, death_signal=signal.SIGKILL, folder=folder, command=[program, *arguments]),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=server_environment(),
        start_new_session=True,
    )
    out, _ = await process.communicate(words.encode())
    said = out.decode(errors="replace")
    if process.returncode or "ERROR:" in said or "FATAL:" in said:
        raise DatabaseRefused(
            f"PostgreSQL's {name} failed in {folder} as user {cluster.account.name} "
            f"(code {process.returncode}): {said.strip()[-1500:]}"
        )


def put_in(cluster: Cluster, path: Path, *, text: str) -> None:
    """Write a file of the cluster, whole or not at all."""
    # Written outside and moved in: the cluster belongs to the server's user, and root follows no links there.
    descriptor, name = tempfile.mkstemp(dir=cluster.home)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    give(Path(name), cluster.account)
    Path(name).replace(path)


def server_environment() -> dict[str, str]:
    """Return the environment of the server: nothing of ours reaches it."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "LANG": "C"}


async def _single_user(cluster: Cluster, database: str, *, folder: Path, statements: list[str]) -> None:
    # The one way in that needs neither a running server nor a superuser who can sign in.
    # A line is a statement; nothing secret stands in the command line.
    await run_program(
        cluster,
        ["postgres", "--single", "-D", "{folder}", "-c", "log_checkpoints=off", database],
        folder=folder,
        words="".join(f"{statement}\n" for statement in statements),
    )


def _roles(passwords: Passwords) -> list[str]:
    return [
        f"CREATE ROLE {OWNER} LOGIN CREATEDB IN ROLE pg_monitor, pg_signal_backend, pg_checkpoint",
        f"CREATE ROLE {RUNTIME} LOGIN",
        *_secrets(passwords),
        f"CREATE DATABASE {NAME} OWNER {OWNER}",
        f"REVOKE ALL ON DATABASE {NAME} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {NAME} TO {RUNTIME}",
    ]


def _secrets(passwords: Passwords) -> list[str]:
    return [
        f"ALTER ROLE {OWNER} PASSWORD '{passwords.owner}'",
        f"ALTER ROLE {RUNTIME} PASSWORD '{passwords.runtime}'",
    ]


async def _empty_folder(cluster: Cluster) -> Path:
    fresh = cluster.folder.with_name(f"{cluster.folder.name}.new")
    if fresh.exists():
        await kill_remains(fresh)
        shutil.rmtree(fresh)
    fresh.mkdir(mode=0o700)
    give(fresh, cluster.account)
    return fresh


def _read(path: Path) -> str | None:
    try:
        return path.read_text()
    except FileNotFoundError:
        return None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
