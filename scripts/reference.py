"""Writes docs/reference/ from the code: settings, events, permissions, commands, routes (`make docs`)."""

from __future__ import annotations

import argparse
import ast
import dataclasses
import importlib
import inspect
import itertools
import pkgutil
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

import msgspec
from litestar.routes import HTTPRoute

from deskhand import actions, queries
from deskhand.app import serve
from deskhand.cli import commands
from deskhand.door.desk import Desk
from deskhand.door.keys import Keys
from deskhand.rules import access, events
from deskhand.rules.settings import Settings
from deskhand.store.live import Hub, Pulse

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs/reference"
FRAMEWORK = {
    "/api": "The OpenAPI document",
    "/api/openapi.json": "The OpenAPI document",
    "/api/{path:str}": "Anything else: not found",
}
"""What the framework answers by itself, in our words."""
NOTE = "<!-- Written by `make docs` from the code; change the docstring there, not this page. -->\n"


def pages() -> dict[str, str]:
    """Return the text of every page by its file name."""
    return {f"{name}.md": _page(name, write()) for name, write in PAGES.items()}


def write() -> None:
    """Write every page into docs/reference/."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"docs/reference/{name}: written")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def promise(thing: object) -> str:
    """Return the first paragraph of a docstring in one line; LookupError when there is none."""
    text = inspect.getdoc(thing)
    if not text:
        message = f"{thing!r} has no docstring; say in one sentence what it promises"
        raise LookupError(message)
    return " ".join(text.split("\n\n", 1)[0].split())


def _page(name: str, lines: Iterator[str]) -> str:
    return "\n".join([f"# {name.capitalize()}", "", NOTE, *lines, ""])


def _settings() -> Iterator[str]:
    yield "Environment variables, read once at the start; a value that cannot be used stops the start and is named."
    yield ""
    rows = []
    for field in dataclasses.fields(Settings):
        also = "".join(f"<br>also `{alias}`" for alias in field.metadata.get("aliases", ()))
        secret = " Secret: never logged or shown." if field.metadata.get("secret") else ""
        rows.append([f"`{field.metadata['variable']}`{also}", _default(field), field.metadata["about"] + secret])
    yield from table(["variable", "default", "what it does"], sorted(rows))


def _default(field: dataclasses.Field[object]) -> str:
    value = field.default if field.default_factory is dataclasses.MISSING else field.default_factory()
    match value:
        case True | False:
            return f"`{int(value)}`"
        case None | "" | ():
            return "–"
    return f"`{value}`"


def _events() -> Iterator[str]:
    yield "What the desk can say has happened. Each is one row of `events`: audit trail, timeline and outbox."
    for event in sorted(events.ALL, key=lambda event: event.name):
        yield from ("", f"## `{event.name}`", "", promise(event))
        yield f"Customers who see the ticket {'see it too' if event.public else 'never learn of it'}."
        fields = msgspec.structs.fields(event)
        if fields:
            yield ""
            yield from table(["field", "type"], [[f"`{field.name}`", f"`{_type(field.type)}`"] for field in fields])


def _type(annotation: object) -> str:
    text = (
        annotation.__name__ if isinstance(annotation, type) and not hasattr(annotation, "__args__") else str(annotation)
    )
    return re.sub(r"\b(?:uuid|datetime|typing)\.", "", text)


def _permissions() -> Iterator[str]:
    yield "What an actor may do. Roles grant permissions; an API token's scopes can only narrow them. Somebody who has"
    yield f"not signed in has only `{access.Can.SIGN_IN}`; the desk's own follow-ups have all."
    yield ""
    about = sentences(access, "Can")
    roles = list(access.Role)
    yield from table(
        ["permission", *roles, "what it allows"],
        [
            [f"`{can}`", *("yes" if can in access.ROLES[role] else "–" for role in roles), about[can.name]]
            for can in access.Can
        ],
    )
    yield from ("", "## What needs them", "")
    needed = [[f"`{can}`", "action", f"`{name}`"] for name, can in _registry(actions).items()]
    needed += [[f"`{can}`", "query", f"`{name}`"] for name, can in _registry(queries).items()]
    yield from table(["permission", "kind", "name"], sorted(needed))


def _registry(floor: ModuleType) -> dict[str, access.Can]:
    for module in pkgutil.walk_packages(floor.__path__, f"{floor.__name__}."):
        importlib.import_module(module.name)
    registry: dict[str, access.Can] = importlib.import_module(f"{floor.__name__}.contract").REGISTRY
    return registry


def sentences(module: ModuleType, name: str) -> dict[str, str]:
    """Return the sentence below each member of an enumeration, by the member's name."""
    tree = ast.parse(inspect.getsource(module))
    body = next(node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)
    found = {}
    for member, sentence in itertools.pairwise(body):
        match member, sentence:
            case ast.Assign(targets=[ast.Name(id=key)]), ast.Expr(ast.Constant(value=str(text))):
                found[key] = " ".join(text.split())
    return found


