"""Exports: written in pieces as their owner sees them, by whichever worker is left, fetched by one, and erased."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from deskhand.actions.contract import act
from deskhand.actions.exports import ask_export, end_export, fetch_export, put_off_export, settle_piece
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.channels.file_store import FileStore, open_file_store, piece_key
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.exports import Export, exported, list_exports, read_export
from deskhand.reactions import write_exports
from deskhand.reactions.write_exports import LEASE, ExportWriter, erase_exports
from deskhand.rules import exports as rules
from deskhand.rules.access import Person
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from deskhand.rules.exports import Format, Wanted, frame_of
from deskhand.rules.filters import Filters, Snoozed, Sort
from deskhand.store import everywhere
from deskhand.store.exports import Piece
from tests.database import Desk
from tests.reactions.sending import until


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "PIECE", 3)
    monkeypatch.setattr(rules, "PIECE_WITH_MESSAGES", 2)


async def opened(desk: Desk, count: int) -> list[UUID]:
    return [
        (await act(desk.customer, open_ticket, NewTicket(subject=f"no {place}", description="Since 09:58."))).id
        for place in range(count)
    ]


async def begun(who: Person, wanted: Wanted) -> Export:
    asked = await act(who, ask_export, " My list ", wanted)
    return await ask(who, read_export, asked.id)


async def content_of(desk: Desk, export: Export) -> bytes:
    store = open_file_store(desk.settings)
    before, between, after = frame_of(export.wanted.format)
    pieces = []
    for fence in export.pieces:
        key = piece_key(desk.system.workspace_id, export.id, fence=fence)
        pieces.append(b"".join([part async for part in await store.get(key)]))
    return before + between.join(pieces) + after


async def written_out(desk: Desk, export: Export, *, who: Person | None = None) -> Export:
    writer = ExportWriter(desk.settings)
    while await writer.write_due(4):
        pass
    return await ask(who or desk.agent, read_export, export.id)


async def test_a_list_is_written_in_pieces_whoever_is_killed_meanwhile(desk: Desk) -> None:
    ids = await opened(desk, 8)
    await act(desk.agent, change_ticket, ids[3], TicketChange(status="closed"))
    export = await begun(desk.agent, Wanted(active=True))
    assert (export.name, export.state, export.share) == ("My list", "waiting", 0)
    writer = ExportWriter(desk.settings)
    assert await writer.write_due(4) == 1
    export = await ask(desk.agent, read_export, export.id)
    assert (export.state, export.written, export.total, export.share) == ("writing", 3, 7, 42)
    (lost,) = await everywhere.claim_exports(clock.now(), lease=LEASE, most=4)  # a worker that dies now
    await open_file_store(desk.settings).put(piece_key(lost.workspace_id, lost.id, fence=lost.fence), b"half a pie")
    assert await writer.write_due(4) == 0, "its piece is leased"
    await desk.as_owner("update exports set due_at = $1", clock.now() - timedelta(seconds=1))
    await opened(desk, 1)
    export = await written_out(desk, export)
    assert (export.state, export.written, len(export.pieces)) == ("ready", 7, 3)
    late = Piece(export_id=export.id, fence=lost.fence, tickets=3, size=3, place="x", total=7)
    assert await act(desk.system, settle_piece, late, written=3) is False
    lines = (await content_of(desk, export)).decode().splitlines()
    assert [line.split(",")[1] for line in lines] == ["subject", *(f"no {place}" for place in (7, 6, 5, 4, 2, 1, 0))]
    names = await desk.as_owner("select name, actor_name from events where name like 'export.%' order by id")
    assert [tuple(row) for row in names] == [("export.asked", "Maya Okafor"), ("export.finished", "exports")]
    await act(desk.agent, end_export, export.id)  # and what the dead worker left goes too
    assert await erase_exports(desk.system, desk.settings) == "1 exports erased"
    for fence in range(1, export.pieces[-1] + 1):
        with pytest.raises(FileNotFoundError):
            await open_file_store(desk.settings).get(piece_key(desk.system.workspace_id, export.id, fence=fence))
    assert await desk.value("select count(*) from exports") == 0
    assert await desk.value("select count(*) from events where name = 'export.erased'") == 1


async def test_a_worker_that_lives_keeps_its_piece_however_long_it_takes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_exports, "RENEWAL", 0.01)
    await opened(desk, 1)
    export = await begun(desk.agent, Wanted(active=True))
    writer, is_full = ExportWriter(desk.settings), asyncio.Event()
    put = FileStore.put

    async def slow(store: FileStore, key: str, content: bytes) -> None:
        await is_full.wait()
        await put(store, key, content)

    monkeypatch.setattr(FileStore, "put", slow)
    writing = asyncio.create_task(writer.write_due(4))
    leases: set[datetime] = set()

    async def is_renewed() -> bool:
        leases.update(row["due_at"] for row in await desk.as_owner("select due_at from exports where fence > 0"))
        return len(leases) > 2

    await until(is_renewed)
    is_full.set()
    assert await writing == 1
    assert (await ask(desk.agent, read_export, export.id)).state == "ready"


async def test_an_export_holds_what_its_owner_sees_and_never_a_note(desk: Desk) -> None:
    ids = await opened(desk, 3)
    await act(desk.agent, reply, ids[0], NewMessage(content="A link is on its way."))
    await act(desk.agent, note, ids[0], NewMessage(content="CANARY"))
    team = uuid4()
    await desk.as_owner(
        "insert into teams (workspace_id, id, name, created_at) values ($1, $2, 'First line', now())",
        desk.system.workspace_id, team,
    )  # fmt: skip
    other = uuid4()
    await desk.as_owner(
        "insert into teams (workspace_id, id, name, created_at) values ($1, $2, 'Second line', now())",
        desk.system.workspace_id, other,
    )  # fmt: skip
    wanted = Wanted(format=Format.JSON, with_messages=True, filters=Filters(sort=Sort.OLDEST))
    export = await begun(desk.other_agent, wanted)
    await desk.as_owner("update tickets set team_id = $1 where id = $2", other, ids[1])
    await desk.as_owner(
        "insert into team_members (workspace_id, team_id, user_id, created_at) values ($1, $2, $3, now())",
        desk.system.workspace_id, team, desk.other_agent.user_id,
    )  # fmt: skip
    export = await written_out(desk, export, who=desk.other_agent)
    text = (await content_of(desk, export)).decode()
    assert "CANARY" not in text
    found = json.loads(text)
    assert [one["subject"] for one in found] == ["no 0", "no 2"]
    assert [said["text"] for said in found[0]["conversation"]] == ["Since 09:58.", "A link is on its way."]
    assert (found[0]["client"], found[0]["priorityClient"], found[0]["messages"]) == ("Halcyon Legal", True, 2)
    gone = await begun(desk.other_agent, Wanted())
    await desk.as_owner("update users set is_active = false where id = $1", desk.other_agent.user_id)
    gone = await written_out(desk, gone, who=desk.other_agent)
    assert (gone.state, gone.pieces) == ("failed", ())
    assert "may no longer" in str(gone.reason)


async def test_only_its_owner_has_it_and_only_for_a_week(desk: Desk) -> None:
    export = await written_out(desk, await begun(desk.agent, Wanted(marked=True)))
    assert (await content_of(desk, export)).startswith(b"\xef\xbb\xbfnumber")
    await act(desk.agent, fetch_export, export.id)
    for who in (desk.other_agent, desk.admin):
        assert await ask(who, list_exports) == []
        with pytest.raises(NotFound):
            await ask(who, read_export, export.id)
        with pytest.raises(NotFound):
            await act(who, fetch_export, export.id)
    for nobody in (desk.customer, replace(desk.agent, scopes=frozenset())):
        with pytest.raises(Forbidden):
            await act(nobody, ask_export, "x", Wanted())
    assert await erase_exports(desk.system, desk.settings) == "0 exports erased"
    await desk.as_owner("update exports set expires_at = now() - interval '1 second'")
    with pytest.raises(NotFound):
        await act(desk.agent, fetch_export, export.id)
    assert await ask(desk.agent, list_exports) == []
    assert await erase_exports(desk.system, desk.settings) == "1 exports erased"


async def test_what_cannot_be_written_is_refused_or_given_up(desk: Desk) -> None:
    with pytest.raises(Invalid, match="messages"):
        await act(desk.agent, ask_export, "x", Wanted(with_messages=True))
    with pytest.raises(Invalid, match="view"):
        await ask(desk.agent, exported, Filters(view="nonsense"))
    mine = Filters(view="mine", sort=Sort.OLDEST)
    assert await ask(desk.agent, exported, mine) == (Filters(assignee="me", snoozed=Snoozed.NO), True)
    assert await ask(desk.agent, exported, mine, in_queue=False) == (Filters(assignee="me"), True)
    bad = await begun(desk.agent, Wanted(filters=Filters(assignee="nobody")))
    for _ in range(2):
        await begun(desk.agent, Wanted())
    with pytest.raises(Conflict, match="still being written"):
        await begun(desk.agent, Wanted())
    (claim, *_) = await everywhere.claim_exports(clock.now(), lease=LEASE, most=1)
    until = clock.now() + timedelta(hours=1)
    await act(desk.system, put_off_export, claim.id, fence=claim.fence, until=until)
    bad = await written_out(desk, bad)
    assert bad.state == "waiting"
    await desk.as_owner("update exports set due_at = now() where id = $1", bad.id)
    bad = await written_out(desk, bad)
    assert bad.state == "failed"
    assert "assignedTo" in str(bad.reason)
