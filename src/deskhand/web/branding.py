"""Branding: the workspace's name, logo, accent, words, language and time zone, with a preview; and its style sheet."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from zoneinfo import available_timezones

from litestar import Response, get, post

from deskhand.actions.contract import act
from deskhand.actions.workspace import change_workspace
from deskhand.queries import workspaces
from deskhand.queries.contract import ask
from deskhand.rules.access import Can, require
from deskhand.rules.brand import DARK, LIGHT, accent, flaw_in_dark, flaw_in_light, least_contrast, sheet
from deskhand.rules.errors import Invalid
from deskhand.rules.workspace import Profile, ProfileChange
from deskhand.web.frame import Frame, Framed, go, stamp_of
from deskhand.web.refused import sentences

BRANDING = "/admin/settings/branding"
_FIELDS = ("name", "accent", "accent_dark", "support_address", "welcome", "time_zone", "language", "sign_up")


@get("/brand.css")
async def read_sheet(frame: Framed) -> Response[bytes]:
    """Return the workspace's own colours; empty while it uses the shipped ones."""
    found = accent(frame.brand.accent, frame.brand.accent_dark)
    return _sheet(frame, "" if found is None else sheet(found))


@get(BRANDING)
async def read_branding(frame: Framed) -> Response[str]:
    """Show the form with what is set."""
    return await shown(frame)


@post(BRANDING)
async def save_branding(frame: Framed) -> Response[str] | Response[None]:
    """Take the form, or say which field cannot be taken and what would do."""
    form: dict[str, Any] = await frame.form(*_FIELDS)
    try:
        await act(frame.person, change_workspace, ProfileChange(**form))
    except Invalid as refusal:
        return await _shown(frame, form, sentences(refusal, frame))
    frame.desk.brands.forget(frame.actor.workspace_id)
    return go(f"{BRANDING}?saved=1")


@get(BRANDING + "/preview")
async def read_preview(frame: Framed) -> Response[str]:
    """Show buttons and links in the colours that the form asks for, in both themes, with their contrasts."""
    require(frame.person, Can.MANAGE_WORKSPACE)
    asked: dict[str, Any] = {
        name: frame.request.query_params.get(name, "")[:60] for name in ("accent", "accent_dark", "name")
    }
    return frame.show("branding_preview.html", **_preview(Profile(**asked)))


@get(BRANDING + "/preview.css")
async def read_preview_sheet(frame: Framed) -> Response[bytes]:
    """Return the colours of a preview."""
    require(frame.person, Can.MANAGE_WORKSPACE)
    asked = frame.request.query_params
    found = accent(asked.get("accent", "")[:60], asked.get("accent_dark", "")[:60])
    return _sheet(frame, "" if found is None else sheet(found, scope=".trial"))


async def shown(frame: Frame, errors: dict[str, str] | None = None) -> Response[str]:
    """Return the page with what is set, and what could not be taken."""
    return await _shown(frame, {name: getattr(frame.brand, name) for name in _FIELDS}, errors or {})


async def _shown(frame: Frame, written: dict[str, str], errors: dict[str, str]) -> Response[str]:
    trail = await ask(frame.person, workspaces.trail)
    asked = Profile(name=written["name"], accent=written["accent"], accent_dark=written["accent_dark"])
    return frame.show(
        "branding.html", status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK, written=written,
        errors=errors, trail=trail.steps, can_undo_logo=trail.can_undo_logo, zones=zones(),
        saved=frame.request.query_params.get("saved") == "1", **_preview(asked),
    )  # fmt: skip


def _preview(asked: Profile) -> dict[str, Any]:
    light, dark = asked.accent.strip(), asked.accent_dark.strip()
    flaws = [flaw for flaw in (light and flaw_in_light(light), dark and flaw_in_dark(dark)) if flaw]
    found = None if flaws else accent(light, dark)
    return {
        "preview_name": asked.name, "flaws": flaws,
        "preview_url": f"{BRANDING}/preview.css?{urlencode({'accent': light, 'accent_dark': dark})}" if found else "",
        "contrasts": (least_contrast(found.light, LIGHT), least_contrast(found.dark, DARK)) if found else None,
    }  # fmt: skip


def _sheet(frame: Frame, text: str) -> Response[bytes]:
    stamp = stamp_of(text)
    etag = f'"{stamp}"'
    lasting = frame.request.query_params.get("v") == stamp
    headers = {
        "Cache-Control": "private, max-age=31536000, immutable" if lasting else "private, no-cache",
        "ETag": etag,
        "Vary": "Cookie",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'",
    }
    if frame.request.headers.get("if-none-match") == etag:
        return Response(b"", status_code=HTTPStatus.NOT_MODIFIED, media_type="text/css", headers=headers)
    return Response(text.encode(), media_type="text/css; charset=utf-8", headers=headers)


@cache
def zones() -> list[tuple[str, str]]:
    """Return the zones that people name: those with a place, and UTC."""
    areas = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    names = sorted(name for name in available_timezones() if name.startswith(areas))
    return [(name, name.replace("_", " ")) for name in ("UTC", *names)]


ROUTES = [read_sheet, read_branding, save_branding, read_preview, read_preview_sheet]
