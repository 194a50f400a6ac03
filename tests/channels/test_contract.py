"""Every provider keeps the contract."""

from __future__ import annotations

import inspect

import pytest

from deskhand.channels import ALL, open_channels
from deskhand.channels.contract import Carrier, Channel, NotReached
from deskhand.channels.webhook import Webhook
from deskhand.rules.errors import Invalid, Temporary
from deskhand.rules.settings import Settings


@pytest.mark.parametrize("kind", [*ALL, Webhook])
def test_a_provider_has_all_that_a_channel_needs(kind: type[Carrier]) -> None:
    needed = vars(Carrier) if kind is Webhook else {**vars(Carrier), **vars(Channel)}
    for name, member in needed.items():
        if inspect.isfunction(member) and not name.startswith("_"):
            own = getattr(kind, name)
            assert inspect.signature(own) == inspect.signature(member), name
            assert inspect.iscoroutinefunction(own) == inspect.iscoroutinefunction(member), name
    channel = kind(Settings(smtp_url="smtp://127.0.0.1:25"))
    assert channel.width >= 1
    assert channel.patience > 0


def test_the_mailbox_stands_in_while_no_mail_server_is_set() -> None:
    assert open_channels(Settings())["email"].provider == "mailbox"
    assert open_channels(Settings(smtp_url="smtp://127.0.0.1:25"))["email"].provider == "smtp"


def test_a_wrong_setting_is_named_at_the_start() -> None:
    with pytest.raises(Invalid, match="SMTP_URL"):
        open_channels(Settings(smtp_url="mail.example.com"))


def test_what_was_not_reached_keeps_its_cause() -> None:
    cause = Temporary("refused")
    assert NotReached(cause).cause is cause
    assert str(NotReached(cause)) == "refused"
