"""A PostgreSQL that somebody else runs: taken when it is fit, refused with what to do when it is not."""

import asyncio
import contextlib
import json
import stat
import struct
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from deskhand.app.database import database
from deskhand.app.postgres import elsewhere as module
from deskhand.app.postgres.addresses import Addresses, DatabaseRefused, DatabaseWanted
from tests.app.postgres.conftest import PASSWORD, Elsewhere

GRANTS = ("GRANT CREATE ON DATABASE desk TO owner", "GRANT CREATE, USAGE ON SCHEMA public TO owner")


async def _reach(wanted: DatabaseWanted) -> Addresses:
    async with database(wanted, own=True) as desk:
        assert desk.healthy
        assert not desk.read_only
        assert desk.room() is None
        connection = await asyncpg.connect(desk.addresses.runtime)
        await connection.close()
        return desk.addresses


def _two_roles(server: Elsewhere, folder: Path) -> DatabaseWanted:
    return DatabaseWanted(folder, url=server.url("app"), owner_url=server.url("owner"))


async def test_two_roles_are_taken_as_they_are(elsewhere: Elsewhere, tmp_path: Path) -> None:
    await elsewhere.run(*GRANTS)
    wanted = _two_roles(elsewhere, tmp_path)
    addresses = await _reach(wanted)
    assert addresses == Addresses(
        wanted.owner_url or "", wanted.url or "", wanted.url or "", embedded=False, folder=None
    )
    assert addresses.runtime_role == "app"


async def test_a_superuser_alone_becomes_the_owner_and_gets_a_runtime_role(
    elsewhere: Elsewhere, tmp_path: Path
) -> None:
    wanted = DatabaseWanted(tmp_path / "var", url=elsewhere.url("admin"))
    addresses = await _reach(wanted)
    assert addresses.owner == wanted.url
    assert addresses.runtime_role == "deskhand_app"
    assert await _reach(wanted) == addresses
    kept = tmp_path / "var/database-elsewhere.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert json.loads(kept.read_text()).keys() == {f"{elsewhere.folder}:5432/desk"}


async def test_a_role_that_makes_roles_is_enough(elsewhere: Elsewhere, tmp_path: Path) -> None:
    await elsewhere.run(*GRANTS, "ALTER ROLE owner CREATEROLE", "ALTER DATABASE desk OWNER TO owner")
    addresses = await _reach(DatabaseWanted(tmp_path, url=elsewhere.url("owner")))
    assert addresses.runtime_role == "deskhand_app"


async def test_machines_with_one_key_share_the_runtime_role(elsewhere: Elsewhere, tmp_path: Path) -> None:
    url = elsewhere.url("admin")
    both = await asyncio.gather(
        *(_reach(DatabaseWanted(tmp_path / name, url=url, secret_key="one key")) for name in ("here", "there"))
    )
    assert both[0].runtime == both[1].runtime
    assert not (tmp_path / "here/database-elsewhere.json").exists()


async def test_a_runtime_role_of_another_desk_is_refused(elsewhere: Elsewhere, tmp_path: Path) -> None:
    await _reach(DatabaseWanted(tmp_path / "one", url=elsewhere.url("admin")))
    with pytest.raises(DatabaseRefused, match=r"deskhand_app .*refuses the password kept in .*two.*Bring back"):
        await _reach(DatabaseWanted(tmp_path / "two", url=elsewhere.url("admin")))


async def test_a_role_without_rights_is_told_what_an_administrator_runs(elsewhere: Elsewhere, tmp_path: Path) -> None:
    with pytest.raises(DatabaseRefused, match=r"signs in as app, which may not") as refusal:
        await _reach(DatabaseWanted(tmp_path, url=elsewhere.url("app")))
    lines = str(refusal.value).splitlines()
    statements = [line.strip().replace("…", PASSWORD) for line in lines if line.strip().endswith(";")]
    await elsewhere.run(*statements)
    try:
        wanted = DatabaseWanted(tmp_path, url=elsewhere.url("deskhand_app"), owner_url=elsewhere.url("deskhand_owner"))
        assert (await _reach(wanted)).runtime_role == "deskhand_app"
    finally:
        await elsewhere.run("DROP OWNED BY deskhand_owner", "DROP ROLE deskhand_owner")


@pytest.mark.parametrize(
    ("statement", "cause"),
    [
        ("ALTER ROLE app SUPERUSER", r"app, which has SUPERUSER.*ALTER ROLE app NOSUPERUSER;"),
        ("ALTER ROLE app BYPASSRLS", r"app, which has BYPASSRLS.*ALTER ROLE app NOBYPASSRLS;"),
        ("ALTER ROLE app CREATEROLE", r"app, which has CREATEROLE.*ALTER ROLE app NOCREATEROLE;"),
        ("GRANT owner TO app", r"app, which is or may become the owner owner.*REVOKE owner FROM app;"),
        ("ALTER DATABASE desk OWNER TO app", r"app, which owns 1 objects of desk.*REASSIGN OWNED BY app"),
        ("REVOKE CREATE ON SCHEMA public FROM owner", r"owner, which may not make tables.*GRANT CREATE, USAGE"),
        ("ALTER ROLE app SET synchronous_commit = off", r"synchronous_commit = off.*ALTER ROLE app RESET"),
        ("ALTER DATABASE desk SET default_transaction_read_only = on", r"default_transaction_read_only = on"),
    ],
)
async def test_unfit_roles_are_refused(statement: str, cause: str, elsewhere: Elsewhere, tmp_path: Path) -> None:
    await elsewhere.run(*GRANTS, statement)
    with pytest.raises(DatabaseRefused, match=cause):
        await _reach(_two_roles(elsewhere, tmp_path))
    if "read_only" in statement:
        await elsewhere.run("ALTER DATABASE desk RESET ALL", name="postgres")


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes", "synchronous_commit"])
async def test_a_server_that_may_lose_rows_is_refused(setting: str, elsewhere: Elsewhere, tmp_path: Path) -> None:
    await elsewhere.run(*GRANTS, f"ALTER SYSTEM SET {setting} = off", "SELECT pg_reload_conf()", "SELECT pg_sleep(0.1)")
    with pytest.raises(DatabaseRefused, match=rf"{setting} = off, which loses .*set {setting} = on"):
        await _reach(_two_roles(elsewhere, tmp_path))


