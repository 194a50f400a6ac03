"""The logo's bytes: stored before they are shown, and removed when nobody can want them."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.workspace import announce_logo
from deskhand.channels.file_store import logo_key, open_file_store
from deskhand.queries import workspaces
from deskhand.queries.contract import ask
from deskhand.rules.access import Visitor
from tests.database import Desk
from tests.kit.test_thumbnail import inked
from tests.web.guest import visiting
from tests.web.test_logo import picture_in, sent


async def test_bytes_of_an_upload_that_broke_off_are_removed_by_a_later_one(desk: Desk) -> None:
    store = open_file_store(desk.settings)
    lost = (await act(desk.admin, announce_logo)).id
    key = logo_key(desk.admin.workspace_id, lost)
    await store.put(key, b"half")
    async with visiting(desk, desk.admin) as guest:
        await sent(guest, inked("#101010"))
        assert await store.whole(key) == b"half"
        await desk.as_owner(
            "update workspaces set settings = jsonb_set(settings, array['logos', 'spare', $1::text], "
            "to_jsonb(now() - interval '2 hours'))",
            str(lost),
        )
        await sent(guest, inked("#1f5fd1"))
        assert await store.whole(key) is None
    profile = await ask(Visitor(desk.admin.workspace_id), workspaces.profile)
    assert profile.logo is not None
    assert await store.whole(logo_key(desk.admin.workspace_id, profile.logo.id)) is not None
    assert await desk.value("select settings -> 'logos' ->> 'spare' from workspaces") == "{}"


async def test_a_logo_that_another_process_has_just_set_is_shown(desk: Desk) -> None:
    async with visiting(desk, desk.admin) as here, visiting(desk) as there:
        assert (await there.get("/sign-in")).status == 200
        await sent(here, inked("#101010"))
        path, _ = picture_in((await here.get("/dashboard/tickets")).text)
        assert (await there.get(path)).status == 200
