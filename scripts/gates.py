"""Runs the gates that are no tests: style, format, types, floors; all of them, so that one run shows all."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent
ACTIONS = ["--select=C901", "--config=lint.mccabe.max-complexity=6", "src/deskhand/actions"]
"""A branch about the business belongs in rules."""
GATES = {
    "style": ["ruff", "check", "--quiet"],
    "branches in actions": ["ruff", "check", "--quiet", *ACTIONS],
    "format": ["ruff", "format", "--check", "--quiet"],
    "types": ["mypy"],
    "floors": ["lint-imports", "--no-logo"],
}


def gates() -> list[str]:
    """Run every gate, print what the failing ones say, and return their names."""
    failed = []
    for name, (program, *arguments) in GATES.items():
        began = time.monotonic()
        done = subprocess.run([str(BIN / program), *arguments], capture_output=True, text=True, check=False)
        verdict = "failed" if done.returncode else "passed"
        print(f"{name}: {verdict} ({program}, {time.monotonic() - began:.1f} s)", flush=True)
        if done.returncode:
            print(done.stdout + done.stderr, flush=True)
            failed.append(name)
    return failed


if __name__ == "__main__":
    broken = gates()
    sys.exit(f"gates: {', '.join(broken)} failed; what they said stands above" if broken else 0)
