"""Who may do what: actors, roles, permissions, and the one table that grants them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from deskhand.rules.errors import Forbidden, SignIn


class Role(StrEnum):
    """What a person is in a workspace."""

    CUSTOMER = "customer"
    AGENT = "agent"
    ADMIN = "admin"


class Can(StrEnum):
    """A permission; every action and query names the one it needs."""

    SIGN_IN = "person:sign_in"
    """Open a session with a password or a one-time link."""
    SIGN_OUT = "person:sign_out"
    """End one's own sessions, set one's own password, and keep one's own profile."""
    OPEN_TICKET = "ticket:open"
    """Open a ticket for oneself."""
    OPEN_FOR_OTHERS = "ticket:open_for_others"
    """Open a ticket for another requester."""
    READ_TICKET = "ticket:read"
    """Read tickets that one may see, with their public messages."""
    WORK_QUEUE = "ticket:work"
    """Read the queue, internal notes and the activity of tickets."""
    REPLY = "ticket:reply"
    """Write a public message on a ticket."""
    NOTE = "ticket:note"
    """Write an internal note."""
    ATTACH = "file:attach"
    """Upload files and send them with one's messages."""
    WATCH = "ticket:watch"
    """Watch tickets, and have others watch them."""
    LINK = "ticket:link"
    """Say what tickets are to each other."""
    MERGE = "ticket:merge"
    """Merge tickets, take a merge back, and split messages off into tickets of their own."""
    ASSIGN = "ticket:assign"
    """Assign and unassign tickets."""
    CHANGE = "ticket:change"
    """Change subject, type and priority, and resolve a ticket."""
    CLOSE = "ticket:close"
    """Close, cancel or reopen a ticket."""
    MANAGE_CLASSIFICATION = "classification:manage"
    """Make, change and remove categories, tags and fields."""
    USE_TEMPLATES = "template:use"
    """Use templates and macros, and keep one's own and those of one's teams."""
    SHARE_TEMPLATES = "template:share"
    """Keep the templates and macros that every agent has, and those that customers are offered."""
    DELETE_TICKET = "ticket:delete"
    """Delete tickets into the bin, see what is in it, and restore from it."""
    RATE = "ticket:rate"
    """Say how satisfied one is with a ticket of one's own."""
    EXPORT = "ticket:export"
    """Have lists of tickets written to a file, and fetch one's own."""
    SHARE_VIEWS = "view:share"
    """Keep and order the views of the queue that every agent has, and those of other teams."""
    READ_MAILBOX = "delivery:read"
    """Read the built-in mailbox and the delivery log."""
    MANAGE_PEOPLE = "person:manage"
    """Make and change users, organizations and teams."""
    MANAGE_ORGANIZATIONS = "organization:manage"
    """Read, make and change organizations; whether their people share tickets is for admins to say."""
    KEEP_TOKENS = "token:own"
    """Make, list and revoke API tokens of one's own."""
    MANAGE_TOKENS = "token:manage"
    """List and revoke the API tokens of everybody."""
    READ_METRICS = "desk:read_metrics"
    """Read the desk's figures from another machine."""
    MANAGE_WORKSPACE = "workspace:manage"
    """Change the workspace itself: its name, look, language, time zone, and who may sign up."""
    MANAGE_AUTOMATION = "automation:manage"
    """Make, change, order and try out the rules that act on tickets by themselves, and read what they did."""
    MANAGE_WEBHOOKS = "webhook:manage"
    """Keep the endpoints that webhooks are sent to, read what was sent to them, and send it again."""
    OPERATE = "desk:operate"
    """Run the desk's own follow-ups: claim jobs, plan and send deliveries, keep house."""
    FOLLOW_LIVE = "live:follow"
    """Hear which tickets changed, as they change."""


_CUSTOMER = frozenset(
    {Can.SIGN_OUT, Can.OPEN_TICKET, Can.READ_TICKET, Can.REPLY, Can.ATTACH, Can.CLOSE, Can.RATE, Can.FOLLOW_LIVE}
)
_AGENT = _CUSTOMER | {
    Can.OPEN_FOR_OTHERS, Can.MANAGE_ORGANIZATIONS, Can.WORK_QUEUE, Can.NOTE, Can.WATCH, Can.LINK, Can.MERGE,
    Can.ASSIGN, Can.CHANGE, Can.USE_TEMPLATES, Can.EXPORT, Can.KEEP_TOKENS,
}  # fmt: skip
_ADMIN = _AGENT | {
    Can.DELETE_TICKET,
    Can.MANAGE_CLASSIFICATION, Can.READ_MAILBOX, Can.MANAGE_PEOPLE, Can.MANAGE_TOKENS, Can.READ_METRICS,
    Can.MANAGE_WORKSPACE, Can.MANAGE_AUTOMATION, Can.MANAGE_WEBHOOKS, Can.SHARE_TEMPLATES, Can.SHARE_VIEWS,
}  # fmt: skip

ROLES: dict[Role, frozenset[Can]] = {Role.CUSTOMER: _CUSTOMER, Role.AGENT: _AGENT, Role.ADMIN: _ADMIN}
"""What each role may do."""


