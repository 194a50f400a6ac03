"""What every follow-up keeps to: a name of its own, and nothing done twice."""

from __future__ import annotations

import inspect
from datetime import timedelta

import pytest

from deskhand.actions import bulk_changes, drafts
from deskhand.actions.accounts import ask_for_link, invite
from deskhand.actions.automation import add_rule
from deskhand.actions.classification import Wanted
from deskhand.actions.contract import act
from deskhand.actions.merges import merge, unmerge
from deskhand.actions.people import NewPerson
from deskhand.actions.ratings import plan_survey, rate
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.splits import split
from deskhand.actions.tags import merge_tags, remove_tag
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.actions.webhooks import send_test
from deskhand.app.wiring import name_of, reactions_by_name
from deskhand.kit import clock
from deskhand.reactions import REACTIONS
from deskhand.reactions.contract import Happened, Reaction
from deskhand.rules.access import System, Visitor
from deskhand.rules.account import Purpose
from deskhand.rules.automation.rule import TRIGGERS, Content, Effects, Trigger
from deskhand.rules.bulk import Wanted as Wish
from deskhand.rules.events import (
    ALL,
    AddressChanged,
    AutoCloseWarned,
    Event,
    ReportMade,
    ResponsePending,
    SlaBreached,
    SlaEscalated,
    SlaWarning,
    SubscriptionDue,
    SummaryMade,
    WebhookAsked,
)
from deskhand.rules.webhook import EVENTS
from deskhand.store.db import acting_as, reading_as
from deskhand.store.events import by_ids
from tests.database import Desk
from tests.hooking import endpoint
from tests.reactions.test_snooze import PAST

FOLLOW_UPS = list(reactions_by_name().items())


def test_every_row_is_of_an_event_that_there_is() -> None:
    assert set(REACTIONS) <= set(ALL)
    for follow in REACTIONS.values():
        assert follow
        assert len(follow) == len(set(follow)), "one event has one job of each reaction"


def test_every_reaction_has_a_name_of_its_own() -> None:
    reactions = {reaction for follow in REACTIONS.values() for reaction in follow}
    assert len({name_of(reaction) for reaction in reactions}) == len(reactions)


@pytest.mark.parametrize(("name", "react"), FOLLOW_UPS)
def test_every_reaction_is_an_awaitable_function_that_says_what_it_does(name: str, react: Reaction) -> None:
    assert inspect.iscoroutinefunction(react)
    assert list(inspect.signature(react).parameters) == ["system", "happened"]
    assert (react.__doc__ or "").endswith(".")
    assert react.__module__ == f"deskhand.reactions.{name.partition('.')[0]}"


# --- twice is once -------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a change of two tickets be a job already."""
    monkeypatch.setattr(bulk_changes, "AT_ONCE", 1)


async def tell_of_bonds(desk: Desk) -> None:
    """Let tickets be merged, taken apart, split, snoozed until a moment that is over, changed many at once, closed."""
    one, other = [
        (await act(desk.customer, open_ticket, NewTicket(subject=subject, description="x"))).id
        for subject in ("Scanner", "Scanner again")
    ]
    said = await act(desk.customer, reply, one, NewMessage(content="And the lamp is dark."))
    await act(desk.agent, note, one, NewMessage(content="Look, @Tom Berg"))
    await act(desk.agent, merge, one, [other])
    await act(desk.agent, unmerge, other)
    await act(desk.agent, split, one, said.id)
    await act(desk.agent, change_ticket, one, TicketChange(snoozed_until=clock.now() + timedelta(hours=1)))
    await desk.as_owner(PAST)
    await act(desk.agent, bulk_changes.change_many, [one, other], Wish(priority="low"))
    closed = await act(desk.agent, change_ticket, other, TicketChange(status="closed"))
    assert closed.closed_at is not None
    await act(desk.system, plan_survey, other, closed_at=closed.closed_at)
    await act(desk.customer, rate, other, marks=5, comment="")


