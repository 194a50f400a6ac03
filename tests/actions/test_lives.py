"""Any order of acts on tickets that hang together: nothing is lost, nothing leaks, and every change is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, ClassVar
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from msgspec import UNSET

from deskhand.actions.contract import act
from deskhand.actions.merges import merge, unmerge
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.splits import split
from deskhand.actions.ticket_links import link, unlink
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.actions.watchers import unwatch, watch
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.portal import my_tickets, read_my_ticket
from deskhand.rules.access import Person
from deskhand.rules.errors import Refusal
from deskhand.rules.filters import Filters
from deskhand.rules.ticket import Priority, Status
from deskhand.rules.ticket_link import BY_HAND
from tests.actions.test_merges import MOVING
from tests.database import Desk, person

SECONDS = 8.0
"""What all lives together may take; what comes later does nothing."""
ONE = st.integers(0, 5)
"""Which of the tickets, counted round."""
WHO = st.sampled_from(["customer", "colleague", "stranger", "agent", "other_agent"])
_ROWS = "select to_jsonb(t)::text from {} t where t.{} = any($1) order by 1"
_TABLES = {"tickets": "id", "messages": "ticket_id", "ticket_watchers": "ticket_id", "ticket_merges": "ticket_id",
           "ticket_links": "ticket_id"}  # fmt: skip


class Lives(RuleBasedStateMachine):
    """Some tickets, and everybody who does something with them."""

    desk: ClassVar[Desk]
    loop: ClassVar[asyncio.AbstractEventLoop]
    owner: ClassVar[asyncpg.Connection]
    people: ClassVar[dict[str, Person]]
    until: ClassVar[float]
    did: ClassVar[set[str]]

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.tickets: list[UUID] = []
        self.written: list[str] = []

    def wait(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(doing, self.loop).result(30)

    def attempt(self, who: str, act_of: Any, *values: Any, **named: Any) -> Any:
        """Act as somebody; a refusal is an answer, anything else is a bug."""
        if clock.elapsed() > self.until:
            return None
        try:
            done = self.wait(act(self.people[who], act_of, *values, **named))
        except Refusal:
            return None
        self.did.add(act_of.__name__)
        return done

    def at(self, place: int) -> UUID:
        return self.tickets[place % len(self.tickets)] if self.tickets else UUID(int=0)

    def words(self, kind: str) -> str:
        return f"{kind}-{len(self.written)}-{id(self)}"

    @initialize()
    def begin(self) -> None:
        for who in ("customer", "customer", "colleague"):
            self.opened(who)

    @rule(who=WHO)
    def opened(self, who: str) -> None:
        said = self.words("opened")
        if len(self.tickets) < 6 and (made := self.attempt(who, open_ticket, NewTicket(subject="S", description=said))):
            self.tickets.append(made.id)
            self.written.append(said)

    @rule(who=WHO, place=ONE)
    def replied(self, who: str, place: int) -> None:
        said = self.words("reply")
        if made := self.attempt(who, reply, self.at(place), NewMessage(content=said)):
            self.written.append(said)
            if made.ticket.id not in self.tickets:
                self.tickets.append(made.ticket.id)

    @rule(place=ONE)
    def noted(self, place: int) -> None:
        said = self.words("CANARY")
        if self.attempt("agent", note, self.at(place), NewMessage(content=said)):
            self.written.append(said)

    @rule(who=WHO, place=ONE, status=st.sampled_from(Status))
    def moved(self, who: str, place: int, status: Status) -> None:
        wanted = TicketChange(status=status.value, resolution="Done." if status is Status.RESOLVED else UNSET)
        self.attempt(who, change_ticket, self.at(place), wanted)

    @rule(place=ONE, to=st.sampled_from(["agent", "other_agent", ""]), priority=st.sampled_from(Priority))
    def handed(self, place: int, to: str, priority: Priority) -> None:
        wanted = TicketChange(assignee_id=self.people[to].user_id if to else None, priority=priority.value)
        self.attempt("agent", change_ticket, self.at(place), wanted)

    @rule(into=ONE, source=ONE)
    def merged(self, into: int, source: int) -> None:
        self.attempt("agent", merge, self.at(into), [self.at(source)])

    @rule(place=ONE)
    def unmerged(self, place: int) -> None:
        self.attempt("other_agent", unmerge, self.at(place))

    @rule(into=ONE, source=ONE)
    def merged_and_back(self, into: int, source: int) -> None:
        before = self.rows()
        if self.attempt("agent", merge, self.at(into), [self.at(source)]) is not None:
            assert self.rows() != before
            self.wait(act(self.people["agent"], unmerge, self.at(source)))
            assert self.rows() == before, "a merge and its end are nothing"

    @rule(place=ONE, which=st.integers(0, 9))
    def split(self, place: int, which: int) -> None:
        found = self.wait(self.owner.fetch("select id from messages where ticket_id = $1 order by id", self.at(place)))
        if found and len(self.tickets) < 6:
            made = self.attempt("agent", split, self.at(place), found[which % len(found)]["id"])
            if made is not None:
                self.tickets.append(made.id)

    @rule(place=ONE, who=WHO, ends=st.booleans())
    def watched(self, place: int, who: str, ends: bool) -> None:
        self.attempt("agent", unwatch if ends else watch, self.at(place), self.people[who].user_id)

    @rule(place=ONE, other=ONE, relation=st.sampled_from(BY_HAND), ends=st.booleans())
    def linked(self, place: int, other: int, relation: str, ends: bool) -> None:
        named = {"other_id" if ends else "other": self.at(other)}
        self.attempt("agent", unlink if ends else link, self.at(place), relation, **named)

    @invariant()
    def holds(self) -> None:
        if not self.tickets or clock.elapsed() > self.until:
            return
        tickets, messages = self.read("tickets"), self.read("messages")
        assert sorted(one["body"] for one in messages) == sorted(self.written), "no message is lost, none twice"
        by_id = {one["id"]: one for one in tickets}
        for one in tickets:
            assert Status(one["status"])
            if one["merged_into_id"] is not None:
                assert by_id[one["merged_into_id"]]["merged_into_id"] is None, "one step leads to where all stands"
            public = [m for m in messages if m["ticket_id"] == one["id"] and m["visibility"] == "public"]
            assert one["message_count"] == len(public)
            assert self.told(UUID(one["id"])) == {
                "status": one["status"], "priority": one["priority"], "assignee": self.name_of(one["assignee_id"]),
                "merged_into": one["merged_into_id"],
            }, "each change of a column has its event"  # fmt: skip
        for message in messages:
            place = by_id[message["ticket_id"]]
            assert place["merged_into_id"] is None, "what is merged has no messages of its own"
            if message["home_id"] is not None:
                assert by_id[message["home_id"]]["merged_into_id"] == place["id"]
        for row in self.read("ticket_watchers"):
            if row["came_with_id"] is not None:
                assert by_id[row["came_with_id"]]["merged_into_id"] is not None
        self.check_customers()

    def check_customers(self) -> None:
        for who in ("customer", "colleague", "stranger"):
            seen = [repr(self.wait(ask(self.people[who], my_tickets, Filters())))]
            for ticket_id in self.tickets:
                try:
                    seen.append(repr(self.wait(ask(self.people[who], read_my_ticket, ticket_id))))
                except Refusal:
                    continue
            assert not [page for page in seen if "CANARY" in page], "no note in what a customer reads"

    def told(self, ticket_id: UUID) -> dict[str, Any]:
        """Return what the trail says of a ticket; each change begins where the one before ended."""
        now: dict[str, Any] = {"status": "open", "priority": None, "assignee": None, "merged_into": None}
        events = self.wait(
            self.owner.fetch("select name, payload::text from events where ticket_id = $1 order by id", ticket_id)
        )
        for name, text in events:
            payload = json.loads(text)
            if name == "ticket.created":
                now["priority"] = payload["priority"]
            for field, (old, new) in payload.get("changes", {}).items():
                if field in now:
                    assert now[field] == old, (name, field)
                    now[field] = new
            if name in {"ticket.merged", "ticket.unmerged"} and payload["relation"] == "merged_into":
                now["merged_into"] = payload["other_id"] if name == "ticket.merged" else None
        return now

    def name_of(self, user_id: str | None) -> str | None:
        return next((one.name for one in self.people.values() if str(one.user_id) == user_id), None)

    def read(self, table: str) -> list[dict[str, Any]]:
        found = self.wait(self.owner.fetch(_ROWS.format(table, _TABLES[table]), self.tickets))
        return [json.loads(row[0]) for row in found]

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Return all that the tickets are made of, without what only counts changes."""
        return {
            table: [{key: value for key, value in row.items() if key not in MOVING} for row in self.read(table)]
            for table in _TABLES
        }


