"""Trying a rule: what it would have done, after the rules above it, and what that would have set off."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace

from deskhand.kit import clock
from deskhand.rules.automation.backtest import Act, Counts, Would, draft_of, judged, moment_of, past_at
from deskhand.rules.automation.decision import REPLIES_PER_DAY, Past
from deskhand.rules.automation.rule import Condition, Content
from tests.rules.automation.test_decision import rule
from tests.rules.automation.test_simulation import FACTS, doing

NOW = clock.now()
URGENT = Condition(field="ticket.priority", op="is", value="urgent")
DRAFT = doing(
    "Draft", "ticket.created", "ticket.updated", conditions=URGENT, add_tags=("hot",), notify=("assignee",),
    webhooks=("w",),
)  # fmt: skip


def waiting(content: Content, minutes: int) -> Content:
    return replace(content, trigger=replace(content.trigger, after=minutes))


def test_a_draft_looks_after_the_rules_above_it_and_what_it_sets_off_is_named() -> None:
    raising = rule(1, doing("Raise", "ticket.created", priority="urgent"))
    hot = Condition(field="ticket.tags", op="contains", value="hot")
    following = rule(2, doing("Follow", "ticket.classified", conditions=hot, text="Hot."), position=2)
    draft = draft_of(DRAFT, UUID(int=9), position=None, now=NOW)
    would = judged(draft, [raising, following], "ticket.created", facts=FACTS, past=Past(), as_now=("ticket.priority",))
    assert would == Would(
        changes={"ticket.tags": (("vip",), ("hot", "vip"))}, told=("assignee",), called=("w",), set_off=("Follow",),
        as_now=("ticket.priority",), has_run=True,
    )  # fmt: skip
    above = draft_of(DRAFT, UUID(int=9), position=0, now=NOW)
    assert judged(above, [raising], "ticket.created", facts=FACTS, past=Past(), as_now=()) is None
    late = draft_of(waiting(DRAFT, 60), UUID(int=9), position=None, now=NOW)
    assert judged(late, [raising], "ticket.created", facts=FACTS, past=Past(), as_now=()) is None
    urgent = FACTS | {"ticket.priority": "urgent"}
    alone = judged(late, [raising, following], "ticket.created", facts=urgent, past=Past(), as_now=("sla.state",))
    assert alone is not None
    assert (alone.set_off, alone.as_now) == (("Follow",), ())


def test_what_the_guard_stops_is_said_and_counted() -> None:
    reply = draft_of(doing("Echo", "ticket.created", text="Hello.", public=True), UUID(int=9), position=1, now=NOW)
    acts = [Act(at=NOW - timedelta(hours=hours), has_sent=True) for hours in (2, 3, 25)]
    past = past_at(NOW, acts, chain=())
    assert (past.runs, past.replies) == (0, 2)
    sent = judged(reply, [], "ticket.created", facts=FACTS, past=past, as_now=())
    stopped = judged(reply, [], "ticket.created", facts=FACTS, past=Past(replies=REPLIES_PER_DAY), as_now=())
    assert sent is not None
    assert stopped is not None
    assert stopped.stops[0].startswith("Echo: Rules sent 3 replies")
    counts = Counts().and_event(sent).and_event(stopped).and_event(None)
    assert (counts.events, counts.runs, counts.replies, counts.stops) == (3, 1, 1, 1)
    touched = counts.and_event(Would(changes={"ticket.type": ("other", "billing")}, set_off=("A", "A"), has_run=True))
    assert (touched.changes, touched.set_off) == ({"ticket.type": 1}, {"A": 2})
    assert not Would(has_run=True).counts
    assert Would(called=("w",)).counts
    assert counts.and_event(Would(called=("v", "w"), has_run=True)).called == 2


def test_a_rule_that_waits_looks_once_so_long_after_the_latest_event() -> None:
    hour = timedelta(hours=1)
    assert moment_of(DRAFT, NOW, next_at=NOW, until=NOW) == NOW
    late = waiting(DRAFT, 60)
    assert moment_of(late, NOW, next_at=NOW + 2 * hour, until=NOW + 3 * hour) == NOW + hour
    assert moment_of(late, NOW, next_at=NOW + hour / 2, until=NOW + 3 * hour) is None
    assert moment_of(late, NOW, next_at=None, until=NOW + hour / 2) is None
