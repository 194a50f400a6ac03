"""A sieve's values stand in the order of its conditions, and each way to tell figures apart has a name."""

from __future__ import annotations

from uuid import UUID

from deskhand.queries.sieving import KEYS, NAMES, SIEVED, values_of
from deskhand.rules.statistics import IN_TIME, By, Sieve
from deskhand.rules.ticket import Priority, Source


def test_values_stand_in_the_order_of_the_conditions() -> None:
    sieve = Sieve(
        category="mail", priority=Priority.LOW, source=Source.API, team=UUID(int=1), agent=UUID(int=2),
        organization="Halcyon", tag="vip",
    )  # fmt: skip
    assert values_of(sieve) == ("mail", "low", "api", UUID(int=1), UUID(int=2), "Halcyon", "vip")
    assert [place for place in range(5, 12) if f"${place}" in SIEVED] == list(range(5, 12))
    assert set(NAMES) == set(KEYS) == set(By) - set(IN_TIME)
