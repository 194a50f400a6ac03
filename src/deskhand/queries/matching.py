"""Which tickets a search means: words through their index, fields through those of the tickets, behind all walls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from deskhand.queries.conditions import Asker, add_condition, lexemes_of
from deskhand.queries.filters import COUNTED, Where, narrowed, total_of
from deskhand.rules.access import Actor, Person, is_in_teams, is_staff
from deskhand.rules.errors import Invalid
from deskhand.rules.filters import Filters
from deskhand.rules.finding import lexeme
from deskhand.rules.search import FIELDS as FIELDS_OF_SEARCH
from deskhand.rules.search import Condition, Kind, Query, Term, check_for_customer, parse
from deskhand.store.db import Reading, Row

CANDIDATES = 5_000
"""Tickets that are looked at for words: the newest of those that match."""
PATIENCE = 3.0
"""Seconds that a search may take."""
NAMED = 200
"""People, organizations or teams that one word of a field may mean."""


@dataclass(slots=True)
class Matching:
    """The conditions of a search, and whether more tickets matched its words than were looked at."""

    where: Where
    is_capped: bool = False
    terms: tuple[Term, ...] = ()

    def total(self, count: int) -> int | str:
        """Return a count as it is shown."""
        return f"{min(count, CANDIDATES)}+" if self.is_capped and count < COUNTED else total_of(count)


@dataclass(slots=True)
class Asked:
    """A search, understood: the conditions of its fields, and what its words are in PostgreSQL's writing, if any."""

    where: Where
    terms: tuple[Term, ...] = ()
    wanted: str | None = None
    number: str = ""


async def matching(reading: Reading, filters: Filters, *, active: bool = False, one: UUID | None = None) -> Matching:
    """Return the conditions of a list of tickets, its text understood; `one` is the only ticket that is asked about."""
    asked = await asked_for(reading, filters, active=active)
    if asked.wanted is None:
        return Matching(asked.where)
    ids = await candidates(reading, asked.wanted, number=asked.number, one=one)
    asked.where.add("t.id = any(?)", ids)
    return Matching(asked.where, is_capped=len(ids) >= CANDIDATES, terms=asked.terms)


async def asked_for(reading: Reading, filters: Filters, *, active: bool = False) -> Asked:
    """Return what a list of tickets is asked for, with nothing looked for yet."""
    where = narrowed(reading.actor, filters, now=reading.now)
    if filters.text is None:
        return Asked(_activated(where, active=active))
    query = understood(reading.actor, filters.text)
    asker = Asker(reading.actor, reading.now, await _named(reading, query))
    says_status = any(one.field in {"status", "is"} for one in query.conditions)
    for condition in query.conditions:
        add_condition(where, condition, asker)
    _activated(where, active=active and not says_status)
    if not query.terms:
        return Asked(where)
    implied = (*query.conditions, *_implied(filters, active=active and not says_status))
    wanted = " & ".join([words_wanted(query.terms), *_fields_wanted(implied, asker)])
    return Asked(where, query.terms, wanted, filters.text.strip().upper())


def understood(actor: Actor, text: str) -> Query:
    """Return what somebody searches for; refuse what they may not ask, and what says nothing to look for."""
    query = parse(text, typing=True)
    if not query.terms and not query.conditions:
        raise Invalid({"q": f"“{text.strip()[:40]}” holds no word to look for"})
    if not is_staff(actor):
        check_for_customer(query)
    return query


async def candidates(reading: Reading, wanted: str, *, number: str = "", one: UUID | None = None) -> list[UUID]:
    """Return the ids of the newest tickets whose documents match, and of the one that bears the number."""
    rows = await patiently(reading, _CANDIDATES, wanted, CANDIDATES, one, reading.workspace_id, number)
    return [row["id"] for row in rows]


async def patiently(reading: Reading, statement: str, *values: object) -> list[Row]:
    """Return the rows of a statement that searches; refuse the search where that would take too long."""
    try:
        return await reading.rows_within(PATIENCE, statement, *values)
    except TimeoutError as error:
        raise Invalid({"q": f"took longer than {PATIENCE:g} seconds; add a word or a field to narrow it"}) from error


