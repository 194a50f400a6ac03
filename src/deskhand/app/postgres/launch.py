"""Starts a program as another user that dies with its parent; run as a script, by the standard library alone.

    python -I -S launch.py run PARENT UID GID SIGNAL FOLDER PROGRAM ARGUMENT…
    python -I -S launch.py reach UID GID PATH…
    python -I -S launch.py watch PID SIGNAL

`run` becomes PROGRAM inside FOLDER; `{folder}` in an argument is replaced by a name of FOLDER that the user
can open. `reach` prints the paths that the user can enter or execute. `watch` sends SIGNAL to PID when its
input ends.
"""

import ctypes
import os
import signal
import sys
from typing import NoReturn

SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG
UNREACHABLE = 77


def run(ids: tuple[int, int, int], *, death_signal: int, folder: str, command: list[str]) -> NoReturn:
    """Become `command`, with these ids of parent, user, group; `death_signal` comes when the parent ends."""
    parent, uid, gid = ids
    os.chdir(folder)
    libc = ctypes.CDLL(None, use_errno=True)
    become(uid, gid)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Python would note the signal, and the program never see it
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if sys.platform == "linux":
        # After the change of user, which clears it; and the parent may have ended before it took hold.
        libc.prctl(SET_DEATH_SIGNAL, death_signal, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)
    os.umask(0o077)
    name = name_of(folder)
    os.execv(command[0], [word.replace("{folder}", name) for word in command])  # noqa: S606 - that is the point


def become(uid: int, gid: int) -> None:
    """Give up root for `uid`, for good; a uid of -1 changes nothing."""
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)


def name_of(folder: str) -> str:
    """Return `folder`, or the name of the working folder when one above it cannot be entered."""
    try:
        os.chdir(folder)
    except PermissionError:
        return "/proc/self/cwd"
    return folder


def reach(uid: int, gid: int, *, paths: list[str]) -> int:
    """Print those of `paths` that `uid` can enter or execute, one a line."""
    become(uid, gid)
    print("\n".join(path for path in paths if os.access(path, os.R_OK | os.X_OK)))  # noqa: T201 - its answer
    return 0


def watch(pid: int, death_signal: int) -> int:
    """Signal `pid` when the input ends, unless the word `done` came first."""
    if sys.stdin.read() != "done":
        os.kill(pid, death_signal)
    return 0


def main(words: list[str]) -> int:
    """Do what the first word says."""
    if words[0] == "run":
        parent, uid, gid, death_signal = (int(word) for word in words[1:5])
        run((parent, uid, gid), death_signal=death_signal, folder=words[5], command=words[6:])
    if words[0] == "reach":
        return reach(int(words[1]), int(words[2]), paths=words[3:])
    return watch(int(words[1]), int(words[2]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
