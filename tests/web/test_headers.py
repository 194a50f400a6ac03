"""Policies: pages run our own files alone, and a mail's HTML runs nothing."""

from __future__ import annotations

from deskhand.web.headers import MAIL_POLICY, PAGE_HEADERS, POLICY


def test_pages_allow_nothing_inline_and_nothing_from_elsewhere() -> None:
    rules = dict(rule.split(" ", 1) for rule in POLICY.split("; "))
    assert rules["default-src"] == "'none'"
    assert all("unsafe" not in value and "*" not in value and "http" not in value for value in rules.values())
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert PAGE_HEADERS["X-Frame-Options"] == "DENY"


def test_a_mail_runs_nothing_and_loads_nothing_from_elsewhere() -> None:
    assert MAIL_POLICY.startswith("sandbox; default-src 'none'")
    assert "script" not in MAIL_POLICY
    assert "http" not in MAIL_POLICY
    assert "*" not in MAIL_POLICY
