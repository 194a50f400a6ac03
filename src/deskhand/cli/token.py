"""`deskhand token`."""

from __future__ import annotations

import argparse
from datetime import timedelta
from uuid import UUID

from deskhand.actions.contract import act
from deskhand.actions.tokens import NewToken, create_token, revoke_token
from deskhand.app.opening import opened
from deskhand.app.setup import operator, prepare
from deskhand.cli.screen import say, table
from deskhand.door.keys import TOKEN, new_api_token
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.tokens import Wanted, list_tokens
from deskhand.rules.settings import Settings

LONGEST = 36_500
"""Days that a token can be made to work at most; without an end it works until it is revoked."""
MOST = 1000
"""Tokens that are listed at most, the newest first."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take create, list or revoke."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    create = verbs.add_parser("create", help="print a new token, alone on one line")
    create.add_argument("--email", required=True, help="the user whom the token acts as")
    create.add_argument("--name", required=True, help="what the token is for")
    create.add_argument("--scope", action="append", help="a permission; repeat it; without it all of the user's")
    create.add_argument("--days", type=_days, help="how long it works; without it until it is revoked")
    verbs.add_parser("list", help="list all tokens")
    revoke = verbs.add_parser("revoke", help="make a token stop working")
    revoke.add_argument("id", type=UUID)


async def run(settings: Settings, parsed: argparse.Namespace) -> int:
    """Create, list or revoke tokens in the first workspace."""
    async with opened(settings) as desk:
        await prepare(settings, desk.keys, link=False)
        system = await operator()
        if parsed.verb == "create":
            secret = new_api_token()
            expires_at = clock.now() + timedelta(days=parsed.days) if parsed.days else None
            digest = desk.keys.digest(TOKEN, secret)
            wanted = NewToken(
                email=parsed.email, name=parsed.name, digest=digest, scopes=parsed.scope, expires_at=expires_at
            )
            await act(system, create_token, wanted)
            say(secret)
        elif parsed.verb == "revoke":
            await act(system, revoke_token, parsed.id)
            say("Revoked.")
        else:
            rows = (await ask(system, list_tokens, Wanted(limit=MOST))).items
            table(
                ("id", "user", "name", "created", "expires", "last used", "revoked"),
                [
                    (t.id, t.email, t.name, _day(t.created_at), _day(t.expires_at), _day(t.last_used_at),
                     _day(t.revoked_at))
                    for t in rows
                ],
            )  # fmt: skip
    return 0


def _days(typed: str) -> int:
    if typed.isascii() and typed.isdigit() and len(typed) <= 5 and 1 <= int(typed) <= LONGEST:
        return int(typed)
    raise argparse.ArgumentTypeError(f"“{typed}” is not a number of days from 1 to {LONGEST}")


def _day(moment: object) -> str:
    return str(moment)[:16] if moment else ""
