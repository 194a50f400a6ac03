"""The five figures at the head of the queue: each is counted from an index, and no further than it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deskhand.queries.filters import Where, narrowed
from deskhand.rules.filters import NO_FILTERS, Due, Filters, Snoozed
from deskhand.rules.ticket import Priority, Status
from deskhand.store.db import Reading

MOST = 999
"""A figure stops here; more reads `999+`."""

FIGURES: dict[str, Filters] = {
    "total": Filters(status=tuple(Status), snoozed=Snoozed.ANY),
    "open": Filters(status=(Status.OPEN,), snoozed=Snoozed.ANY),
    "pending": Filters(status=(Status.WAITING_CUSTOMER, Status.WAITING_SUPPORT), snoozed=Snoozed.ANY),
    "urgent": Filters(priority=(Priority.CRITICAL, Priority.URGENT), snoozed=Snoozed.ANY),
    "breached": Filters(sla=Due.BREACHED, snoozed=Snoozed.ANY),
}
"""Each figure, and the list of the queue that it counts."""


NO_FIGURES = "'[]'::jsonb"
"""What stands in the place of the figures where none are shown."""


@dataclass(frozen=True, slots=True)
class Figure:
    """How many tickets a list shows."""

    name: str
    filters: Filters
    count: str


def figures_by(where: Where, reading: Reading) -> str:
    """Return an expression that counts for every figure; its values come after those of a list."""
    seen = narrowed(reading.actor, NO_FILTERS)
    place = len(where.values)
    where.values += [*seen.values, reading.now]
    every = seen.text(after=place)
    now = f"${place + len(seen.values) + 1}"
    lists = (
        f"{every} limit {MOST + 1}",
        f"{every} and t.status = 'open' limit {MOST + 1}",
        f"{every} and t.status in ('waiting_customer', 'waiting_support') limit {MOST + 1}",
        f"{every} and t.attention < 3 and t.attention in (0, 1, 2) and t.priority_rank < 2 limit {MOST + 1}",
        f"{every} and t.attention < 3 and t.sla_nearest_at <= {now} limit {MOST + 1}",
    )
    counts = [f"(select count(*) from (select 1 from tickets t where {one}) c)" for one in lists]  # noqa: S608 (fragments are constants, values are parameters)
    return f"jsonb_build_array({', '.join(counts)})"


def told(counts: Sequence[int]) -> list[Figure]:
    """Return the figures as they are shown; none where none were counted."""
    return (
        []
        if not counts
        else [
            Figure(name, filters, f"{MOST}+" if count > MOST else str(count))
            for (name, filters), count in zip(FIGURES.items(), counts, strict=True)
        ]
    )
