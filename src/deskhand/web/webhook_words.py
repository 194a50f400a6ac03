"""The words of webhooks, as their readers say them."""

from __future__ import annotations

from deskhand.rules.delivery import State
from deskhand.rules.webhook import BY_RULE, TEST
from deskhand.web.automation_words import event_words as words_of_rules
from deskhand.web.reader import gettext as _


def event_words() -> dict[str, str]:
    """Return what webhooks tell of."""
    return {
        **words_of_rules(),
        "ticket.merged": _("a ticket is merged"),
        BY_RULE: _("a rule ran"),
        TEST: _("a test"),
    }


def state_word(state: State) -> str:
    """Return where a message stands."""
    if state in {State.PLANNED, State.HELD, State.READY, State.SENDING}:
        return _("Waits")
    return {
        State.RETRY_WAIT: _("Is tried again"),
        State.DELIVERED: _("Delivered"),
        State.SUPPRESSED: _("Not sent"),
        State.SUPERSEDED: _("Not sent"),
        State.UNCERTAIN: _("Uncertain"),
    }.get(state, _("Failed"))


def reason_word(reason: str) -> str:
    """Return why a message was not sent, or what is to be known of it."""
    return {
        "switched_off": _("The webhook was switched off."),
        "gone": _("The webhook was switched off, since its receiver asked for no more."),
        "removed": _("The webhook was removed."),
        "deleted": _("The ticket was deleted."),
        "provider_unreachable": _("The receiver did not take another message a moment before; this one waits."),
        "out_of_attempts": _("It was tried as often as a message is, and is given up."),
    }.get(reason, "")
