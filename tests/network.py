"""Plugin: tests speak to this machine alone, and random ones repeat themselves where CI is set."""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

LOCAL_NAMES = {"", "localhost", socket.gethostname().lower()}


class OutsideWorld(RuntimeError):
    """A test tried to reach another machine."""


def pytest_configure(config: pytest.Config) -> None:
    """Close the network and choose the profile of random tests."""
    sys.addaudithook(_guard)
    settings.register_profile(
        "deskhand",
        deadline=None,
        derandomize=bool(os.environ.get("CI")),
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("deskhand")


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse what leaves this machine; an audit hook sees every socket and cannot be undone."""
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        connection, address = arguments[0], arguments[1]
        if connection.family != socket.AF_UNIX and address is not None and not _is_local(address[0]):
            message = f"tests speak to this machine alone, not to {address!r}"
            raise OutsideWorld(message)
    elif event == "socket.getaddrinfo" and not (_is_address(arguments[0]) or _is_local(arguments[0])):
        message = f"tests look up no names of other machines, such as {arguments[0]!r}"
        raise OutsideWorld(message)


def _is_address(host: str | bytes | None) -> bool:
    try:
        ipaddress.ip_address(_name(host))
    except ValueError:
        return False
    return True


def _is_local(host: str | bytes | None) -> bool:
    if _is_address(host):
        address = ipaddress.ip_address(_name(host))
        return address.is_loopback or address.is_unspecified
    return _name(host) in LOCAL_NAMES


def _name(host: str | bytes | None) -> str:
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else host or ""
    return text.partition("%")[0].lower()
