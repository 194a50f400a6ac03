"""Samples of what sorts tickets, in the shapes that the queries answer with."""

from __future__ import annotations

from deskhand.queries import categories
from deskhand.queries import fields as field_queries
from deskhand.queries import macros as macro_queries
from deskhand.queries import tags as tag_queries
from deskhand.queries.classified import Answer, CategoryMark, Classification, TagMark
from deskhand.queries.sorting import Category as SortedAs
from deskhand.queries.sorting import Sorting
from deskhand.queries.trail import Step
from deskhand.rules.field import Kind
from deskhand.rules.macros import Effects
from deskhand.rules.tag import COLOURS
from deskhand.rules.templates import Scope
from tests.web.samples import ago, an_id


def category(number: int, name: str, **rest: object) -> categories.Line:
    """Return a category, plain but for what is named."""
    parts: dict[str, object] = {
        "id": an_id(number), "key": name.lower().replace(" ", "_"), "name": name, "position": number, "active": number,
        "recent": number * 3, "parent_name": None, **rest,
    }  # fmt: skip
    return categories.Line(**parts)  # type: ignore[arg-type] # each sample names parts of a category


def found() -> list[categories.Line]:
    """Return the categories of the desk."""
    return [
        category(41, "E-mail"),
        category(42, "Synchronisation", parent_id=an_id(41), parent_name="E-mail", recent=10_001),
        category(43, "Fraud", is_public=False),
        category(44, "Fax", is_active=False),
    ]


def tags() -> tag_queries.Page:
    """Return the tags of the desk, in every colour, and two on their way out."""
    return tag_queries.Page(
        items=[
            tag_queries.Line(id=an_id(60 + place), name=f"tag {colour}", colour=colour, tickets=place * 2_500)
            for place, colour in enumerate(COLOURS)
        ],
        next_cursor="abc",
        going=[
            tag_queries.Going(name="log-in", into="login", told=1_200, total=5_000),
            tag_queries.Going(name="noise", into=None, told=0, total=12),
        ],
    )


def fields() -> list[field_queries.Line]:
    """Return a field of each kind."""
    return [
        field_queries.Line(
            id=an_id(80 + place), key=kind.value, label=f"Field of {kind.value}", kind=kind, help="As on the label.",
            options=("Phone", "Desktop") if kind in {Kind.CHOICE, Kind.CHOICES} else (), is_required=place == 1,
            visible_to_customer=place > 2, editable_by_customer=place > 3, categories=["E-mail"] if place else [],
        )
        for place, kind in enumerate(Kind)
    ]  # fmt: skip


def field() -> field_queries.View:
    """Return a field with its trail."""
    return field_queries.View(
        id=an_id(80), key="device", label="Device", kind=Kind.CHOICES, options=("Phone", "Desktop"), categories=[],
        trail=trail(),
    )  # fmt: skip


def sorting() -> Sorting:
    """Return what a ticket can be sorted by."""
    names = [one.name if one.parent_name is None else f"{one.parent_name} › {one.name}" for one in found()]
    known = [SortedAs(one.id, one.key, name) for one, name in zip(found(), names, strict=True)]
    return Sorting(categories=tuple(known), questions=tuple(fields()[:1]))


def classified() -> Classification:
    """Return how a ticket is sorted."""
    return Classification(
        category=CategoryMark(an_id(42), "sync", "Synchronisation", "E-mail"),
        marks=(TagMark("vip", "violet"), TagMark("password", "neutral"), TagMark("outage", "red")),
        answers=(Answer("device", "Device", "choices", ["Phone", "Desktop"]), Answer("beta", "Beta", "boolean", True)),
    )  # fmt: skip


def macro() -> macro_queries.View:
    """Return a macro that does all it can."""
    return macro_queries.View(
        id=an_id(95), name="Take it", effects=Effects(
            text="Hello {{ requester.first_name }}, we look into it.", public=True, priority="high", type="bug_report",
            assignee="me", status="resolved",
        ),
        scope=Scope.PRIVATE, owner_id=an_id(11), team_id=None, team_name=None, template_name=None, assignee_name=None,
        position=1, is_active=True, uses=3, last_used_at=None, version=1, updated_at=ago(9), trail=trail(),
    )  # fmt: skip


def trail() -> list[Step]:
    """Return what became of something."""
    return [
        Step(name="field.changed", actor_name="Ada Admin", created_at=ago(30), changes={"label": ("Phone", "Device")}),
        Step(name="field.created", actor_name="Ada Admin", created_at=ago(90), changes={}),
    ]
