"""Who may do what, role by role."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from deskhand.rules.access import (
    ROLES,
    Actor,
    Can,
    Person,
    Role,
    System,
    Visitor,
    Whose,
    is_in_teams,
    is_of_teams,
    is_staff,
    may_see,
    require,
)
from deskhand.rules.errors import Forbidden, SignIn

HERE, ME, OTHER, ORG = (UUID(int=number) for number in range(1, 5))

# Every permission, and who has it; a new one belongs here as well as in ROLES.
MATRIX = """
                          visitor  customer  agent  admin  system
person:sign_in            yes      -         -      -      yes
person:sign_out           -        yes       yes    yes    yes
ticket:open               -        yes       yes    yes    yes
ticket:open_for_others    -        -         yes    yes    yes
ticket:read               -        yes       yes    yes    yes
ticket:work               -        -         yes    yes    yes
ticket:reply              -        yes       yes    yes    yes
ticket:note               -        -         yes    yes    yes
file:attach               -        yes       yes    yes    yes
ticket:watch              -        -         yes    yes    yes
ticket:link               -        -         yes    yes    yes
ticket:merge              -        -         yes    yes    yes
ticket:assign             -        -         yes    yes    yes
ticket:change             -        -         yes    yes    yes
ticket:close              -        yes       yes    yes    yes
classification:manage     -        -         -      yes    yes
template:use              -        -         yes    yes    yes
template:share            -        -         -      yes    yes
ticket:export             -        -         yes    yes    yes
view:share                -        -         -      yes    yes
ticket:delete             -        -         -      yes    yes
ticket:rate               -        yes       yes    yes    yes
delivery:read             -        -         -      yes    yes
person:manage             -        -         -      yes    yes
organization:manage       -        -         yes    yes    yes
token:own                 -        -         yes    yes    yes
token:manage              -        -         -      yes    yes
desk:read_metrics         -        -         -      yes    yes
workspace:manage          -        -         -      yes    yes
automation:manage         -        -         -      yes    yes
webhook:manage            -        -         -      yes    yes
desk:operate              -        -         -      -      yes
live:follow               -        yes       yes    yes    yes
"""


MINE, THEIRS, HANDLED, FOREIGN, NOBODYS = (UUID(int=number) for number in range(1, 6))


def person(role: str = "customer", **more: object) -> Person:
    return Person(workspace_id=HERE, user_id=ME, role=Role(role), name="Me", email="me@x.test", **more)  # type: ignore[arg-type]


ACTORS: dict[str, Actor] = {
    "visitor": Visitor(HERE), "customer": person("customer"), "agent": person("agent"), "admin": person("admin"),
    "system": System(HERE, "test"),
}  # fmt: skip


def rows() -> dict[str, dict[str, bool]]:
    """Return the matrix: permission, actor, whether granted."""
    head, *lines = (line.split() for line in MATRIX.strip().splitlines())
    return {name: {actor: cell == "yes" for actor, cell in zip(head, cells, strict=True)} for name, *cells in lines}


def test_the_matrix_names_every_permission_once() -> None:
    lines = [line.split()[0] for line in MATRIX.strip().splitlines()[1:]]
    assert sorted(lines) == sorted(can.value for can in Can)


@pytest.mark.parametrize("can", list(Can))
def test_everybody_may_do_what_the_matrix_says_and_nothing_else(can: Can) -> None:
    assert {name: actor.may(can) for name, actor in ACTORS.items()} == rows()[can.value]


@pytest.mark.parametrize("can", list(Can))
def test_who_may_not_is_told_whether_signing_in_helps(can: Can) -> None:
    for name, actor in ACTORS.items():
        if rows()[can.value][name]:
            require(actor, can)
        else:
            with pytest.raises(SignIn if name == "visitor" else Forbidden) as refused:
                require(actor, can)
            assert "Bearer" in str(refused.value) or can.value in str(refused.value)


def test_each_role_holds_all_of_the_one_below() -> None:
    assert ROLES[Role.CUSTOMER] < ROLES[Role.AGENT] < ROLES[Role.ADMIN]
    assert set(ROLES) == set(Role)


def test_permissions_are_named_noun_and_verb_and_described() -> None:
    for can in Can:
        noun, colon, verb = can.value.partition(":")
        assert noun.isalpha() and colon and verb.replace("_", "").isalpha()  # noqa: PT018 (one shape)


# --- tokens --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_a_tokens_scopes_narrow_its_role_and_never_widen_it(role: Role) -> None:
    assert not any(person(role, scopes=frozenset()).may(can) for can in Can)
    for scope in Can:
        granted = [can for can in Can if person(role, scopes=frozenset({scope})).may(can)]
        assert granted == ([scope] if scope in ROLES[role] else [])
    everything = person(role, scopes=frozenset(Can))
    assert {can for can in Can if everything.may(can)} == ROLES[role]


# --- what somebody may know of -------------------------------------------------------------------------------


def test_staff_are_all_but_customers_and_visitors() -> None:
    assert {name for name, actor in ACTORS.items() if is_staff(actor)} == {"agent", "admin", "system"}


@pytest.mark.parametrize(
    ("shares", "mine", "requester", "tickets", "sees"),
    [
        (False, None, ME, None, True),
        (False, ORG, ME, OTHER, True),
        (False, None, OTHER, None, False),
        (False, ORG, OTHER, ORG, False),
        (True, ORG, OTHER, ORG, True),
        (True, ORG, OTHER, OTHER, False),
        (True, ORG, OTHER, None, False),
        (True, None, OTHER, None, False),
    ],
)
def test_customers_see_their_own_and_what_their_organization_shares(
    shares: bool, mine: UUID | None, requester: UUID, tickets: UUID | None, sees: bool
) -> None:
    customer = person(shares_tickets=shares, organization_id=mine)
    assert may_see(customer, Whose(requester_id=requester, organization_id=tickets)) is sees


def test_staff_see_every_ticket_and_visitors_none() -> None:
    for name, actor in ACTORS.items():
        if name != "customer":
            sees = may_see(actor, Whose(requester_id=OTHER))
            assert sees is (name != "visitor"), name


@pytest.mark.parametrize(
    ("teams", "of", "assignee", "sees"),
    [
        (set(), ORG, None, True),
        ({ORG}, None, None, True),
        ({ORG}, ORG, OTHER, True),
        ({ORG}, OTHER, None, False),
        ({ORG}, OTHER, ME, True),
        ({ORG, OTHER}, OTHER, None, True),
    ],
)
def test_agents_in_teams_see_what_is_theirs_their_teams_and_nobodys(
    teams: set[UUID], of: UUID | None, assignee: UUID | None, sees: bool
) -> None:
    whose = Whose(requester_id=OTHER, assignee_id=assignee, team_id=of)
    assert may_see(person(Role.AGENT, team_ids=frozenset(teams)), whose) is sees
    assert is_in_teams(person(Role.AGENT, team_ids=frozenset(teams))) is bool(teams)
    assert may_see(person(Role.ADMIN, team_ids=frozenset(teams)), whose)
    assert not may_see(person(team_ids=frozenset(teams)), whose)


@pytest.mark.parametrize(
    ("team", "category", "seen"),
    [
        (None, None, True), (MINE, None, True), (THEIRS, None, False), (None, HANDLED, True), (None, FOREIGN, False),
        (None, NOBODYS, True), (THEIRS, HANDLED, True), (THEIRS, NOBODYS, False), (MINE, FOREIGN, True),
        (THEIRS, FOREIGN, False),
    ],
)  # fmt: skip
def test_a_ticket_is_a_teams_by_itself_by_its_category_or_because_it_is_nobodys(
    team: UUID | None, category: UUID | None, *, seen: bool
) -> None:
    agent = Person(
        workspace_id=uuid4(), user_id=uuid4(), role=Role.AGENT, name="A", email="a@x.test", team_ids=frozenset({MINE}),
        category_ids=frozenset({HANDLED}), foreign_category_ids=frozenset({FOREIGN}),
    )  # fmt: skip
    whose = Whose(requester_id=uuid4(), team_id=team, category_id=category)
    assert is_of_teams(agent, whose) is seen
    assert may_see(agent, whose) is seen
    assert may_see(agent, replace(whose, assignee_id=agent.user_id)), "what is assigned to them they see"
    assert may_see(replace(agent, team_ids=frozenset(), category_ids=frozenset()), whose), "in no team, everything"
