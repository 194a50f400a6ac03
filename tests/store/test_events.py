"""Events are read back as what they told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID, uuid4

from msgspec import Struct, inspect

from deskhand.rules import events
from deskhand.store.db import acting_as, reading_as
from deskhand.store.events import by_ids
from tests.database import Desk

S = TypeVar("S", bound=Struct)


def sample(kind: type[S]) -> S:
    """Return an event, or a struct of one, with a value in each of its fields."""
    about = inspect.type_info(kind)
    assert isinstance(about, inspect.StructType)
    return kind(**{field.name: _value(field.type) for field in about.fields})


def _value(kind: inspect.Type) -> object:
    match kind:
        case inspect.StructType(cls=struct):
            return sample(struct)
        case inspect.UnionType(types=types):
            return _value(next(one for one in types if not isinstance(one, inspect.NoneType)))
        case inspect.DictType(key_type=key, value_type=value):
            return {_value(key): _value(value)}
        case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item):
            items = [_value(item)]
            return items if isinstance(kind, inspect.ListType) else tuple(items)
        case inspect.TupleType(item_types=items):
            return tuple(_value(item) for item in items)
    return _VALUES[type(kind)]


_VALUES: dict[type[inspect.Type], object] = {
    inspect.StrType: "“ü”", inspect.IntType: 7, inspect.FloatType: 0.5, inspect.BoolType: True,
    inspect.UUIDType: UUID(int=7), inspect.DateTimeType: datetime(2026, 1, 2, 3, 4, tzinfo=UTC), inspect.AnyType: "x",
}  # fmt: skip


async def test_every_event_is_read_as_it_was_written(desk: Desk) -> None:
    told = [sample(kind) for kind in events.ALL]
    ticket_id = uuid4()
    async with acting_as(desk.agent) as tx:
        written = {await tx.emit(event, ticket_id=ticket_id): event for event in told}
        now = tx.now
    async with reading_as(desk.system) as reading:
        found = await by_ids(reading, [*written, uuid4()])
    assert {event_id: row.event for event_id, row in found.items()} == written
    assert {(row.ticket_id, row.actor_id, row.actor_name, row.at) for row in found.values()} == {
        (ticket_id, desk.agent.user_id, desk.agent.name, now)
    }


async def test_an_event_that_this_version_cannot_read_is_left_out(desk: Desk) -> None:
    async with acting_as(desk.system) as tx:
        ids = [await tx.emit(events.LinkMade(user_id=uuid4())) for _ in range(3)]
    await desk.as_owner("update events set name = 'of.tomorrow' where id = $1", ids[0])
    await desk.as_owner("update events set payload = '{\"user_id\": 7}' where id = $1", ids[1])
    async with reading_as(desk.system) as reading:
        assert set(await by_ids(reading, ids)) == {ids[2]}
