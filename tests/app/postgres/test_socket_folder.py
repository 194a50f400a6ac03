"""The short way to the socket."""

import shutil
import tempfile
from pathlib import Path

import pytest

from deskhand.app.postgres.socket_folder import (
    LONGEST,
    close_socket_folder,
    keep_socket_folder,
    open_socket_folder,
)


@pytest.fixture
def short() -> Path:
    return Path(tempfile.gettempdir()) / "18"


def test_a_short_plain_path_is_the_way_itself(short: Path) -> None:
    assert open_socket_folder(short) == short
    keep_socket_folder(short, short)
    close_socket_folder(short, short)


@pytest.mark.parametrize("name", ["x" * 120, "with space", "with,comma", "with%percent", "ümläut"])
def test_any_other_path_gets_a_private_link(name: str, tmp_path: Path) -> None:
    cluster = tmp_path / name
    cluster.mkdir()
    folder = open_socket_folder(cluster)
    assert len(str(folder)) <= LONGEST
    assert folder.resolve() == cluster
    assert folder.parent.stat().st_mode & 0o077 == 0
    assert open_socket_folder(cluster, earlier=str(folder)) == folder
    shutil.rmtree(folder.parent)
    keep_socket_folder(folder, cluster)
    keep_socket_folder(folder, cluster)
    assert folder.resolve() == cluster
    close_socket_folder(folder, cluster)
    assert not folder.parent.exists()
    assert cluster.exists()


def test_a_link_that_leads_elsewhere_is_not_used_again(tmp_path: Path) -> None:
    cluster, other = tmp_path / "a b", tmp_path / "c d"
    for path in (cluster, other):
        path.mkdir()
    folder = open_socket_folder(other)
    fresh = open_socket_folder(cluster, earlier=str(folder))
    assert fresh != folder
    close_socket_folder(folder, cluster)  # not its own
    assert folder.is_symlink()
    close_socket_folder(folder, other)
    close_socket_folder(fresh, cluster)
