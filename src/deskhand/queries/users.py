"""Users, as admins look for them and look after them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.kit.words import words_of
from deskhand.queries.contract import query
from deskhand.queries.filters import COUNTED, Where, decode_cursor, encode_cursor, total_of
from deskhand.queries.matching import words_wanted
from deskhand.queries.profile import Phone
from deskhand.rules.access import Can, Role
from deskhand.rules.errors import Invalid, NotFound
from deskhand.rules.search import Term
from deskhand.rules.users import State
from deskhand.store.db import Reading

PAGE = 50
"""Users of a page."""
HELD = 10
"""Active tickets that the page of their holder shows."""
TRAIL = 50
"""Changes that the page of a user shows."""
WORDS = 8
"""Words of a search that count."""


class Line(Struct, frozen=True, kw_only=True):
    """A user in a list; `open_tickets` counts what they hold, up to 1,000."""

    id: UUID
    email: str
    name: str
    role: Role
    state: State
    organization_id: UUID | None
    organization_name: str | None
    open_tickets: int
    last_seen_at: datetime | None


class Device(Struct, frozen=True, kw_only=True):
    """A device on which somebody is signed in."""

    id: UUID
    browser: str
    address: str
    created_at: datetime
    last_seen_at: datetime


class Token(Struct, frozen=True, kw_only=True):
    """An API token that works; the token itself is known to its holder alone."""

    id: UUID
    name: str
    scopes: list[str] | None
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class Held(Struct, frozen=True, kw_only=True):
    """An active ticket that somebody holds."""

    id: UUID
    number: str
    subject: str
    status: str


class Step(Struct, frozen=True, kw_only=True):
    """Something that happened to a user, or that they did with their account."""

    id: UUID
    name: str
    actor_name: str
    created_at: datetime
    payload: dict[str, object]

    @property
    def changes(self) -> dict[str, list[str | None]]:
        """From and to by field, where the event has them."""
        found = self.payload.get("changes")
        return found if isinstance(found, dict) else {}


class View(Line, frozen=True, kw_only=True):
    """A user with all that admins look after; ratings are those of the newest thousand tickets that they held."""

    first_name: str
    last_name: str
    time_zone: str
    language: str
    has_password: bool
    created_at: datetime
    deactivated_at: datetime | None
    phones: list[Phone]
    sessions: list[Device]
    tokens: list[Token]
    held: list[Held]
    rating_average: float | None
    rating_count: int
    trail: list[Step]


class Page(Struct, frozen=True, kw_only=True):
    """Some users, and where the next page begins."""

    items: list[Line]
    total: int | str
    next_cursor: str | None


class Wanted(Struct, frozen=True, kw_only=True):
    """Which users somebody looks for."""

    text: str = ""
    role: Role | None = None
    state: State | None = None
    organization_id: UUID | None = None
    cursor: str | None = None
    limit: int = PAGE


_INVITED = """exists (select 1 from one_time_links l where l.workspace_id = u.workspace_id and l.user_id = u.id
    and l.purpose = 'invitation' and l.used_at is null and l.expires_at > now())"""
_LINE = f"""
    u.id, u.email, u.name, u.role, u.organization_id, o.name as organization_name, u.last_seen_at,
    case when not u.is_active then 'deactivated' when {_INVITED} then 'invited' else 'active' end as state,
    (select count(*) from (select 1 from tickets t where t.workspace_id = u.workspace_id and t.assignee_id = u.id
        and t.attention < 3 limit 1000) h) as open_tickets
"""  # noqa: S608 (constants)
_WITH_ORGANIZATION = "left join organizations o on o.workspace_id = u.workspace_id and o.id = u.organization_id"
_OF_STATE: dict[State, str] = {
    State.ACTIVE: f"u.is_active and not {_INVITED}",
    State.INVITED: f"u.is_active and {_INVITED}",
    State.DEACTIVATED: "not u.is_active",
}
_OF_ROLE: dict[Role, str] = {role: f"u.role = '{role}'" for role in Role}
"""With the role as a constant, the index of those who are no customers serves."""
_VIEW = f"""
    select {_LINE}, u.first_name, u.last_name, u.time_zone, u.language, u.password_hash is not null as has_password,
        u.created_at, u.deactivated_at,
        (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'number', p.number, 'is_verified', p.is_verified,
             'is_public', p.is_public) order by p.id), '[]')
         from phones p where p.workspace_id = u.workspace_id and p.user_id = u.id) as phones,
        (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'browser', s.browser, 'address', s.address,
             'created_at', s.created_at, 'last_seen_at', s.last_seen_at) order by s.last_seen_at desc), '[]')
         from sessions s where s.workspace_id = u.workspace_id and s.user_id = u.id and s.expires_at > now()
        ) as sessions,
        (select coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'name', k.name, 'scopes', to_jsonb(k.scopes),
             'created_at', k.created_at, 'expires_at', k.expires_at, 'last_used_at', k.last_used_at)
             order by k.id desc), '[]')
         from api_tokens k where k.workspace_id = u.workspace_id and k.user_id = u.id and k.revoked_at is null
            and (k.expires_at is null or k.expires_at > now())) as tokens,
        (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'number', t.number, 'subject', t.subject,
             'status', t.status) order by t.id), '[]')
         from (select t.id, t.number, t.subject, t.status from tickets t where t.workspace_id = u.workspace_id
               and t.assignee_id = u.id and t.attention < 3 order by t.id limit $3) t) as held,
        rated.average::float8 as rating_average, rated.number as rating_count,
        (select coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'name', e.name, 'actor_name', e.actor_name,
             'created_at', e.created_at, 'payload', e.payload) order by e.id desc), '[]')
         from trail_of($2, $4) s join events e on e.workspace_id = u.workspace_id and e.id = s.event_id) as trail
    from users u {_WITH_ORGANIZATION} cross join lateral (
        select round(avg(x.rating), 1) as average, count(*) as number from (
            select r.rating from ratings r where r.workspace_id = u.workspace_id and r.agent_id = u.id
            order by r.ticket_id desc limit 1000) x
    ) rated where u.workspace_id = $1 and u.id = $2
