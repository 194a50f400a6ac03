"""Static files: known ones only, from memory, kept by browsers for as long as their address names their content."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from deskhand.rules.errors import NotFound
from deskhand.web.template import STATIC

_FOREVER = "public, max-age=31536000, immutable"
_PACKED = {".css", ".js", ".svg"}
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".woff2": "font/woff2"}


@dataclass(frozen=True, slots=True)
class File:
    """A file's bytes, plain and packed (None where packing does not help), with the stamp of its content."""

    kind: str
    stamp: str
    plain: bytes
    packed: bytes | None


@get("/static/{name:path}", include_in_schema=False)
async def read_file(request: Request[object, object, State], name: FromPath[str]) -> Response[bytes]:
    """Return a file; NotFound for every name that is not among them."""
    found = _file(str(name).lstrip("/"))
    etag = f'"{found.stamp}"'
    headers = {
        "Cache-Control": _FOREVER if request.query_params.get("v") == found.stamp else "no-cache",
        "ETag": etag,
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'",
    }
    if request.headers.get("if-none-match") == etag:
        return Response(b"", status_code=HTTPStatus.NOT_MODIFIED, media_type=found.kind, headers=headers)
    if found.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.packed, media_type=found.kind, headers={**headers, "Content-Encoding": "gzip"})
    return Response(found.plain, media_type=found.kind, headers=headers)


def _file(name: str) -> File:
    if name not in _names():
        raise NotFound("There is no such file.")
    return _read(name)


@cache
def _names() -> frozenset[str]:
    return frozenset(str(path.relative_to(STATIC)) for path in STATIC.rglob("*.*") if path.is_file())


@cache
def _read(name: str) -> File:
    path = STATIC / name
    plain = path.read_bytes()
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    packed = gzip.compress(plain, 6, mtime=0) if path.suffix in _PACKED else None
    return File(kind, hashlib.sha256(plain).hexdigest()[:10], plain, packed)


ROUTES = [read_file]
