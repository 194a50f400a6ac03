"""A text makes and changes policies and calendars by their names, all or nothing; tests keep what they promise."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from deskhand.actions.calendars import Wanted as WantedCalendar
from deskhand.actions.calendars import change_calendar
from deskhand.actions.contract import act
from deskhand.actions.policies import Wanted, add_policy, change_policy
from deskhand.actions.sheets import take_sheet
from deskhand.actions.users import deactivate
from deskhand.queries.calendars import list_calendars
from deskhand.queries.contract import ask
from deskhand.queries.policies import list_policies
from deskhand.queries.sheets import read_sheet
from deskhand.rules.errors import Forbidden, Invalid
from deskhand.rules.sla.policy import Policy, Target
from deskhand.rules.sla.step import Step
from deskhand.rules.ticket import Priority
from tests.actions.test_teams import team
from tests.database import Desk

TEXT = """
calendars:
- name: Berlin
  time_zone: Europe/Berlin
  week: {monday: 09:00-17:00, friday: "09:00-12:00, 13:00-17:00"}
  tests:
  - {name: Two hours over lunch, opened: 2026-07-03T11:00:00+02:00, worked: 2h, due: 2026-07-03T14:00:00+02:00}
policies:
- name: Gold
  calendar: Berlin
  targets: {first_response: {high: 2h}}
  tests:
  - {name: Over the weekend, opened: 2026-07-03T16:00:00+02:00, priority: high, target: first_response,
     due: 2026-07-06T10:00:00+02:00}
"""


async def test_a_text_is_taken_again_and_again(desk: Desk) -> None:
    taken = await act(desk.admin, take_sheet, TEXT)
    assert (taken.calendars, taken.policies) == (["Berlin"], ["Gold"])
    whole = await ask(desk.admin, read_sheet)
    assert ("Over the weekend" in whole, "Accelerated" in whole, "09:00-12:00, 13:00-17:00" in whole) == (True,) * 3
    await act(desk.admin, take_sheet, whole)
    (berlin,) = await ask(desk.admin, list_calendars)
    gold = next(one for one in await ask(desk.admin, list_policies) if one.name == "Gold")
    assert (berlin.last.number, gold.last.number, gold.calendar_name) == (1, 1, "Berlin")
    changed = TEXT.replace("high: 2h", "high: 3h").replace("T10:00", "T11:00")
    await act(desk.admin, take_sheet, changed)
    gold = next(one for one in await ask(desk.admin, list_policies) if one.name == "Gold")
    assert (gold.last.number, gold.last.says.targets[Target.FIRST_RESPONSE][Priority.HIGH]) == (2, 180)


async def test_the_steps_of_a_policy_are_in_its_text_by_addresses_and_names(desk: Desk) -> None:
    night = await team(desk, "Night shift")
    agent_id = desk.agent.user_id
    steps = (
        Step(percent=25),
        Step(minutes=30, tells_team=True, team_id=night, people=(agent_id,)),
        Step(minutes=-60, assignee_id=agent_id, watchers=(agent_id,), priority=Priority.URGENT),
    )
    says = Policy(targets={Target.FIRST_RESPONSE: {Priority.HIGH: 120}}, steps=steps)
    await act(desk.admin, add_policy, Wanted(name="Gold", says=says))
    text = await ask(desk.admin, read_sheet)
    address = await desk.value("select email from users where id = $1", agent_id)
    assert (str(address) in text, str(agent_id) in text, "team: Night shift" in text) == (True, False, True)
    silver = text.replace("Gold", "Silver")
    await act(desk.admin, take_sheet, silver)
    found = {one.name: one.last.says for one in await ask(desk.admin, list_policies)}
    assert found["Silver"] == found["Gold"] == says
    with pytest.raises(Invalid, match="“Nobody” is not a team here"):
        await act(
            desk.admin, take_sheet, silver.replace(str(address), "no@desk.example").replace("Night shift", "Nobody")
        )
    await act(desk.admin, deactivate, agent_id)
    await act(desk.admin, take_sheet, text)
    with pytest.raises(Invalid, match="is not an active agent"):
        await act(desk.admin, take_sheet, text.replace("Gold", "Bronze"))


async def test_a_change_by_which_something_else_comes_is_refused_and_named(desk: Desk) -> None:
    await act(desk.admin, take_sheet, TEXT)
    (berlin,) = await ask(desk.admin, list_calendars)
    gold = next(one for one in await ask(desk.admin, list_policies) if one.name == "Gold")
    slower = replace(gold.last.says, targets={Target.FIRST_RESPONSE: {Priority.HIGH: 180}})
    with pytest.raises(Invalid) as refused:
        await act(desk.admin, change_policy, gold.id, Wanted(name="Gold", says=slower))
    assert refused.value.fields["tests"] == (
        "do not come out: “Over the weekend” expects first_response due 2026-07-06T10:00:00+02:00, and it would be due "
        "2026-07-06T11:00:00+02:00"
    )
    open_later = replace(berlin.last.says, week=(((600, 1020),), *berlin.last.says.week[1:]))
    with pytest.raises(Invalid, match="of the policy “Gold” do not come out"):
        await act(desk.admin, change_calendar, berlin.id, WantedCalendar(name="Berlin", says=open_later))
    shorter = replace(berlin.last.says, tests=(), week=(*berlin.last.says.week[:4], ((540, 1020),), (), ()))
    with pytest.raises(Invalid) as refused:
        await act(desk.admin, change_calendar, berlin.id, WantedCalendar(name="Berlin", says=shorter))
    assert refused.value.fields["tests"] == (
        "do not come out: “Two hours over lunch” expects 2026-07-03T14:00:00+02:00, and it would be "
        "2026-07-03T13:00:00+02:00"
    ), "what a page does not show stays"
    await act(desk.admin, change_policy, gold.id, Wanted(name="Gold", says=replace(slower, tests=())))
    await act(desk.admin, change_calendar, berlin.id, WantedCalendar(name="Berlin", says=open_later))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (" ", "must be a mapping"),
        (
            "calendars: []\n" + TEXT[TEXT.index("policies:") :] + TEXT[TEXT.index("- name: Gold") :],
            "policies: two are called",
        ),
        ("{}", "names no calendar and no policy"),
        (TEXT.replace("17:00,", "7:00,"), "calendars, “Berlin”, week.monday"),
        (
            TEXT.replace("worked: 2h", "worked: 3h"),
            "calendars, “Berlin”, tests: do not come out: “Two hours over lunch”",
        ),
        (TEXT.replace("T10:00", "T09:00"), "policies, “Gold”, tests: do not come out"),
        (TEXT.replace("calendar: Berlin", "calendar: Paris"), "“Paris” is not a calendar"),
    ],
)
async def test_nothing_is_taken_of_a_text_with_a_flaw(desk: Desk, text: str, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        await act(desk.admin, take_sheet, text)
    assert why in refused.value.fields["yaml"]
    assert await ask(desk.admin, list_calendars) == []
    with pytest.raises(Forbidden):
        await act(desk.agent, take_sheet, TEXT)
