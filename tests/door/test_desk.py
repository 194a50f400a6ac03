"""What every door is given."""

from __future__ import annotations

from deskhand.app import serve
from deskhand.door.desk import Desk, desk_of
from deskhand.door.keys import Keys
from deskhand.rules.settings import Settings
from deskhand.store.live import Hub, Pulse


class Asking:
    """A connection, as far as the doors look."""

    def __init__(self, app: object) -> None:
        self.app = app


async def test_a_connection_leads_to_its_own_desk() -> None:
    desks = [Desk(Settings(), Keys(bytes([number]) * 32), Hub(Pulse(""))) for number in (1, 2)]
    for desk in desks:
        assert desk_of(Asking(serve.build(desk))) is desk  # type: ignore[arg-type]
        assert not desk.stopping.is_set()
    desks[0].stopping.set()
    assert not desks[1].stopping.is_set()
