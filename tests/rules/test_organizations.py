"""Organizations: names, domains that are somebody's own, Slack addresses, and who lets people share tickets."""

from __future__ import annotations

from uuid import uuid4

import pytest
from msgspec.structs import replace

from deskhand.rules.access import Person, Role
from deskhand.rules.errors import Forbidden, Invalid
from deskhand.rules.organizations import (
    DOMAINS,
    Organization,
    changes_of,
    check_may_share,
    checked,
    domain_of,
    slack_address,
    turns_clocks,
)

HALCYON = Organization(id=uuid4(), name="Halcyon", domains=("halcyon.test",))
HOOK = "https://hooks.slack.com/services/T0/B0/abcdefghij"


def test_an_organization_is_kept_in_order() -> None:
    kept = checked(replace(HALCYON, name=" Halcyon ", domains=("B.test", "@a.test", "b.test.")))
    assert (kept.name, kept.domains) == ("Halcyon", ("a.test", "b.test"))
    with pytest.raises(Invalid):
        checked(replace(HALCYON, name=" "))
    with pytest.raises(Invalid, match=f"at most {DOMAINS}"):
        checked(replace(HALCYON, domains=tuple(f"{number}.test" for number in range(51))))


@pytest.mark.parametrize("typed", ["halcyon", "dana@halcyon.test", "a b.test", "", "-a.test", "GMail.com", "web.de"])
def test_a_domain_is_one_of_the_organizations_own(typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        domain_of(typed)
    assert list(refusal.value.fields) == ["domains"]


def test_a_slack_address_is_of_slack_and_never_repeated() -> None:
    assert slack_address(f" {HOOK} ") == HOOK
    for wrong in ("http://hooks.slack.com/services/T/B/abcdefghij", "https://hooks.slack.com.evil.test/services/secret",
                  "https://127.0.0.1/services/secret", f"{HOOK}?a=secret"):  # fmt: skip
        with pytest.raises(Invalid) as refusal:
            slack_address(wrong)
        assert "secret" not in str(refusal.value)


def test_only_admins_let_people_share() -> None:
    agent = Person(workspace_id=uuid4(), user_id=uuid4(), role=Role.AGENT, name="A", email="a@x.test")
    shared = replace(HALCYON, shares_tickets=True)
    check_may_share(agent, HALCYON, HALCYON)
    check_may_share(replace_role(agent), HALCYON, shared)
    for before, after in ((HALCYON, shared), (shared, HALCYON)):
        with pytest.raises(Forbidden):
            check_may_share(agent, before, after)


def replace_role(agent: Person) -> Person:
    return Person(workspace_id=agent.workspace_id, user_id=agent.user_id, role=Role.ADMIN, name="A", email="a@x.test")


def test_the_trail_never_tells_the_slack_address() -> None:
    after = replace(HALCYON, is_priority_client=True, has_slack=True, domains=())
    assert changes_of(HALCYON, after, policies={}) == {
        "is_priority_client": ("no", "yes"), "domains": ("halcyon.test", None), "slack": (None, "set"),
    }  # fmt: skip
    assert changes_of(after, after, policies={}, new_slack=True) == {"slack": ("set", "set anew")}
    assert changes_of(after, after, policies={}) == {}


def test_a_policy_is_told_by_its_name_and_turns_clocks() -> None:
    policy = uuid4()
    after = replace(HALCYON, sla_policy_id=policy)
    assert changes_of(HALCYON, after, policies={policy: "Quick"}) == {"sla_policy": (None, "Quick")}
    assert (checked(after).sla_policy_id, turns_clocks(HALCYON, after), turns_clocks(after, after)) == (
        policy,
        True,
        False,
    )
    assert turns_clocks(HALCYON, replace(HALCYON, is_priority_client=True))