async def test_another_encoding_is_refused(elsewhere: Elsewhere, tmp_path: Path) -> None:
    await elsewhere.run("CREATE DATABASE other TEMPLATE template0 ENCODING 'LATIN1'", name="postgres")
    with pytest.raises(DatabaseRefused, match=r"other in encoding LATIN1"):
        await _reach(DatabaseWanted(tmp_path, url=elsewhere.url("admin", name="other")))


async def test_two_databases_are_refused(elsewhere: Elsewhere, tmp_path: Path) -> None:
    await elsewhere.run("CREATE DATABASE other TEMPLATE template0", name="postgres")
    wanted = DatabaseWanted(tmp_path, url=elsewhere.url("app"), owner_url=elsewhere.url("owner", name="other"))
    with pytest.raises(DatabaseRefused, match=r"DATABASE_OWNER_URL leads to another database"):
        await _reach(wanted)


@pytest.mark.parametrize(
    ("url", "cause"),
    [
        ("mysql://app@localhost/desk", r"DATABASE_URL .*The form is postgresql://role:password@host:5432/database"),
        ("postgresql://app:secret@localhost:none/desk", r"DATABASE_URL .*cannot be read.*The form is"),
        ("postgresql://app:secret@/desk?host={folder}", r"{folder}:5432/desk.*refuses: password authentication"),
        ("postgresql://admin:not%20a%20secret@/nowhere?host={folder}", r'database "nowhere" does not exist'),
    ],
)
async def test_an_address_that_leads_nowhere_is_refused(
    url: str, cause: str, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    folder = str(elsewhere.folder)
    with pytest.raises(DatabaseRefused, match=cause.replace("{folder}", folder)) as refusal:
        await _reach(DatabaseWanted(tmp_path, url=url.replace("{folder}", folder)))
    assert "secret" not in str(refusal.value).replace(folder, "")


async def test_a_server_that_does_not_answer_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 0.3)
    with pytest.raises(DatabaseRefused, match=r"DATABASE_URL leads to 127.0.0.1:1/desk, which does not answer"):
        await _reach(DatabaseWanted(tmp_path, url="postgresql://app:secret@127.0.0.1:1/desk"))


async def test_an_owner_without_a_runtime_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseRefused, match=r"DATABASE_OWNER_URL or .* is set and DATABASE_URL is not"):
        await _reach(DatabaseWanted(tmp_path, owner_url="postgresql://owner@localhost/desk"))


async def test_a_direct_address_of_its_own_is_taken(elsewhere: Elsewhere, tmp_path: Path) -> None:
    await elsewhere.run(*GRANTS)
    direct = elsewhere.url("app") + "&application_name=direct"
    wanted = DatabaseWanted(tmp_path, url=elsewhere.url("app"), owner_url=elsewhere.url("owner"), direct_url=direct)
    assert (await _reach(wanted)).direct == direct


async def test_an_address_that_hears_no_notifications_is_refused(
    elsewhere: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HEARD_S", 0.3)
    await elsewhere.run(*GRANTS)
    async with _deaf(elsewhere.folder / ".s.PGSQL.5432") as port:
        url = f"postgresql://app:not%20a%20secret@127.0.0.1:{port}/desk"
        wanted = DatabaseWanted(tmp_path, url=url, owner_url=elsewhere.url("owner"))
        with pytest.raises(DatabaseRefused, match=r"does not deliver notifications.*set DATABASE_DIRECT_URL"):
            await _reach(wanted)
        direct = elsewhere.url("app")
        heard = DatabaseWanted(tmp_path, url=url, owner_url=elsewhere.url("owner"), direct_url=direct)
        assert (await _reach(heard)).direct == direct


@contextlib.asynccontextmanager
async def _deaf(socket: Path) -> AsyncIterator[int]:
    """Stand between client and server as a pooler does, and keep notifications back."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_unix_connection(str(socket))
        length = await reader.readexactly(4)
        first = await reader.readexactly(struct.unpack("!i", length)[0] - 4)
        if first == struct.pack("!i", 80877103):  # asks for TLS
            writer.write(b"N")
        else:
            server_writer.write(length + first)
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            await asyncio.gather(_copy(reader, server_writer), _sift(server_reader, writer))
        for end in (server_writer, writer):
            end.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(65536):
        writer.write(chunk)
    writer.close()


async def _sift(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        head = await reader.readexactly(5)
        body = await reader.readexactly(struct.unpack("!i", head[1:])[0] - 4)
        if head[:1] != b"A":  # NotificationResponse
            writer.write(head + body)
