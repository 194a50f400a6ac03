"""`deskhand user`."""

from __future__ import annotations

import argparse
import getpass
import sys

from deskhand.actions.contract import act
from deskhand.actions.people import NewPerson, create_person, make_sign_in_link, set_password_of
from deskhand.app.opening import Opened, opened
from deskhand.app.setup import operator, prepare
from deskhand.cli.screen import say, table
from deskhand.door.keys import LINK
from deskhand.kit import crypt
from deskhand.queries.contract import ask
from deskhand.queries.people import users
from deskhand.queries.workspaces import base_url
from deskhand.rules.access import Role, System
from deskhand.rules.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take create, list, link or password."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    create = verbs.add_parser("create", help="make a user and print a one-time sign-in link")
    create.add_argument("--email", required=True)
    create.add_argument("--role", choices=[role.value for role in Role], default=Role.CUSTOMER.value)
    create.add_argument("--first-name", default="")
    create.add_argument("--last-name", default="")
    verbs.add_parser("list", help="list all users")
    link = verbs.add_parser("link", help="print a one-time sign-in link for a user")
    link.add_argument("--email", required=True)
    password = verbs.add_parser("password", help="set a user's password, read from the terminal or standard input")
    password.add_argument("--email", required=True)


async def run(settings: Settings, parsed: argparse.Namespace) -> int:
    """Manage users of the first workspace."""
    async with opened(settings) as desk:
        await prepare(settings, desk.keys, link=False)
        system = await operator()
        match parsed.verb:
            case "create":
                wanted = NewPerson(
                    email=parsed.email, role=Role(parsed.role), first_name=parsed.first_name, last_name=parsed.last_name
                )
                await act(system, create_person, wanted)
                await _print_link(desk, system, parsed.email)
            case "link":
                await _print_link(desk, system, parsed.email)
            case "password":
                await act(system, set_password_of, parsed.email, _read_password())
                say(f"The password of {parsed.email} is set; their sessions have ended.")
            case _:
                rows = await ask(system, users)
                table(("email", "role", "name", "active"), [(u.email, u.role, u.name, u.is_active) for u in rows])
    return 0


async def _print_link(desk: Opened, system: System, email: str) -> None:
    token = crypt.new_token()
    await act(system, make_sign_in_link, email, desk.keys.digest(LINK, token))
    say(f"{await ask(system, base_url)}/sign-in/link/{token}")


def _read_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    try:
        return getpass.getpass("New password: ")
    except EOFError:
        return ""