def _commands() -> Iterator[str]:
    yield "What `deskhand` can do. Every command reads the [settings](settings.md) from the environment; it leaves with"
    yield "0 when it did its work, 1 when it was refused or failed, 2 when its arguments were wrong."
    for name, command in _verbs(commands.parser()):
        yield from _command(f"deskhand {name}", command)


def _command(name: str, command: argparse.ArgumentParser) -> Iterator[str]:
    yield from ("", f"## `{name}`", "", _sentence(command.description))
    arguments = [
        [f"`{_argument(action)}`", _sentence(action.help or _choices(action))]
        for action in command._actions  # noqa: SLF001 (argparse lists them nowhere else)
        if not isinstance(action, argparse._HelpAction | argparse._SubParsersAction)  # noqa: SLF001 (as above)
    ]
    if arguments:
        yield ""
        yield from table(["argument", "what it says"], arguments)
    for verb, below in _verbs(command):
        yield from _command(f"{name} {verb}", below)


def _verbs(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yield the commands below a parser; what `add_parser` was told as help is their description."""
    for action in parser._actions:  # noqa: SLF001 (argparse lists them nowhere else)
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 (as above)
            said = {choice.dest: choice.help for choice in action._choices_actions}  # noqa: SLF001 (as above)
            for name, below in action.choices.items():
                below.description = below.description or said.get(name)
                yield name, below


def _sentence(text: str | None) -> str:
    return f"{text[0].upper()}{text[1:].rstrip('.')}." if text else ""


def _choices(action: argparse.Action) -> str:
    return f"one of: {', '.join(f'`{choice}`' for choice in action.choices)}" if action.choices else ""


def _argument(action: argparse.Action) -> str:
    name = max(action.option_strings, key=len, default="")
    shown = "" if action.nargs == 0 else str(action.metavar or action.dest).upper()
    text = f"{name} {shown}".strip()
    return text if action.required else f"[{text}]"


def _routes() -> Iterator[str]:
    yield "Every address that the desk answers. Those below `/api` are described in full at `/api/docs`."
    yield ""
    keys = Keys(b"only to list the routes; nothing is served")
    desk = Desk(settings=Settings(), keys=keys, hub=Hub(Pulse("")))
    rows = []
    for route in serve.build(desk).routes:
        for handler in route.route_handlers if isinstance(route, HTTPRoute) else ():
            about = _sentence(handler.summary or FRAMEWORK.get(route.path) or promise(handler.fn))
            path = re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path)
            rows += [[f"`{path}`", method, about] for method in handler.http_methods if method != "OPTIONS"]
    yield from table(["address", "method", "what it does"], sorted(rows))


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "settings": _settings,
    "events": _events,
    "permissions": _permissions,
    "commands": _commands,
    "routes": _routes,
}

if __name__ == "__main__":
    write()
