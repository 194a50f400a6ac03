"""What mails about accounts are, and how long their links last."""

from __future__ import annotations

from uuid import UUID

from deskhand.rules import events
from deskhand.rules.account import KIND_OF, LASTS, Purpose, link_of, path_of, throttle_keys


def test_every_purpose_has_a_mail_a_page_and_a_time() -> None:
    assert set(KIND_OF) == set(LASTS) == set(Purpose)
    paths = [path_of(purpose) for purpose in Purpose]
    assert len(set(paths)) == len(paths)
    assert all(path.startswith("/") and path.endswith("/") for path in paths)


def test_an_event_says_which_link_it_sends() -> None:
    link = UUID(int=1)
    asked = events.LinkAsked(purpose="password", address="a@b.test", link_id=link, digest="")
    assert link_of(asked) == (link, Purpose.PASSWORD)
    invited = events.PersonInvited(user_id=UUID(int=2), address="a@b.test", link_id=link)
    assert link_of(invited) == (link, Purpose.INVITATION)
    assert link_of(events.AddressChanged(user_id=link, address="a@b.test", changes={})) is None


def test_asking_is_counted_by_address_and_by_network() -> None:
    assert throttle_keys("A@b.test", "192.0.2.7") == {"asked:a@b.test": 5, "asked-from:192.0.2.7": 20}
