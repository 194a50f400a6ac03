"""One run of the server."""

import asyncio
from pathlib import Path

import psutil
import pytest

from deskhand.app.postgres.addresses import DatabaseRefused
from deskhand.app.postgres.cluster import put_in
from deskhand.app.postgres.opening import open_cluster
from deskhand.app.postgres.postmaster import start_postmaster
from deskhand.app.postgres.remains import lives


async def test_where_there_is_no_death_signal_a_watch_stands_by_and_leaves_with_the_server(data: Path) -> None:
    cluster, _ = await open_cluster(data)
    before = set(psutil.Process().children())
    postmaster = await start_postmaster(cluster, patience=20, needs_watch=True)
    started = set(psutil.Process().children()) - before
    assert len(started) == 2
    assert postmaster.is_ready()
    await postmaster.stop()
    await asyncio.sleep(0)
    assert not [process for process in started if lives(process)]


async def test_a_server_that_ends_while_starting_leaves_its_last_words(data: Path) -> None:
    cluster, _ = await open_cluster(data)
    put_in(cluster, cluster.folder / "postgresql.conf", text="no_such_setting = on\n")
    with pytest.raises(DatabaseRefused, match=r"ended while starting \(code 1\)[\s\S]*no_such_setting"):
        await start_postmaster(cluster, patience=20)
