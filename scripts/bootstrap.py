"""Prepares `.venv` from the hashed locks: what `make` runs first; needs the standard library alone.

A second run only compares digests. Nothing outside the clone is changed, except that root on Debian may get
the package that brings `venv`.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
LOCKS = {"runtime": "requirements.txt", "dev": "requirements-dev.txt"}
NODE_MISSING = 3
"""Exit code of hatch_build.py when it finds no Node."""
QUIET = ["-qq", "--disable-pip-version-check", "--no-input"]


class CannotPrepare(Exception):
    """The environment cannot be made; the message says why and what to do."""


def prepare(kind: str) -> None:
    """Make the environment hold one lock (`runtime` or `dev`), the front-end files and the project itself."""
    with _alone():
        _make_environment()
        if _stamped("lock") not in _accepted(kind):
            _say(f"Installing the packages of {LOCKS[kind]} into .venv (once for each lock) …")
            _pip("--require-hashes", "--requirement", LOCKS[kind])
            _stamp("lock", _digest(LOCKS[kind]))
        _bring_front_end()
        project = _digest("pyproject.toml", "src/deskhand/__init__.py")
        if _stamped("project") != project:
            _pip("--no-deps", "--no-build-isolation", "--editable", ".")
            _stamp("project", project)


@contextmanager
def _alone() -> Iterator[None]:
    """Let a second `make` in the same clone wait for the first one."""
    with (ROOT / ".venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_environment() -> None:
    home = f"{ROOT} {platform.python_version()}"
    if PYTHON.exists() and _stamped("home") in {home, ""}:
        _stamp("home", home)
        return
    if VENV.exists():
        _say("The clone or its Python has moved: making .venv anew …")
        shutil.rmtree(VENV)
    done = _create_venv()
    if done.returncode and _install_venv_package():
        done = _create_venv()
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        major, minor = sys.version_info[:2]
        message = (
            f"Python {major}.{minor} cannot make an environment. It said:\n{done.stdout}{done.stderr}\n"
            f"On Debian and Ubuntu, install the missing part with: apt-get install python{major}.{minor}-venv"
        )
        raise CannotPrepare(message)
    _stamp("home", home)


def _create_venv() -> subprocess.CompletedProcess[str]:
    base = getattr(sys, "_base_executable", None) or sys.executable
    return subprocess.run([base, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)


def _install_venv_package() -> bool:
    """As root on Debian, install the package that brings `venv`; say whether that worked."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    _say(f"Installing Debian's package {package} …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", package]):
        failed = subprocess.run(command, env=environment, check=False).returncode
    return not failed


def _bring_front_end() -> None:
    script = [str(PYTHON), "hatch_build.py"]
    done = subprocess.run([*script, "--if-needed"], cwd=ROOT, check=False).returncode
    if done == NODE_MISSING:
        _say("No Node 20 or newer on PATH: installing one into .venv, for the front-end files …")
        _pip("--require-hashes", "--requirement", "requirements-node.txt")
        done = subprocess.run(script, cwd=ROOT, check=False).returncode
    if done:
        message = "the front-end files are missing; the line above says why"
        raise CannotPrepare(message)


def _pip(*arguments: str) -> None:
    done = subprocess.run([str(PYTHON), "-m", "pip", "install", *QUIET, *arguments], cwd=ROOT, check=False)
    if done.returncode:
        message = (
            f"pip could not install {arguments[-1]} (exit code {done.returncode}); its words stand above. "
            "Check the network and pip's settings, then run make again."
        )
        raise CannotPrepare(message)


def _accepted(kind: str) -> set[str]:
    """Return the digests of the locks that hold this one; dev holds runtime."""
    return {_digest(LOCKS[name]) for name in ("runtime", "dev") if kind == "runtime" or name == "dev"}


def _digest(*names: str) -> str:
    return hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in names)).hexdigest()


def _stamped(what: str) -> str:
    stamp = VENV / f".deskhand-{what}"
    return stamp.read_text(encoding="utf-8") if stamp.is_file() else ""


def _stamp(what: str, value: str) -> None:
    (VENV / f".deskhand-{what}").write_text(value, encoding="utf-8")


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    wanted = sys.argv[1] if len(sys.argv) > 1 else "runtime"
    if wanted not in LOCKS:
        sys.exit(f"bootstrap: “{wanted}” is not one of: {', '.join(LOCKS)}")
    try:
        prepare(wanted)
    except CannotPrepare as error:
        sys.exit(f"bootstrap: {error}")
