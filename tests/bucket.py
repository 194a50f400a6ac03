"""A server on loopback that keeps objects as S3 does: whole or in parts, listed, and removed in batches."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


@dataclass
class Bucket:
    """What is kept, by path; `is_broken` has every request answered 500."""

    port: int = 0
    objects: dict[str, bytes] = field(default_factory=dict)
    parts: dict[str, dict[int, bytes]] = field(default_factory=dict)
    signed: list[str] = field(default_factory=list)
    is_broken: bool = False

    @property
    def url(self) -> str:
        """What S3_URL is set to."""
        return f"s3://KEY:SECRET@files/desk?region=eu-1&endpoint=http://127.0.0.1:{self.port}"

    def answer(self, method: str, target: str, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        """Do what a request asks."""
        parts = urlsplit(target)
        path, query = unquote(parts.path), parse_qs(parts.query, keep_blank_values=True)
        if self.is_broken:
            return 500, b"<Error><Code>InternalError</Code></Error>", {}
        if method == "POST":
            return self._posted(path, query, body)
        if method == "PUT":
            return self._put(path, query, body)
        if method == "DELETE":
            return (204 if self.objects.pop(path, None) is not None else 404), b"", {}
        if "list-type" in query:
            return 200, b"<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>", {}
        if path not in self.objects:
            return 404, b"<Error><Code>NoSuchKey</Code></Error>", {}
        headers = {"ETag": _etag(self.objects[path]), "Last-Modified": "Wed, 01 Jul 2026 12:00:00 GMT"}
        return 200, self.objects[path], headers

    def _posted(self, path: str, query: dict[str, list[str]], body: bytes) -> tuple[int, bytes, dict[str, str]]:
        if "delete" in query:
            keys = [key.decode() for key in re.findall(rb"<Key>(.*?)</Key>", body)]
            for key in keys:
                self.objects.pop(f"{path.rstrip('/')}/{key}", None)
            gone = "".join(f"<Deleted><Key>{escape(key)}</Key></Deleted>" for key in keys)
            return 200, f"<DeleteResult>{gone}</DeleteResult>".encode(), {}
        if "uploads" in query:
            self.parts[path] = {}
            return 200, b"<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>", {}
        self.objects[path] = b"".join(piece for _, piece in sorted(self.parts.pop(path).items()))
        tag = escape(_etag(self.objects[path]))
        result = f"<CompleteMultipartUploadResult><ETag>{tag}</ETag></CompleteMultipartUploadResult>"
        return 200, result.encode(), {}

    def _put(self, path: str, query: dict[str, list[str]], body: bytes) -> tuple[int, bytes, dict[str, str]]:
        if "partNumber" in query:
            self.parts[path][int(query["partNumber"][0])] = body
        else:
            self.objects[path] = body
        return 200, b"", {"ETag": _etag(body)}


@contextmanager
def serving_bucket() -> Iterator[Bucket]:
    """Run the server."""
    bucket = Bucket()

    class Asked(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            bucket.signed.append(self.headers.get("authorization", ""))
            status, content, headers = bucket.answer(self.command, self.path, body)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _do  # noqa: N815 (the library looks for these names)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Asked) as server:
        bucket.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield bucket
        finally:
            server.shutdown()
            thread.join()


def _etag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
