"""Views: what can be kept, whose they are, and where one stands among the others."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from deskhand.rules.access import Person, Role, System
from deskhand.rules.errors import Invalid
from deskhand.rules.filters import Filters, Sort
from deskhand.rules.templates import Belonging, Scope
from deskhand.rules.views import (
    GROUPINGS,
    Column,
    Draft,
    Grouping,
    checked,
    columns_of,
    grouping_of,
    may_keep,
    may_use,
    place_among,
)

WORKSPACE, TEAM, OTHER_TEAM = (UUID(int=place) for place in (1, 2, 3))
AMY = Person(WORKSPACE, UUID(int=11), Role.AGENT, "Amy", "amy@desk.test", team_ids=frozenset({TEAM}))
BO = Person(WORKSPACE, UUID(int=12), Role.ADMIN, "Bo", "bo@desk.test")
DANA = Person(WORKSPACE, UUID(int=13), Role.CUSTOMER, "Dana", "dana@x.test")
DRAFT = Draft(name=" Mine ", filters=Filters(assignee="me"), sort=Sort.NEED, columns=(), grouping=Grouping.NEED)


def test_a_view_is_kept_without_the_view_and_order_that_it_was_made_from() -> None:
    draft = replace(
        DRAFT, filters=Filters(assignee="me", view="mine", sort=Sort.NEWEST), columns=(Column.TAGS, Column.TAGS)
    )
    found = checked(draft)
    assert (found.name, found.filters, found.columns) == ("Mine", Filters(assignee="me"), (Column.TAGS,))


def test_each_flaw_is_named() -> None:
    draft = replace(
        DRAFT, name="a\nb", filters=Filters(assignee="nobody", text="status:odd"), grouping=Grouping.PRIORITY
    )
    with pytest.raises(Invalid) as refused:
        checked(draft)
    assert set(refused.value.fields) == {"name", "assignedTo", "q", "grouping"}
    assert refused.value.fields["grouping"] == (
        "“priority” does not stand together when sorted by need; choose need or none"
    )


def test_groups_fit_their_order_or_are_the_usual_ones() -> None:
    assert set(GROUPINGS) == set(Sort)
    assert grouping_of(Sort.NEED, Grouping.NONE) is Grouping.NONE
    assert grouping_of(Sort.UPDATED, Grouping.NEED) is Grouping.DAY
    assert grouping_of(Sort.PRIORITY, None) is Grouping.PRIORITY


def test_columns_are_words_each_once() -> None:
    assert columns_of(["TAGS", "number", " ", "tags"]) == (Column.TAGS, Column.NUMBER)
    with pytest.raises(Invalid, match="“colour” is not one of"):
        columns_of(["colour"])


@pytest.mark.parametrize(
    ("whose", "users", "keepers"),
    [
        (Belonging(scope=Scope.PRIVATE, owner_id=AMY.user_id), {AMY}, {AMY}),
        (Belonging(scope=Scope.TEAM, team_id=TEAM), {AMY, BO}, {AMY, BO}),
        (Belonging(scope=Scope.TEAM, team_id=OTHER_TEAM), {BO}, {BO}),
        (Belonging(scope=Scope.SHARED), {AMY, BO}, {BO}),
    ],
)
def test_whose_a_view_is(whose: Belonging, users: set[Person], keepers: set[Person]) -> None:
    everybody = {AMY, BO, DANA}
    assert {one for one in everybody if may_use(one, whose)} == users
    assert {one for one in everybody if may_keep(one, whose)} == keepers
    assert may_use(System(WORKSPACE, "test"), whose)


def test_a_view_moves_by_one_place_and_no_other_does() -> None:
    ids = [UUID(int=place) for place in range(4)]
    positions = [(one, float(place) * 10) for place, one in enumerate(ids)]
    assert place_among(positions, ids[2], up=True) == 5.0
    assert place_among(positions, ids[1], up=False) == 25.0
    assert (place_among(positions, ids[0], up=True), place_among(positions, ids[3], up=False)) == (None, None)
    before, after = place_among(positions, ids[1], up=True), place_among(positions, ids[2], up=False)
    assert before is not None
    assert after is not None
    assert before < 0
    assert after > 30
