"""How actions run: permission first, once at most for a key, all or nothing."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from deskhand import actions
from deskhand.actions.contract import REGISTRY, Once, act, act_once
from deskhand.actions.housekeeping import forget_expired
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit import clock
from deskhand.kit.crypt import fingerprint
from deskhand.rules.access import ROLES, Actor, Can, Person, Role, Visitor
from deskhand.rules.errors import Conflict, Forbidden, Invalid, SignIn
from deskhand.store.db import Tx
from deskhand.store.idempotency import KEPT
from tests.database import Desk

WANTED = NewTicket(subject="The sync stopped", description="Since 09:58.")
BODY = fingerprint(b"body")


class Ran(Exception):
    """Says that an action would have run."""


def every_action() -> dict[str, Callable[..., Awaitable[Any]]]:
    """Return all actions by the name that they are registered under."""
    modules = [
        importlib.import_module(f"deskhand.actions.{found.name}") for found in pkgutil.iter_modules(actions.__path__)
    ]
    by_module = {module.__name__.removeprefix("deskhand.actions."): module for module in modules}
    named = {name: name.split(".", 1) for name in REGISTRY if name.split(".", 1)[0] in by_module}
    return {name: getattr(by_module[module], function) for name, (module, function) in named.items()}


async def test_every_role_may_do_exactly_what_its_row_says(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Actions are called without what they need: whoever may not is refused before that matters."""
    people: dict[str, Actor] = {
        "customer": desk.customer, "agent": desk.agent, "admin": desk.admin, "system": desk.system,
        "visitor": Visitor(desk.system.workspace_id),
        "narrow": replace(desk.admin, scopes=frozenset({Can.READ_TICKET, Can.NOTE})),
    }  # fmt: skip
    granted = {role.value: ROLES[role] for role in Role} | {
        "system": frozenset(Can), "visitor": frozenset({Can.SIGN_IN}), "narrow": frozenset({Can.READ_TICKET, Can.NOTE}),
    }  # fmt: skip
    known = every_action()
    assert len(known) >= 25
    for name, function in known.items():
        needed = REGISTRY[name]

        async def instead(_tx: Tx) -> None:
            raise Ran

        instead.__module__, instead.__qualname__ = function.__module__, function.__qualname__
        for who, actor in people.items():
            refusal = SignIn if who == "visitor" else Forbidden
            with pytest.raises(Ran if needed in granted[who] else refusal):
                await act(actor, instead)


async def test_an_action_that_is_not_declared_never_runs(desk: Desk) -> None:
    async def undeclared(tx: Tx) -> None:
        raise Ran

    with pytest.raises(KeyError):
        await act(desk.system, undeclared)


async def test_the_same_key_and_body_happen_once_and_answer_alike(desk: Desk) -> None:
    once = Once("k", BODY)
    first = await act_once(desk.customer, once, open_ticket, WANTED)
    second = await act_once(desk.customer, once, open_ticket, WANTED)
    assert first == second
    written = [await act_once(desk.agent, once, reply, first.id, NewMessage(content="Looking.")) for _ in range(2)]
    assert written[0] == written[1]
    assert await desk.value("select count(*) from messages") == 2
    assert await desk.value("select count(*) from events where ticket_id is not null") == 2


async def test_another_body_with_a_known_key_is_refused(desk: Desk) -> None:
    await act_once(desk.customer, Once("k", BODY), open_ticket, WANTED)
    with pytest.raises(Invalid) as refused:
        await act_once(desk.customer, Once("k", fingerprint(b"other")), open_ticket, WANTED)
    assert set(refused.value.fields) == {"Idempotency-Key"}


async def test_keys_belong_to_who_sent_them(desk: Desk) -> None:
    once = Once("k", BODY)
    tickets = [await act_once(who, once, open_ticket, WANTED) for who in (desk.customer, desk.other_customer)]
    assert tickets[0].id != tickets[1].id


async def test_while_one_runs_the_same_key_is_told_to_wait(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(tx: Tx, wanted: NewTicket) -> int:
        await open_ticket(tx, wanted)
        begun.set()
        await go_on.wait()
        return 7

    monkeypatch.setitem(REGISTRY, f"{slow.__module__}.{slow.__qualname__}", Can.OPEN_TICKET)
    running = asyncio.create_task(act_once(desk.customer, Once("k", BODY), slow, WANTED))
    await begun.wait()
    with pytest.raises(Conflict, match="still running"):
        await act_once(desk.customer, Once("k", BODY), slow, WANTED)
    go_on.set()
    assert await running == 7
    assert await act_once(desk.customer, Once("k", BODY), slow, WANTED) == 7
    assert await desk.value("select count(*) from tickets") == 1


async def test_many_at_once_with_one_key_write_one_ticket(desk: Desk) -> None:
    once = Once("k", BODY)
    results = await asyncio.gather(
        *(act_once(desk.customer, once, open_ticket, WANTED) for _ in range(10)), return_exceptions=True
    )
    told = [result for result in results if not isinstance(result, Conflict)]
    assert told
    assert all(result == told[0] for result in told)
    assert await desk.value("select count(*) from tickets") == 1


async def test_a_refusal_is_not_remembered(desk: Desk) -> None:
    once = Once("k", BODY)
    ticket = await act(desk.customer, open_ticket, WANTED)
    assign = TicketChange(assignee_id=desk.agent.user_id)
    await act(desk.agent, change_ticket, ticket.id, TicketChange(status="closed"))
    with pytest.raises(Conflict):
        await act_once(desk.agent, once, change_ticket, ticket.id, assign)
    await act(desk.agent, change_ticket, ticket.id, TicketChange(status="open"))
    assert (await act_once(desk.agent, once, change_ticket, ticket.id, assign)).assignee_id == desk.agent.user_id


async def test_a_key_is_forgotten_after_48_hours(desk: Desk) -> None:
    once = Once("k", BODY)
    first = await act_once(desk.customer, once, open_ticket, WANTED)
    with clock.moved(KEPT + timedelta(minutes=1)):
        await act(desk.system, forget_expired)
        again = await act_once(desk.customer, once, open_ticket, WANTED)
    assert again.id != first.id


async def test_without_a_key_each_call_happens(desk: Desk) -> None:
    for _ in range(2):
        await act_once(desk.customer, None, open_ticket, WANTED)
    assert await desk.value("select count(*) from tickets") == 2


async def test_an_exception_of_ours_passes_and_leaves_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def break_down(tx: Tx, who: Person) -> None:
        await open_ticket(tx, WANTED)
        raise ZeroDivisionError(who.name)

    monkeypatch.setitem(REGISTRY, f"{break_down.__module__}.{break_down.__qualname__}", Can.OPEN_TICKET)
    with pytest.raises(ZeroDivisionError):
        await act(desk.customer, break_down, desk.customer)
    assert await desk.value("select count(*) from tickets") == 0
