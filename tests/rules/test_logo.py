"""Logos: which images may be one, on what they stand, and the one before, which one undo brings back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.logo import (
    IN_FLIGHT,
    LARGEST,
    Ground,
    Logo,
    Logos,
    abandoned,
    announced,
    check_kind,
    check_size,
    ground_of,
    replaced,
    undone,
)

NOW = datetime(2026, 7, 1, tzinfo=UTC)


def logo(number: int) -> Logo:
    return Logo(id=UUID(int=number), stamp=f"{number:024x}", name="north.png", width=400, height=100)


def test_only_pictures_without_scripts_may_be_one() -> None:
    for kind in ("image/png", "image/jpeg", "image/webp"):
        check_kind(kind)
    with pytest.raises(Invalid, match="export it as a PNG"):
        check_kind("image/svg+xml")
    with pytest.raises(Invalid, match="is image/gif by its content"):
        check_kind("image/gif")
    check_size(LARGEST)
    with pytest.raises(Invalid, match=r"is 6\.0 MB; a logo has 5 MB at most"):
        check_size(LARGEST * 6 // 5)


@pytest.mark.parametrize(
    ("dark", "light", "ground"),
    [(0, 0, Ground.ANY), (900, 0, Ground.LIGHT), (0, 900, Ground.DARK), (400, 400, Ground.ANY), (100, 100, Ground.ANY)],
)
def test_a_logo_that_would_be_lost_asks_for_a_ground(dark: int, light: int, ground: Ground) -> None:
    assert ground_of(dark=dark, light=light) is ground


def test_it_fits_in_its_own_proportions_and_never_grows() -> None:
    assert logo(1).within(200, 44) == (176, 44)
    assert logo(1).within(100, 100) == (100, 25)
    assert logo(1).within(4000, 4000) == (400, 100)
    assert logo(1).path == "/brand/logo/000000000000000000000001.png"
    assert logo(1).told == "north.png (00000000)"


def test_one_undo_brings_the_one_before_back_and_another_takes_that_back() -> None:
    with pytest.raises(Conflict, match="nothing to take back"):
        undone(Logos())
    first = replaced(announced(Logos(), logo(1).id, NOW), logo(1), NOW)
    assert (first.now, undone(first).now) == (logo(1), None)
    second = replaced(first, logo(2), NOW)
    assert second.spare == {}
    back = undone(second)
    assert (back.now, back.before) == (logo(1), logo(2))
    assert undone(back) == second
    bare = replaced(second, None, NOW)
    assert (bare.now, undone(bare).now) == (None, logo(2))


def test_bytes_that_nobody_needs_are_named_once_no_upload_can_want_them() -> None:
    held = announced(replaced(replaced(replaced(Logos(), logo(1), NOW), logo(2), NOW), logo(3), NOW), UUID(int=9), NOW)
    assert set(held.spare) == {logo(1).id, UUID(int=9)}
    assert abandoned(held, NOW + IN_FLIGHT) == []
    assert set(abandoned(held, NOW + IN_FLIGHT + timedelta(seconds=1))) == {logo(1).id, UUID(int=9)}
