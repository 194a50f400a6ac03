"""A disk that is nearly full: reading goes on, writing is refused clearly, and all is well once there is room."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.running import Site, site

SIZE_MB = 400
LEFT = 4 * 1024 * 1024
"""Bytes that are left free when the disk fills up."""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a small disk; skipped where this process may not mount one, which the reason tells."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount the small disk that this test fills")
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip(f"this machine refuses to mount a small disk: {mounted.stderr.decode().strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def ask(
    desk: Site, method: str, path: str, *, token: str, body: dict[str, str] | None = None
) -> tuple[int, dict[str, Any]]:
    connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=20)
    try:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        connection.request(method, path, body=json.dumps(body) if body else None, headers=headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def open_one(desk: Site, token: str) -> tuple[int, dict[str, Any]]:
    return ask(desk, "POST", "/api/tickets", token=token, body={"subject": "a", "description": "b"})


def until_opened(desk: Site, token: str) -> int:
    until = time.monotonic() + 20
    while (status := open_one(desk, token)[0]) == 507 and time.monotonic() < until:
        time.sleep(0.2)
    return status


def test_the_desk_reads_on_and_recovers_by_itself(small_disk: Path) -> None:
    with site(small_disk) as desk:
        running = desk.run()
        token = desk.token()
        assert open_one(desk, token)[0] == 201

        filler = small_disk / "filler"
        with filler.open("wb") as file:  # at once, so that it takes nothing of what the desk keeps for this case
            os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(small_disk).free - LEFT)
        until = time.monotonic() + 20
        while (refused := open_one(desk, token))[0] == 201 and time.monotonic() < until:
            time.sleep(0.2)
        assert refused[0] == 507
        assert "nearly full" in refused[1]["detail"]
        before = ask(desk, "GET", "/api/tickets", token=token)
        assert before[0] == 200

        assert running.stop() == 0
        desk.run()
        again = ask(desk, "GET", "/api/tickets", token=token)
        assert (again[0], again[1]["total"]) == (200, before[1]["total"])
        assert open_one(desk, token)[0] == 507

        filler.unlink()
        assert until_opened(desk, token) == 201
        assert ask(desk, "GET", "/api/tickets", token=token)[1]["total"] == before[1]["total"] + 1
