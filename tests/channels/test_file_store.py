"""The file store: the same promises of a folder and of a bucket."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from deskhand.channels.file_store import FileStore, key_of, open_file_store
from deskhand.rules.errors import Temporary
from deskhand.rules.settings import Settings
from tests.bucket import Bucket, serving_bucket
from tests.running import free_port

KEY = key_of(UUID(int=1), UUID(int=2))


@pytest.fixture(scope="module")
def bucket() -> Iterator[Bucket]:
    with serving_bucket() as found:
        yield found


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path, bucket: Bucket) -> FileStore:
    bucket.is_broken = False
    return FileStore(Settings(data=tmp_path, s3_url=bucket.url if request.param == "bucket" else ""))


async def content_of(store: FileStore, key: str) -> bytes:
    return b"".join([piece async for piece in await store.get(key)])


async def test_a_small_content_is_read_at_once_or_known_to_be_gone(store: FileStore) -> None:
    await store.put(KEY, b"small")
    assert await store.whole(KEY) == b"small"
    await store.remove(KEY)
    assert await store.whole(KEY) is None


async def test_what_is_put_is_got(store: FileStore) -> None:
    await store.ready()
    large = bytes(range(256)) * 48_000  # in parts
    with tempfile.TemporaryFile() as file:
        file.write(large)
        file.seek(0)
        await store.put(KEY, file)
    assert await content_of(store, KEY) == large
    await store.put(KEY, b"over it")
    assert await content_of(store, KEY) == b"over it"


async def test_what_is_removed_is_gone_and_may_be_removed_again(store: FileStore) -> None:
    await store.put(KEY, b"x")
    for _ in range(2):
        await store.remove(KEY)
    with pytest.raises(FileNotFoundError):
        await store.get(KEY)


async def test_a_bucket_is_asked_with_a_signature(bucket: Bucket, tmp_path: Path) -> None:
    await FileStore(Settings(data=tmp_path, s3_url=bucket.url)).put(KEY, b"x")
    assert f"/files/desk/{KEY}" in bucket.objects
    assert bucket.signed[-1].startswith("AWS4-HMAC-SHA256 Credential=KEY/")


async def test_a_place_out_of_reach_is_temporary(tmp_path: Path) -> None:
    url = f"s3://KEY:SECRET@files?endpoint=http://127.0.0.1:{free_port()}"
    away = FileStore(Settings(data=tmp_path, s3_url=url))
    with pytest.raises(Temporary, match="out of reach"):
        await away.put(KEY, b"x")


def test_a_process_has_one_way_to_its_files(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    assert open_file_store(settings) is open_file_store(settings)
    assert (tmp_path / "files").stat().st_mode & 0o077 == 0
