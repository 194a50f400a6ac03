"""A throwaway PostgreSQL 15 as Debian ships it, for tests of a server that is not ours."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
"""Where Debian keeps its version 15."""


def is_there() -> bool:
    """Say whether this machine has Debian's PostgreSQL 15."""
    return (PROGRAMS / "initdb").exists()


@contextmanager
def postgres_15(*settings: str) -> Iterator[str]:
    """Run a server for a while and lend the address of its superuser; it hears a socket of its own alone."""
    folder = Path(tempfile.mkdtemp(prefix="dh-pg15-"))
    account = _account()
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    try:
        _run(account, "initdb", "-D", str(folder / "data"), "-U", "boss", "-A", "trust", "-N", "--locale=C.UTF-8")
        options = f"-k {folder} -c listen_addresses= " + " ".join(f"-c {setting}" for setting in settings)
        _run(account, "pg_ctl", "-D", str(folder / "data"), "-o", options, "-l", str(folder / "log"), "-w", "start")
        try:
            yield f"postgresql://boss@/postgres?host={folder}"
        finally:
            _run(account, "pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _account() -> pwd.struct_passwd | None:
    return pwd.getpwnam("postgres") if os.geteuid() == 0 else None


def _run(account: pwd.struct_passwd | None, program: str, *arguments: str) -> None:
    subprocess.run(
        [str(PROGRAMS / program), *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/",
        user=None if account is None else account.pw_uid, group=None if account is None else account.pw_gid,
    )  # fmt: skip
