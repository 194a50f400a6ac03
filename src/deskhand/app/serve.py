"""The web application: all doors in one ASGI app, and the server that it runs on."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server
from litestar import Litestar, Response, Router
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.openapi.spec import Server as ApiServer
from litestar.types import ControllerRouterHandler

import deskhand
from deskhand import api, web
from deskhand.api.openapi import OpenApi
from deskhand.api.problem import answer_problem
from deskhand.app.environment import StartFailed
from deskhand.door.desk import AnyRequest, Desk
from deskhand.door.request import observed
from deskhand.rules.account import STOP
from deskhand.rules.settings import Settings
from deskhand.web.errors import answer_page

GRACE = 3.0
"""Seconds that open requests get when the process stops."""


def build(desk: Desk) -> Litestar:
    """Return the application with every route; `desk` is what its doors work with."""
    application = Litestar(
        route_handlers=_routes(),
        state=State({"desk": desk}),
        exception_handlers={Exception: _answer_error},
        csrf_config=CSRFConfig(
            secret=desk.keys.derived("csrf"),
            cookie_name="deskhand_csrf",
            header_name="x-csrf-token",
            cookie_secure=desk.settings.cookies_are_secure,
            cookie_httponly=True,
            cookie_samesite="lax",
            exclude=["^/api/", "^/health$", "^/ready$", "^/metrics$", "^/static/", "^/brand/logo/", f"^{STOP}/"],
        ),
        openapi_config=OpenAPIConfig(
            title="Deskhand",
            version=deskhand.__version__,
            description="The support desk's API. Send an API token as `Authorization: Bearer TOKEN`.",
            path="/api",
            openapi_router=Router(
                "/api", route_handlers=[], include_in_schema=False, after_request=_no_page_of_its_own
            ),
            render_plugins=[OpenApi(path="/openapi.json")],
            servers=[ApiServer(url="/")],
            security=[{"token": []}],
            components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}),
            use_handler_docstrings=True,
        ),
        logging_config=None,
    )
    # As a middleware it would stand inside the routes: what leads nowhere would leave no line.
    application.asgi_handler = observed(application.asgi_handler)
    return application


async def free_address(settings: Settings) -> str:
    """Return the number of the address to listen on, which is free now; StartFailed tells why nothing can listen."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = min(found)  # a name that has both leads to its IPv4 address
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or "it is no address"
        raise StartFailed(
            f"Nothing can listen on HOST={settings.host} PORT={settings.port} ({why}): "
            "end what listens there, or name another address or port."
        ) from error
    return str(address[0])


async def serve(application: Litestar, desk: Desk, *, is_up: Callable[[], None]) -> None:
    """Serve until the desk stops; open streams end first, then open requests get their grace."""
    address, port = await free_address(desk.settings), desk.settings.port
    server = Server(
        application, address=address, port=port, interface=Interfaces.ASGINL, http=HTTPModes.http1,
        websockets=False, log_enabled=False, backlog=1024,
    )  # fmt: skip
    running = asyncio.ensure_future(server.serve())
    stop = asyncio.ensure_future(desk.stopping.wait())
    try:
        await _until_listening(address, port, running=running)
        is_up()
        await asyncio.wait({running, stop}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop.cancel()
        if not running.done():
            server.stop()  # type: ignore[no-untyped-call]  # the server has no types
            await asyncio.wait({running}, timeout=GRACE)
            running.cancel()
    if not running.cancelled() and running.done() and (error := running.exception()) is not None:
        raise error


def _routes() -> list[ControllerRouterHandler]:
    return [*api.ROUTES, *web.ROUTES]


async def _until_listening(host: str, port: int, *, running: asyncio.Future[None]) -> None:
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (compared, not bound)
    while not running.done():
        try:
            _, writer = await asyncio.open_connection(target, port)
        except OSError:
            await asyncio.sleep(0.02)
            continue
        writer.close()
        return
    await running


def _no_page_of_its_own(response: Response[Any]) -> Response[Any]:
    """Have an unknown path below /api answered as a problem; the library would answer with a page."""
    if response.status_code == HTTPStatus.NOT_FOUND:
        raise NotFoundException
    return response


def _answer_error(request: AnyRequest, error: Exception) -> Response[bytes]:
    if request.url.path.startswith("/api/"):
        return answer_problem(request, error)
    return answer_page(request, error)
