"""Policies as people read them: the workspace's first, with who uses each, and never another workspace's."""

from __future__ import annotations

import pytest

from deskhand.queries.contract import ask
from deskhand.queries.policies import list_policies, policy_names, read_policy
from deskhand.rules.errors import Forbidden, NotFound
from deskhand.rules.sla.policy import ACCELERATED, STANDARD
from tests.database import Desk
from tests.store.furniture import two_places


async def test_they_are_read_with_their_users(desk: Desk) -> None:
    standard, accelerated = await ask(desk.admin, list_policies)
    assert [(one.name, one.shipped, one.is_workspaces) for one in (standard, accelerated)] == [
        ("Standard", "standard", True), ("Accelerated", "accelerated", False),
    ]  # fmt: skip
    assert (standard.last.says, accelerated.last.says) == (STANDARD, ACCELERATED)
    assert (accelerated.is_used, standard.is_used, standard.more) == (False, True, 0)
    await desk.as_owner("update organizations set sla_policy_id = $1", accelerated.id)
    await desk.as_owner(
        "insert into categories (workspace_id, id, key, name, sla_policy_id, created_at, updated_at) select "
        "workspace_id, gen_random_uuid(), 'c' || n, 'C' || n, id, now(), now() "
        "from sla_policies, generate_series(1, 23) n where id = $1",
        accelerated.id,
    )  # fmt: skip
    view = await ask(desk.admin, read_policy, accelerated.id)
    assert ([one.name for one in view.organizations], len(view.categories), view.more) == (["Halcyon Legal"], 20, 3)
    assert (view.is_used, view.trail, len(view.editions)) == (True, [], 1)
    assert [one.name for one in await ask(desk.agent, policy_names)] == ["Accelerated", "Standard"]
    with pytest.raises(Forbidden):
        await ask(desk.agent, list_policies)
    other = (await two_places(desk))[1]
    with pytest.raises(NotFound):
        await ask(other.admin, read_policy, standard.id)
