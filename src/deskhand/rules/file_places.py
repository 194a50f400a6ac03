"""Where files are kept and who looks through them: S3_URL and CLAMD, read strictly."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from deskhand.rules.errors import Invalid

STORE = "S3_URL"
SCANNER = "CLAMD"
_EXAMPLE = "it looks like s3://KEY:SECRET@bucket/folder?region=eu-central-1&endpoint=https://s3.example.com"
_OPTIONS = {"region", "endpoint"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """A bucket of an S3-compatible service; without a key, the machine's own role is used."""

    name: str
    folder: str = ""
    key: str = ""
    secret: str = field(default="", repr=False)
    region: str = "us-east-1"
    endpoint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanner:
    """Where clamd listens: at a socket's path, or at a host's port."""

    path: str = ""
    host: str = ""
    port: int = 0


def bucket(url: str) -> Bucket:
    """Read S3_URL; Invalid names the part that is wrong."""
    try:
        parts = urlsplit(url.strip())
        options = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
    except ValueError:
        raise _wrong(f"is not an address; {_EXAMPLE}") from None
    if parts.scheme != "s3" or not parts.hostname or parts.fragment:
        raise _wrong(f"must begin with s3:// and name a bucket; {_EXAMPLE}")
    unknown = sorted(set(options) - _OPTIONS)
    if unknown:
        raise _wrong(f"has the unknown option {unknown[0][:40]}; there are region and endpoint")
    key, secret = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(key) != bool(secret):
        raise _wrong("has one of key and secret; give both or neither")
    return Bucket(
        name=parts.netloc.rpartition("@")[2], folder=parts.path.strip("/"), key=key, secret=secret,
        region=options.get("region", "us-east-1"), endpoint=_endpoint(options.get("endpoint", "")),
    )  # fmt: skip


def scanner(text: str) -> Scanner:
    """Read CLAMD; Invalid says how it looks."""
    place = text.strip()
    if place.startswith("/"):
        return Scanner(path=place)
    host, _, port = place.rpartition(":")
    is_port = port.isascii() and port.isdigit() and len(port) <= 5 and 0 < int(port) < 65_536
    if not host or not is_port or any(character.isspace() or character == "/" for character in host):
        raise Invalid({SCANNER: "must be the path of a socket, such as /run/clamav/clamd.ctl, or host:port"})
    return Scanner(host=host.strip("[]"), port=int(port))


def _endpoint(text: str) -> str:
    if not text:
        return ""
    try:
        parts: SplitResult = urlsplit(text)
        is_whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole:
        raise _wrong("has an endpoint that is no address such as https://s3.example.com")
    return text.rstrip("/")


def _wrong(sentence: str) -> Invalid:
    return Invalid({STORE: sentence})
