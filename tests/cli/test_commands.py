"""All commands: what each says when it cannot be run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from deskhand import __version__
from deskhand.cli.commands import COMMANDS, parser, run_command

DESKHAND = str(Path(sys.executable).with_name("deskhand"))


def test_every_command_says_what_it_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parser().parse_args(["--help"])
    assert left.value.code == 0
    said = " ".join(capsys.readouterr().out.split())
    assert all(f"{name} {command.about}" in said for name, command in COMMANDS.items())


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["--version"])
    assert capsys.readouterr().out == f"deskhand {__version__}\n"


@pytest.mark.parametrize("arguments", [[], ["fly"], ["run", "--fast"], ["token"], ["jobs", "replay", "7"]])
def test_wrong_arguments_leave_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run_command(arguments)
    assert left.value.code == 2


def test_a_short_command_reads_nothing_that_serves_pages() -> None:
    for name in ("token", "psql", "doctor"):
        asked = f"import sys; from deskhand.cli.commands import parser; parser(['{name}']); print(*sys.modules)"
        read = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
        assert f"deskhand.cli.{name}" in read
        assert not {"deskhand.web", "deskhand.api", "litestar"} & set(read)


def test_bad_variables_are_all_named_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "eighty")
    monkeypatch.setenv("LOG_LEVEL", "loud")
    assert run_command(["run"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "PORT=“eighty”: " in said.err
    assert "LOG_LEVEL=“loud”: " in said.err


def test_a_refusal_is_one_line_without_a_trace(tmp_path: Path) -> None:
    environment = {"DATABASE_OWNER_URL": "postgresql://nobody:secret@127.0.0.1:1/none", "DESKHAND_DATA": str(tmp_path)}
    done = subprocess.run([DESKHAND, "migrate"], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("deskhand: DATABASE_OWNER_URL ")
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr
