"""The one client for HTTP to machines that people name: checked addresses, no redirects, bounded time and answers."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address

import httpx2

from deskhand import __version__
from deskhand.kit.text import without_controls
from deskhand.rules.errors import Permanent, Temporary, Unknown
from deskhand.rules.outbound import Address, Networks, Target, flaw_in_addresses, flaw_in_url, target_of

PATIENCE = 10.0
"""Seconds that one request takes at most."""
CONNECT_PATIENCE = 4.0
"""Seconds until a connection to one address stands."""
MOST_ADDRESSES = 2
"""Addresses of a name that are tried, one after the other."""
MOST_READ = 64_000
"""Bytes that are read of an answer, whatever it is."""
READING = 2.0
"""Seconds that the words of an answer are waited for, once its status is there."""
SHOWN = 500
"""Characters of an answer that are kept."""
_NOT_CONNECTED = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
_OURS = {"User-Agent": f"Deskhand/{__version__}", "Accept-Encoding": "identity", "Connection": "close"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a machine answered, cut short."""

    status: int
    retry_after: str | None
    text: str


class Outbound:
    """Posts to addresses that the operator did not choose, and to none that they did not allow."""

    def __init__(self, allowed: Networks) -> None:
        """Open nothing yet; `allowed` are the private networks that may be called."""
        self._allowed = allowed

    async def post(self, url: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post once, and follow nothing; Temporary when nothing has left, Unknown once it may have arrived."""
        flaw = flaw_in_url(url, allowed=self._allowed)
        target = target_of(url)
        if flaw is not None or target is None:
            raise Permanent(f"The address {flaw}.", kind="address")
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE
        addresses = await self._resolved(target, until=until)
        trouble = Temporary(f"{target.host} has no address.")
        for address in addresses[:MOST_ADDRESSES]:
            try:
                async with asyncio.timeout_at(until):
                    return await self._posted(target, address, body=body, headers=headers)
            except _NOT_CONNECTED as error:
                trouble = Temporary(f"{target.host} could not be reached: {_said(error)}")
            except TimeoutError:
                raise Unknown(f"{target.host} did not answer within {PATIENCE:.0f} seconds.") from None
            except httpx2.HTTPError as error:
                raise Unknown(f"{target.host} broke off before it answered: {_said(error)}") from None
        raise trouble

    async def close(self) -> None:
        """Cut what is still open."""
        await self._transport.aclose()

    @cached_property
    def _transport(self) -> httpx2.AsyncHTTPTransport:
        # A connection each: kept ones are found by address, and two names at one address have two certificates.
        return httpx2.AsyncHTTPTransport(
            verify=ssl.create_default_context(), trust_env=False,
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=0),
        )  # fmt: skip

    async def _resolved(self, target: Target, *, until: float) -> list[Address]:
        """Look a name up once and check every address that it leads to; what is called is one of these."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout_at(until):
                found = await loop.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise Temporary(f"The name {target.host} was not found: {_said(error)}") from None
        addresses = list(dict.fromkeys(ip_address(one[4][0]) for one in found))
        flaw = flaw_in_addresses(addresses, scheme=target.scheme, allowed=self._allowed)
        if flaw is not None:
            raise Permanent(f"{target.host} {flaw}.", kind="address")
        return addresses

    async def _posted(self, target: Target, address: Address, *, body: bytes, headers: Mapping[str, str]) -> Answer:
        request = httpx2.Request(
            "POST", f"{target.scheme}://{target.place(address)}{target.path}", content=body,
            headers={**_OURS, **headers, "Host": target.authority},
            extensions={
                "sni_hostname": target.host, "timeout": httpx2.Timeout(PATIENCE, connect=CONNECT_PATIENCE).as_dict()
            },
        )  # fmt: skip
        response = await self._transport.handle_async_request(request)
        try:
            return Answer(response.status_code, response.headers.get("retry-after"), await _beginning(response))
        finally:
            # What was taken was taken, also where the other side hangs up on what nobody needs any more.
            with contextlib.suppress(httpx2.HTTPError):
                await response.aclose()


async def _beginning(response: httpx2.Response) -> str:
    read = b""
    with contextlib.suppress(httpx2.HTTPError, TimeoutError):
        async with asyncio.timeout(READING):
            async for part in response.aiter_raw():
                read += part
                if len(read) >= MOST_READ:
                    break
    return without_controls(read[: 4 * SHOWN].decode("utf-8", "replace"))[:SHOWN].strip()


def _said(error: Exception) -> str:
    return without_controls(str(error))[:200] or type(error).__name__
