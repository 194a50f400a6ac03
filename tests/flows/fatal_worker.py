"""`deskhand worker`, which kills itself right after a step that found something to do.

Run it as `python -m tests.flows.fatal_worker STAGE` with the environment of a worker; without a stage it lives.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sized
from typing import Any

from deskhand.actions import bulk_changes
from deskhand.app import worker
from deskhand.channels.email_smtp import SmtpEmail
from deskhand.cli import main
from deskhand.reactions import assignment as giving
from deskhand.reactions import automation as rules
from deskhand.reactions import bulk as reactions
from deskhand.reactions import clocks as watching
from deskhand.reactions import deliver, notify
from deskhand.store import assignment, automation, bulk, clocks, everywhere

STAGES: dict[str, tuple[Any, str]] = {
    "jobs claimed": (everywhere, "claim_jobs"),
    "planned": (notify, "act"),
    "jobs finished": (worker, "act"),
    "deliveries claimed": (everywhere, "claim_deliveries"),
    "attempts written": (deliver, "begin"),
    "sent": (SmtpEmail, "send"),
    "settled": (deliver, "settle"),
}
"""The steps of a flow in their order, each by the function that ends it."""
OF_MANY: dict[str, tuple[Any, str]] = {"batch written": (bulk, "settle"), "batch committed": (reactions, "act")}
"""The steps of a change of many tickets, which goes by twos here."""
OF_CLOCKS: dict[str, tuple[Any, str]] = {
    "due found": (everywhere, "due_clocks"), "raises noted": (clocks, "write"), "raised": (watching, "raise_of"),
}  # fmt: skip
"""The steps of the watch over deadlines, by twos as well."""
OF_RULES: dict[str, tuple[Any, str]] = {"rule written": (automation, "count_run"), "rule committed": (rules, "act")}
"""The steps of a rule that acts on a ticket."""
OF_GIVING: dict[str, tuple[Any, str]] = {"given": (assignment, "note_given"), "given committed": (giving, "act")}
"""The steps of giving tickets that nobody has to agents."""


def fatal(step: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Return the step with a kill right after it, unless it came back with nothing."""

    async def run(*args: Any, **kwargs: Any) -> Any:
        found = await step(*args, **kwargs)
        if not isinstance(found, Sized) or len(found):
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    return run


if __name__ == "__main__":
    vars(bulk_changes).update(BATCH=2)
    vars(watching).update(AT_ONCE=2)
    for stage in sys.argv[1:]:
        place, name = (STAGES | OF_MANY | OF_CLOCKS | OF_RULES | OF_GIVING)[stage]
        setattr(place, name, fatal(getattr(place, name)))
    sys.argv = ["deskhand", "worker"]
    main()
