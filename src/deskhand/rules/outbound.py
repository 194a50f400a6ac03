"""Which other machines the desk may call: public ones by https, and those of networks that the operator lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Networks = Sequence[Network]

VARIABLE = "OUTBOUND_ALLOW"
LONGEST_URL = 2000
"""Characters of an address that is called."""
_PORTS = {"https": 443, "http": 80}
_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_LONGEST_NAME = 253
_LABEL = re.compile("[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
"""A part of a name between its dots; the names of containers hold underscores."""
_NOT_IN_AN_ADDRESS = set(' "<>\\^`{|}')


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a request goes: `path` holds the query too."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Return what the Host header says."""
        return self.place(self.host)

    def place(self, host: str | Address) -> str:
        """Return a host with the port where it is not the scheme's own, as an address writes it."""
        name = f"[{host}]" if ":" in str(host) else str(host)
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"


def target_of(url: str) -> Target | None:
    """Return where an address leads, or None when it is none that can be called."""
    parts = _parts(url)
    if parts is None or parts.hostname is None:
        return None
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(scheme=parts.scheme, host=parts.hostname, port=parts.port or _PORTS[parts.scheme], path=path)


def flaw_in_url(url: str, *, allowed: Networks) -> str | None:
    """Say why an address cannot be called, or None; where its name leads is seen when it is called."""
    if len(url) > LONGEST_URL:
        return f"is {len(url):,} characters long; at most {LONGEST_URL:,} are allowed"
    target = target_of(url)
    if target is None:
        return (
            f"“{_shown(url)}” is not an address such as https://example.com/hook (of plain letters, without a name, a "
            "password or a fragment)"
        )
    literal = _literal(target.host)
    if literal is not None:
        return flaw_in_address(literal, scheme=target.scheme, allowed=allowed)
    if target.scheme == "http" and not allowed:
        return f"“{_shown(url)}” would be sent unencrypted; write https://"
    return None


def flaw_in_addresses(found: Iterable[Address], *, scheme: str, allowed: Networks) -> str | None:
    """Say why none of the addresses that a name leads to may be called, or None when each of them may."""
    return next((flaw for one in found if (flaw := flaw_in_address(one, scheme=scheme, allowed=allowed))), None)


def flaw_in_address(address: Address, *, scheme: str, allowed: Networks) -> str | None:
    """Say why an address may not be called, or None when it may."""
    if _is_listed(address, allowed):
        return None
    if not is_public(address):
        return f"leads to {address}, which is not a public address; the operator can list its network in {VARIABLE}"
    return "would be sent unencrypted; write https://" if scheme == "http" else None


def is_public(address: Address) -> bool:
    """Say whether an address is one of the open internet, also the one that another is embedded in."""
    if isinstance(address, IPv4Address):
        return address.is_global and not (address.is_multicast or address.is_reserved)
    inner = _embedded(address)
    if inner is not None:
        return is_public(inner)
    return address.is_global and address in _UNICAST and not address.is_multicast


def _is_listed(address: Address, allowed: Networks) -> bool:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    plain = mapped or address
    return any(plain in network for network in allowed if network.version == plain.version)


def _embedded(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


def _parts(url: str) -> SplitResult | None:
    if not (url.isascii() and url.isprintable()) or set(url) & _NOT_IN_AN_ADDRESS or "#" in url:
        return None
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in _PORTS and _is_host(parts.hostname or "") and parts.port != 0
    except ValueError:
        return None
    return parts if is_whole and "@" not in parts.netloc else None


def _is_host(host: str) -> bool:
    """Say whether a host is a name or an address as everybody writes it: `0x7f.1` is one to some machines alone."""
    if _literal(host) is not None:
        return True
    labels = host.removesuffix(".").split(".")
    is_name = len(host) <= _LONGEST_NAME and all(_LABEL.fullmatch(label) for label in labels)
    return is_name and not (labels[-1].isdigit() or labels[-1].startswith("0x"))


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _shown(url: str) -> str:
    return url[:60].encode("utf-8", "replace").decode().replace("\x00", "\\0")