@pytest.mark.slow
async def test_any_order_of_acts_loses_nothing_and_tells_everything(desk: Desk) -> None:
    await desk.as_owner("update organizations set shares_tickets = true")
    organization_id = desk.customer.organization_id
    colleague = await person(desk.system, "kim@halcyon.test", name="Kim Colleague", organization_id=organization_id)
    Lives.desk, Lives.loop, Lives.did = desk, asyncio.get_running_loop(), set()
    Lives.people = {
        "customer": replace(desk.customer, shares_tickets=True),
        "colleague": replace(colleague, organization_id=organization_id, shares_tickets=True),
        "stranger": desk.other_customer, "agent": desk.agent, "other_agent": desk.other_agent,
    }  # fmt: skip
    Lives.owner = await asyncpg.connect(desk.addresses.owner)
    Lives.until = clock.elapsed() + SECONDS
    bounds = settings(
        max_examples=12, stateful_step_count=20, deadline=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    try:
        await asyncio.to_thread(run_state_machine_as_test, Lives, settings=bounds)
    finally:
        await Lives.owner.close()
    expected = {"open_ticket", "reply", "note", "change_ticket", "merge", "watch", "link"}
    assert (expected if clock.elapsed() < Lives.until else {"open_ticket"}) <= Lives.did
