"""The language of searches: what is understood, what is refused and how, and that writing it again gives the same."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.rules.errors import Invalid
from deskhand.rules.search import (
    FIELDS,
    LONGEST,
    Condition,
    Kind,
    Query,
    Span,
    Term,
    check_for_customer,
    parse,
    span_of,
    written,
)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_words_quotations_and_fields_are_understood() -> None:
    query = parse(
        'printer "exact words" -spam status:open,In-Progress assignee:me organization:"Acme Inc" -type:bug_report'
    )
    assert query == Query(
        (Term("printer"), Term("exact words", is_quoted=True), Term("spam", is_excluded=True)),
        (
            Condition("status", ("open", "in_progress")),
            Condition("assignee", ("me",)),
            Condition("organization", ("Acme Inc",)),
            Condition("type", ("bug_report",), is_excluded=True),
        ),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Error: timeout", [("error",), ("timeout",)]),
        ("see http://shop.test/pay", [("see",), ("http", "shop", "test", "pay")]),
        ("10:30 ERR_CONN-42", [("10", "30"), ("err", "conn", "42")]),
        ("“curly quotes”", [("curly", "quotes")]),
        ("!!! ok", [("ok",)]),
        ("", []),
    ],
)
def test_what_only_looks_like_a_field_is_words(text: str, words: list[tuple[str, ...]]) -> None:
    assert [term.words for term in parse(text).terms] == words


def test_the_last_word_may_be_the_beginning_of_one_while_somebody_types() -> None:
    assert parse("open inv", typing=True).terms[-1] == Term("inv", is_prefix=True)
    assert parse("dana@halcyon-legal.ex", typing=True).terms == (Term("dana@halcyon-legal.ex", is_prefix=True),)
    assert parse("dana@halcyon-legal.example", typing=True).terms == (Term("dana@halcyon-legal.example"),)
    assert parse("open inv ", typing=True).terms[-1] == Term("inv")
    assert parse("open i", typing=True).terms[-1] == Term("i")
    assert parse('"open inv', typing=True).terms == (Term("open inv", is_quoted=True),)
    assert parse("inv status:open", typing=True).terms == (Term("inv"),)
    assert parse("inv* x").terms == (Term("inv", is_prefix=True), Term("x"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("urgent statu:open", "“statu:” at character 8 is no field; did you mean status:?"),
        ("zzz:1", "fields are status, priority"),
        ("status:opened", "“status:opened” at character 1 is not one of: open, in_progress"),
        ("created:yesterday", "is no date such as 2026-01-31"),
        ("created:>2026-01-01,2026-02-01", "write the field twice"),
        ("status:>open", "only dates are compared"),
        ("priority:,", "names no value"),
        ("assignee:…", "names nobody"),
        ('a "b', "at character 3 opens a quotation that nothing closes"),
        ("-spam", "only says what to leave out"),
        ("x -…", "names no word to leave out"),
        ("a" * (LONGEST + 1), "at most 500"),
        ("a " * 21, "at most 20"),
        ("a.b.c " * 15, "more than 40 words"),
        ("a\x00b", "NUL"),
    ],
)
def test_what_is_not_understood_is_named_with_its_place(text: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(text)
    assert said in refused.value.fields["q"]


def test_customers_ask_for_fewer_fields() -> None:
    check_for_customer(parse("printer status:open created:>7d"))
    with pytest.raises(Invalid, match="“assignee:” is for agents"):
        check_for_customer(parse("assignee:maya"))


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("created:2026-03-01", ("2026-02-28T23:00", "2026-03-01T23:00")),
        ("created:>2026-03-01", ("2026-03-01T23:00", None)),
        ("created:>=2026-03-01", ("2026-02-28T23:00", None)),
        ("created:<2026-03-01", (None, "2026-02-28T23:00")),
        ("created:<=2026-03-01", (None, "2026-03-01T23:00")),
        ("created:7d", ("2026-11-14T12:00", None)),
        ("created:>12h", ("2026-11-21T00:00", None)),
        ("created:<2w", (None, "2026-11-07T12:00")),
    ],
)
def test_a_date_is_a_day_in_the_readers_zone_and_an_age_is_a_moment(
    text: str, span: tuple[str | None, str | None]
) -> None:
    since, until = (None if one is None else datetime.fromisoformat(one).replace(tzinfo=UTC) for one in span)
    assert span_of(parse(text).conditions[0], now=NOW, zone="Europe/Berlin") == Span(since, until)
    assert timedelta(0) < NOW - (since or until or NOW)


_SOME = st.sampled_from(
    ['"', "-", ":", ">", "<=", ",", "*", " ", "a", "Ä", "東", "status", "open", "org", "created", "7d", "2026-01-01",
     "//", "é", "_", "1", "me", "\u0301"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(_SOME, max_size=15).map("".join)), st.sampled_from([True, False]))
def test_any_text_is_understood_or_refused_and_written_again_the_same(text: str, typing: bool) -> None:
    query = Query()
    with contextlib.suppress(Invalid):
        query = parse(text, typing=typing)
    if len(written(query)) <= LONGEST:
        assert parse(written(query)) == query
    for condition in query.conditions:
        if FIELDS[condition.field].kind is Kind.DATE:
            assert span_of(condition, now=NOW, zone="Asia/Tokyo") != Span(None, None)
