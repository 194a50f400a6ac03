"""Why a ticket has its priority, in the reader's language."""

from __future__ import annotations

from deskhand.rules.priority.reason import Signal, What, reason_in
from deskhand.web.reader import gettext as _
from deskhand.web.words import source_name, type_name


def reason_text(kept: str) -> str:
    """Return why a ticket has its priority: what was detected in the reader's words, all else as it was said."""
    found = reason_in(kept)
    if found is None:
        return {"Set by hand.": _("Set by hand."), "Set when it was opened.": _("Set when it was opened.")}.get(
            kept, kept
        )
    if not found.signals:
        return _("Detected: nothing in it speaks for more or less.")
    told = ", ".join(f"{_because(one)} ({one.points:+d})" for one in found.signals)
    return _("Detected, %(score)s points: %(told)s.") % {"score": found.score, "told": told}


def _because(one: Signal) -> str:
    return {
        What.SUBJECT: _("“%(words)s” in the subject") % {"words": one.of},
        What.TEXT: _("“%(words)s” in the text") % {"words": one.of},
        What.NOT_IN_SUBJECT: _("“not … %(words)s” in the subject") % {"words": one.of},
        What.NOT_IN_TEXT: _("“not … %(words)s” in the text") % {"words": one.of},
        What.CLIENT: _("priority client"),
        What.TYPE: _("type: %(name)s") % {"name": type_name(one.of)},
        What.SOURCE: _("came by %(name)s") % {"name": source_name(one.of)},
        What.MONITORING: _("sent by monitoring"),
        What.MACHINE: _("sent by a machine"),
        What.NO_OUTAGE: _("nothing says that all is down or lost"),
    }[one.what]
