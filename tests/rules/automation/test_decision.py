"""Which rules run, in which order, and what stops them."""

from __future__ import annotations

from uuid import UUID

import pytest
from msgspec.structs import replace

from deskhand.kit import clock
from deskhand.rules.automation.decision import DEEPEST, PER_HOUR, REPLIES_PER_DAY, Past, decide, judge, why_stopped
from deskhand.rules.automation.facts import Fact
from deskhand.rules.automation.rule import Content, Effects, Rule
from tests.rules.automation.test_rule import REFUNDS

FACTS: dict[str, Fact] = {"ticket.subject": "A refund", "ticket.priority": "low"}


def rule(number: int, content: Content = REFUNDS, *, position: int = 1, is_active: bool = True) -> Rule:
    now = clock.now()
    return Rule(
        id=UUID(int=number), content=content, position=position, is_active=is_active, version=1, runs=0,
        last_run_at=None, created_at=now, updated_at=now,
    )  # fmt: skip


def test_rules_are_decided_in_their_order_and_each_says_its_name_and_why_not() -> None:
    closing = replace(REFUNDS, name="Other event", trigger=replace(REFUNDS.trigger, events=("ticket.closed",)))
    rules = [rule(1, position=2), rule(2, position=1), rule(3, closing, position=3), rule(4, is_active=False)]
    found = list(decide(rules, "ticket.created", FACTS, past=Past()))
    assert [one.rule_id.int for one in found] == [2, 4, 1, 3]
    assert [one.effects for one in found] == [REFUNDS.effects, None, REFUNDS.effects, None]
    assert [one.unmatched for one in found] == [
        None, "it is switched off", None, "ticket.created does not set it off"
    ]  # fmt: skip
    unlike = judge(rule(1), "ticket.created", FACTS | {"ticket.priority": "urgent"}, past=Past())
    assert unlike.rule_name == "Escalate refunds"
    assert unlike.unmatched == "it holds that ticket.priority any of “urgent, critical”"


@pytest.mark.parametrize(
    ("past", "sentence"),
    [
        (Past(), None),
        (Past(chain=(UUID(int=2),), runs=PER_HOUR - 1, replies=REPLIES_PER_DAY - 1), None),
        (Past(chain=(UUID(int=1),)), "It ran in this chain already"),
        (Past(chain=tuple(UUID(int=one) for one in range(2, DEEPEST + 2))), "5 rules set each other off"),
        (Past(runs=PER_HOUR), "Rules ran 20 times on this ticket within an hour"),
        (Past(replies=REPLIES_PER_DAY), "Rules sent 3 replies on this ticket within a day"),
    ],
)
def test_the_guard_says_why_it_stops(past: Past, sentence: str | None) -> None:
    answering = rule(1, replace(REFUNDS, effects=Effects(text="We have it.", public=True)))
    stopped = why_stopped(answering, past)
    assert stopped is None if sentence is None else (stopped or "").startswith(sentence)
    assert judge(answering, "ticket.created", FACTS, past=past).stopped == stopped


def test_only_what_is_sent_counts_as_an_answer_of_a_machine() -> None:
    assert why_stopped(rule(1), Past(replies=REPLIES_PER_DAY)) is None
