"""What a ticket is found by: notes stand in the document of staff alone, and documents stay within bounds."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from deskhand.rules.finding import MOST_PLACES, MOST_WORDS, Findable, document_of, documents_of, lexeme

TICKET = Findable(
    id=UUID(int=1), number="2026-11-00042", subject="Printer jammed", status="open", priority="high",
    type="general_support", source="web", requester_id=UUID(int=2), assignee_id=None, organization_id=UUID(int=3),
    team_id=None, category_id=None, requester_name="Dana Whitfield", requester_email="dana@halcyon.test",
    organization_name="Halcyon Legal", resolution=None, messages=[("public", "It smokes.")],
)  # fmt: skip


def test_words_have_weight_and_place_and_fields_are_lexemes() -> None:
    (document,) = documents_of(TICKET).values()
    assert "'printer':1A 'jammed':2A '2026':4A" in document
    assert "'s:open' 'p:high'" in document
    assert "'a:none'" in document
    assert lexeme("organization", UUID(int=3)) in document


def test_notes_are_for_staff_alone() -> None:
    noted = replace(TICKET, messages=[*TICKET.messages, ("internal", "Zanzibar")])
    found = documents_of(noted)
    assert set(found) == {"customers", "staff"}
    assert "zanzibar" in found["staff"]
    assert found["customers"] == documents_of(TICKET)["everyone"]


def test_documents_are_bounded() -> None:
    assert document_of([("D", "x " * 1_000)], []).count("D") == MOST_PLACES
    many = document_of([("D", " ".join(f"w{n}" for n in range(m, m + 5_000))) for m in range(0, 50_000, 5_000)], [])
    assert 10_000 < many.count(":") <= MOST_WORDS


@given(st.lists(st.tuples(st.sampled_from("ABCD"), st.text()), max_size=5))
def test_a_document_holds_nothing_that_its_writing_could_trip_over(paragraphs: list[tuple[str, str]]) -> None:
    for one in document_of(paragraphs, []).split():
        word, _, places = one.rpartition(":")
        assert word[1:-1].isprintable()
        assert not set(word[1:-1]) & set("'\\: ")
        assert places
