"""Where attached files are kept: a folder of this machine, or a bucket of an S3-compatible service, by obstore."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING
from uuid import UUID

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, ObjectStore, S3Store

from deskhand.rules.errors import NoRoom, Temporary
from deskhand.rules.file_places import bucket
from deskhand.rules.settings import Settings

if TYPE_CHECKING:
    from obstore.store import S3Config

CHUNK = 1024 * 1024
_PATIENCE = timedelta(seconds=30)
_NO_ROOM = ("No space left", "os error 28")


class FileStore:
    """Keeps bytes under keys that the desk makes; Temporary when the place is out of reach."""

    def __init__(self, settings: Settings) -> None:
        """Open the bucket of S3_URL, or the folder `files` of the data folder."""
        self.place = "S3" if settings.s3_url else str(settings.data.absolute() / "files")
        self._store = _bucket_of(settings.s3_url) if settings.s3_url else _folder(settings.data.absolute() / "files")

    async def put(self, key: str, content: IO[bytes] | bytes) -> None:
        """Store a content whole or not at all, over whatever was there."""
        with _named():
            await obstore.put_async(self._store, key, content, max_concurrency=2)

    async def get(self, key: str, *, part: tuple[int, int] | None = None) -> AsyncIterator[bytes]:
        """Return the pieces of a content, or of its bytes from one on up to another, which is left out."""
        with _named():
            found = await obstore.get_async(self._store, key, options={"range": part} if part else None)
        return _pieces(found)

    async def whole(self, key: str) -> bytes | None:
        """Return a small content at once, or None when it is gone."""
        try:
            return b"".join([piece async for piece in await self.get(key)])
        except (NotFoundError, FileNotFoundError):
            return None

    async def remove(self, key: str) -> None:
        """Remove a content; one that is gone already is fine."""
        with _named(), contextlib.suppress(NotFoundError, FileNotFoundError):
            await obstore.delete_async(self._store, key)

    async def ready(self) -> None:
        """Return once the place answers; Temporary says why it does not."""
        with _named():
            await obstore.list_with_delimiter_async(self._store, "0")


@lru_cache(maxsize=8)
def open_file_store(settings: Settings) -> FileStore:
    """Return this process's way to the files; Invalid names a wrong setting."""
    return FileStore(settings)


def key_of(workspace_id: UUID, file_id: UUID, *, thumbnail: bool = False) -> str:
    """Return the key of a file's bytes, or of its small picture's."""
    return f"{workspace_id}/{file_id}{'.thumbnail' if thumbnail else ''}"


def piece_key(workspace_id: UUID, export_id: UUID, *, fence: int) -> str:
    """Return the key of an export's piece, by the fence of the claim that wrote it."""
    return f"{workspace_id}/{export_id}.{fence}"


def logo_key(workspace_id: UUID, logo_id: UUID) -> str:
    """Return the key of a workspace's logo."""
    return f"{workspace_id}/{logo_id}.logo"


async def _pieces(found: obstore.GetResult) -> AsyncIterator[bytes]:
    with _named():
        async for piece in found.stream(min_chunk_size=CHUNK):
            yield bytes(piece)


def _folder(path: Path) -> ObjectStore:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return LocalStore(path)


def _bucket_of(url: str) -> ObjectStore:
    wanted = bucket(url)
    known: S3Config = {"region": wanted.region}
    if wanted.endpoint:
        known["endpoint"] = wanted.endpoint
    if wanted.key:
        known |= {"access_key_id": wanted.key, "secret_access_key": wanted.secret}
    return S3Store(
        wanted.name, prefix=wanted.folder or None, config=known,
        client_options={"timeout": _PATIENCE, "allow_http": wanted.endpoint.startswith("http://")},
        retry_config={"max_retries": 3, "retry_timeout": _PATIENCE},
    )  # fmt: skip


@contextlib.contextmanager
def _named() -> Iterator[None]:
    """Turn the store's errors into ours."""
    try:
        yield
    except (NotFoundError, FileNotFoundError):
        raise
    except (BaseError, OSError) as error:
        if any(word in str(error) for word in _NO_ROOM):
            raise NoRoom from error
        raise Temporary(f"The file store is out of reach: {type(error).__name__}.", after=5) from error
