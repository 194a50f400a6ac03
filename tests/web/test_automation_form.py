"""Conditions as rows, and back."""

from __future__ import annotations

import pytest

from deskhand.rules.automation.facts import FIELDS
from deskhand.rules.automation.ready import READY
from deskhand.rules.automation.rule import ALWAYS, Condition, Content, Trigger
from deskhand.web.automation_form import GROUPS, SEVERAL, SINGLE, content_of, rows_of, written_from

ONE = Condition(field="ticket.status", op="is", value="open")
EITHER = Condition(any=(ONE, ONE))


@pytest.mark.parametrize("key", READY)
def test_what_a_form_shows_of_a_rule_is_the_rule_again(key: str) -> None:
    written = written_from(READY[key], names={})
    columns = {
        f"{group}_{part}": [row[part] for row in written["rows"][group]]
        for group in GROUPS
        for part in ("field", "op", "value")
    }
    form = {name: [str(written.get(name, ""))] for name in SINGLE} | {name: [] for name in SEVERAL} | columns
    form |= {"events": written["events"], "notify": written["notify"]}
    back = content_of(form, None, kinds=FIELDS, ids={})
    again = Content(
        name=back.name, trigger=back.trigger, effects=back.effects, conditions=READY[key].conditions
    )  # fmt: skip
    assert again == READY[key]
    assert rows_of(back.conditions) == rows_of(READY[key].conditions)


def test_what_rows_cannot_show_is_said_to_be_nested() -> None:
    assert rows_of(ALWAYS) == {"all": [], "any": []}
    assert rows_of(ONE) == {"all": [ONE], "any": []}
    assert rows_of(Condition(all=(ONE, EITHER))) == {"all": [ONE], "any": [ONE, ONE]}
    for nested in (
        Condition(no=ONE), Condition(all=(EITHER, EITHER)), Condition(any=(Condition(no=ONE),)),
        Condition(all=(Condition(all=(ONE,)),)),
    ):  # fmt: skip
        assert rows_of(nested) is None


@pytest.mark.parametrize(("minutes", "shown"), [(None, ("", "hours")), (90, ("90", "minutes")), (2880, ("2", "days"))])
def test_a_wait_is_shown_in_its_largest_unit(minutes: int | None, shown: tuple[str, str]) -> None:
    trigger = Trigger(events=("ticket.created",), after=minutes)
    written = written_from(Content(name="x", trigger=trigger, effects=READY["refunds"].effects), names={})
    assert (written["wait"], written["unit"]) == shown
