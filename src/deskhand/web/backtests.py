"""A rule tried on what happened: what it would have done, followed while the desk looks."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from deskhand.queries import queue
from deskhand.queries import templates as texts
from deskhand.queries.backtests import read_backtest
from deskhand.queries.contract import ask
from deskhand.queries.webhooks import offered
from deskhand.web.automation_words import event_words, field_word, op_words
from deskhand.web.frame import Frame, Framed
from deskhand.web.reader import reading
from deskhand.web.ticket import id_of

BACKTESTS = "/dashboard/settings/automation/backtests"


@get(BACKTESTS + "/{backtest_id:uuid}")
async def read(frame: Framed, backtest_id: FromPath[UUID]) -> Response[str]:
    """Show how far a run is, what came of it, and on which tickets."""
    before = id_of(frame.request.query_params.get("before", ""), "before")
    run = await ask(frame.actor, read_backtest, backtest_id, before=before)
    people = await _people(frame)
    with reading(frame.reader):
        return frame.show(
            "backtest.html", run=run, people=people, events=event_words(), ops=op_words(), field_word=field_word
        )


async def _people(frame: Frame) -> dict[str, str]:
    teams = {str(team_id): name for team_id, name in await ask(frame.actor, texts.teams)}
    endpoints = {str(webhook_id): name for webhook_id, name in await ask(frame.actor, offered)}
    return endpoints | teams | {str(agent.id): agent.name for agent in await ask(frame.actor, queue.agents)}


ROUTES = [read]