async def tell_everything(desk: Desk) -> None:
    """Let everything happen that some reaction follows up."""
    marking = Content(name="Mark", trigger=Trigger(events=TRIGGERS), effects=Effects(add_tags=("marked",)))
    await act(desk.admin, add_rule, marking, is_active=True)
    webhook_id = await endpoint(desk, "http://127.0.0.1:9/", *EVENTS)
    await tell_of_bonds(desk)
    first = (await act(desk.customer, open_ticket, NewTicket(subject="Printer", description="It smokes."))).id
    await act(desk.agent, change_ticket, first, TicketChange(priority="high"))
    await act(desk.agent, change_ticket, first, TicketChange(assignee_id=desk.other_agent.user_id))
    await act(desk.agent, note, first, NewMessage(content="Bring sand."))
    await act(desk.agent, reply, first, NewMessage(content="Pull the plug."))
    await act(desk.customer, reply, first, NewMessage(content="Pulled."))
    await act(desk.agent, change_ticket, first, TicketChange(status="resolved", resolution="New printer."))
    await act(desk.customer, reply, first, NewMessage(content="It smokes again."))
    await act(desk.agent, change_ticket, first, TicketChange(status="closed"))
    second = (await act(desk.other_customer, open_ticket, NewTicket(subject="Toner", description="Empty."))).id
    await act(desk.agent, change_ticket, second, TicketChange(classification=Wanted(tags=("toner", "ink", "x"))))
    tags = {row["name"]: row["id"] for row in await desk.as_owner("select name, id from tags")}
    await act(desk.admin, merge_tags, tags["ink"], "toner")
    await act(desk.admin, remove_tag, tags["x"])
    await act(desk.agent, drafts.send, second, NewMessage(content="It is on its way."))
    await act(desk.other_customer, change_ticket, second, TicketChange(status="cancelled"))
    await act(desk.other_customer, change_ticket, second, TicketChange(status="open"))
    visitor = Visitor(desk.system.workspace_id, "192.0.2.7")
    for _ in range(2):
        link = desk.keys.new_link()
        await act(visitor, ask_for_link, desk.agent.email, link, purpose=Purpose.PASSWORD, address="192.0.2.7")
    await act(desk.admin, invite, NewPerson(email="new@desk.test"), desk.keys.new_link())
    async with acting_as(desk.system) as tx:
        await tx.emit(AddressChanged(user_id=desk.agent.user_id, address="old@desk.test", changes={}))
        await tx.emit(
            SummaryMade(
                user_id=desk.agent.user_id, address=desk.agent.email,
                figures=dict.fromkeys(("since", "until", "open", "waiting", "solved", "rated", "rating"), "1"),
            )
        )  # fmt: skip
        await tx.emit(
            ReportMade(
                user_id=desk.agent.user_id, address=desk.agent.email, rows=[],
                figures=dict.fromkeys(("since", "until", "opened", "response_share", "resolution_share"), "1"),
            )
        )  # fmt: skip
        await tx.emit(
            SubscriptionDue(
                subscription_id=first, user_id=desk.agent.user_id, address=desk.agent.email, rows=[],
                figures=dict.fromkeys(("name", "by", "since", "until", "path", "left"), "1") | {"kind": "backlog"},
            )
        )  # fmt: skip
        await tx.emit(AutoCloseWarned(closes_at=tx.now), ticket_id=first)
        await tx.emit(SlaWarning(target="resolution", due_at=tx.now, seconds_left=60, changes={}), ticket_id=first)
        await tx.emit(SlaBreached(target="resolution", due_at=tx.now, cause="time", changes={}), ticket_id=first)
        await tx.emit(
            SlaEscalated(target="resolution", due_at=tx.now, seconds_left=-60, step="-1m", changes={}), ticket_id=first
        )
        await tx.emit(ResponsePending(assignee_id=desk.other_agent.user_id), ticket_id=second)
        asked = WebhookAsked(
            webhook_ids=[webhook_id], rule_id=first, rule_name="Ring", trigger="ticket.created", changes={}
        )
        await tx.emit(asked, ticket_id=second)
    await act(desk.admin, send_test, webhook_id)


async def everything_told(desk: Desk) -> list[Happened]:
    ids = [row["id"] for row in await desk.as_owner("select id from events order by id")]
    async with reading_as(desk.system) as reading:
        rows = await by_ids(reading, ids)
    return [
        Happened(
            workspace_id=desk.system.workspace_id, id=row.id, event=row.event, ticket_id=row.ticket_id,
            actor_id=row.actor_id, actor_name=row.actor_name, at=row.at,
        )
        for row in (rows[id_] for id_ in ids)
    ]  # fmt: skip


async def contents(desk: Desk) -> dict[str, str]:
    """Return a digest of every table."""
    tables = await desk.as_owner(
        "select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace "
        "where n.nspname = 'public' and c.relkind = 'r'"
    )
    digest = "select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {} t"
    return {table["name"]: str(await desk.value(digest.format(table["name"]))) for table in tables}


async def test_the_events_of_this_test_are_all_that_anything_follows(desk: Desk) -> None:
    await tell_everything(desk)
    told: set[type[Event]] = {type(one.event) for one in await everything_told(desk)}
    assert told >= set(REACTIONS), "tell_everything leaves out an event that has a follow-up"


@pytest.mark.parametrize(("name", "react"), FOLLOW_UPS)
async def test_a_reaction_called_again_with_the_same_events_changes_nothing(
    desk: Desk, name: str, react: Reaction
) -> None:
    await tell_everything(desk)
    followed = {event for event, follow in REACTIONS.items() if react in follow}
    happened = [one for one in await everything_told(desk) if type(one.event) in followed]
    system = System(desk.system.workspace_id, name)
    before = await contents(desk)
    await react(system, happened)
    once = await contents(desk)
    assert once != before, "it did nothing the first time either"
    await react(system, happened)
    assert await contents(desk) == once
    for one in reversed(happened):
        await react(system, [one])
    assert await contents(desk) == once, "one by one, in another order"
