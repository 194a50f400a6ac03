"""New identifiers."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import RFC_4122, UUID

from deskhand.kit.ids import id_at, new_id


def test_an_id_is_a_uuid_of_its_moment() -> None:
    before = time.time_ns() // 1_000_000
    found = new_id()
    assert type(found) is UUID
    assert (found.version, found.variant) == (7, RFC_4122)
    assert before <= found.int >> 80 <= time.time_ns() // 1_000_000


def test_ids_rise_as_they_are_made() -> None:
    made = [new_id() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_threads_never_make_the_same_id() -> None:
    with ThreadPoolExecutor(8) as threads:
        made = [one for batch in threads.map(lambda _: [new_id() for _ in range(2000)], range(8)) for one in batch]
    assert len(set(made)) == 16_000


def test_an_id_of_the_past_is_one_of_its_moment() -> None:
    moment = datetime(2025, 2, 3, 4, 5, 6, 789_000, tzinfo=UTC)
    made = [id_at(moment) for _ in range(100)]
    assert len(set(made)) == 100
    assert {(one.version, one.int >> 80) for one in made} == {(7, int(moment.timestamp() * 1000))}
    assert id_at(moment + timedelta(seconds=1)) > max(made)
