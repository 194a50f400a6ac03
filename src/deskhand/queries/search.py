"""One search over tickets, people and organizations: the best first, with what was found marked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from deskhand.kit.marks import excerpt, marked
from deskhand.queries.contract import query
from deskhand.queries.filters import COUNTED
from deskhand.queries.matching import CANDIDATES, Asked, Matching, asked_for, patiently, understood, words_wanted
from deskhand.rules.access import Can, is_staff
from deskhand.rules.filters import Filters
from deskhand.rules.search import Query, Term, address_in
from deskhand.store.db import Reading
from deskhand.store.db import Row as Record

MOST = 50
"""Tickets of an answer at most."""
NEARBY = 5
"""People and organizations of an answer."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A ticket that was found; `title` and `excerpt` are HTML in which only our marks are tags."""

    id: UUID
    number: str
    subject: str
    status: str
    priority: str
    requester_name: str | None
    organization_name: str | None
    updated_at: datetime
    title: str
    excerpt: str | None


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person who was found; `title` is HTML as that of a ticket."""

    id: UUID
    name: str
    email: str
    role: str
    organization_name: str | None
    title: str


@dataclass(frozen=True, slots=True)
class Company:
    """An organization that was found."""

    id: UUID
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found; `is_capped` says that the tickets are the best of the newest that match."""

    tickets: list[Hit]
    total: int | str
    is_capped: bool
    people: list[Somebody]
    organizations: list[Company]


@query(needs=Can.READ_TICKET)
async def search(reading: Reading, text: str, *, limit: int = 20) -> Found:
    """Return the tickets that match best, and for agents the people and organizations of these words."""
    asked = await asked_for(reading, Filters(text=text))
    words, beginnings = _looked_for(asked.terms)
    records = await (
        _listed(reading, asked, limit=limit) if asked.wanted is None else _best(reading, asked, limit=limit)
    )
    hits = [_hit(record, words, beginnings) for record in records if record["id"] is not None]
    matched = Matching(asked.where, is_capped=bool(records) and records[0]["looked_at"] >= CANDIDATES)
    total = matched.total(records[0]["total"]) if records else 0
    query = understood(reading.actor, text)
    if not is_staff(reading.actor) or query.conditions:
        return Found(hits, total, matched.is_capped, [], [])
    near = await _nearby(reading, query)
    people = [
        Somebody(**dict(record), title=marked(f"{record['name']} <{record['email']}>", words, beginnings))
        for record in near.people
    ]
    companies = [Company(**dict(record), title=marked(record["name"], words, beginnings)) for record in near.companies]
    return Found(hits, total, matched.is_capped, people, companies)


@dataclass(frozen=True, slots=True)
class _Nearby:
    people: list[Record]
    companies: list[Record]


async def _nearby(reading: Reading, query: Query) -> _Nearby:
    """Return who and what is called like this; the address of somebody known names them alone."""
    address = address_in(query)
    if address is not None and (named := await reading.rows(_ADDRESSED, reading.workspace_id, address)):
        return _Nearby(named, [])
    wanted = words_wanted(_as_beginnings(query))
    people = await reading.rows(_PEOPLE, reading.workspace_id, wanted, NEARBY)
    return _Nearby(people, await reading.rows(_ORGANIZATIONS, reading.workspace_id, wanted, NEARBY))


async def _listed(reading: Reading, asked: Asked, *, limit: int) -> list[Record]:
    """Return the newest tickets that fields alone ask for."""
    where = asked.where.text()
    statement = f"""
        select 0 as looked_at, {_columns(reading)},
               (select count(*) from (select from tickets t where {where} limit {COUNTED + 1}) c) as total
        from (select t.* from tickets t where {where} order by t.id desc limit {int(limit)}) t {_OF_ORGANIZATION}
        order by t.id desc
    """  # noqa: S608 (fragments are constants, values are parameters)
    return await reading.rows(statement, *asked.where.values)


