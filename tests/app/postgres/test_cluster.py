"""The cluster's files."""

from pathlib import Path

import pytest

from deskhand.app.postgres.account import server_account
from deskhand.app.postgres.addresses import DatabaseRefused
from deskhand.app.postgres.cluster import Cluster, folder_of, home_of, put_in, run_program, write_settings
from deskhand.app.postgres.programs import bundled_programs
from deskhand.app.postgres.room import Reserve, is_read_only
from deskhand.app.postgres.settings import SERVER


@pytest.fixture
def cluster(data: Path) -> Cluster:
    return Cluster(data, bundled_programs(), server_account(data, folder_of(data)))


def test_changed_settings_are_put_right(cluster: Cluster) -> None:
    path = cluster.folder / "postgresql.conf"
    put_in(cluster, path, text="fsync = off\n")
    write_settings(cluster, cluster.folder)
    assert path.read_text() == SERVER
    assert path.stat().st_uid == cluster.folder.stat().st_uid
    assert list(home_of(cluster.data).glob("tmp*")) == []


def test_no_link_in_the_cluster_leads_a_write_outside(cluster: Cluster, tmp_path: Path) -> None:
    # The server's user owns the cluster; what root writes there must not end up elsewhere.
    victim = tmp_path / "victim"
    victim.write_text("untouched")
    for name in ("postgresql.conf", "room.conf"):
        (cluster.folder / name).unlink()
        (cluster.folder / name).symlink_to(victim)
    write_settings(cluster, cluster.folder)
    Reserve(cluster)._switch(read_only=True)
    assert victim.read_text() == "untouched"
    assert is_read_only(cluster.data)


async def test_a_program_that_fails_says_so(cluster: Cluster) -> None:
    with pytest.raises(DatabaseRefused, match=r"PostgreSQL's initdb failed in [\s\S]* exists but is not empty"):
        await run_program(cluster, ["initdb", "-D", "{folder}"], folder=cluster.folder)
