"""What can have happened to people, organizations and what opens their accounts."""

from __future__ import annotations

from uuid import UUID

from deskhand.rules.events.event import Change, Event


class SignedIn(Event, frozen=True, kw_only=True):
    """Somebody opened a session."""

    name = "person.signed_in"
    public = False
    user_id: UUID
    by: str
    address: str


class SignInFailed(Event, frozen=True, kw_only=True):
    """Somebody tried to sign in with what does not open an account."""

    name = "person.sign_in_failed"
    public = False
    address: str
    throttled: bool


class SignedOut(Event, frozen=True, kw_only=True):
    """Somebody ended a session."""

    name = "person.signed_out"
    public = False
    user_id: UUID


class PasswordChanged(Event, frozen=True, kw_only=True):
    """Somebody set a password; other sessions of theirs ended."""

    name = "person.password_changed"
    public = False
    user_id: UUID


class PersonChanged(Event, frozen=True, kw_only=True):
    """A user's name, time zone, language, phones, role, organization or teams changed."""

    name = "person.changed"
    public = False
    user_id: UUID
    changes: dict[str, Change]


class SessionsEnded(Event, frozen=True, kw_only=True):
    """Sessions of a user were ended from afar."""

    name = "person.sessions_ended"
    public = False
    user_id: UUID
    count: int


class PersonCreated(Event, frozen=True, kw_only=True):
    """A user was made."""

    name = "person.created"
    public = False
    user_id: UUID
    role: str


class LinkMade(Event, frozen=True, kw_only=True):
    """A one-time sign-in link was made for a user."""

    name = "person.link_made"
    public = False
    user_id: UUID


class LinkAsked(Event, frozen=True, kw_only=True):
    """Somebody asked for a link by mail; whether its address is anybody's shows only when it is made."""

    name = "person.link_asked"
    public = False
    purpose: str
    address: str
    link_id: UUID
    digest: str
    user_id: UUID | None = None
    first_name: str = ""
    last_name: str = ""


class PersonInvited(Event, frozen=True, kw_only=True):
    """An admin invited a user, whose link goes out by mail."""

    name = "person.invited"
    public = False
    user_id: UUID
    address: str
    link_id: UUID
    purpose: str = "invitation"


class AddressChanged(Event, frozen=True, kw_only=True):
    """A user confirmed a new e-mail address; the old one is told."""

    name = "person.address_changed"
    public = False
    user_id: UUID
    address: str
    changes: dict[str, Change]


class OrganizationCreated(Event, frozen=True, kw_only=True):
    """An organization was made."""

    name = "organization.created"
    public = False
    organization_id: UUID


class TokenCreated(Event, frozen=True, kw_only=True):
    """An API token was made."""

    name = "token.created"
    public = False
    token_id: UUID
    user_id: UUID
    label: str


class TokenRevoked(Event, frozen=True, kw_only=True):
    """An API token was revoked."""

    name = "token.revoked"
    public = False
    token_id: UUID
    user_id: UUID | None = None
    label: str = ""


class PersonDeactivated(Event, frozen=True, kw_only=True):
    """An admin deactivated a user, whose sessions and API tokens ended."""

    name = "person.deactivated"
    public = False
    user_id: UUID
    sessions: int
    tokens: int


class PersonReactivated(Event, frozen=True, kw_only=True):
    """An admin let a user in again."""

    name = "person.reactivated"
    public = False
    user_id: UUID


class TeamCreated(Event, frozen=True, kw_only=True):
    """A team was made; `changes` holds what it began with."""

    name = "team.created"
    public = False
    team_id: UUID
    label: str
    changes: dict[str, Change]


class TeamChanged(Event, frozen=True, kw_only=True):
    """A team was renamed, opened or closed, or its members or categories changed."""

    name = "team.changed"
    public = False
    team_id: UUID
    label: str
    changes: dict[str, Change]


class OrganizationChanged(Event, frozen=True, kw_only=True):
    """An organization's name, domains, sharing, priority or Slack address changed; the address itself is not told."""

    name = "organization.changed"
    public = False
    organization_id: UUID
    label: str
    changes: dict[str, Change]
