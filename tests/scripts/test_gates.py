"""The gates: all of them run, and the failing ones are named with what they said."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import gates


def test_all_run_and_the_failing_ones_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, script in {"one": "exit 0", "two": "echo line 3 is wrong; exit 1", "three": "exit 0"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setattr(gates, "BIN", tmp_path)
    monkeypatch.setattr(gates, "GATES", {"first": ["one"], "second": ["two"], "third": ["three"]})
    assert gates.gates() == ["second"]
    said = capsys.readouterr().out
    assert "first: passed" in said
    assert "second: failed" in said
    assert "line 3 is wrong" in said
    assert "third: passed" in said


def test_actions_are_held_to_fewer_branches() -> None:
    assert "--config=lint.mccabe.max-complexity=6" in gates.GATES["branches in actions"]
    assert "src/deskhand/actions" in gates.GATES["branches in actions"]