"""  # noqa: S608 (constants)


@query(needs=Can.MANAGE_PEOPLE)
async def list_users(reading: Reading, wanted: Wanted) -> Page:
    """Return a page of users by name, in one statement."""
    where = _narrowed(reading, wanted)
    counted = where.text()
    if wanted.cursor is not None:
        where.add("(u.name, u.id) > (?, ?)", *decode_cursor(wanted.cursor, tuple[str, UUID]))
    statement = f"""
        select (select count(*) from (select 1 from users u where {counted} limit {COUNTED + 1}) c) as total, page.*
        from (select 1) as one left join lateral (
            select {_LINE} from (
                select * from users u where {where.text()} order by u.name, u.id limit {int(wanted.limit) + 1}
            ) u {_WITH_ORGANIZATION}
        ) page on true order by page.name, page.id
    """  # noqa: S608 (fragments are constants, values are parameters)
    rows = await reading.rows(statement, *where.values)
    found = [msgspec.convert(dict(row), Line) for row in rows if row["id"] is not None]
    more = found[wanted.limit - 1] if len(found) > wanted.limit else None
    return Page(
        items=found[: wanted.limit], total=total_of(rows[0]["total"]),
        next_cursor=encode_cursor(more.name, more.id) if more else None,
    )  # fmt: skip


@query(needs=Can.MANAGE_PEOPLE)
async def read_user(reading: Reading, user_id: UUID) -> View:
    """Return a user with phone numbers, devices, tokens, what they hold and what happened, in one statement."""
    row = await reading.row(_VIEW, reading.workspace_id, user_id, HELD, TRAIL)
    if row is None:
        raise NotFound("There is no such user.")
    return msgspec.convert(dict(row), View)


@query(needs=Can.MANAGE_PEOPLE)
async def organizations_by_name(reading: Reading, *, most: int = 200) -> list[tuple[UUID, str]]:
    """Return organizations to choose from, by name."""
    rows = await reading.rows(
        "select id, name from organizations where workspace_id = $1 order by name, id limit $2",
        reading.workspace_id, most,
    )  # fmt: skip
    return [(row["id"], row["name"]) for row in rows]


@query(needs=Can.MANAGE_PEOPLE)
async def organization_called(reading: Reading, name: str) -> UUID | None:
    """Return the organization of a name in any case, None for no name; refuse one that is none's or several's."""
    if not name.strip():
        return None
    rows = await reading.rows(
        "select o.id from searched_organizations($2::text::tsquery, 200) s join organizations o "
        "on o.workspace_id = $1 and o.id = s.organization_id where lower(o.name) = lower($3)",
        reading.workspace_id, beginnings(name) or "'-'", name.strip(),
    )  # fmt: skip
    if len(rows) != 1:
        how_many = "no organization has" if not rows else f"{len(rows)} organizations have"
        raise Invalid({"organization": f"“{name.strip()[:60]}” is a name that {how_many}"})
    found: UUID = rows[0]["id"]
    return found


def beginnings(text: str) -> str:
    """Return the words of a text, each perhaps the beginning of one, as PostgreSQL looks for them; empty for none."""
    return words_wanted([Term(word, is_prefix=True) for word in words_of(text, most=WORDS)])


def _narrowed(reading: Reading, wanted: Wanted) -> Where:
    where = Where()
    where.add("u.workspace_id = ?", reading.workspace_id)
    if wanted.role is not None:
        where.add(_OF_ROLE[wanted.role])
    if wanted.state is not None:
        where.add(_OF_STATE[wanted.state])
    if wanted.organization_id is not None:
        where.add("u.organization_id = ?", wanted.organization_id)
    if wanted.text.strip():
        looked_for = beginnings(wanted.text)
        if not looked_for:
            raise Invalid({"q": f"“{wanted.text.strip()[:40]}” holds no word to look for"})
        where.add("u.id = any(array(select user_id from searched_people(?::text::tsquery, 1000)))", looked_for)
    return where
