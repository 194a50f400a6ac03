"""Words of deadlines: every state and every target has its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deskhand.rules.filters import Due
from deskhand.rules.sla.clock import Standing
from deskhand.rules.sla.colour import NO_CHIP, Chip
from deskhand.rules.sla.policy import Target
from deskhand.web.deadlines import chip_for, left, target_name
from deskhand.web.lists import due_name
from deskhand.web.reader import reading
from tests.web.gallery import READER


def test_every_state_and_target_has_words_of_its_own() -> None:
    for words, values in ((due_name, list(Due)), (target_name, list(Target))):
        with reading(READER):
            named = [words(value.value) for value in values]
        assert len(set(named)) == len(values)
        assert not set(named) & {value.value for value in values}


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(38, "38m"), (0, "0m"), (72, "1h 12m"), (60, "1h"), (18 * 60 + 5, "18h"), (72 * 60, "3d"), (-72, "−1h 12m")],
)
def test_what_is_left_is_told_in_two_units(minutes: int, text: str) -> None:
    with reading(READER):
        assert left(timedelta(minutes=minutes)) == text


def test_a_chip_says_its_state_its_time_and_its_target() -> None:
    now, hour = READER.now, timedelta(hours=1)
    running = Chip(
        standing=Standing.RUNNING, target=Target.FIRST_RESPONSE, due_at=now + 2 * hour, critical_at=now + hour,
        warning_at=now + hour / 2, half_at=now - hour,
    )  # fmt: skip
    paused = Chip(standing=Standing.PAUSED, target=Target.RESOLUTION, left=3 * hour)
    met = Chip(standing=Standing.MET, target=Target.RESOLUTION, left=-hour)
    with reading(READER):
        shown = chip_for(running)
        assert shown is not None
        assert shown[:2] == ("upcoming", "2h")
        assert shown[2].startswith("The first reply: due ")
        assert shown[4] == (now + 2 * hour).isoformat(timespec="seconds")
        assert (chip_for(paused) or ())[:2] == ("paused", "Paused · 3h left")
        assert (chip_for(met) or ())[:3] == ("met", "Met late", "The solution: Met late")
        assert chip_for(NO_CHIP) is None
