"""Who may sign up, and who has an account already."""

from __future__ import annotations

import pytest

from deskhand.rules.access import Role
from deskhand.rules.errors import Invalid
from deskhand.rules.sign_up import SignUp, check_stranger, domain_of, has_account, may_sign_up


@pytest.mark.parametrize(
    ("policy", "of_known_domains", "of_others"),
    [(SignUp.OPEN, True, True), (SignUp.DOMAINS, True, False), (SignUp.CLOSED, False, False)],
)
def test_the_workspace_says_who_may(policy: SignUp, of_known_domains: bool, of_others: bool) -> None:
    assert may_sign_up(policy, is_known_domain=True) is of_known_domains
    assert may_sign_up(policy, is_known_domain=False) is of_others


def test_a_customer_who_only_wrote_has_no_account_yet() -> None:
    assert not has_account(role=Role.CUSTOMER, has_password=False, was_here=False)
    assert has_account(role=Role.CUSTOMER, has_password=True, was_here=False)
    assert has_account(role=Role.CUSTOMER, has_password=False, was_here=True)
    assert has_account(role=Role.AGENT, has_password=False, was_here=False)


def test_every_flaw_of_a_stranger_is_named() -> None:
    check_stranger(email="nia@a.test", first_name="Nia", last_name="")
    with pytest.raises(Invalid) as refusal:
        check_stranger(email="nia@", first_name=" ", last_name="x" * 101)
    assert set(refusal.value.fields) == {"email", "firstName", "lastName"}


def test_a_domain_is_what_follows_the_last_at() -> None:
    assert domain_of('"a@b"@Halcyon.TEST') == "halcyon.test"
