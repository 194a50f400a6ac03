"""What can have happened: names, words, and payloads that can be read again."""

from __future__ import annotations

import inspect
import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest

from deskhand.rules import events
from deskhand.rules.events import ALL, BY_NAME, Event

EXAMPLES: dict[str, Any] = {
    "UUID": UUID(int=7), "UUID | None": UUID(int=8), "str": "Grüße", "str | None": None, "bool": True,
    "datetime | None": datetime(2026, 1, 2, tzinfo=UTC),
    "datetime": datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "int": 5, "list[str]": ["a"],
    "list[UUID]": [UUID(int=9)], "dict[str, str]": {"a": "b"}, "list[dict[str, str]]": [{"a": "b"}],
    "dict[str, str | None]": {"a": None}, "Tells": events.Tells(people=(UUID(int=9),)),
    "dict[str, Change]": {"status": ("open", None), "subject": ("a", "b")},
}  # fmt: skip
"""A value for each type of field."""
ONLY_INSIDE = {
    "ticket.classified", "category.created", "category.changed", "category.deleted", "tag.created", "tag.changed",
    "tag.merged", "tag.deleted", "field.created", "field.changed", "field.deleted",
    "ticket.note.added", "person.signed_in", "person.sign_in_failed", "person.signed_out", "person.password_changed",
    "person.created", "person.link_made", "organization.created", "token.created", "token.revoked",
    "workspace.changed", "person.changed", "person.sessions_ended",
    "person.link_asked", "person.invited", "person.address_changed",
    "person.deactivated", "person.reactivated", "team.created", "team.changed",
    "organization.changed",
    "ticket.reply.held", "ticket.reply.taken_back", "file.uploaded", "file.attached", "file.checked", "file.erased",
    "view.created", "view.changed", "view.removed", "view.restored", "export.asked", "export.finished",
    "export.failed", "export.fetched", "export.erased",
    "template.created", "template.changed", "template.removed", "macro.created", "macro.changed", "macro.removed",
    "macro.applied", "ticket.watcher.added", "ticket.watcher.removed",
    "ticket.linked", "ticket.unlinked", "ticket.survey.planned", "ticket.mentioned", "ticket.erased", "bulk.begun",
    "bulk.finished", "schedule.run_asked", "summary.made", "report.made",
    "report.subscribed", "report.subscription_changed", "report.unsubscribed", "report.due", "ticket.close_warned",
    "ticket.response.pending", "ticket.snoozed", "ticket.woken", "ticket.due_date_set",
    "ticket.sla.warning", "ticket.sla.breached", "ticket.sla.escalated",
    "calendar.created", "calendar.changed", "calendar.removed", "calendar.restored",
    "rule.created", "rule.changed", "rule.removed", "rule.restored",
    "policy.created", "policy.changed", "policy.removed", "policy.restored",
    "webhook.created", "webhook.changed", "webhook.gone", "webhook.secret_rotated", "webhook.removed",
    "webhook.tested", "webhook.replayed", "ticket.webhook.asked",
}  # fmt: skip
"""Events that no customer may learn of."""


def example(kind: type[Event]) -> Event:
    """Return an event with a value in every field."""
    return kind(**{field.name: EXAMPLES[_annotated(kind, field.name)] for field in msgspec.structs.fields(kind)})


def _annotated(kind: type[Event], name: str) -> str:
    """Return the type of a field as it is written, in the event's class or in one that it builds on."""
    found = (inspect.get_annotations(one) for one in kind.__mro__)
    return next(str(annotations[name]) for annotations in found if name in annotations)


def test_every_class_is_in_the_table_once() -> None:
    written = [kind for _, kind in inspect.getmembers(events, inspect.isclass) if issubclass(kind, Event)]
    assert set(ALL) == set(written) - {Event}
    assert len(ALL) == len(set(ALL))


def test_every_name_is_its_own() -> None:
    assert len(BY_NAME) == len(ALL)
    assert all(BY_NAME[kind.name] is kind for kind in ALL)


@pytest.mark.parametrize("kind", ALL)
def test_an_event_has_a_name_and_a_sentence_of_its_own(kind: type[Event]) -> None:
    assert re.fullmatch(r"[a-z]+(\.[a-z]+)*\.[a-z_]+", kind.name)
    assert kind.__doc__ is not None
    assert kind.__doc__ != Event.__doc__
    assert re.fullmatch(r"[A-Z].+\.", kind.__doc__)


@pytest.mark.parametrize("kind", ALL)
def test_a_payload_reads_back_as_the_event_it_was(kind: type[Event]) -> None:
    event = example(kind)
    assert msgspec.json.decode(msgspec.json.encode(event), type=kind) == event


@pytest.mark.parametrize("kind", ALL)
def test_an_event_cannot_be_changed_afterwards(kind: type[Event]) -> None:
    event = example(kind)
    field = msgspec.structs.fields(kind)[0].name
    with pytest.raises(AttributeError):
        setattr(event, field, getattr(event, field))


def test_customers_hear_of_what_happens_to_tickets_and_of_nothing_else() -> None:
    assert {kind.name for kind in ALL if not kind.public} == ONLY_INSIDE
    assert all(kind.name.startswith("ticket.") for kind in ALL if kind.public)
