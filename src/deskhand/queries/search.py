"""One search over tickets, people and organizations: the best first, with what was found marked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from deskhand.kit.marks import excerpt, marked
from deskhand.queries.contract import query
from deskhand.queries.filters import COUNTED
from deskhand.queries.matching import Matching, matching, understood, words_wanted
from deskhand.rules.access import Can, is_staff
from deskhand.rules.filters import Filters
from deskhand.rules.search import Query, Term
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
    matched = await matching(reading, Filters(text=text))
    words, beginnings = _looked_for(matched.terms)
    records = await _tickets(reading, matched, limit=limit)
    hits = [_hit(record, words, beginnings) for record in records]
    total = matched.total(records[0]["total"]) if records else 0
    asked = understood(reading.actor, text)
    if not is_staff(reading.actor) or asked.conditions:
        return Found(hits, total, matched.is_capped, [], [])
    near = words_wanted(_as_beginnings(asked))
    people = [
        Somebody(**dict(record), title=marked(f"{record['name']} <{record['email']}>", words, beginnings))
        for record in await reading.rows(_PEOPLE, reading.workspace_id, near, NEARBY)
    ]
    companies = [
        Company(**dict(record), title=marked(record["name"], words, beginnings))
        for record in await reading.rows(_ORGANIZATIONS, reading.workspace_id, near, NEARBY)
    ]
    return Found(hits, total, matched.is_capped, people, companies)


async def _tickets(reading: Reading, matched: Matching, *, limit: int) -> list[Record]:
    where = matched.where
    counted = where.text(), len(where.values)
    looked_for = words_wanted([term for term in matched.terms if not term.is_excluded])
    where.add("(?::text is not null)", looked_for)
    staff = is_staff(reading.actor)
    statement = f"""
        select (select count(*) from (select 1 from tickets t where {counted[0]} limit {COUNTED + 1}) c) as total,
               t.id, t.number, t.subject, t.status, t.priority, t.updated_at,
               person_name(t.requester_id) as requester_name, o.name as organization_name,
               (select coalesce(jsonb_agg(m.body order by m.id desc), '[]') from (
                    select m.id, left(m.body, 8000) as body from {MESSAGES[staff]} m
                    where m.workspace_id = t.workspace_id and m.ticket_id = t.id order by m.id desc limit 30) m
               ) as bodies
        from (
            select t.*, coalesce(ts_rank_cd(w.document, nullif(${len(where.values)}, '')::tsquery, 1), 0) as likeness
            from tickets t left join ticket_words w
            on w.workspace_id = t.workspace_id and w.ticket_id = t.id and w.audience <> {AUDIENCES[staff]}
            where {where.text()} order by likeness desc, t.id desc limit {int(limit)}
        ) t left join organizations o on o.workspace_id = t.workspace_id and o.id = t.organization_id
        order by t.likeness desc, t.id desc
    """  # noqa: S608 (fragments are constants, values are parameters)
    return await reading.rows(statement, *where.values)


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
AUDIENCES: dict[bool, str] = {True: "'customers'", False: "'staff'"}
"""Whose documents staff and customers do not look at."""
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
