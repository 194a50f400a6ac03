"""Relations: each has an opposite, and is written at one of its two ends."""

from __future__ import annotations

from deskhand.rules.ticket_link import BY_HAND, KINDS, OPPOSITE, SINGLE, Relation, is_kept_here


def test_every_relation_has_an_opposite_and_is_kept_at_one_end() -> None:
    assert set(OPPOSITE) == set(Relation)
    for relation in Relation:
        assert OPPOSITE[OPPOSITE[relation]] is relation
        assert is_kept_here(relation) is not is_kept_here(OPPOSITE[relation])
    assert set(KINDS) | {Relation.FOLLOW_UP_OF} == {relation for relation in Relation if is_kept_here(relation)}
    assert all(is_kept_here(relation) for relation in SINGLE)


def test_people_make_every_relation_but_that_of_a_split() -> None:
    assert set(Relation) - set(BY_HAND) == {Relation.SPLIT_FROM, Relation.SPLIT_OFF}
