"""Writes the hashed locks anew from pyproject.toml: `make lock`, after a change of dependencies."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {
    "requirements.txt": ["pyproject.toml", "--group", "build"],
    "requirements-dev.txt": ["pyproject.toml", "--group", "dev", "--constraint", "requirements.txt"],
    "requirements-node.txt": ["--group", "pyproject.toml:node"],
}
"""Lock → what it is made of; dev holds all of runtime, in the same versions."""
NEUTRAL = [
    "--universal", "--generate-hashes", "--python-version=3.11", "--no-header", "--no-annotate",
    "--no-emit-index-url", "--no-emit-find-links",
]  # fmt: skip
"""One file for all platforms, with nothing in it of the machine that made it."""


def lock(upgrade: list[str]) -> None:
    """Resolve every lock; arguments such as `--upgrade` go to uv."""
    uv = shutil.which("uv", path=str(ROOT / ".venv/bin")) or shutil.which("uv")
    if uv is None:
        sys.exit("lock: uv is missing; install it with: .venv/bin/python -m pip install uv")
    for name, sources in LOCKS.items():
        command = [uv, "pip", "compile", "--quiet", *NEUTRAL, *sources, *upgrade, "--output-file", name]
        subprocess.run(command, cwd=ROOT, check=True)
        print(f"{name}: written")


if __name__ == "__main__":
    lock(sys.argv[1:])
