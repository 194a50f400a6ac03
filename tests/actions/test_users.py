"""What admins do to users: roles, organizations, shutting out and letting in, and what is left behind."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import msgspec
import pytest

from deskhand.actions.contract import act
from deskhand.actions.handing import HandedOver
from deskhand.actions.people import NewPerson, create_organization, create_person
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.actions.tokens import NewToken, create_token, revoke_token_of
from deskhand.actions.users import (
    change_user,
    deactivate,
    end_session_of,
    end_sessions_of,
    hand_over,
    reactivate,
)
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.users import read_user
from deskhand.rules.access import Role
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from deskhand.rules.profile import Profile
from deskhand.rules.users import UserChange
from deskhand.store import everywhere
from tests.database import Desk
from tests.signed_in import signed_in

DIGEST = b"t" * 32


async def held_ticket(desk: Desk, holder: UUID) -> UUID:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync stopped", description="Since 09:58."))
    await act(desk.admin, change_ticket, ticket.id, TicketChange(assignee_id=holder))
    return ticket.id


async def told(desk: Desk, name: str) -> list[object]:
    rows = await desk.as_owner("select payload -> 'changes' as changes from events where name = $1 order by id", name)
    return [msgspec.json.decode(row["changes"]) for row in rows]


async def test_a_user_is_changed_with_a_trail_and_signs_in_anew_after_another_role(desk: Desk) -> None:
    organization = await act(desk.admin, create_organization, name="Brightline")
    await signed_in(desk.other_customer)
    wanted = UserChange(
        profile=Profile(first_name="Leonard", time_zone="Europe/Rome"), organization_id=organization, role="AGENT"
    )
    await act(desk.admin, change_user, desk.other_customer.user_id, wanted)
    view = await ask(desk.admin, read_user, desk.other_customer.user_id)
    assert (view.name, view.role, view.organization_name) == ("Leonard Marchetti", Role.AGENT, "Brightline")
    assert (view.time_zone, view.sessions) == ("Europe/Rome", [])
    assert view.trail[0].changes == {
        "first_name": ["Leo", "Leonard"], "time_zone": ["UTC", "Europe/Rome"], "role": ["customer", "agent"],
        "organization": [None, "Brightline"],
    }  # fmt: skip
    await act(desk.admin, change_user, desk.other_customer.user_id, UserChange(organization_id=None))
    await act(desk.admin, change_user, desk.other_customer.user_id, UserChange(organization_id=None))
    assert len(await told(desk, "person.changed")) == 2, "what changes nothing is not told"
    for flawed in (UserChange(role="boss"), UserChange(organization_id=uuid4())):
        with pytest.raises(Invalid):
            await act(desk.admin, change_user, desk.other_customer.user_id, flawed)
    with pytest.raises(NotFound):
        await act(desk.admin, change_user, uuid4(), UserChange(role="agent"))
    for who in (desk.agent, desk.customer):
        with pytest.raises(Forbidden):
            await act(who, change_user, desk.other_customer.user_id, UserChange(role="admin"))


async def test_the_last_admin_stays_one_however_many_try_at_once(desk: Desk) -> None:
    with pytest.raises(Conflict, match="last admin"):
        await act(desk.system, change_user, desk.admin.user_id, UserChange(role="agent"))
    with pytest.raises(Conflict, match="last admin"):
        await act(desk.system, deactivate, desk.admin.user_id)
    second = await act(desk.admin, create_person, NewPerson(email="bea@desk.test", role=Role.ADMIN))
    with pytest.raises(Conflict, match="last admin"):  # somebody who was never here is nobody to rely on
        await act(desk.system, deactivate, desk.admin.user_id)
    await desk.as_owner("update users set last_seen_at = now() where role = 'admin' and email <> 'admin@example.com'")
    with pytest.raises(Conflict, match="yourself"):
        await act(desk.admin, deactivate, desk.admin.user_id)
    outcomes = await asyncio.gather(
        act(desk.system, deactivate, second),
        act(desk.system, change_user, desk.admin.user_id, UserChange(role="agent")),
        return_exceptions=True,
    )  # fmt: skip
    assert [type(one) for one in outcomes].count(Conflict) == 1
    left = "select count(*) from users where role = 'admin' and is_active and last_seen_at is not null"
    assert await desk.value(left) == 1


async def test_whoever_is_shut_out_is_out_at_once_and_comes_back_with_nothing_open(desk: Desk) -> None:
    await signed_in(desk.agent)
    await act(desk.admin, create_token, NewToken(email=desk.admin.email, name="mine", digest=b"a" * 32))
    await act(desk.system, create_token, NewToken(email=desk.agent.email, name="sync", digest=DIGEST))
    assert await everywhere.person_of_token(DIGEST, clock.now()) is not None
    await act(desk.admin, deactivate, desk.agent.user_id)
    assert await everywhere.person_of_token(DIGEST, clock.now()) is None
    assert await desk.value("select count(*) from sessions") == 0
    with pytest.raises(Conflict, match="deactivated already"):
        await act(desk.admin, deactivate, desk.agent.user_id)
    await act(desk.admin, reactivate, desk.agent.user_id)
    assert await everywhere.person_of_token(DIGEST, clock.now()) is None, "a revoked token stays revoked"
    with pytest.raises(Conflict, match="active already"):
        await act(desk.admin, reactivate, desk.agent.user_id)
    view = await ask(desk.admin, read_user, desk.agent.user_id)
    assert [step.name for step in view.trail[:3]] == ["person.reactivated", "person.deactivated", "token.created"]
    assert (view.trail[1].payload["sessions"], view.trail[1].payload["tokens"]) == (1, 1)
    assert (view.state, view.deactivated_at) == ("active", None)


async def test_tickets_are_handed_over_to_somebody_or_to_nobody(desk: Desk) -> None:
    tickets = [await held_ticket(desk, desk.agent.user_id) for _ in range(2)]
    with pytest.raises(Conflict, match="2 active ones"):
        await act(desk.admin, change_user, desk.agent.user_id, UserChange(role="customer"))
    await act(desk.admin, deactivate, desk.agent.user_id)
    assert [one.id for one in (await ask(desk.admin, read_user, desk.agent.user_id)).held] == tickets
    with pytest.raises(Invalid):
        await act(desk.admin, hand_over, desk.agent.user_id, to=desk.agent.user_id)
    with pytest.raises(Invalid):
        await act(desk.admin, hand_over, desk.agent.user_id, to=desk.customer.user_id)
    moved = await act(desk.admin, hand_over, desk.agent.user_id, to=desk.other_agent.user_id)
    assert moved == HandedOver(moved=2, left=0)
    assert await told(desk, "ticket.assigned") == [
        {"assignee": [None, "Maya Okafor"], "status": ["open", "in_progress"]},
        {"assignee": [None, "Maya Okafor"], "status": ["open", "in_progress"]},
        {"assignee": ["Maya Okafor", "Tom Berg"]}, {"assignee": ["Maya Okafor", "Tom Berg"]},
    ]  # fmt: skip
    assert await act(desk.admin, hand_over, desk.other_agent.user_id, to=None) == HandedOver(moved=2, left=0)
    assert await desk.value("select count(*) from tickets where assignee_id is null and status = 'open'") == 2


async def test_devices_and_tokens_are_ended_one_by_one_and_only_ones_own(desk: Desk) -> None:
    session = (await signed_in(desk.agent)).session_id
    assert session is not None
    token = await act(desk.system, create_token, NewToken(email=desk.agent.email, name="sync", digest=DIGEST))
    for wrong in (
        act(desk.admin, end_session_of, desk.customer.user_id, session),
        act(desk.admin, revoke_token_of, desk.customer.user_id, token),
    ):
        with pytest.raises(NotFound):
            await wrong
    await act(desk.admin, end_session_of, desk.agent.user_id, session)
    await act(desk.admin, revoke_token_of, desk.agent.user_id, token)
    me = await signed_in(desk.admin)
    await signed_in(desk.admin)
    assert await act(me, end_sessions_of, me.user_id) == 1
    assert await desk.value("select id from sessions") == me.session_id
    assert await act(me, end_sessions_of, desk.agent.user_id) == 0
