"""Two workspaces of one database with rows in every table, and raw statements as anybody behind their walls."""

# ruff: noqa: S608 - statements name every table of the catalogue, and no value comes from outside

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import asyncpg

from deskhand.actions.contract import Once, act, act_once
from deskhand.actions.people import Credentials, create_organization, make_sign_in_link, sign_in_with_link
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.actions.tokens import NewToken, create_token
from deskhand.app import timetable
from deskhand.kit import clock, crypt
from deskhand.rules import sign_in
from deskhand.rules.access import Actor, Person, Role, System, Visitor
from deskhand.store import everywhere, sessions
from deskhand.store.db import acting_as
from tests.database import Desk, person


@dataclass(frozen=True, slots=True)
class Place:
    """A workspace and who is in it: `sharers` are two customers of an organization that shares its tickets."""

    system: System
    admin: Person
    agent: Person
    loner: Person
    member: Person
    sharers: tuple[Person, Person]

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody with a login."""
        return self.admin, self.agent, self.loner, self.member, *self.sharers

    @property
    def customers(self) -> tuple[Person, ...]:
        """Everybody who is a customer."""
        return self.loner, self.member, *self.sharers


class Undone(Exception):
    """What a statement touched, before all of it was rolled back."""

    def __init__(self, touched: int) -> None:
        """Keep the number of rows."""
        super().__init__(touched)
        self.touched = touched


async def touched_by(actor: Actor, statement: str, *values: object) -> int:
    """Return how many rows a statement changes as an actor, and undo it; -1 when the wall or a right refuses it."""
    try:
        async with acting_as(actor) as tx:
            touched = await tx.change(statement, *values)
            raise Undone(touched)  # noqa: TRY301 (only an exception rolls back)
    except Undone as undone:
        return undone.touched
    except asyncpg.InsufficientPrivilegeError:
        return -1


async def two_places(desk: Desk) -> tuple[Place, Place]:
    """Furnish the desk's own workspace and a second one."""
    second = await everywhere.make_workspace(
        slug="second", name="Second", base_url="http://second.test", now=clock.now()
    )
    await desk.as_owner("update workspaces set host = 'second.test' where id = $1", second)
    await timetable.ensure_entries()
    return await _furnish(desk, desk.system.workspace_id), await _furnish(desk, second)


async def _furnish(desk: Desk, workspace_id: UUID) -> Place:
    system = System(workspace_id, "furniture")
    alone = await act(system, create_organization, name="Alone")
    sharing = await act(system, create_organization, name="Sharing")
    await desk.as_owner("update organizations set shares_tickets = true where id = $1", sharing)
    place = Place(
        system,
        await person(system, "boss@desk.test", Role.ADMIN, name="Bo Boss"),
        await person(system, "amy@desk.test", Role.AGENT, name="Amy Agent"),
        await person(system, "lou@none.test", name="Lou Loner"),
        await _member(system, "mia@alone.test", alone, shares=False),
        (
            await _member(system, "sam@sharing.test", sharing, shares=True),
            await _member(system, "sue@sharing.test", sharing, shares=True),
        ),
    )
    for who in place.people:
        await _act_as(who, place)
    async with acting_as(Visitor(workspace_id, "192.0.2.7")) as tx:
        await sessions.count_failure(tx, ["account:somebody", "address:192.0.2.7"], window=sign_in.WINDOW)
    await desk.as_owner(_DELIVERIES, workspace_id)
    for statement in _REST:
        await desk.as_owner(statement, workspace_id)
    await desk.as_owner(_CLASSIFICATION, workspace_id)
    await desk.as_owner(_WORDS, workspace_id)
    await desk.as_owner(_RATINGS, workspace_id)
    await desk.as_owner(_RULES, workspace_id)
    await desk.as_owner(_CALENDARS, workspace_id)
    await desk.as_owner("insert into search_backlog (workspace_id, below) values ($1, $1)", workspace_id)
    return place


async def _member(system: System, email: str, organization_id: UUID, *, shares: bool) -> Person:
    made = await person(system, email, name=f"Customer {email[:3]}", organization_id=organization_id)
    return replace(made, organization_id=organization_id, shares_tickets=shares)


async def _act_as(who: Person, place: Place) -> None:
    """Leave a row of this person in every table that people leave rows in."""
    once = Once("the-key", crypt.fingerprint(who.user_id.bytes))
    ticket = await act_once(who, once, open_ticket, NewTicket(subject=f"By {who.name}", description="Help."))
    await act(place.agent, reply, ticket.id, NewMessage(content="Looking."))
    await act(place.agent, note, ticket.id, NewMessage(content="Difficult."))
    await act(who, reply, ticket.id, NewMessage(content="Thanks."))
    await act(place.system, make_sign_in_link, who.email, _digest("link", who))
    tried = Credentials(email=who.email, password="", digest=_digest("session", who), address="192.0.2.7")
    await act(Visitor(place.system.workspace_id, "192.0.2.7"), sign_in_with_link, _digest("link", who), tried)
    await act(place.system, create_token, NewToken(email=who.email, name="token", digest=_digest("token", who)))