@dataclass(frozen=True, slots=True)
class Person:
    """A user who acts, by a session or by a token whose scopes may narrow what the role grants."""

    workspace_id: UUID
    user_id: UUID
    role: Role
    name: str
    email: str
    organization_id: UUID | None = None
    shares_tickets: bool = False
    time_zone: str = "UTC"
    language: str = "en"
    team_ids: frozenset[UUID] = frozenset()
    category_ids: frozenset[UUID] = frozenset()
    """Those that the person's teams handle, with those below them."""
    foreign_category_ids: frozenset[UUID] = frozenset()
    """Those that only other teams handle."""
    session_id: UUID | None = None
    token_id: UUID | None = None
    scopes: frozenset[Can] | None = None

    @property
    def permissions(self) -> frozenset[Can]:
        """Return all that role and scopes grant."""
        granted = ROLES[self.role]
        return granted if self.scopes is None else granted & self.scopes

    def may(self, needed: Can) -> bool:
        """Say whether role and scopes grant this."""
        return needed in ROLES[self.role] and (self.scopes is None or needed in self.scopes)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who has not signed in yet: may only sign in."""

    workspace_id: UUID
    address: str = ""

    def may(self, needed: Can) -> bool:
        """Say whether a stranger may do this."""
        return needed is Can.SIGN_IN


@dataclass(frozen=True, slots=True)
class System:
    """The desk itself, in one workspace; `name` says which part of it."""

    workspace_id: UUID
    name: str

    def may(self, needed: Can) -> bool:
        """Say whether the desk may do this: everything."""
        return needed in Can


Actor = Person | Visitor | System


def require(actor: Actor, needed: Can) -> None:
    """Refuse an actor who lacks a permission: SignIn for a stranger, Forbidden for anybody else."""
    if actor.may(needed):
        return
    if isinstance(actor, Visitor):
        raise SignIn("Sign in, or send an API token as “Authorization: Bearer …”.")
    raise Forbidden(f"This needs the permission {needed.value}, which you do not have.")


def is_staff(actor: Actor) -> bool:
    """Say whether the actor may see what customers may not."""
    return isinstance(actor, System) or (isinstance(actor, Person) and actor.role is not Role.CUSTOMER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Whose a ticket is: what decides who may know of it."""

    requester_id: UUID
    organization_id: UUID | None = None
    assignee_id: UUID | None = None
    team_id: UUID | None = None
    category_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What of a person decides which tickets they see."""

    user_id: UUID
    role: Role
    organization_id: UUID | None = None
    shares_tickets: bool = False
    team_ids: frozenset[UUID] = frozenset()
    category_ids: frozenset[UUID] = frozenset()
    foreign_category_ids: frozenset[UUID] = frozenset()


def may_see(actor: Actor, whose: Whose) -> bool:
    """Say whether the actor may know of a ticket; the desk itself knows of all."""
    if not isinstance(actor, Person):
        return isinstance(actor, System)
    sight = Sight(
        user_id=actor.user_id, role=actor.role, organization_id=actor.organization_id,
        shares_tickets=actor.shares_tickets, team_ids=actor.team_ids, category_ids=actor.category_ids,
        foreign_category_ids=actor.foreign_category_ids,
    )  # fmt: skip
    return sees(sight, whose)


def sees(sight: Sight, whose: Whose) -> bool:
    """Say whether a person may know of a ticket.

    Customers see their own, and their organization's if it shares. Agents see what is their teams' by itself or by its
    category, what is no team's, and what is assigned to them; an agent in no team sees all, as admins do.
    """
    if whose.requester_id == sight.user_id:
        return True
    if sight.role is Role.CUSTOMER:
        return (
            sight.shares_tickets
            and whose.organization_id is not None
            and whose.organization_id == sight.organization_id
        )
    is_bound = sight.role is Role.AGENT and bool(sight.team_ids)
    return not is_bound or whose.assignee_id == sight.user_id or is_of_teams(sight, whose)


def is_in_teams(actor: Actor) -> bool:
    """Say whether the actor is an agent who sees the tickets of certain teams, and not all."""
    return isinstance(actor, Person) and actor.role is Role.AGENT and bool(actor.team_ids)


class InTeams(Protocol):
    """Somebody in teams, an actor or whom a mail may go to."""

    @property
    def team_ids(self) -> frozenset[UUID]:
        """The teams."""

    @property
    def category_ids(self) -> frozenset[UUID]:
        """The categories that the teams handle, with those below them."""

    @property
    def foreign_category_ids(self) -> frozenset[UUID]:
        """The categories that only other teams handle."""


class Queued(Protocol):
    """What decides whose queue a ticket stands in."""

    @property
    def team_id(self) -> UUID | None:
        """The team that has it."""

    @property
    def category_id(self) -> UUID | None:
        """What it is about."""


def is_of_teams(agent: InTeams, ticket: Queued) -> bool:
    """Say whether a ticket is somebody's teams': given to one, of a category of theirs, or nobody's in particular.

    The policy `visible_tickets` and `queries.filters._of_teams` say the same.
    """
    if ticket.team_id in agent.team_ids or ticket.category_id in agent.category_ids:
        return True
    return ticket.team_id is None and ticket.category_id not in agent.foreign_category_ids
