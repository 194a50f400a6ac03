"""The way to a cluster that can be started: programs within reach, passwords, files in good order."""

import asyncio
import os
import re
from dataclasses import replace
from pathlib import Path

from deskhand.app.postgres.account import Account, as_reach, give, hand_to_owner, server_account
from deskhand.app.postgres.addresses import DatabaseRefused
from deskhand.app.postgres.cluster import Cluster, folder_of, home_of, make_cluster, set_passwords, write_settings
from deskhand.app.postgres.passwords import Passwords, keep_passwords, new_passwords, read_passwords
from deskhand.app.postgres.programs import MAJOR, bundled_programs, copied_programs
from deskhand.app.postgres.remains import clear_remains
from deskhand.app.postgres.room import MB, Reserve, missing_for_a_start

CACHES = (Path("/var/cache/deskhand"), Path("/var/lib/deskhand/programs"), Path("/opt/deskhand/programs"))


async def open_cluster(data: Path) -> tuple[Cluster, Passwords]:
    """Return the cluster of the data folder, made if it is not there yet, and the passwords of its roles."""
    try:
        cluster = await _cluster(data)
    except PermissionError as error:
        raise DatabaseRefused(
            f"{error.filename} is not open to the user whom Deskhand runs as ({error.strerror}): "
            f"run it as root or as the owner of DESKHAND_DATA={data}, or give the folder to it (chown -R)."
        ) from error
    passwords = read_passwords(data)
    if cluster.folder.exists():
        return cluster, await _reopened(cluster, passwords)
    _check_room(data)
    passwords = _kept(data, passwords)
    await make_cluster(cluster, passwords)
    return cluster, passwords


async def _reopened(cluster: Cluster, passwords: Passwords | None) -> Passwords:
    await clear_remains(cluster.folder)
    if Reserve(cluster).settle().free < MB:
        raise DatabaseRefused(f"the disk of DESKHAND_DATA={cluster.data} is full: make room, then start again.")
    write_settings(cluster, cluster.folder)
    if passwords is None:
        passwords = _kept(cluster.data, None)
        await set_passwords(cluster, passwords)
    return passwords


def _kept(data: Path, passwords: Passwords | None) -> Passwords:
    passwords = passwords or new_passwords()
    keep_passwords(data, passwords)
    return passwords


def _check_room(data: Path) -> None:
    missing = missing_for_a_start(data)
    if missing > 0:
        raise DatabaseRefused(
            f"the disk of DESKHAND_DATA={data} has too little room for a database: "
            f"{-(-missing // MB)} MB more are needed; make room, or name a folder on another disk."
        )


async def _cluster(data: Path) -> Cluster:
    home = home_of(data)
    if not home.exists():
        home.mkdir(mode=0o711)
        hand_to_owner(home)
    _check_version(home)
    cluster = Cluster(data, bundled_programs(), server_account(data, folder_of(data)))
    if not cluster.account.changes:
        return cluster
    _give_tree(cluster.folder, cluster.account)
    return await _within_reach(cluster)


def _check_version(home: Path) -> None:
    others = [path.name for path in home.iterdir() if re.fullmatch(r"\d+", path.name)]
    if others and str(MAJOR) not in others:
        raise DatabaseRefused(
            f"{home} holds a database of PostgreSQL {', '.join(others)}, and this Deskhand brings {MAJOR}: "
            f"dump it with the Deskhand that made it (pg_dump), move {home} away, and restore."
        )


async def _within_reach(cluster: Cluster) -> Cluster:
    programs = cluster.programs
    if await _can_run(cluster.account, programs.path("postgres")):
        return cluster
    for place in (cluster.home / "programs", *CACHES):
        if not _is_ours(place) or not await _can_run(cluster.account, place):
            continue
        copy = copied_programs(programs, place)
        if await _can_run(cluster.account, copy.path("postgres")):
            return replace(cluster, programs=copy)
    raise DatabaseRefused(
        f"user {cluster.account.name}, whom PostgreSQL runs as, can reach neither {programs.root} nor a copy in "
        f"{', '.join(map(str, (cluster.home, *CACHES)))}: open one of them to it, or set DATABASE_URL."
    )


def _is_ours(folder: Path) -> bool:
    # What root runs from, nobody else may have laid out.
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
    except OSError:
        return False
    return folder.lstat().st_uid == 0 and not folder.is_symlink()


async def _can_run(account: Account, path: Path) -> bool:
    process = await asyncio.create_subprocess_exec(
        *as_reach(account, [path]), stdout=asyncio.subprocess.PIPE, stdin=asyncio.subprocess.DEVNULL
    )
    out, _ = await process.communicate()
    return os.fsdecode(out).strip() == str(path)


def _give_tree(folder: Path, account: Account) -> None:
    if folder.exists() and folder.stat().st_uid != account.uid:
        for path in (*folder.rglob("*"), folder):
            give(path, account)
