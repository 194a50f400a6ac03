"""Playing an event through: what follows, and that it always ends."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from deskhand.rules.automation.decision import DEEPEST, PER_HOUR, REPLIES_PER_DAY, Past
from deskhand.rules.automation.facts import Fact
from deskhand.rules.automation.rule import ALWAYS, TRIGGERS, Condition, Content, Effects, Rule, Trigger
from deskhand.rules.automation.simulation import changes_by, play
from tests.rules.automation.test_decision import rule

FACTS: dict[str, Fact] = {
    "ticket.priority": "low", "ticket.status": "open", "ticket.tags": ("vip",), "ticket.assignee": None,
    "event.by": "customer",
}  # fmt: skip


def doing(name: str, *events: str, conditions: Condition = ALWAYS, **effects: Any) -> Content:
    return Content(name=name, trigger=Trigger(events=events), conditions=conditions, effects=Effects(**effects))


def test_what_one_rule_does_sets_the_next_one_off_and_the_guard_ends_it() -> None:
    urgent = Condition(field="ticket.priority", op="is", value="urgent")
    rules = [
        rule(1, doing("Raise", "ticket.created", priority="urgent"), position=1),
        rule(2, doing("Tell", "ticket.updated", conditions=urgent, add_tags=("hot",)), position=2),
        rule(3, doing("Back", "ticket.classified", priority="low"), position=3),
        rule(4, doing("Wait", "ticket.created", add_tags=("old",)), position=4),
    ]
    rules[3] = replace(rules[3], content=replace(rules[3].content, trigger=replace(rules[3].content.trigger, after=60)))
    played = play(rules, "ticket.created", FACTS, past=Past())
    assert [(one.verdict.rule_name, one.depth, one.events) for one in played.steps] == [
        ("Raise", 0, ("ticket.updated",)), ("Tell", 1, ("ticket.classified",)), ("Back", 2, ("ticket.updated",))
    ]  # fmt: skip
    assert played.steps[1].changes == {"ticket.tags": (("vip",), ("hot", "vip"))}
    assert [one.rule_name for one in played.unmatched] == ["Tell", "Back"]
    assert played.stops == []


def test_a_rule_that_sets_itself_off_is_stopped() -> None:
    played = play([rule(1, doing("Echo", "ticket.note.added", text="And another."))], "ticket.note.added", FACTS,
                  past=Past())  # fmt: skip
    assert len(played.steps) == 1
    assert [(one.stopped or "")[:32] for one in played.stops] == ["It ran in this chain already: wh"]


def test_reopening_leads_where_the_table_says_and_stops_in_a_pair() -> None:
    def status(held: str, holder: str | None = None, **effects: Any) -> object:
        facts: dict[str, Fact] = {"ticket.status": held, "ticket.assignee": holder}
        return changes_by(Effects(status="reopened", **effects), facts).get("ticket.status", (held, held))[1]

    assert [status("closed"), status("cancelled", "a"), status("waiting_customer")] == [
        "open", "waiting_support", "waiting_customer",
    ]  # fmt: skip
    assert [status("closed", assignee="b"), status("resolved", "a", assignee="none")] == ["in_progress", "open"]
    pair = [
        rule(1, doing("Back", "ticket.resolved", status="reopened", priority="high"), position=1),
        rule(2, doing("Done", "ticket.reopened", status="resolved", text="Done."), position=2),
    ]
    played = play(pair, "ticket.resolved", FACTS | {"ticket.status": "resolved"}, past=Past())
    assert [(one.verdict.rule_name, one.events) for one in played.steps] == [
        ("Back", ("ticket.reopened", "ticket.updated")), ("Done", ("ticket.resolved",)),
    ]  # fmt: skip
    (stop,) = played.stops
    assert (stop.rule_name, (stop.stopped or "")[:28]) == ("Back", "It ran in this chain already")


def test_effects_change_what_is_different_and_assigning_moves_the_status() -> None:
    assert changes_by(Effects(priority="low", assignee="none"), FACTS) == {}
    assert changes_by(Effects(assignee="x"), FACTS) == {
        "ticket.assignee": (None, "x"), "ticket.status": ("open", "in_progress")
    }  # fmt: skip
    held = FACTS | {"ticket.assignee": "x", "ticket.status": "waiting_customer"}
    assert changes_by(Effects(assignee="none"), held)["ticket.status"] == ("waiting_customer", "open")
    assert changes_by(Effects(fields={"floor": ["one"]}, remove_tags=("vip",)), FACTS) == {
        "fields.floor": (None, ("one",)), "ticket.tags": (("vip",), ())
    }  # fmt: skip
    done = play([rule(1, doing("Close", "ticket.updated", status="closed"))], "ticket.updated", FACTS, past=Past())
    assert done.steps[0].events == ("ticket.closed",)
    closed = FACTS | {"ticket.status": "closed"}
    assert changes_by(Effects(status="resolved", text="Solved."), closed) == {}


_CONTENT = st.builds(
    Content,
    name=st.just("Any"),
    trigger=st.builds(Trigger, events=st.lists(st.sampled_from(TRIGGERS), min_size=1, max_size=4).map(tuple)),
    conditions=st.sampled_from([ALWAYS, Condition(field="ticket.priority", op="is_not", value="low")]),
    effects=st.builds(
        Effects,
        priority=st.sampled_from([None, "low", "high"]),
        assignee=st.sampled_from([None, "none", "a", "b"]),
        add_tags=st.sampled_from([(), ("a",), ("b",)]),
        remove_tags=st.sampled_from([(), ("a",), ("b",)]),
        text=st.sampled_from([None, "Hello"]),
        public=st.booleans(),
        notify=st.sampled_from([(), ("assignee",)]),
        status=st.sampled_from([None, "closed", "resolved", "reopened"]),
    ),
)


@given(st.lists(_CONTENT, max_size=8), st.sampled_from(TRIGGERS))
def test_any_rules_come_to_an_end(contents: list[Content], event: str) -> None:
    rules: list[Rule] = [rule(number, content, position=number) for number, content in enumerate(contents, start=1)]
    played = play(rules, event, FACTS, past=Past())
    assert len(played.steps) <= PER_HOUR
    assert all(one.depth < DEEPEST for one in played.steps)
    assert sum(one.sends for one in played.steps) <= REPLIES_PER_DAY
    assert all(one.stopped for one in played.stops)
