"""Priorities are detected by rules that can be read, each point with its reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.priorities import NEAR, RIGHT, confusion, examples, shares
from deskhand.rules.priority import Evidence, detect
from deskhand.rules.priority.kinds import POINTS, Kind
from deskhand.rules.priority.phrases import LANGUAGES, READ, compiled, hits_in, phrases_of, tokens_of
from deskhand.rules.ticket import Priority, Source, Type


def said(text: str) -> set[tuple[str, str, bool]]:
    return {(hit.kind.value, hit.words, hit.is_negated) for hit in hits_in(tokens_of(text))}


def told(subject: str, body: str = "") -> tuple[str, str]:
    found = detect(Evidence(subject=subject, body=body))
    return found.priority.value, found.reason.english


@pytest.mark.parametrize("written", ["before", "after"])
def test_labelled_tickets_get_their_priority(written: str) -> None:
    of = [one for one in examples() if one.written == written]
    assert {one.language for one in of} == {"en", "de", "fr", "es", "sw", "ar"}
    right, near = shares(confusion(of))
    assert right >= RIGHT[written]
    assert near >= NEAR[written]


def test_there_are_examples_enough() -> None:
    assert len(examples()) >= 150
    assert len({(one.subject, one.body) for one in examples()}) == len(examples())


def test_every_point_has_its_reason() -> None:
    evidence = Evidence(
        subject="Payment failed", body="This is urgent, an error came.", type=Type.BILLING_ISSUE, source=Source.CHAT,
        sender="alerts+eu@client.test", is_priority_client=True,
    )  # fmt: skip
    found = detect(evidence)
    assert found.priority is Priority.URGENT
    assert found.score == sum(one.points for one in found.signals)
    assert found.reason.english == (
        "Detected, 79 points: “urgent” in the text (+45), “payment failed” in the subject (+35), "
        "sent by monitoring (+25), priority client (+20), “error” in the text (+8), type billing_issue (+5), "
        "came by chat (+5), nothing says that all is down or lost (-64)."
    )


@pytest.mark.parametrize(
    ("evidence", "priority"),
    [
        (Evidence(subject="Hello", body="Words"), "medium"),
        (Evidence(subject="Hello", body="Words", is_priority_client=True), "medium"),
        (Evidence(subject="An error", body="Words", is_priority_client=True), "high"),
        (Evidence(subject="Disk at 91 %", body="See graph", sender="zabbix@x.test"), "medium"),
        (Evidence(subject="Disk error", body="See graph", sender="zabbix@x.test"), "high"),
        (Evidence(subject="Autumn news", body="Words", sender="No-Reply@x.test"), "low"),
        (Evidence(subject="Dark mode", body="Words", type=Type.FEATURE_REQUEST), "low"),
        (Evidence(subject="E500", body="Words", type=Type.SYSTEM_ERROR, source=Source.SLACK_INTAKE), "high"),
    ],
)
def test_circumstances_count_beside_the_words(evidence: Evidence, priority: str) -> None:
    assert detect(evidence).priority == priority


def test_the_subject_counts_more_than_the_text() -> None:
    assert told("Urgent", "Hello") == ("urgent", "Detected, 60 points: “urgent” in the subject (+60).")
    assert told("Hello", "Urgent")[0] == "high"
    assert told("Hello", "Hello") == ("medium", "Detected: nothing in it speaks for more or less.")
    for subject, body in POINTS.values():
        assert abs(subject) >= abs(body)


@pytest.mark.parametrize(
    ("calm", "pressing"),
    [
        ("This is not urgent", "This is urgent"),
        ("It isn't really urgent", "It is not only wrong, it is urgent"),
        ("Das ist nicht so dringend", "Das ist dringend"),
        ("Ce n’est pas du tout urgent", "C’est urgent"),
        ("No es nada urgente", "Es urgente"),
        ("Si jambo la haraka", "Jambo la haraka"),
        ("هذا غير عاجل", "هذا عاجل"),
    ],
)
def test_a_not_turns_what_follows(calm: str, pressing: str) -> None:
    assert told(calm)[0] == "low"
    assert told(pressing)[0] == "urgent"


def test_a_not_reaches_no_further_than_its_clause_and_counts_once() -> None:
    assert said("It does not work. Urgent") == {("broken", "does not work", False), ("urgent", "urgent", False)}
    assert said("There was no error, no outage") == {("flaw", "error", True), ("outage", "outage", True)}
    assert told("There was no error and no outage")[0] == "medium"


def test_the_longest_phrase_is_meant_and_gaps_stay_in_their_sentence() -> None:
    assert said("I can't even properly log in") == {("broken", "can not log in", False)}
    assert said("The system was slow. It is down the road") == {("flaw", "slow", False)}
    assert said("Zahlungen: Zahlung ist leider fehlgeschlagen") == {("broken", "zahlung fehlgeschlagen", False)}
    assert said("والبيانات: تم اختراق النظام") == {("outage", "تم اختراق", False)}


def test_every_language_says_every_kind_in_folded_words_that_are_found() -> None:
    for language in LANGUAGES:
        assert set(language.WORDS) == set(Kind), language.__name__
        for words, _ in phrases_of(language.WORDS):
            text = " ".join("" if word == "~" else word.removesuffix("*") for word in words)
            assert any(True for _ in hits_in(tokens_of(text))), f"{language.__name__}: {text} is never found"
    assert compiled() is compiled()


@pytest.mark.parametrize("piece", ["a", "can not ", "ﷺ", "no ", "(", "can't ", "\n", "payment of the "])
def test_a_huge_text_costs_no_more_than_its_beginning(piece: str) -> None:
    huge = piece * (1_000_000 // len(piece))
    assert len(tokens_of(huge)) <= READ * 18 + 1
    assert detect(Evidence(subject=huge, body=huge)) == detect(Evidence(subject=huge[:READ], body=huge[:READ]))


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_gets_a_priority_and_the_same_again(subject: str, body: str) -> None:
    evidence = Evidence(subject=subject, body=body)
    found = detect(evidence)
    assert found == detect(evidence)
    assert found.score == sum(one.points for one in found.signals)
