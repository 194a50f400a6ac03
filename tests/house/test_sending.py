"""Sending: only reactions call a channel's `send`, so that no request and no transaction waits for a provider."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.tree import Module, modules, planted, report

MAY = {"reactions", "channels"}


def sendings(module: Module) -> Iterator[str]:
    """Find `send` called, imported or passed on in a module that knows the channels."""
    if module.floor in MAY or not _knows_channels(module):
        return
    for node in ast.walk(module.tree):
        match node:
            case ast.Attribute(attr="send") | ast.Name(id="send"):
                yield module.at(node.lineno, "only reactions send; write a delivery and let them follow up")
            case ast.ImportFrom(names=names) if any(alias.name == "send" for alias in names):
                yield module.at(node.lineno, "only reactions send; write a delivery and let them follow up")


def _knows_channels(module: Module) -> bool:
    for node in ast.walk(module.tree):
        match node:
            case ast.ImportFrom(module="deskhand", names=names) if any(n.name == "channels" for n in names):
                return True
            case ast.ImportFrom(module=str(name)) if name.startswith("deskhand.channels"):
                return True
            case ast.Import(names=names) if any(n.name.startswith("deskhand.channels") for n in names):
                return True
    return False


def test_only_reactions_send() -> None:
    findings = [finding for module in modules() for finding in sendings(module)]
    assert not findings, report(findings)


@pytest.mark.parametrize(
    "code",
    [
        "from deskhand.channels import ALL\nawait ALL['email'].send(letter)",
        "from deskhand.channels.email_smtp import send",
        "from deskhand import channels\nlater(channels.email_smtp.send)",
        "import deskhand.channels.slack\nx = deskhand.channels.slack.send",
    ],
)
def test_a_sending_elsewhere_is_found(code: str) -> None:
    assert list(sendings(planted(code, "src/deskhand/web/settings.py")))
    assert not list(sendings(planted(code, "src/deskhand/reactions/deliver.py")))


def test_other_things_called_send_are_kept() -> None:
    assert not list(sendings(planted("await socket.send(b'')")))
