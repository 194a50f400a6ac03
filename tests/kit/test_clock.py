"""The clock, and days that are only played."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from deskhand.kit import clock

TOMORROW = timedelta(days=1)
MOMENT = timedelta(seconds=30)


def is_about(expected: datetime) -> bool:
    return abs(clock.now() - expected) < MOMENT


def test_now_is_this_moment_in_utc() -> None:
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().tzinfo is UTC


def test_elapsed_measures_what_passes_whatever_day_is_played() -> None:
    began = clock.elapsed()
    with clock.moved(-TOMORROW):
        time.sleep(0.02)
        assert 0.02 <= clock.elapsed() - began < 5


def test_a_played_day_ends_with_its_block() -> None:
    today = clock.now()
    with clock.moved(TOMORROW):
        assert is_about(today + TOMORROW)
        with clock.moved(TOMORROW):
            assert is_about(today + 2 * TOMORROW)
        assert is_about(today + TOMORROW)
    assert is_about(today)


def test_a_played_day_ends_with_a_failure_too() -> None:
    today = clock.now()
    with pytest.raises(KeyError), clock.moved(TOMORROW):
        raise KeyError
    assert is_about(today)


async def test_a_day_is_played_for_one_task_alone() -> None:
    today, moved, looked = clock.now(), asyncio.Event(), asyncio.Event()

    async def play() -> datetime:
        with clock.moved(-TOMORROW):
            moved.set()
            await looked.wait()
            return await asyncio.to_thread(clock.now)

    playing = asyncio.create_task(play())
    await moved.wait()
    assert is_about(today)
    looked.set()
    assert abs(await playing - (today - TOMORROW)) < MOMENT
