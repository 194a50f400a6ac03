"""What flips is paged and bounded, its owner alone sees it, and it is forgotten after a day."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from deskhand.actions.contract import act
from deskhand.actions.hindsights import ask_hindsight
from deskhand.actions.housekeeping import forget_expired
from deskhand.actions.policies import Wanted
from deskhand.queries import hindsights as queries
from deskhand.queries.contract import ask
from deskhand.queries.policies import list_policies
from deskhand.rules.errors import NotFound
from deskhand.rules.sla.policy import STANDARD
from deskhand.rules.ticket import Priority
from deskhand.store import hindsights as store
from tests.database import Desk
from tests.reactions.test_hindsight import FIRST, judged, later, opened, read


async def test_what_flips_is_paged_bounded_and_forgotten(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "LISTED", 1)
    ids = await opened(desk, 2)
    standard = (await ask(desk.admin, list_policies))[0]
    wanted = Wanted(name="Standard", says=replace(STANDARD, targets={FIRST: dict.fromkeys(Priority, 9_000)}))
    with later(7):
        await act(desk.admin, ask_hindsight, standard.id, wanted)
        found = await judged(desk)
        assert (found.flipped, found.items, found.is_cut) == (2, [], False)
        page = await read(desk, is_late=False)
        rest = await read(desk, is_late=False, after=page.next_cursor)
        assert ([one.id for one in (*page.items, *rest.items)], rest.next_cursor) == (ids[::-1], None)
        for module in (store, queries):
            monkeypatch.setattr(module, "MOST_FLIPS", 1)
        await act(desk.admin, ask_hindsight, standard.id, wanted)
        assert await desk.value("select count(*) from hindsights") == 1, "it takes the place of the one before"
        found = await judged(desk)
        assert (found.flipped, found.is_cut, found.tally.before[FIRST], found.tally.after[FIRST]) == (2, True, 2, 0)
        assert await desk.value("select count(*) from hindsight_flips") == 1
    with later(30):
        await act(desk.system, forget_expired)
        assert await desk.value("select count(*) from hindsights") == 1, "it is kept for a day"
    with later(32):
        await act(desk.system, forget_expired)
    with pytest.raises(NotFound):
        await read(desk)
