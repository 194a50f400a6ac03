"""Words of deadlines: what is due, and how it stands."""

from __future__ import annotations

from deskhand.web.reader import gettext as _


def target_name(target: str) -> str:
    """Return what people read for a target of a service level."""
    names = {
        "first_response": _("The first reply"),
        "next_response": _("The next reply"),
        "resolution": _("The solution"),
    }
    return names.get(target, target)
