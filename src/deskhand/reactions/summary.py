"""Scheduled work that tells agents on Mondays how their week was."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from deskhand.actions.contract import act
from deskhand.actions.summary import tell_weeks
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.weeks import agent_weeks
from deskhand.queries.workspaces import profile
from deskhand.reactions.statistics import update_statistics
from deskhand.rules.access import System
from deskhand.rules.summary import last_week


async def summarise_week(system: System) -> str:
    """Mail each agent what they have and what they did last week, once however often it runs."""
    await update_statistics(system)
    zone = ZoneInfo((await ask(system, profile)).time_zone)
    since, until = last_week(clock.now(), zone)
    told = await act(system, tell_weeks, await ask(system, agent_weeks, since, until), since, until=until, zone=zone)
    return "told already" if told is None else f"{told} agents told"
