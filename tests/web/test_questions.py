"""Questions of forms are read and shown in their kinds."""

from __future__ import annotations

from uuid import UUID

from deskhand.rules.field import Field, Kind
from deskhand.web.questions import answers, labels, written

FORM = [Field(id=UUID(int=1), key=kind.value, label=kind.value.title(), kind=kind) for kind in Kind]


def test_answers_are_of_their_kinds() -> None:
    form = {
        "fields.text": " a ", "fields.long_text": "a\nb", "fields.number": "4.5", "fields.boolean": "false",
        "fields.choices": "\nred\nblue", "fields.choice": "", "fields.gone": "x", "subject": "s",
    }  # fmt: skip
    found = answers(FORM, form)
    assert found == {
        "text": "a", "long_text": "a\nb", "number": 4.5, "boolean": False, "choices": ["red", "blue"], "choice": "",
    }  # fmt: skip
    assert written(found) == {
        "fields.text": "a", "fields.long_text": "a\nb", "fields.number": "4.5", "fields.boolean": "false",
        "fields.choices": "red\nblue", "fields.choice": "",
    }  # fmt: skip
    assert labels(FORM[:1]) == {"fields.text": "Text"}
