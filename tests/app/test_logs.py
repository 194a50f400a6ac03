"""Logs: one line an event, and no secret in any of them."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.app.logs import redact

API_TOKEN = "dh_" + "aB3-_" * 8 + "xyz"
LINK = "Zk9-_" * 8 + "xyz"


def redacted(**line: Any) -> dict[str, Any]:
    return dict(redact(None, "info", line))


@pytest.mark.parametrize(
    "name",
    ["password", "new_password", "passphrase", "secret_key", "api_token", "Authorization", "cookie", "set-cookie",
     "digest", "apikey", "API_KEY", "dsn", "smtp_url"],
)  # fmt: skip
def test_what_is_named_a_secret_is_hidden(name: str) -> None:
    for value in ("hunter2", b"hunter2", ["hunter2"], {"a": "hunter2"}, ("x", 1)):
        assert redacted(**{name: value}) == {name: "(hidden)"}
    assert redacted(**{name: None}) == {name: None}


SECRET_TEXTS = [
    (f"used {API_TOKEN} twice", "used (hidden) twice"),
    ("Authorization: Bearer abc.def-ghi", "Authorization: (hidden)"),
    ("BEARER\tabc", "(hidden)"),
    ("postgresql://desk:hunter2@db:5432/desk", "postgresql://(hidden)@db:5432/desk"),
    ("smtps://kim:p%40ss/word@mail.test", "smtps://(hidden)@mail.test"),
    ("redis://:hunter2@cache", "redis://(hidden)@cache"),
    ("postgresql:///desk?host=db&password=hunter2&user=kim", "postgresql:///desk?host=db&password=(hidden)&user=kim"),
    (f"/sign-in/link/{LINK}", "/sign-in/link/(hidden)"),
    (f"https://desk.test/sign-in/link/{LINK}?next=/", "https://desk.test/sign-in/link/(hidden)?next=/"),
]


@pytest.mark.parametrize(("text", "kept"), SECRET_TEXTS)
def test_what_looks_like_a_secret_is_hidden_wherever_it_stands(text: str, kept: str) -> None:
    assert redacted(event=text, what=text) == {"event": kept, "what": kept}
    assert redacted(what={"a": [text, (text,)]})["what"]["a"] == [kept, [kept]]
    assert redacted(error=ValueError(text)) == {"error": kept}
    assert kept in redacted(raw=text.encode())["raw"] or "\t" in text
    assert redacted(exception=f"Traceback:\n  {text}\nE") == {"exception": f"Traceback:\n  {kept}\nE"}


@pytest.mark.parametrize(
    "value",
    ["http://127.0.0.1:8000/tickets", "kim@example.com", "2026-07-01T12:00:00Z", "/link/a", 7, 1.5, True],
)  # fmt: skip
def test_what_is_no_secret_is_told(value: object) -> None:
    assert redacted(what=value) == {"what": value}


@given(st.text(st.characters(exclude_categories=[]), max_size=200))
def test_every_value_stays_on_its_line(text: str) -> None:
    for told in redacted(event=text, what=text, parts=[text]).values():
        flat = told[0] if isinstance(told, list) else told
        assert len(flat.splitlines()) <= 1
        assert "\x1b" not in flat


def test_long_values_are_shortened_and_traces_are_not() -> None:
    assert len(redacted(what="x" * 1_000_000)["what"]) == 2000
    assert len(redacted(exception="x\n" * 5000)["exception"]) == 10_000


def test_hostile_texts_take_no_long_time() -> None:
    began = time.perf_counter()
    for piece in ("://", "http://a:", "bearer ", "password=", "/link/", "dh_"):
        redacted(exception=piece * (300_000 // len(piece)))
    assert time.perf_counter() - began < 10


# --- the whole process's logging -----------------------------------------------------------------------------

_PROGRAM = """
import logging, sys, structlog
from deskhand.app import logs
logs.set_up(sys.argv[1], as_json={"json": True, "plain": False, "unset": None}[sys.argv[2]])
log = structlog.get_logger("deskhand.test")
structlog.contextvars.bind_contextvars(request="r-1")
for level in ("debug", "info", "warning", "error"):
    getattr(log, level)("told", at=level, half="\\ud83d", what={1: ValueError("x")}, password="hunter2")
logging.getLogger("library").warning("failed at %s", "smtp://kim:hunter2@mail.test")
logging.getLogger("library").info("chatter")
try:
    raise ValueError("postgresql://desk:hunter2@db")
except ValueError:
    log.exception("broke")
    logging.getLogger("library").exception("broke too")
"""


def told(level: str, form: str) -> str:
    done = subprocess.run([sys.executable, "-c", _PROGRAM, level, form], capture_output=True, text=True, check=True)
    assert not done.stdout, "standard output belongs to the commands' answers"
    assert "hunter2" not in done.stderr
    return done.stderr


@pytest.mark.parametrize("form", ["json", "unset"])
def test_programs_read_one_object_a_line(form: str) -> None:
    lines = [json.loads(line) for line in told("info", form).splitlines()]
    assert [line["event"] for line in lines] == ["told"] * 3 + [
        "failed at smtp://(hidden)@mail.test",
        "broke",
        "broke too",
    ]
    assert [line["level"] for line in lines] == ["info", "warning", "error", "warning", "error", "error"]
    assert all(line["timestamp"].endswith("Z") and line["request"] == "r-1" for line in lines)
    assert all("ValueError: postgresql://(hidden)@db" in line["exception"] for line in lines[-2:])


def test_people_read_plain_lines() -> None:
    text = told("info", "plain")
    assert "failed at smtp://(hidden)@mail.test" in text
    assert "ValueError: postgresql://(hidden)@db" in text


@pytest.mark.parametrize(("level", "count"), [("debug", 4), ("info", 3), ("warning", 2), ("error", 1)])
def test_the_level_decides_what_is_told(level: str, count: int) -> None:
    events = [json.loads(line)["event"] for line in told(level, "json").splitlines()]
    assert events.count("told") == count
    assert ("failed at smtp://(hidden)@mail.test" in events) is (level != "error")
    assert "chatter" not in events