_DELIVERIES = """
    with sent as (
        insert into deliveries (workspace_id, id, event_id, ticket_id, user_id, recipient, notification_type, channel,
                                state, due_at, created_at, updated_at, message)
        select t.workspace_id, gen_random_uuid(), gen_random_uuid(), t.id, t.requester_id, 'somebody', 'ticket_created',
               'email', 'ready', now(), now(), now(), 'words'
        from tickets t where t.workspace_id = $1 returning workspace_id, id
    )
    insert into delivery_attempts (workspace_id, id, delivery_id, number, fence, provider, started_at, lease_until)
    select workspace_id, gen_random_uuid(), id, 1, 1, 'smtp', now(), now() from sent
"""

_CALENDARS = """
    with made as (
        insert into calendars (workspace_id, name, created_at) values ($1, 'Office', now()) returning workspace_id, id
    )
    insert into calendar_versions (workspace_id, calendar_id, number, since, content)
    select workspace_id, id, 1, now(), '{}' from made
"""

_WORDS = """
    insert into ticket_words (workspace_id, ticket_id, audience, document)
    select workspace_id, id, audience, 'help:1'::tsvector
    from tickets cross join unnest(array['everyone', 'customers', 'staff']) as audience where workspace_id = $1
"""


_REST = (
    """insert into teams (workspace_id, id, name, created_at) values ($1, gen_random_uuid(), 'First line', now())""",
    """insert into team_members (workspace_id, team_id, user_id, created_at) select t.workspace_id, t.id, u.id, now()
       from teams t join users u on u.workspace_id = t.workspace_id and u.role = 'admin' where t.workspace_id = $1""",
    """insert into organization_domains (workspace_id, domain, organization_id, created_at)
       select workspace_id, lower(name) || '.test', id, now() from organizations where workspace_id = $1""",
    """insert into phones (workspace_id, id, user_id, number, created_at)
       select workspace_id, gen_random_uuid(), id, '+4930123456', now() from users where workspace_id = $1""",
    """insert into files
       (workspace_id, id, uploaded_by_id, message_id, name, size, media_type, digest, state, created_at)
       select workspace_id, gen_random_uuid(), author_id, id, 'hung.txt', 1, 'text/plain', sha256('x'), 'clean', now()
       from messages where workspace_id = $1""",
    """insert into files (workspace_id, id, uploaded_by_id, name, size, media_type, digest, state, created_at)
       select workspace_id, gen_random_uuid(), id, 'loose.txt', 1, 'text/plain', sha256('x'), 'unscanned', now()
       from users where workspace_id = $1""",
    """insert into drafts (workspace_id, id, user_id, ticket_id, kind, content, updated_at)
       select t.workspace_id, gen_random_uuid(), u.id, t.id, 'note', 'CANARY of a draft', now()
       from tickets t join users u on u.workspace_id = t.workspace_id where t.workspace_id = $1""",
    """with asked as (
           insert into bulk_changes (workspace_id, id, user_id, wish, total, state, created_at)
           select workspace_id, gen_random_uuid(), id, '{}', 1, 'done', now() from users where workspace_id = $1
           returning workspace_id, id)
       insert into bulk_tickets (workspace_id, bulk_id, ticket_id)
       select asked.workspace_id, asked.id, (select id from tickets t where t.workspace_id = $1 limit 1) from asked""",
    """insert into templates (workspace_id, id, kind, name, body, scope, is_for_customers, is_active, created_at,
                              updated_at)
       select $1, gen_random_uuid(), 'ticket', 'Offered', 'words', 'shared', offered.yes, active.yes, now(), now()
       from (values (true), (false)) offered (yes), (values (true), (false)) active (yes)""",
    """insert into template_favourites (workspace_id, user_id, template_id, created_at)
       select t.workspace_id, u.id, t.id, now() from templates t
       join users u on u.workspace_id = t.workspace_id and u.role = 'agent' where t.workspace_id = $1""",
    """insert into ticket_watchers (workspace_id, ticket_id, user_id, created_at)
       select t.workspace_id, t.id, u.id, now() from tickets t join users u on u.workspace_id = t.workspace_id
       where t.workspace_id = $1""",
    """insert into ticket_links (workspace_id, ticket_id, kind, other_id, created_at)
       select $1, min(id::text)::uuid, 'duplicate_of', max(id::text)::uuid, now() from tickets
       where workspace_id = $1""",
    """insert into ticket_merges (workspace_id, ticket_id, into_id, status_before, created_at)
       select $1, min(id::text)::uuid, max(id::text)::uuid, 'open', now() from tickets where workspace_id = $1""",
    """insert into views (workspace_id, id, name, sort, grouping, scope, owner_id, position, created_at, updated_at)
       select u.workspace_id, gen_random_uuid(), 'Own', 'need', 'need', 'private', u.id, 1, now(), now()
       from users u where u.workspace_id = $1 and u.role <> 'customer'""",
    """insert into exports (workspace_id, id, owner_id, name, wanted, state, created_at)
       select u.workspace_id, gen_random_uuid(), u.id, 'CANARY of a list', '{}', 'waiting', now()
       from users u where u.workspace_id = $1""",
    """with asked as (
           insert into hindsights (workspace_id, id, owner_id, policy_id, is_new, name, draft, since, until, reached_at,
                                   reached_id)
           select u.workspace_id, gen_random_uuid(), u.id, w.sla_policy_id, true, 'CANARY of a draft', '{}', now(),
                  now(), now(), u.id
           from users u join workspaces w on w.id = u.workspace_id where u.workspace_id = $1
           returning workspace_id, id)
       insert into hindsight_flips (workspace_id, hindsight_id, ticket_id, is_late, targets)
       select asked.workspace_id, asked.id, (select id from tickets t where t.workspace_id = $1 limit 1), true,
              array['resolution'] from asked""",
    """with made as (
           insert into backtests (workspace_id, id, owner_id, content, state, since, until, place, reached_at,
                                  created_at)
           select u.workspace_id, gen_random_uuid(), u.id, '{"name": "CANARY of a draft"}', 'waiting', now(), now(),
                  gen_random_uuid(), now(), now() from users u where u.workspace_id = $1 and u.role <> 'customer'
           returning workspace_id, id)
       insert into backtest_hits (workspace_id, backtest_id, event_id, ticket_id, event, at, has_run, has_sent, would)
       select made.workspace_id, made.id, gen_random_uuid(), t.id, 'ticket.created', now(), true, false, '{}'
       from made join tickets t on t.workspace_id = made.workspace_id""",
    """insert into ticket_statistics (workspace_id, hour, priority, source, created, first_responded, resolved, closed,
                                      reopened, rated, rating_sum, first_response_seconds, resolution_seconds,
                                      first_responded_late, resolved_late)
       values ($1, now(), 'low', 'api', 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)""",
    """insert into availability (workspace_id, user_id) select workspace_id, id from users where workspace_id = $1""",
    """insert into assignments (workspace_id, id, ticket_id, policy, reason, content, created_at)
       select workspace_id, gen_random_uuid(), id, 'round_robin', 'nobody', '{}', now() from tickets
       where workspace_id = $1""",
    """insert into sla_statistics (workspace_id, hour, priority, source, opened, responded, response_met,
                                   response_missed, response_missed_by_change, resolved, resolution_met,
                                   resolution_missed, resolution_missed_by_change)
       values ($1, now(), 'low', 'api', 1, 0, 0, 0, 0, 0, 0, 0, 0)""",
    """insert into backlog_statistics (workspace_id, day, status, age, priority, source, tickets)
       values ($1, current_date, 'open', 'day', 'low', 'api', 1)""",
    """insert into report_subscriptions (workspace_id, id, user_id, name, report, cadence, hour, zone, next_at,
                                         created_at)
       select workspace_id, gen_random_uuid(), id, 'CANARY of a report', '{"kind": "backlog"}', 'daily', 6, 'UTC',
              now(), now() from users where workspace_id = $1""",
    """insert into report_files (workspace_id, id, name, media_type, content, created_at)
       values ($1, gen_random_uuid(), 'CANARY.csv', 'text/csv', 'CANARY of a table', now())""",
    """insert into webhooks (workspace_id, id, name, url, events, secret, created_at)
       values ($1, gen_random_uuid(), 'CANARY of an endpoint', 'https://example.com/', '{}', 'sealed', now())""",
    """insert into macros (workspace_id, id, name, effects, scope, position, created_at, updated_at)
       values ($1, gen_random_uuid(), 'Take it', '{"assignee": "me"}', 'shared', 1, now(), now())""",
)
_RULES = """
    with made as (
        insert into automation_rules (workspace_id, id, name, content, position, is_active, created_at, updated_at)
        values ($1, gen_random_uuid(), 'CANARY of a rule', '{}', 1, true, now(), now()) returning workspace_id, id
    ), kept as (
        insert into automation_versions (workspace_id, rule_id, number, since, content)
        select workspace_id, id, 1, now(), '{}' from made
    ), ran as (
        insert into automation_runs (workspace_id, id, rule_id, version, ticket_id, event_id, chain, outcome,
                                     created_at)
        select made.workspace_id, gen_random_uuid(), made.id, 1, t.id, gen_random_uuid(), array[made.id], 'ran', now()
        from made join tickets t on t.workspace_id = made.workspace_id
    ), led as (
        insert into automation_causes (workspace_id, event_id, chain, created_at)
        select workspace_id, gen_random_uuid(), array[id], now() from made
    )
    insert into automation_moments (workspace_id, rule_id, ticket_id, event_id, due_at)
    select made.workspace_id, made.id, t.id, gen_random_uuid(), now()
    from made join tickets t on t.workspace_id = made.workspace_id
"""
_RATINGS = """
    insert into ratings (workspace_id, id, ticket_id, rating, rated_by_id, created_at, changed_at)
    select workspace_id, gen_random_uuid(), id, 4, requester_id, now(), now() from tickets where workspace_id = $1
"""
_CLASSIFICATION = """
    with shown as (
        insert into categories (workspace_id, id, key, name, is_active, is_public, created_at, updated_at)
        select $1, gen_random_uuid(), key, key, key <> 'retired', key <> 'secret', now(), now()
        from unnest(array['open_to_all', 'secret', 'retired']) as key returning workspace_id, id
    ), asked as (
        insert into fields (workspace_id, id, key, label, kind, visible_to_customer, is_active, created_at, updated_at)
        select $1, gen_random_uuid(), key, key, 'text', key <> 'secret', key <> 'retired', now(), now()
        from unnest(array['open_to_all', 'secret', 'retired']) as key returning workspace_id, id
    ), forms as (
        insert into category_fields (workspace_id, category_id, field_id)
        select shown.workspace_id, shown.id, asked.id from shown, asked
    ), served as (
        insert into team_categories (workspace_id, team_id, category_id)
        select teams.workspace_id, teams.id, shown.id from teams join shown on shown.workspace_id = teams.workspace_id
    ), needed as (
        insert into category_needs (workspace_id, category_id) select workspace_id, id from shown
    ), named as (
        insert into tags (workspace_id, id, name, created_at, updated_at)
        select $1, gen_random_uuid(), name, now(), now() from unnest(array['theirs', 'ours']) as name
        returning workspace_id, id, name
    )
    insert into ticket_tags (workspace_id, ticket_id, tag_id, is_public)
    select t.workspace_id, t.id, named.id, named.name = 'theirs' from tickets t, named where t.workspace_id = $1
"""


