"""The doctor's checks: what is well, and what to do about what is not."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.app import checks
from deskhand.app.checks import Finding, check_all
from deskhand.app.database import Database
from deskhand.app.opening import Opened
from deskhand.app.secret import FILE, master_key
from deskhand.kit import clock
from deskhand.rules.settings import Settings
from tests.database import Desk
from tests.post_office import post_office
from tests.running import free_port

NAMES = ["database", "clock", "follow-ups", "schedule", "disk", "secret key", "email", "files", "scanner"]


async def findings(desk: Desk, **settings: object) -> dict[str, Finding]:
    """Run the checks; the master key is there, as it is once a process has opened its database."""
    known: Settings = replace(desk.settings, **settings)  # type: ignore[arg-type]  # each is its field's type
    if "data" not in settings:
        master_key(known)
    opened = Opened(known, desk.keys, Database(desk.addresses))
    return {finding.name: finding async for finding in check_all(opened)}


def ill(found: dict[str, Finding]) -> list[str]:
    assert list(found) == NAMES
    for finding in found.values():
        assert finding.what
        assert finding.is_good or finding.remedy.endswith(".")
    return [finding.name for finding in found.values() if not finding.is_good]


async def test_a_desk_that_is_well_has_nothing_to_be_done(desk: Desk) -> None:
    found = await findings(desk)
    assert ill(found) == []
    assert "embedded" in found["database"].what
    assert "set SMTP_URL" in found["email"].what
    assert "MB free" in found["disk"].what


async def test_a_database_that_takes_no_writes_is_found(desk: Desk) -> None:
    name = await desk.value("select current_database()")
    await desk.as_owner(f'alter database "{name}" set default_transaction_read_only = on')
    found = await findings(desk)
    assert ill(found) == ["database"]
    assert "Make room" in found["database"].remedy


async def test_jobs_that_failed_or_are_late_are_named(desk: Desk) -> None:
    await desk.as_owner(
        "update timetable set failures = 2, last_result = 'failed: LookupError' where name = 'empty_bin'"
    )
    await desk.as_owner("update timetable set due_at = now() - interval '1 hour' where name = 'partitions'")
    found = await findings(desk)
    assert ill(found) == ["schedule"]
    assert found["schedule"].what == "partitions is late, empty_bin failed: LookupError"


async def test_clocks_that_differ_are_found(desk: Desk) -> None:
    with clock.moved(timedelta(seconds=-30)):
        found = await findings(desk)
    assert ill(found) == ["clock"]
    assert "30" in found["clock"].what or "29.9" in found["clock"].what


async def test_what_was_given_up_is_found_and_what_waits_is_counted(desk: Desk) -> None:
    for subject in ("one", "two", "three"):
        await act(desk.customer, open_ticket, NewTicket(subject=subject, description="x"))
    waiting = await findings(desk)
    assert ill(waiting) == []
    assert waiting["follow-ups"].what.startswith("3 follow-ups and 0 deliveries wait, 0 were given up")
    await desk.as_owner("update jobs set dead_at = now() where id = (select min(id::text)::uuid from jobs)")
    found = await findings(desk)
    assert ill(found) == ["follow-ups"]
    assert found["follow-ups"].what.startswith("2 follow-ups and 0 deliveries wait, 1 were given up")
    assert "deskhand jobs dead" in found["follow-ups"].remedy


async def test_a_disk_with_little_room_is_found(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "LITTLE_ROOM", 2**60)
    found = await findings(desk)
    assert ill(found) == ["disk"]
    assert "DESKHAND_DATA" in found["disk"].remedy


async def test_a_key_that_others_can_read_is_found(desk: Desk) -> None:
    master_key(desk.settings)
    (desk.settings.data / FILE).chmod(0o644)
    found = await findings(desk)
    assert ill(found) == ["secret key"]
    assert f"chmod 600 {desk.settings.data / FILE}" in found["secret key"].remedy


async def test_a_desk_without_a_data_folder_can_be_well(desk: Desk, tmp_path: Path) -> None:
    found = await findings(desk, data=tmp_path / "never" / "made", secret_key="k" * 32)
    assert ill(found) == []
    assert found["secret key"].what == "from DESKHAND_SECRET_KEY"


async def test_a_mail_server_that_answers_is_well(desk: Desk) -> None:
    async with post_office() as office:
        found = await findings(desk, smtp_url=office.url)
        assert office.connections == 1
        assert office.mails == []
    assert ill(found) == []
    assert found["email"].what == "the server answers"


async def test_a_mail_server_that_is_away_is_found_soon(desk: Desk) -> None:
    port = free_port()
    began = time.perf_counter()
    found = await findings(desk, smtp_url=f"smtp://kim:hunter2@127.0.0.1:{port}")
    assert time.perf_counter() - began < 20
    assert ill(found) == ["email"]
    assert str(port) in found["email"].what
    assert "SMTP_URL" in found["email"].remedy
    assert "hunter2" not in str(found)


async def test_a_mail_server_that_refuses_the_password_is_found(desk: Desk) -> None:
    async with post_office(auth_require_tls=False, login=True) as office:
        url = office.url.replace("smtp://", "smtp://kim:hunter2@")
        found = await findings(desk, smtp_url=url)
        assert set(office.logins) == {(b"kim", b"hunter2")}
    assert ill(found) == ["email"]
    assert "refuses the user and password" in found["email"].what
    assert "hunter2" not in str(found)
