"""The bootstrap: compares digests, repairs what has moved, and says what to do when it cannot."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import bootstrap

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone whose pip is a script that writes down what it was asked for."""
    for name in (*bootstrap.LOCKS.values(), "pyproject.toml", "src/deskhand/__init__.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin/python").write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/asked\n', encoding="utf-8")
    (venv / "bin/python").chmod(0o755)
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", venv)
    monkeypatch.setattr(bootstrap, "PYTHON", venv / "bin/python")
    return tmp_path


def asked(clone: Path) -> list[str]:
    log = clone / "asked"
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return [line for line in lines if "pip" in line]


def test_the_first_run_installs_and_the_second_compares(clone: Path) -> None:
    bootstrap.prepare("runtime")
    installed = asked(clone)
    assert len(installed) == 2
    assert "--require-hashes --requirement requirements.txt" in installed[0]
    assert "--no-deps --no-build-isolation --editable ." in installed[1]
    bootstrap.prepare("runtime")
    assert asked(clone) == []


def test_what_tests_need_is_enough_to_run_but_not_the_other_way(clone: Path) -> None:
    bootstrap.prepare("runtime")
    asked(clone)
    bootstrap.prepare("dev")
    assert "--requirement requirements-dev.txt" in asked(clone)[0]
    bootstrap.prepare("runtime")
    assert asked(clone) == []


def test_a_new_lock_is_installed(clone: Path) -> None:
    bootstrap.prepare("runtime")
    asked(clone)
    (clone / "requirements.txt").write_text("another", encoding="utf-8")
    bootstrap.prepare("runtime")
    assert len(asked(clone)) == 1


def test_a_new_project_file_is_installed(clone: Path) -> None:
    bootstrap.prepare("runtime")
    asked(clone)
    (clone / "pyproject.toml").write_text("another", encoding="utf-8")
    bootstrap.prepare("runtime")
    assert "--editable" in asked(clone)[0]


def test_a_failing_pip_is_named_and_tried_again(clone: Path) -> None:
    bootstrap.PYTHON.write_text("#!/bin/sh\nexit 7\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(bootstrap.CannotPrepare, match=r"requirements\.txt \(exit code 7\)"):
            bootstrap.prepare("runtime")


def test_a_moved_clone_gets_a_new_environment(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bootstrap.prepare("runtime")
    (clone / ".venv/.deskhand-home").write_text("/elsewhere 3.11.0", encoding="utf-8")
    made = []

    def create() -> subprocess.CompletedProcess[str]:
        made.append((clone / ".venv").exists())
        return subprocess.run(["false"], capture_output=True, text=True, check=False)

    monkeypatch.setattr(bootstrap, "_create_venv", create)
    monkeypatch.setattr(bootstrap, "_install_venv_package", lambda: False)
    with pytest.raises(bootstrap.CannotPrepare, match="apt-get install python3"):
        bootstrap.prepare("runtime")
    assert made == [False]


def test_an_old_python_alone_is_refused_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/bootstrap", tmp_path / "scripts/bootstrap")
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "python3").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (programs / "python3").chmod(0o755)
    (programs / "dirname").symlink_to(shutil.which("dirname") or "")
    said = subprocess.run(
        ["/bin/sh", str(tmp_path / "scripts/bootstrap")],
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 1
    assert "Python 3.11 or newer" in said.stderr


def test_an_unknown_kind_is_refused() -> None:
    said = subprocess.run(
        [sys.executable, str(ROOT / "scripts/bootstrap.py"), "everything"], capture_output=True, text=True, check=False
    )
    assert said.returncode == 1
    assert "“everything” is not one of: runtime, dev" in said.stderr


def test_the_interpreter_that_runs_this_is_new_enough() -> None:
    command = [str(ROOT / "scripts/bootstrap"), "everything"]
    said = subprocess.run(command, env=dict(os.environ), capture_output=True, text=True, check=False)
    assert "is not one of" in said.stderr