def _digest(purpose: str, who: Person) -> bytes:
    return crypt.keyed_digest(b"k" * 32, purpose=purpose, token=str(who.user_id))


class Catalogue:
    """The schema as PostgreSQL knows it: what a new migration adds is found by itself."""

    def __init__(self, owner: asyncpg.Connection) -> None:
        """Remember a connection past all walls."""
        self._owner = owner

    async def tables(self) -> list[str]:
        """Return every table of the schema that rows are written to by its name; partitions are not."""
        rows = await self._owner.fetch(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and not relispartition "
            "and relkind in ('r', 'p', 'm', 'f') and relname <> 'alembic_version' order by relname"
        )
        return [row["relname"] for row in rows]

    async def columns(self, table: str) -> list[str]:
        """Return the columns of a table that can be written."""
        rows = await self._owner.fetch(
            "select attname from pg_attribute where attrelid = $1::text::regclass and attnum > 0 and not attisdropped "
            "and attgenerated = '' order by attnum",
            table,
        )
        return [row["attname"] for row in rows]

    async def rows(self, table: str, condition: str = "true", *values: object) -> list[str]:
        """Return the rows of a table as JSON, past all walls, in a fixed order."""
        found = await self._owner.fetch(
            f"select to_jsonb(t)::text as row from {table} t where {condition} order by 1", *values
        )
        return [row["row"] for row in found]

    async def copying(self, table: str) -> str:
        """Return the statement that inserts a row which is given as JSON."""
        names = ", ".join(await self.columns(table))
        return f"insert into {table} ({names}) select {names} from jsonb_populate_record(null::{table}, $1)"


def home_of(table: str) -> str:
    """Return the column that says which workspace a row is of."""
    return "id" if table == "workspaces" else "workspace_id"


def shortened(found: Sequence[str]) -> list[str]:
    """Return rows as a failed test shows them."""
    return [row[:160] for row in found]
