"""For how long a token works, and what it may be narrowed to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from deskhand.rules.access import ROLES, Can, Role
from deskhand.rules.errors import Invalid
from deskhand.rules.tokens import State, checked_scopes, end_after, scopes_for, state_of

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("expires_at", "revoked_at", "state"),
    [
        (None, None, State.WORKING),
        (NOW + HOUR, None, State.WORKING),
        (NOW, None, State.EXPIRED),
        (NOW + HOUR, NOW, State.REVOKED),
        (NOW - HOUR, NOW, State.REVOKED),
    ],
)
def test_a_token_works_until_it_ends_or_is_revoked(
    expires_at: datetime | None, revoked_at: datetime | None, state: State
) -> None:
    assert state_of(expires_at=expires_at, revoked_at=revoked_at, now=NOW) is state


def test_a_token_ends_after_the_days_that_are_offered_or_never() -> None:
    assert (end_after("30", NOW), end_after("", NOW)) == (NOW + timedelta(days=30), None)
    for days in ("31", "-7", "x", "٧"):
        with pytest.raises(Invalid, match="is not one of 7, 30, 90, 365"):
            end_after(days, NOW)


def test_scopes_that_a_role_cannot_pass_on_are_named() -> None:
    assert checked_scopes(Role.CUSTOMER, ["ticket:reply", "ticket:read", "ticket:read"]) == [
        "ticket:read", "ticket:reply",
    ]  # fmt: skip
    assert checked_scopes(Role.ADMIN, None) is None
    for wanted, flaw in ((["ticket:read", "ticket:work", "ticket:fly"], "ticket:work, ticket:fly: not"), ([], "must")):
        with pytest.raises(Invalid) as refused:
            checked_scopes(Role.CUSTOMER, wanted)
        assert refused.value.fields["scopes"].startswith(flaw)


def test_a_token_is_no_way_to_look_after_an_account() -> None:
    assert scopes_for(Role.AGENT) == ROLES[Role.AGENT] - {Can.SIGN_OUT}
