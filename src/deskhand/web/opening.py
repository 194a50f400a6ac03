"""What forms of new tickets ask beyond their words: a category, and the questions of its form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Response, get
from msgspec import UNSET, UnsetType

from deskhand.actions.classification import Wanted
from deskhand.queries.categories import choices
from deskhand.queries.contract import ask
from deskhand.queries.fields import form_of
from deskhand.rules.errors import Invalid
from deskhand.rules.field import Field
from deskhand.web.frame import Frame, Framed
from deskhand.web.links import QUEUE
from deskhand.web.my_tickets import MINE
from deskhand.web.questions import ASKED, answers

WORDS = ("category", "tags", "do")
"""Fields of such a form, beside its questions."""


@get([MINE + "/new/questions", QUEUE + "/new/questions"])
async def read_questions(frame: Framed) -> Response[str]:
    """Show the questions of a category's form, with what was answered already."""
    asked = frame.request.query_params
    written = {name: "\n".join(asked.getall(name)) for name in asked if name.startswith(ASKED)}
    questions = await questions_of(frame, {"category": asked.get("category", "")})
    return frame.show("questions.html", questions=questions, written=written)


async def questions_of(frame: Frame, written: Mapping[str, str]) -> list[Field]:
    """Return what the form of the category that was chosen asks."""
    try:
        category_id = UUID(written.get("category", ""))
    except ValueError:
        category_id = None
    return await ask(frame.actor, form_of, category_id)


async def asked(frame: Frame, written: Mapping[str, str]) -> dict[str, Any]:
    """Return what a page shows of this: the categories that can be chosen, and the questions of the chosen one."""
    return {"categories": await ask(frame.actor, choices), "questions": await questions_of(frame, written)}


def classification(
    form: Mapping[str, str], questions: Sequence[Field], *, tags: tuple[str, ...] | UnsetType = UNSET
) -> Wanted:
    """Return how a form sorts its ticket; what it leaves empty stays empty, whatever a template would set."""
    return Wanted(
        category_id=_id(form["category"]) if form["category"] else None, tags=tags,
        fields=answers(questions, form) or UNSET,
    )  # fmt: skip


def names_in(text: str) -> tuple[str, ...]:
    """Return the tags that somebody typed, separated by commas."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def parts(form: Mapping[str, str]) -> tuple[str, ...]:
    """Return what of this makes a form the same form when it is sent again."""
    return tuple(f"{name}={form[name]}" for name in sorted(form) if name in WORDS or name.startswith(ASKED))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid({"category": f"“{text[:40]}” is not an id; choose the category again"}) from None


ROUTES = [read_questions]
