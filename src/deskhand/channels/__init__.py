"""Speaks to other companies' machines: one provider, one file."""

from __future__ import annotations

from deskhand.channels.contract import Channel, Channels
from deskhand.channels.email_smtp import SmtpEmail
from deskhand.channels.mailbox import MailboxEmail
from deskhand.rules.notify import CHANNELS
from deskhand.rules.settings import Settings

ALL: tuple[type[Channel], ...] = (SmtpEmail, MailboxEmail)
"""Every provider there is; `rules.notify.CHANNELS` says which settings each needs."""


def open_channels(settings: Settings) -> Channels:
    """Return each channel with the first of its providers whose settings are there; Invalid names a wrong setting."""
    kinds = {(kind.name, kind.provider): kind for kind in ALL}
    chosen: dict[str, Channel] = {}
    for name, providers in CHANNELS.items():
        for provider, needed in providers.items():
            if name not in chosen and all(getattr(settings, setting) for setting in needed):
                chosen[name] = kinds[name, provider](settings)
    return chosen