def words_wanted(terms: Sequence[Term]) -> str:
    """Return the words of a search in PostgreSQL's writing; they hold letters and digits alone."""
    return " & ".join(_phrase(term) for term in terms)


def _phrase(term: Term) -> str:
    *words, last = term.words
    phrase = " <-> ".join([f"'{word}'" for word in words] + [f"'{last}':*" if term.is_prefix else f"'{last}'"])
    return f"!({phrase})" if term.is_excluded else f"({phrase})"


def _fields_wanted(conditions: Sequence[Condition], asker: Asker) -> list[str]:
    wanted = [found for one in conditions if (found := lexemes_of(one, asker)) is not None]
    if isinstance(asker.actor, Person) and is_in_teams(asker.actor):
        own = [lexeme("team", team) for team in sorted(asker.actor.team_ids)]
        own += [lexeme("category", category) for category in sorted(asker.actor.category_ids)]
        own += [lexeme("assignee", asker.user_id), lexeme("requester", asker.user_id)]
        foreign = [lexeme("category", category) for category in sorted(asker.actor.foreign_category_ids)]
        return [*map(_one_of, wanted), f"({_one_of(own)} | {lexeme('team', None)!r} & !{_one_of(foreign)})"]
    return [*map(_one_of, wanted)]


def _one_of(lexemes: Sequence[str]) -> str:
    nothing = ["-"]  # stands in no document
    return f"({' | '.join(repr(one) for one in lexemes or nothing)})"


def _implied(filters: Filters, *, active: bool) -> list[Condition]:
    """Return the other filters as fields, so that the newest that match are the newest that are shown."""
    found = [Condition("status", tuple(filters.status))] if filters.status else []
    found += [Condition("priority", tuple(filters.priority))] if filters.priority else []
    found += [Condition("assignee", (filters.assignee,))] if filters.assignee in {"me", "none"} else []
    return found + ([Condition("is", ("active",))] if active else [])


def _activated(where: Where, *, active: bool) -> Where:
    if active:
        where.add("t.attention < 3")
    return where


async def _named(reading: Reading, query: Query) -> dict[tuple[str, str], list[UUID]]:
    """Return whom or what the names of a query mean; several may bear one name."""
    found = {}
    for condition in query.conditions:
        if FIELDS_OF_SEARCH[condition.field].kind in {Kind.PERSON, Kind.NAME}:
            for value in condition.values:
                wanted = words_wanted([Term(value, is_quoted=True)])
                rows = await reading.rows(_NAMED[condition.field], wanted, NAMED, reading.workspace_id, value.lower())
                found[condition.field, value] = [row["id"] for row in rows]
    return found


_CANDIDATES = """
    select ticket_id as id from searched_tickets($1::text::tsquery, $2, $3)
    union select id from tickets where workspace_id = $4 and number = $5 and ($3 is null or id = $3)
"""
_PEOPLE = """
    select u.id from users u where u.workspace_id = $3 and u.email = $4
    union select u.id from searched_people($1::text::tsquery, $2) as s
    join users u on u.workspace_id = $3 and u.id = s.user_id
    where not exists (select 1 from users k where k.workspace_id = $3 and k.email = $4)
"""
_NAMED: dict[str, str] = {
    "assignee": _PEOPLE,
    "requester": _PEOPLE,
    "organization": """
        select o.id from searched_organizations($1::text::tsquery, $2) as s
        join organizations o on o.workspace_id = $3 and o.id = s.organization_id where $4::text is not null""",
    "category": """
        select id from categories where workspace_id = $3 and (key = $4 or lower(name) = $4) and $1::text is not null
        limit $2""",
    "tag": """
        select id from tags where workspace_id = $3 and name = $4 and going_at is null and $1::text is not null
        limit $2""",
    "team": """
        select id from teams where workspace_id = $3 and lower(name) = $4 and $1::text is not null limit $2""",
}
