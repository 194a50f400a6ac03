"""What somebody gave of a change, of which any part may be left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import UNSET, Struct


def given(wanted: Struct, names: Iterable[str] = ()) -> dict[str, Any]:
    """Return the fields that are given, of these names or of all; UNSET ones are not."""
    found = {name: getattr(wanted, name) for name in names or wanted.__struct_fields__}
    return {name: value for name, value in found.items() if value is not UNSET}
