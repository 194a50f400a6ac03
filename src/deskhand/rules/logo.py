"""A workspace's logo: what may be one, the ground that it needs to be seen, and the one before, which can come back."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from deskhand.rules.attachment import MB
from deskhand.rules.errors import Conflict, Invalid

WIDTH, HEIGHT = 512, 128
"""Pixels of a kept logo at most: twice what the widest page shows."""
LARGEST = 5 * MB
"""Bytes of an image that is to become one."""
KINDS = frozenset({"image/png", "image/jpeg", "image/webp"})
"""Types of images that may become one, told by their content."""
IN_FLIGHT = timedelta(hours=1)
"""How long an upload may take; after that its bytes belong to nobody."""
_SHARE = 100
"""Thousandths of what is seen that would be lost on a ground before the logo is given another one."""


class Ground(StrEnum):
    """What a logo must stand on to be seen whole."""

    ANY = "any"
    LIGHT = "light"
    DARK = "dark"


class Logo(Struct, frozen=True, kw_only=True):
    """A kept logo; its bytes lie in the file store under its id, `stamp` names them, `name` is the uploaded file's."""

    id: UUID
    stamp: str
    name: str
    width: int
    height: int
    ground: Ground = Ground.ANY

    @property
    def path(self) -> str:
        """Where browsers fetch it."""
        return f"/brand/logo/{self.stamp}.png"

    @property
    def told(self) -> str:
        """How the trail names it."""
        return f"{self.name} ({self.stamp[:8]})"

    def within(self, width: int, height: int) -> tuple[int, int]:
        """Return the size at which it fits, in its own proportions and never larger than it is."""
        scale = min(1.0, width / self.width, height / self.height)
        return max(1, round(self.width * scale)), max(1, round(self.height * scale))


class Logos(Struct, frozen=True, kw_only=True):
    """The logo in use, the one that an undo brings back, and ids whose bytes nobody needs, each since when."""

    now: Logo | None = None
    before: Logo | None = None
    can_undo: bool = False
    spare: dict[UUID, datetime] = {}


def check_kind(kind: str) -> None:
    """Refuse what is no PNG, JPEG or WebP image."""
    if kind in {"image/svg+xml", "text/xml"}:
        raise Invalid({"logo": "is an SVG, which can carry scripts; export it as a PNG of 512 × 128 pixels or more"})
    if kind not in KINDS:
        raise Invalid({"logo": f"is {kind} by its content; a logo is a PNG, JPEG or WebP image"})


def check_size(size: int) -> None:
    """Refuse an image of too many bytes."""
    if size > LARGEST:
        most = LARGEST // MB
        raise Invalid({"logo": f"is {size / MB:.1f} MB; a logo has {most} MB at most, {WIDTH} × {HEIGHT} pixels do"})


def ground_of(*, dark: int, light: int) -> Ground:
    """Return the ground for a logo of which so many thousandths are nearly black, or nearly white."""
    if dark > _SHARE >= light:
        return Ground.LIGHT
    return Ground.DARK if light > _SHARE >= dark else Ground.ANY


def announced(held: Logos, logo_id: UUID, now: datetime) -> Logos:
    """Return the logos with one whose bytes are about to be stored."""
    return replace(held, spare={**held.spare, logo_id: now})


def abandoned(held: Logos, now: datetime) -> list[UUID]:
    """Return the ids whose bytes nobody will ask for any more."""
    return [logo_id for logo_id, since in held.spare.items() if now - since > IN_FLIGHT]


def replaced(held: Logos, new: Logo | None, now: datetime) -> Logos:
    """Return the logos with a new one, or with none, in use; the one before stays within reach of one undo."""
    spare = {logo_id: since for logo_id, since in held.spare.items() if new is None or logo_id != new.id}
    if held.before is not None:
        spare[held.before.id] = now
    return Logos(now=new, before=held.now, can_undo=True, spare=spare)


def undone(held: Logos) -> Logos:
    """Return the logos with the one before in use; another undo takes that back."""
    if not held.can_undo:
        raise Conflict("The logo was not changed yet, so there is nothing to take back.")
    return replace(held, now=held.before, before=held.now)
