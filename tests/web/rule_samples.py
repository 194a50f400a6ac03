"""Automation rules, as the gallery shows their pages."""

# ruff: noqa: E501 - a sample a line reads as a table

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from deskhand.queries.automation import RunLine, RunPage, View
from deskhand.queries.backtests import Backtest, HitLine
from deskhand.queries.trail import Step
from deskhand.rules.automation.backtest import Counts, Would
from deskhand.rules.automation.facts import FIELDS
from deskhand.rules.automation.ready import READY
from deskhand.rules.automation.rule import Condition, Effects
from deskhand.web.automation_form import written_from
from deskhand.web.automation_words import event_words, field_word, field_words, op_words
from deskhand.web.reader import Reader, reading
from tests.web.samples import AGENTS, ago, an_id

NAMES = {str(one.id): one.name for one in AGENTS}


def view(key: str = "unanswered", number: int = 61, **other: Any) -> View:
    """Return a rule that ran."""
    every = {
        "id": an_id(number),
        "content": READY[key],
        "position": number,
        "is_active": True,
        "version": 2,
        "runs": 1204,
        "last_run_at": ago(300),
        "created_at": ago(90_000),
        "updated_at": ago(9000),
        "names": NAMES,
    }
    step = Step(
        name="rule.changed", actor_name="Maya Okafor", created_at=ago(9000), changes={"is_active": ("false", "true")}
    )
    return View(**{**every, "trail": [step], **other})


def runs() -> RunPage:
    """Return a page of the log with each outcome."""
    of: dict[str, Any] = {
        "rule_id": an_id(61),
        "version": 2,
        "ticket_id": an_id(1),
        "ticket_number": "2026-07-00012",
        "ticket_subject": "Charged twice for the July invoice",
        "reason": None,
        "after": None,
    }
    return RunPage(
        items=[
            RunLine(id=an_id(71), rule_name="Escalate refunds", outcome="ran", did={"changes": {"ticket.priority": ["medium", "high"], "ticket.tags": [[], ["refund"]]}, "wrote": "note", "told": ["assignee"]}, created_at=ago(60), **of),
            RunLine(id=an_id(72), rule_name="Confirm receipt", outcome="stopped", did={}, created_at=ago(90), **{**of, "after": "Escalate refunds", "reason": "It ran in this chain already: what it did led, over other rules or none, back to itself."}),
            RunLine(id=an_id(73), rule_name="Confirm receipt", outcome="failed", did={}, created_at=ago(9000), **{**of, "reason": "The rule writes a template that is switched off or gone. Choose another one in the rule."}),
        ],
        before=an_id(73),
    )  # fmt: skip


def backtest(**other: Any) -> Backtest:
    """Return a draft that was tried, with all that can stand on its page."""
    would = Would(
        changes={"ticket.priority": ("medium", "high"), "ticket.assignee": (None, str(AGENTS[0].id))},
        wrote="reply",
        told=("assignee",),
        called=(str(AGENTS[0].id),),
        set_off=("Priority clients first",),
        as_now=("ticket.team",),
        has_run=True,
    )
    stopped = Would(
        stops=(
            "Escalate refunds: It ran in this chain already: what it did led, over other rules or none, back to itself.",
        )
    )
    line = HitLine(
        event_id=an_id(81),
        ticket_id=an_id(1),
        ticket_number="2026-07-00012",
        ticket_subject="Charged twice for the July invoice",
        event="ticket.created",
        at=ago(9000),
        would=would,
    )
    every: dict[str, Any] = {
        "id": an_id(80), "rule_id": an_id(60), "content": READY["refunds"], "state": "done", "reason": None, "since": ago(7_776_000), "until": ago(0), "reached_at": ago(3_000_000),
        "counts": Counts(events=1204, runs=88, replies=60, notes=2, told=60, stops=1, changes={"ticket.priority": 70, "ticket.tags": 12}, set_off={"Priority clients first": 9}),
        "hits": 10_000, "is_cut": True, "tickets": 71, "items": [line, replace(line, would=stopped)], "before": an_id(81),
    }  # fmt: skip
    return Backtest(**{**every, **other})


def values(**other: Any) -> dict[str, Any]:
    """Return what every page of rules gets."""
    with reading(Reader(ago(0))):
        words = {"events": event_words(), "fields": field_words(), "ops": op_words(), "field_word": field_word}
    every = {
        "found": [view("refunds", 60), view(), view("low_rating", 62, is_active=False, runs=0, last_run_at=None)],
        "ready": READY,
        "said": "",
        "removed": "",
        "people": NAMES,
    }
    return {**every, **words, **other}


def nested_form(**other: Any) -> dict[str, Any]:
    """Return what the form of a rule gets whose conditions rows cannot show, and whose agent has left."""
    low = Condition(field="ticket.priority", op="any_of", value=["low", "medium"])
    deep = Condition(
        any=(Condition(all=(low, Condition(field="ticket.subject", op="contains", value="refund"))), Condition(no=low))
    )
    does = Effects(assignee=str(an_id(99)), notify=(str(an_id(99)),))
    written = written_from(replace(READY["refunds"], conditions=deep, effects=does), names=NAMES)
    return form(**{"written": written | {"active": "", "version": "1"}, **other})


def form(**other: Any) -> dict[str, Any]:
    """Return what the form of a rule gets."""
    written = written_from(READY["refunds"], names=NAMES) | {"active": "yes", "version": "2"}
    written["webhooks"] = [str(an_id(91)), "gone"]
    every = {
        "view": view("refunds"),
        "written": written,
        "types": [],
        "teams": [(an_id(51), "First line")],
        "agents": AGENTS,
        "webhooks": [(an_id(91), "Pager of the night shift")],
        "categories": [],
        "templates": [],
        "kinds": FIELDS,
        "known": ["high", "Maya Okafor"],
        "names": NAMES,
        "problem": "",
    }
    return values(**{**every, **other})
