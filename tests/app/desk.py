"""A tiny desk of its own process: it owns or attaches to a database until its input ends.

    python -m tests.app.desk {own|use} FOLDER [UID]

With a UID, root becomes that user first, as somebody without rights would start it.
"""

import asyncio
import concurrent.futures.thread  # noqa: F401 - loaded while its file can still be read
import json
import os
import shutil
import sys
from pathlib import Path

from deskhand.app.database import database
from deskhand.app.postgres.addresses import DatabaseRefused, DatabaseWanted


async def serve(folder: Path, *, own: bool) -> int:
    try:
        async with database(DatabaseWanted(folder), own=own) as desk:
            addresses = desk.addresses
            tell(owner=addresses.owner, runtime=addresses.runtime, pid=desk.pid, uid=os.getuid())
            await asyncio.to_thread(sys.stdin.read)
    except DatabaseRefused as refusal:
        tell(refused=str(refusal))
        return 3
    return 0


def tell(**words: object) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def become(uid: int) -> None:
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    if not os.access(sys.executable, os.X_OK):
        sys.executable = shutil.which("python3", path="/usr/bin:/usr/local/bin") or sys.executable


if __name__ == "__main__":
    if len(sys.argv) > 3:
        become(int(sys.argv[3]))
    sys.exit(asyncio.run(serve(Path(sys.argv[2]), own=sys.argv[1] == "own")))
