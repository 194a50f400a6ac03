"""Structured logs: one line an event, with the request's id, without secrets."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from typing import Any

import msgspec
import structlog

_SECRET_NAMES = re.compile(r"pass(word)?|secret|token|authorization|cookie|digest|api_?key|dsn|smtp_url", re.IGNORECASE)
_SECRET_TEXT = re.compile(
    r"(?i)\b(?:dh_[\w-]{20,}|bearer\s+\S+)"  # API tokens
    r"|(?<=/link/)[\w-]{20,}"  # one-time links
    r"|(?<=://)[^\s/:@]{0,200}:[^\s@]{1,200}(?=@)|(?<=password=)[^\s&]+"  # addresses of servers
)
_CONTROL = re.compile("[\x00-\x1f\x7f\x80-\x9f\u2028\u2029]")
_OF_MANY_LINES = {"exception", "stack", "stack_info"}
_LONGEST = 2000


def set_up(level: str, *, as_json: bool | None = None) -> None:
    """Configure logging for the process; JSON when nobody watches a terminal."""
    number = getattr(logging, level.upper())
    plain = sys.stderr.isatty() if as_json is None else not as_json
    renderer: Any = structlog.dev.ConsoleRenderer() if plain else structlog.processors.JSONRenderer(_as_json)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    stream = logging.StreamHandler(sys.stderr)
    stream.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processor=renderer))
    logging.basicConfig(handlers=[stream], level=max(number, logging.WARNING), force=True)


def redact(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hide values whose name or shape is a secret's, keep every value on its line, and shorten long ones."""
    for name, value in line.items():
        if name in _OF_MANY_LINES:
            line[name] = _SECRET_TEXT.sub("(hidden)", str(value))
        elif not name.startswith("_"):  # those are the library's own
            line[name] = _redacted(name, value)
    return line


def _as_json(line: Any, **_: object) -> str:
    try:
        return msgspec.json.encode(line, enc_hook=str).decode()
    except UnicodeEncodeError:  # half a pair, which only the slower one can write
        return json.dumps(line, default=str)


def _redacted(name: str, value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return "(hidden)" if value and _names_a_secret(name) else value
    if _names_a_secret(name):
        return "(hidden)"
    if isinstance(value, Mapping):
        return {str(key): _redacted(str(key), each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_redacted(name, each) for each in value]
    text = _SECRET_TEXT.sub("(hidden)", str(value)[:_LONGEST])
    return _CONTROL.sub(lambda control: ascii(control.group())[1:-1], text)


@lru_cache(1000)
def _names_a_secret(name: str) -> bool:
    return _SECRET_NAMES.search(name) is not None
