"""Opening a cluster: from whatever an earlier start, a copy or a closed folder left."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest

from deskhand.app.database import database
from deskhand.app.postgres import opening
from deskhand.app.postgres.addresses import DatabaseRefused, DatabaseWanted
from deskhand.app.postgres.cluster import folder_of, home_of
from deskhand.app.postgres.programs import INSTALL, PACKAGE, Programs, bundled_programs


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can enter."""
    folder = Path(tempfile.mkdtemp(prefix="open-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


async def _signs_in(data: Path) -> str:
    async with database(DatabaseWanted(data), own=True) as desk:
        connection = await asyncpg.connect(desk.addresses.owner)
        user = await connection.fetchval("SELECT current_user::text")
        await connection.close()
        return str(user)


async def test_a_first_start_cut_short_is_made_again(tmp_path: Path) -> None:
    half = folder_of(tmp_path).with_name("18.new")
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    assert await _signs_in(tmp_path) == "deskhand_owner"
    assert not half.exists()


async def test_lost_passwords_are_made_anew(data: Path) -> None:
    (data / "database.json").unlink()
    assert await _signs_in(data) == "deskhand_owner"


async def test_passwords_are_never_written_in_clear_into_the_log(data: Path) -> None:
    (data / "database.json").unlink()
    async with database(DatabaseWanted(data), own=True) as desk:
        password = desk.addresses.owner.split(":")[2].split("@")[0]
        assert password not in (home_of(data) / "server.log").read_text()


async def test_a_process_id_given_to_another_program_keeps_nobody_out(data: Path) -> None:
    # A crashed server named itself in these files; after a reboot the number is somebody else's: here, ours.
    for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        path = folder_of(data) / name
        path.write_text(f"{os.getpid()}\n{folder_of(data)}\n1700000000\n5432\n.\n\n  1234567   1\n")
        owner = folder_of(data).stat()
        os.chown(path, owner.st_uid, owner.st_gid)
    assert await _signs_in(data) == "deskhand_owner"


async def test_a_database_of_another_version_is_refused_and_left_alone(data: Path) -> None:
    folder_of(data).rename(home_of(data) / "17")
    with pytest.raises(DatabaseRefused, match=r"PostgreSQL 17, and this Deskhand brings 18"):
        await _signs_in(data)
    assert (home_of(data) / "17/PG_VERSION").exists()


async def test_a_moved_folder_starts_where_it_is(data: Path, tmp_path: Path) -> None:
    moved = tmp_path / "möved, here"
    _move(data, moved)
    assert await _signs_in(moved) == "deskhand_owner"


async def test_a_very_long_path_starts(data: Path, tmp_path: Path) -> None:
    deep = tmp_path / ("long" * 20) / ("deep" * 20)
    _move(data, deep)
    assert await _signs_in(deep) == "deskhand_owner"


async def test_a_folder_restored_by_root_is_given_to_the_server(as_root: None, data: Path) -> None:
    _give_to_root(data)
    assert await _signs_in(data) == "deskhand_owner"
    assert folder_of(data).stat().st_uid != 0


async def test_root_serves_as_somebody_else_even_below_a_closed_folder(as_root: None, data: Path) -> None:
    data.parent.chmod(0o700)
    async with database(DatabaseWanted(data), own=True) as desk:
        assert desk.pid
        assert psutil.Process(desk.pid).uids().real != 0


async def test_programs_in_a_closed_clone_are_copied_where_the_server_can_run_them(
    as_root: None, data: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = data.parent / "clone"
    _copy_programs(bundled_programs(), clone)
    clone.chmod(0o700)
    monkeypatch.syspath_prepend(str(clone))
    monkeypatch.setattr(opening, "CACHES", (open_folder / "cache",))
    for _ in range(2):
        async with database(DatabaseWanted(clone / "var"), own=True) as desk:
            assert str(_program_of(desk.pid)).startswith(str(open_folder / "cache"))
    assert len(list((open_folder / "cache").iterdir())) == 1


async def test_programs_are_copied_into_the_data_folder_where_that_is_open(
    as_root: None, open_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = tmp_path / "clone"
    _copy_programs(bundled_programs(), clone)
    clone.chmod(0o700)
    (open_folder / "var").mkdir()
    monkeypatch.syspath_prepend(str(clone))
    async with database(DatabaseWanted(open_folder / "var"), own=True) as desk:
        assert str(_program_of(desk.pid)).startswith(str(home_of(open_folder / "var") / "programs"))


async def test_programs_out_of_reach_are_refused(as_root: None, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clone = data.parent / "clone"
    _copy_programs(bundled_programs(), clone)
    clone.chmod(0o700)
    monkeypatch.syspath_prepend(str(clone))
    monkeypatch.setattr(opening, "CACHES", ())
    with pytest.raises(DatabaseRefused, match=r"can reach neither .*clone nor a copy"):
        await _signs_in(data)


def _move(folder: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    folder.rename(target)


def _give_to_root(folder: Path) -> None:
    subprocess.run(["chown", "-R", "0:0", str(folder)], check=True)


def _copy_programs(programs: Programs, target: Path) -> None:
    shutil.copytree(programs.root / PACKAGE / INSTALL, target / PACKAGE / INSTALL)
    (target / PACKAGE / "__init__.py").touch()
    libraries = programs.root / f"{PACKAGE}.libs"
    if libraries.exists():
        shutil.copytree(libraries, target / libraries.name)


def _program_of(pid: int | None) -> Path:
    if sys.platform != "linux":
        pytest.skip("only Linux shows what a process runs")
    return Path(f"/proc/{pid}/exe").readlink()
