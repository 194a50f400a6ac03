"""Whom the server runs as."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deskhand.app.postgres.account import LAUNCH, server_account
from deskhand.app.postgres.addresses import DatabaseRefused
from deskhand.app.postgres.programs import bundled_programs
from tests.app.conftest import StartDesk

SOMEBODY = "nobody"


@pytest.fixture
def somebody(as_root: None) -> Iterator[tuple[int, Path]]:
    """A user without rights, and a folder of his; he has to reach Python and the programs."""
    uid = pwd.getpwnam(SOMEBODY).pw_uid
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin") or sys.executable
    for path in (python, str(LAUNCH), str(bundled_programs().path("postgres"))):
        if subprocess.run(["test", "-r", path], user=uid, check=False).returncode:
            pytest.skip(f"{SOMEBODY} cannot reach {path}")
    folder = Path(tempfile.mkdtemp(prefix="somebody-"))
    os.chown(folder, uid, uid)
    yield uid, folder
    shutil.rmtree(folder)


def test_a_user_without_rights_serves_as_himself(somebody: tuple[int, Path], start_desk: StartDesk) -> None:
    uid, folder = somebody
    desk = start_desk("own", folder / "var", str(uid))
    assert desk.said.get("uid") == uid, desk.said
    assert Path(f"/proc/{desk.said['pid']}").stat().st_uid == uid
    assert desk.stop() == 0
    again = start_desk("own", folder / "var", str(uid))
    assert again.said["owner"] == desk.said["owner"]
    again.process.kill()
    again.process.wait(5)
    after = start_desk("own", folder / "var", str(uid))
    assert after.said["owner"] == desk.said["owner"]
    assert after.stop() == 0


def test_root_and_its_owner_may_take_turns(somebody: tuple[int, Path], start_desk: StartDesk) -> None:
    uid, folder = somebody
    as_root = start_desk("own", folder / "var")
    assert Path(f"/proc/{as_root.said['pid']}").stat().st_uid == uid
    assert as_root.stop() == 0
    as_owner = start_desk("own", folder / "var", str(uid))
    assert as_owner.said.get("owner") == as_root.said["owner"], as_owner.said
    assert as_owner.stop() == 0


def test_what_root_made_is_not_for_others(somebody: tuple[int, Path], made: Path, start_desk: StartDesk) -> None:
    uid, folder = somebody
    subprocess.run(["cp", "-a", str(made), str(folder / "var")], check=True)
    os.chown(folder / "var", uid, uid)
    for name in ("database.json", "database.lock", "database.guests"):
        if (folder / "var" / name).exists():
            os.chown(folder / "var" / name, uid, uid)
    refusal = start_desk("own", folder / "var", str(uid)).said["refused"]
    assert f"{folder}/var/postgres" in refusal
    assert "chown -R" in refusal


def test_a_cluster_of_another_user_is_refused(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip(
            "root is refused no cluster: it serves each as its owner; run the tests as a plain user to see this"
        )
    with pytest.raises(DatabaseRefused, match=r"belongs to user 0.*run it as that user or as root"):
        server_account(tmp_path, Path("/etc"))


def test_root_needs_somebody_to_serve_as(as_root: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deskhand.app.postgres.account.CANDIDATES", ("who-is-not-here",))
    with pytest.raises(DatabaseRefused, match="none of the users who-is-not-here exists"):
        server_account(tmp_path, tmp_path / "18")


def test_root_serves_as_the_owner_of_the_data_folder(somebody: tuple[int, Path]) -> None:
    uid, folder = somebody
    assert server_account(folder, folder / "18").uid == uid
