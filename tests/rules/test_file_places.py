"""S3_URL and CLAMD: what they may say."""

from __future__ import annotations

import pytest

from deskhand.rules.errors import Invalid
from deskhand.rules.file_places import Bucket, Scanner, bucket, scanner


def test_a_bucket_is_read() -> None:
    assert bucket("s3://key:se%2Fcret@desk.files/in/side?region=eu-1&endpoint=http://127.0.0.1:9000/") == Bucket(
        name="desk.files", folder="in/side", key="key", secret="se/cret", region="eu-1",
        endpoint="http://127.0.0.1:9000",
    )  # fmt: skip
    assert bucket("s3://files") == Bucket(name="files")
    assert "cret" not in repr(bucket("s3://key:secret@files"))


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://files", "begin with s3://"),
        ("s3://", "name a bucket"),
        ("s3://key@files", "one of key and secret"),
        ("s3://files?zone=1", "unknown option zone"),
        ("s3://files?endpoint=ftp://x", "endpoint"),
        ("s3://files?region", "not an address"),
        ("s3://[files", "not an address"),
    ],
)
def test_a_wrong_bucket_is_named(url: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        bucket(url)


def test_a_scanner_is_a_path_or_a_port() -> None:
    assert scanner("/run/clamav/clamd.ctl") == Scanner(path="/run/clamav/clamd.ctl")
    assert scanner("clam.internal:3310") == Scanner(host="clam.internal", port=3310)
    assert scanner("[::1]:3310") == Scanner(host="::1", port=3310)


@pytest.mark.parametrize("text", ["clamd", "host:", ":3310", "host:0", "host:99999", "a b:1", "tcp://x:1"])
def test_a_wrong_scanner_is_told_how_it_looks(text: str) -> None:
    with pytest.raises(Invalid, match="must be the path of a socket"):
        scanner(text)
