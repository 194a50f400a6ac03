"""Conditions as rows, and back."""

from __future__ import annotations

from typing import Any

import pytest

from deskhand.rules.automation.facts import FIELDS
from deskhand.rules.automation.ready import READY
from deskhand.rules.automation.rule import ALWAYS, Condition, Content, Effects, Example, Trigger
from deskhand.rules.errors import Invalid
from deskhand.web.automation_form import GROUPS, SEVERAL, SINGLE, content_of, rows_of, written_again, written_from

ONE = Condition(field="ticket.status", op="is", value="open")
EITHER = Condition(any=(ONE, ONE))


@pytest.mark.parametrize("key", READY)
def test_what_a_form_shows_of_a_rule_is_the_rule_again(key: str) -> None:
    written = written_from(READY[key], names={})
    back = content_of(sent(written) | {"basis": [""]}, None, kinds=FIELDS, names={})
    again = Content(
        name=back.name, trigger=back.trigger, effects=back.effects, conditions=READY[key].conditions
    )  # fmt: skip
    assert again == READY[key]
    assert rows_of(back.conditions) == rows_of(READY[key].conditions)


def sent(written: dict[str, Any]) -> dict[str, list[str]]:
    """Return what a browser sends of a form that nobody touched."""
    columns = {
        f"{group}_{part}": [row[part] for row in written["rows"][group]]
        for group in GROUPS
        for part in ("field", "op", "value")
    }
    form = {name: [str(written.get(name, ""))] for name in SINGLE} | {name: [] for name in SEVERAL} | columns
    return form | {"events": written["events"], "notify": written["notify"], "webhooks": written["webhooks"]}


ODD = [
    Condition(field="ticket.subject", op="any_of", value=["a, b", "c"]),
    Condition(field="ticket.subject", op="contains", value="  refund "),
    Condition(field="ticket.assignee", op="is", value="11"),
    Condition(field="ticket.assignee", op="is_not", value="22"),
    Condition(field="fields.gone", op="more_than", value=1e-7),
]
DEEP = Condition(any=(Condition(all=(ONE, EITHER)), Condition(no=Condition(all=(ONE, Condition(no=EITHER))))))


@pytest.mark.parametrize("conditions", [Condition(all=(*ODD, Condition(any=tuple(ODD)))), DEEP, Condition(no=ONE)])
def test_what_nobody_touched_stays_to_the_letter(conditions: Condition) -> None:
    """Two have the same name, one value has a comma in it, one field is gone; and rows cannot show everything."""
    example = Example(name="t", event="ticket.created")
    does = Effects(priority="high", fields={"floor": 3}, webhooks=("w",))
    whole = Content(
        name="x", trigger=Trigger(events=("ticket.created",)), conditions=conditions, effects=does, tests=(example,)
    )
    names = {"11": "Ann", "22": "ANN"}
    form = sent(written_from(whole, names=names))
    assert content_of(form, None, kinds=FIELDS, names=names) == whole
    assert written_again(form)["nested"] == (None if rows_of(conditions) else conditions)
    assert content_of(form | {"basis": [""]}, whole, kinds=FIELDS, names=names) == whole, (
        "a page from before an upgrade"
    )
    with pytest.raises(Invalid, match="open the rule anew"):
        content_of(form | {"basis": ["{"]}, None, kinds=FIELDS, names=names)


def test_a_row_that_somebody_changes_is_read_anew_and_the_others_stay() -> None:
    whole = Content(
        name="x", trigger=Trigger(events=("ticket.created",)), conditions=Condition(all=tuple(ODD)),
        effects=Effects(priority="high"),
    )  # fmt: skip
    form = sent(written_from(whole, names={"11": "Ann"}))
    form["all_value"][0] = "a, b"
    form["all_value"][2] = "Bo"
    found = content_of(form, None, kinds=FIELDS, names={"11": "Ann", "33": "Bo"}).conditions.all or ()
    assert [one.value for one in found] == [["a", "b"], "  refund ", "33", "22", 1e-7]


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
