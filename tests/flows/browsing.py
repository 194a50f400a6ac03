"""A browser's share of a desk in a process of its own: signing in by a link, reading pages, following the stream."""

from __future__ import annotations

import http.client
import re
from urllib.parse import urlencode, urlsplit

_FORM_TOKEN = re.compile(r'name="_csrf_token" value="([^"]+)"')


def cookie_of(link: str) -> str:
    """Use a one-time sign-in link and return the Cookie header of the session that it opens."""
    parts = urlsplit(link)
    port = parts.port or 80
    status, headers, page = request(port, "GET", parts.path)
    found = _FORM_TOKEN.search(page)
    assert status == 200, f"{link} was answered {status}"
    assert found, page[:2000]
    cookies = _cookies(headers)
    form = urlencode({"_csrf_token": found[1]})
    status, headers, _ = request(port, "POST", parts.path, cookie=cookies, form=form)
    assert status in {302, 303}, f"signing in was answered {status}"
    return "; ".join(filter(None, [cookies, _cookies(headers)]))


def link_in(said: str) -> str:
    """Return the sign-in link that a command printed."""
    found = re.search(r"http://\S+/sign-in/link/\S+", said)
    assert found, said
    return found[0]


def request(
    port: int, method: str, path: str, *, cookie: str = "", form: str = ""
) -> tuple[int, http.client.HTTPMessage, str]:
    """Send a browser's request and return status, headers and page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"Accept": "text/html"} | ({"Cookie": cookie} if cookie else {})
    headers |= {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
    try:
        connection.request(method, path, body=form or None, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        connection.close()


def _cookies(headers: http.client.HTTPMessage) -> str:
    return "; ".join(line.split(";", 1)[0] for line in headers.get_all("set-cookie") or [])
