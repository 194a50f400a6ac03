"""What a list can be narrowed to: categories in the order of the tree, and names that no other workspace has."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.people import create_organization
from deskhand.queries.contract import ask
from deskhand.queries.queue import agents, choices
from tests.database import Desk

_CATEGORY = """
    insert into categories (workspace_id, id, key, name, parent_id, position, is_active, created_at, updated_at)
    values ($1, gen_random_uuid(), $2, $3, (select id from categories where key = $4), $5, $6, now(), now())
"""


async def test_what_is_offered_is_named_and_in_order(desk: Desk) -> None:
    for row in (("web", "Web", None, 2, True), ("mail", "E-mail", None, 1, True), ("sync", "Sync", "mail", 5, True),
                ("old", "Old", None, 0, False)):  # fmt: skip
        await desk.as_owner(_CATEGORY, desk.system.workspace_id, *row)
    await act(desk.system, create_organization, name="Aardvark")
    await desk.as_owner(
        "insert into tags (workspace_id, id, name, created_at, updated_at) "
        "values ($1, gen_random_uuid(), 'vip', now(), now())", desk.system.workspace_id,
    )  # fmt: skip
    people, found = await ask(desk.agent, choices)
    assert found.categories == (("mail", "E-mail"), ("sync", "E-mail / Sync"), ("web", "Web"))
    assert found.organizations[0] == "Aardvark"
    assert found.tags == ("vip",)
    assert people == await ask(desk.agent, agents)
