"""Whom the embedded server runs as: ourselves, or somebody without rights when we are root."""

import os
import pwd
import sys
from dataclasses import dataclass
from pathlib import Path

from deskhand.app.postgres.addresses import DatabaseRefused

LAUNCH = Path(__file__).with_name("launch.py")
# Who serves when the data folder belongs to root: its own user, the distribution's, the one without rights.
CANDIDATES = ("deskhand", "postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """The user of the server; `uid` and `gid` are -1 when it is the one we are already."""

    uid: int
    gid: int
    name: str

    @property
    def changes(self) -> bool:
        """Whether a change of user is needed."""
        return self.uid >= 0


def server_account(data: Path, cluster: Path) -> Account:
    """Return whom the server of `cluster` runs as: its owner, the owner of `data`, or one without rights."""
    if os.geteuid() != 0:
        return _ourselves(cluster)
    for folder in (cluster, data):
        if folder.exists() and (owner := _named(folder.stat().st_uid)):
            return owner
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, name)
    raise DatabaseRefused(
        f"PostgreSQL does not run as root, and none of the users {', '.join(CANDIDATES)} exists: "
        "add one (useradd --system deskhand), run Deskhand as another user, or set DATABASE_URL."
    )


def as_somebody(account: Account, *, death_signal: int, folder: Path, command: list[str]) -> list[str]:
    """Return the command line that runs `command` in `folder` as `account`, ending when we end."""
    ids = (str(os.getpid()), str(account.uid), str(account.gid), str(int(death_signal)))
    return [*_python(), "run", *ids, str(folder), *command]


def as_reach(account: Account, paths: list[Path]) -> list[str]:
    """Return the command line that prints those of `paths` which `account` can enter or execute."""
    return [*_python(), "reach", str(account.uid), str(account.gid), *map(str, paths)]


def as_watch(pid: int, death_signal: int) -> list[str]:
    """Return the command line that signals `pid` when its input ends."""
    return [*_python(), "watch", str(pid), str(int(death_signal))]


def hand_to_owner(path: Path) -> None:
    """Give what root made to the owner of the folder it lies in, who may run without root next time."""
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)


def give(path: Path, account: Account) -> None:
    """Give `path` to the server's user."""
    if account.changes:
        os.chown(path, account.uid, account.gid, follow_symlinks=False)


def _ourselves(cluster: Path) -> Account:
    uid = os.geteuid()
    try:
        name = pwd.getpwuid(uid).pw_name
    except KeyError:
        name = str(uid)
    if cluster.exists() and cluster.stat().st_uid != uid:
        raise DatabaseRefused(
            f"{cluster} belongs to user {cluster.stat().st_uid}, and Deskhand runs as {name} ({uid}): "
            f"run it as that user or as root, or give it the folder (chown -R {name} {cluster})."
        )
    return Account(-1, -1, name)


def _named(uid: int) -> Account | None:
    if uid == 0:
        return None
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:  # initdb insists on a name
        return None
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)


def _python() -> tuple[str, ...]:
    return (sys.executable, "-I", "-S", str(LAUNCH))
