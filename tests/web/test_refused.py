"""Refused fields: whole sentences under the names that the form uses."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from deskhand.rules.errors import Invalid
from deskhand.web.frame import Frame
from deskhand.web.reader import Reader
from deskhand.web.refused import sentences
from tests.web import samples


def test_a_sentence_names_the_field_as_its_label_does() -> None:
    frame = cast("Frame", SimpleNamespace(reader=Reader(now=samples.NOW)))
    refusal = Invalid(
        {"subject": "must not be empty", "requesterEmail": "“x” is not an e-mail address", "odd": "is unknown"}
    )
    assert sentences(refusal, frame) == {
        "subject": "The subject must not be empty",
        "requester": "The requester: “x” is not an e-mail address",
        "odd": "odd is unknown",
    }
