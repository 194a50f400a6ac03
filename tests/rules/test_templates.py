"""Templates: they say what they name, refuse what there is not, and neither reach out nor run long."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskhand.rules.errors import Invalid
from deskhand.rules.templates import (
    BODY_LIMIT,
    NAMES,
    OUTPUT_LIMIT,
    Draft,
    Kind,
    checked,
    filled,
    flaw_in_template,
)

VALUES = {name: f"<{name}>" for name in NAMES[Kind.REPLY]}


def flaw(source: str, kind: Kind = Kind.REPLY) -> str:
    return flaw_in_template(source, kind=kind) or ""


def test_every_name_is_filled_in_as_it_is() -> None:
    for name, value in VALUES.items():
        assert flaw(f"a {{{{ {name} }}}} z") == ""
        assert filled(f"a {{{{ {name} }}}} z", VALUES) == f"a {value} z"


def test_conditions_and_small_filters_work() -> None:
    source = "{% if organization.name != '' %}{{ organization.name | upcase }}{% else %}you{% endif %}"
    assert flaw(source) == ""
    assert filled(source, VALUES | {"organization.name": "Halcyon"}) == "HALCYON"
    assert filled(source, VALUES | {"organization.name": ""}) == "you"


def test_values_are_never_read_as_templates() -> None:
    assert filled("{{ ticket.subject }}", VALUES | {"ticket.subject": "{{ agent.email }}"}) == "{{ agent.email }}"


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("Hello\n{{ requester.firstname }}", "line 2: “requester.firstname” is not known; did you mean “requester.fi"),
        ("{{ secrets }}", "line 1: “secrets” is not known; there are ticket.number, "),
        ("{{ ticket.__class__ }}", "line 1: “ticket.__class__” is not known"),
        ("{{ ticket[requester.name] }}", "line 1: “ticket[requester.name]” is not known"),
        ("{{ ticket }}", "line 1: “ticket” is not known"),
        ("{{ agent.name | truncate: nothing }}", "line 1: “nothing” is not known"),
        ("{{ agent.name | replace: 'a', 'aa' }}", "line 1: there is no filter “replace”; there are capitalize, "),
        ("x\n\n{{ agent.name", "line 3: “{{” is not closed"),
        ("{% if agent.name %}\nx", "line 2: expected tag endif"),
        ("{% for i in (1..9) %}{% endfor %}", "line 1: unexpected tag 'for'"),
        ("{% assign a = 'b' %}", "line 1: unexpected tag 'assign'"),
        ("{% include 'passwd' %}", "line 1: unexpected tag 'include'"),
        ("{{ agent.name }}" * 501, "has more than 500 signs"),
        ("x" * (BODY_LIMIT + 1), "is 10,001 characters long"),
        (" ", "must not be empty"),
        ("\x00", "must not be empty"),
        ("{% if agent.name %}" * 40 + "{% endif %}" * 40, "line 1: block nesting limit reached"),
        ("{{ a" + "[a" * 3_000 + "]" * 3_000 + " }}", "is nested too deeply"),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_line(source: str, sentence: str) -> None:
    assert flaw(source).startswith(sentence)


def test_a_new_tickets_template_knows_no_ticket() -> None:
    assert flaw("{{ workspace.name }}", Kind.TICKET) == ""
    assert flaw("{{ ticket.number }}", Kind.TICKET).startswith("line 1: “ticket.number” is not known")


def test_every_field_has_its_sentence() -> None:
    draft = Draft(kind=Kind.TICKET, name="a\nb", category="x" * 61, subject="{{ nobody }}", body="{{")
    with pytest.raises(Invalid) as refused:
        checked(draft)
    assert set(refused.value.fields) == {"name", "category", "subject", "body"}
    with pytest.raises(Invalid) as refused:
        checked(Draft(kind=Kind.REPLY, name="a", category="", subject="b", body="c"))
    assert set(refused.value.fields) == {"subject"}
    kept = checked(Draft(kind=Kind.TICKET, name=" Outage ", category="", subject=" Down ", body="\nx\r\n"))
    assert kept == Draft(kind=Kind.TICKET, name="Outage", category="", subject="Down", body="x")


@pytest.mark.parametrize(
    "source",
    [
        "{{" * (BODY_LIMIT // 2),
        "{%" * (BODY_LIMIT // 2),
        "{{ agent.name" + " | upcase" * 1_000 + " }}",
        "{{ (1..999999999) }}",
        "{{ agent.name | truncate: 999999999, '" + "x" * 9_000 + "' }}",
        "{% comment %}" * 700,
        "{% case agent.name %}" + "{% when 'a' %}x" * 600 + "{% endcase %}",
        "{{ " + "9" * 9_000 + " }}",
        "{% if agent.name" + " and agent.name" * 600 + " %}x{% endif %}",
    ],
)
def test_nothing_runs_long(source: str) -> None:
    began = time.perf_counter()
    answer(source)
    assert time.perf_counter() - began < 1


def answer(source: str) -> str | None:
    """Return what a template writes, or None when it may not be kept."""
    if flaw(source):
        return None
    try:
        return filled(source, VALUES)
    except Invalid:
        return None


_PIECES = st.one_of(
    st.sampled_from([
        "{{", "}}", "{%", "%}", "{%-", "-%}", "'", '"', "|", ".", "[", "]", "(1..9999999)", " if ", " case ", " when ",
        " endif ", " raw ", " endraw ", " for i in ", " assign a = ", " render ", " liquid ", " and ", " contains ",
        "ticket", ".number", "agent.name", " | upcase", " | default: ", " | truncate: 9", "__class__", "forloop", "#",
        "size", "first", "9" * 20, "\n", "{{ agent.name }}", "{% if agent.name %}", "{% endif %}", "{% comment %}",
    ]),
    st.text(max_size=8),
)  # fmt: skip


@settings(max_examples=300, deadline=1_000)
@given(st.lists(_PIECES, max_size=60).map("".join))
def test_whatever_is_written_reaches_its_values_alone(source: str) -> None:
    written = answer(source)
    assert written is None or len(written.encode()) <= OUTPUT_LIMIT
    assert written is None or ("object at 0x" not in written and "<class" not in written)
