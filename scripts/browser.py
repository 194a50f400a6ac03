"""Finds a browser for the tests or installs one: the system's, Debian's package, else Playwright's own.

The shell of Chromium that has no window of its own comes first: the same engine, at half of its cost.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


@cache
def executable() -> str | None:
    """Return the path of a system browser that starts; None means Playwright's own."""
    for name in NAMES:
        path = shutil.which(name)
        if path is not None and _version(path):
            return path
    return None


def ensure() -> str:
    """Return a sentence that says which browser the tests will use, after installing one if there is none."""
    path = executable()
    if path is None and _install_package():
        executable.cache_clear()
        path = executable()
    if path is not None:
        return f"{_version(path)} at {path}"
    return _own()


def _version(path: str) -> str:
    """Return what the browser calls itself; empty when it cannot start (a stub that asks for a snap, say)."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _install_package() -> bool:
    """As root on Debian, install the package chromium-headless-shell; say whether that worked."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = ["-y", "-qq", "--no-install-recommends"]
    failed = 0
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", *quiet, "chromium-headless-shell"]):
        failed = subprocess.run(command, env=environment, check=False).returncode
    return not failed


def _own() -> str:
    with_libraries = ["--with-deps"] if os.geteuid() == 0 else []
    command = [sys.executable, "-m", "playwright", "install", *with_libraries, "--only-shell", "chromium"]
    if subprocess.run(command, check=False).returncode:
        sys.exit(
            "browser: none was found on PATH and Playwright could not install its own. Install chromium, "
            "or let this machine reach Playwright's downloads, and try again."
        )
    return "Playwright's own Chromium"


if __name__ == "__main__":
    print(f"Browser: {ensure()}", flush=True)
