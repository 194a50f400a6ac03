"""The bundled programs and their copies."""

from pathlib import Path

import pytest

from deskhand.app.postgres import programs as module
from deskhand.app.postgres.addresses import DatabaseRefused
from deskhand.app.postgres.programs import bundled_programs, copied_programs


def test_a_copy_is_made_once_and_runs_by_itself(tmp_path: Path) -> None:
    bundled = bundled_programs()
    (tmp_path / f"{module._version(bundled)}.new").mkdir()  # left by a copy cut short
    copy = copied_programs(bundled, tmp_path)
    made = copy.path("postgres").stat()
    assert copied_programs(bundled, tmp_path) == copy
    assert copy.path("postgres").stat().st_ino == made.st_ino
    assert made.st_mode & 0o777 == 0o755
    assert [path.name for path in tmp_path.iterdir()] == [copy.root.name]
    assert (copy.root / module.PACKAGE / module.INSTALL / "lib/postgresql/vector.so").exists()


def test_without_the_wheel_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PACKAGE", "not_installed_here")
    with pytest.raises(DatabaseRefused, match=r"not-installed-here .*is not installed here: .*DATABASE_URL"):
        bundled_programs()
