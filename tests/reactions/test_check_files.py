"""Checks of files: clean is only what a scanner called clean; what nobody wants is erased with its bytes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from deskhand.actions.attachments import announce_file, erase_files, receive_file
from deskhand.actions.contract import act
from deskhand.channels.file_store import FileStore, key_of, open_file_store
from deskhand.kit import clock
from deskhand.reactions import check_files
from deskhand.reactions.check_files import FileChecker, erase_loose
from deskhand.rules.attachment import NewFile
from deskhand.rules.settings import Settings
from tests.database import Desk
from tests.running import free_port
from tests.scanner import CLAMD, VIRUS, loopback_clamd, real_clamd


async def stored(desk: Desk, content: bytes, settings: Settings, *, kind: str = "text/plain") -> UUID:
    """Upload a file as the doors do."""
    new = NewFile(name="a", size=len(content), media_type=kind, digest=bytes(32))
    file_id = (await act(desk.customer, announce_file, new)).id
    await open_file_store(settings).put(key_of(desk.system.workspace_id, file_id), content)
    await act(desk.customer, receive_file, file_id, is_scanned=bool(settings.clamd))
    return file_id


async def state(desk: Desk, file_id: UUID) -> tuple[object, ...]:
    (row,) = await desk.as_owner(
        "select state, reason, check_due_at is null as is_done from files where id = $1", file_id
    )
    return tuple(row)


async def test_what_the_scanner_calls_clean_is_clean_and_nothing_else(desk: Desk) -> None:
    async with loopback_clamd() as clamd:
        settings = replace(desk.settings, clamd=clamd.place)
        good, bad = await stored(desk, b"fine", settings), await stored(desk, VIRUS, settings)
        assert await FileChecker(settings).check_due(4) == 2
        assert await state(desk, good) == ("clean", None, True)
        assert await state(desk, bad) == ("held", "virus: Deskhand.Test", True)
        clamd.limit = 3
        large = await stored(desk, b"x" * 99, settings)
        await FileChecker(settings).check_due(4)
        assert (await state(desk, large))[0::2] == ("held", True)
        assert await FileChecker(settings).check_due(4) == 0


async def test_without_an_answer_a_file_is_held_and_looked_at_again(desk: Desk) -> None:
    port = free_port()
    settings = replace(desk.settings, clamd=f"127.0.0.1:{port}")
    file_id = await stored(desk, b"fine", settings)
    await FileChecker(settings).check_due(4)
    held = await state(desk, file_id)
    assert (held[0], held[2]) == ("held", False)
    assert "out of reach" in str(held[1])
    async with loopback_clamd(port):
        with clock.moved(timedelta(minutes=6)):
            assert await FileChecker(settings).check_due(4) == 1
    assert await state(desk, file_id) == ("clean", None, True)


@pytest.mark.skipif(
    CLAMD is None, reason="needs ClamAV's clamd (Debian: clamav-daemon); the tests above use a loopback server instead"
)
async def test_with_the_real_scanner(desk: Desk, tmp_path: Path) -> None:
    place = tmp_path / "clamd"
    place.mkdir()
    async with real_clamd(place, str(CLAMD)) as socket:
        settings = replace(desk.settings, clamd=socket)
        good, bad = await stored(desk, b"fine", settings), await stored(desk, b"a" + VIRUS, settings)
        await FileChecker(settings).check_due(4)
    assert (await state(desk, good))[0] == "clean"
    assert await state(desk, bad) == ("held", "virus: Deskhand.Test.UNOFFICIAL", True)


async def test_a_picture_that_cannot_be_drawn_leaves_the_file_as_it_is(desk: Desk) -> None:
    file_id = await stored(desk, b"\x89PNG\r\n\x1a\n broken", desk.settings, kind="image/png")
    await FileChecker(desk.settings).check_due(4)
    assert await state(desk, file_id) == ("unscanned", None, True)


async def test_what_nobody_sent_goes_with_its_bytes_also_after_a_crash_between(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_id = await stored(desk, b"left behind", desk.settings)
    folder = desk.settings.data / "files" / str(desk.system.workspace_id)
    assert (folder / str(file_id)).exists()
    assert await erase_loose(desk.system, desk.settings) == "0 files erased"

    async def killed(*_: object) -> int:
        raise SystemExit

    with clock.moved(timedelta(hours=25)):
        for broken, left in ((FileStore, (True, 1)), (check_files, (False, 1))):
            with monkeypatch.context() as patch:
                patch.setattr(broken, "remove" if broken is FileStore else "act", _until_erasing(broken, killed))
                with pytest.raises(SystemExit):
                    await erase_loose(desk.system, desk.settings)
            assert ((folder / str(file_id)).exists(), await desk.value("select count(*) from files")) == left
        assert await erase_loose(desk.system, desk.settings) == "1 files erased"
    assert await desk.value("select count(*) from files") == 0


def _until_erasing(place: object, killed: Callable[..., Awaitable[int]]) -> Callable[..., Awaitable[object]]:
    """Go on as ever until the rows are to be erased; the store's own removal is cut off at once."""

    async def instead(*given: object) -> object:
        if place is FileStore or erase_files in given:
            return await killed()
        return await act(*given)  # type: ignore[arg-type]  # as it was called

    return instead