async def _best(reading: Reading, asked: Asked, *, limit: int) -> list[Record]:
    """Return the tickets most like the words, of the newest in which these stand, and the one that bears the number."""
    statement = f"""
        with words as materialized (
            select ticket_id as id, likeness from searched_tickets($1::text::tsquery, $2, null, nullif($3, '')::tsquery)
        ), found as (
            select id, likeness from words union all
            select id, 0 from tickets where workspace_id = $4 and number = $5 and id not in (select id from words)
        ), matched as materialized (
            select t.id, f.likeness from found f join tickets t on t.workspace_id = $4 and t.id = f.id
            where {asked.where.text(after=5)}
        )
        select (select count(*) from words) as looked_at, (select count(*) from matched) as total, {_columns(reading)}
        from (select) as one
        left join (select id, likeness from matched order by likeness desc, id desc limit {int(limit)}) b on true
        left join tickets t on t.workspace_id = $4 and t.id = b.id {_OF_ORGANIZATION}
        order by b.likeness desc, b.id desc
    """  # noqa: S608 (fragments are constants, values are parameters)
    looked_for = words_wanted([term for term in asked.terms if not term.is_excluded])
    return await patiently(
        reading, statement, asked.wanted, CANDIDATES, looked_for, reading.workspace_id, asked.number,
        *asked.where.values,
    )  # fmt: skip


def _columns(reading: Reading) -> str:
    return f"""
        t.id, t.number, t.subject, t.status, t.priority, t.updated_at,
        person_name(t.requester_id) as requester_name, o.name as organization_name,
        (select coalesce(jsonb_agg(m.body order by m.id desc), '[]') from (
            select m.id, left(m.body, 8000) as body from {MESSAGES[is_staff(reading.actor)]} m
            where m.workspace_id = t.workspace_id and m.ticket_id = t.id order by m.id desc limit 30) m
        ) as bodies
    """  # noqa: S608 (fragments are constants)


def _looked_for(terms: tuple[Term, ...]) -> tuple[set[str], set[str]]:
    """Return the words to mark, and those of which the beginning is enough."""
    wanted = [term for term in terms if not term.is_excluded]
    beginnings = {term.words[-1] for term in wanted if term.is_prefix}
    return {word for term in wanted for word in term.words}, beginnings


def _as_beginnings(asked: Query) -> list[Term]:
    return [Term(word, is_prefix=True) for term in asked.terms if not term.is_excluded for word in term.words]


def _hit(record: Record, words: set[str], beginnings: set[str]) -> Hit:
    parts = (excerpt(body, words, beginnings) for body in record["bodies"])
    return Hit(
        id=record["id"], number=record["number"], subject=record["subject"], status=record["status"],
        priority=record["priority"], requester_name=record["requester_name"],
        organization_name=record["organization_name"], updated_at=record["updated_at"],
        title=marked(record["subject"], words, beginnings), excerpt=next((part for part in parts if part), None),
    )  # fmt: skip


MESSAGES: dict[bool, str] = {True: "messages", False: "public_messages"}
"""What staff and what customers read."""
_OF_ORGANIZATION = "left join organizations o on o.workspace_id = t.workspace_id and o.id = t.organization_id"
_ADDRESSED = """
    select u.id, u.name, u.email, u.role, o.name as organization_name
    from users u left join organizations o on o.workspace_id = u.workspace_id and o.id = u.organization_id
    where u.workspace_id = $1 and u.email = $2 and u.is_active
"""
_PEOPLE = """
    select u.id, u.name, u.email, u.role, o.name as organization_name
    from users u left join organizations o on o.workspace_id = u.workspace_id and o.id = u.organization_id
    where u.workspace_id = $1 and u.is_active
      and u.id = any(array(select user_id from searched_people($2::text::tsquery, 200))) order by u.name, u.id limit $3
"""
_ORGANIZATIONS = """
    select o.id, o.name from organizations o
    where o.workspace_id = $1
      and o.id = any(array(select organization_id from searched_organizations($2::text::tsquery, 200)))
    order by o.name, o.id limit $3
"""
