"""What a token can be narrowed to, in words."""

from __future__ import annotations

from datetime import UTC, datetime

from deskhand.rules.access import Role
from deskhand.rules.tokens import scopes_for
from deskhand.web.reader import Reader, reading
from deskhand.web.scopes import scope_name, scopes_by_group


def test_every_scope_of_an_admin_has_a_name_and_is_offered_once() -> None:
    with reading(Reader(now=datetime(2026, 11, 20, tzinfo=UTC))):
        offered = [scope for names in scopes_by_group(scopes_for(Role.ADMIN)).values() for scope in names]
        assert sorted(offered) == sorted(can.value for can in scopes_for(Role.ADMIN))
        assert all(scope_name(scope) != scope for scope in offered)
        assert "Settings" in scopes_by_group(scopes_for(Role.AGENT))
        assert (scope_name("ticket:note"), scope_name("of:old")) == ("Write internal notes", "of:old")
