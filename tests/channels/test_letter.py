"""The letters: words for every type and part, headers that thread, nothing that people wrote becomes markup."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from msgspec import structs

from deskhand.channels.contract import Context, Rendered
from deskhand.channels.letter import AccountContext, account_letter, as_bytes, letter
from deskhand.rules import events
from deskhand.rules.access import Role
from deskhand.rules.account import AccountKind
from deskhand.rules.logo import Ground, Logo
from deskhand.rules.notify import DEFAULTS, KIND_OF, Kind, Matter, Part, Recipient
from deskhand.rules.ticket import Priority, Status
from deskhand.rules.workspace import LANGUAGES

TICKET = UUID("0197b2c4-0000-7000-8000-000000000001")
CHANGES: dict[str, events.Change] = {"status": ("in_progress", "waiting_customer"), "priority": (None, "high")}
EVENTS: dict[type[events.Event], events.Event] = {
    events.TicketCreated: events.TicketCreated(
        number="2026-07-00001", subject="s", priority="high", type="bug_report", source="web", requester_id=TICKET,
        message_id=TICKET,
    ),
    events.TicketUpdated: events.TicketUpdated(changes=CHANGES),
    events.TicketAssigned: events.TicketAssigned(assignee_id=TICKET, changes=CHANGES),
    events.MessageAdded: events.MessageAdded(message_id=TICKET, by="agent"),
    events.StatusChanged: events.StatusChanged(changes=CHANGES),
    events.TicketReopened: events.TicketReopened(changes={"status": ("closed", "waiting_support")}),
    events.TicketResolved: events.TicketResolved(resolution="<b>New</b> toner & paper", changes=CHANGES),
    events.TicketClosed: events.TicketClosed(resolution=None, changes=CHANGES),
    events.Mentioned: events.Mentioned(
        message_id=TICKET, people=[TICKET], teams=[], changes={"mentioned": (None, "Kim Lee")}
    ),
    events.AutoCloseWarned: events.AutoCloseWarned(closes_at=datetime(2026, 7, 1, 23, tzinfo=UTC)),
    events.ResponsePending: events.ResponsePending(assignee_id=TICKET),
    events.SlaWarning: events.SlaWarning(
        target="first_response", due_at=datetime(2026, 7, 2, tzinfo=UTC), seconds_left=60, changes={}
    ),
    events.SlaBreached: events.SlaBreached(target="resolution", due_at=None, cause="time", changes={}),
    events.SlaEscalated: events.SlaEscalated(
        target="resolution", due_at=None, seconds_left=-60, step="-1m", changes={}
    ),
    events.SurveyPlanned: events.SurveyPlanned(
        due_at=datetime(2026, 7, 2, tzinfo=UTC), closed_at=datetime(2026, 7, 1, tzinfo=UTC)
    ),
}  # fmt: skip
CASES = [(event, part) for event in EVENTS for part in DEFAULTS[KIND_OF[event]]]

TRANSLATED = sorted(set(LANGUAGES) - {"en"})
SHARED: dict[str, set[str]] = {
    "de": {"mail", "mails", "portal", "ticket", "tickets", "desk", "link", "in", "support", "status"},
    "fr": {"mail", "mails", "ticket", "tickets", "note", "support", "page", "invitation", "minutes", "solution"},
    "es": {"portal", "no"}, "sw": set(), "ar": set(),
}  # fmt: skip
"""Words that a language has in common with the English ones."""


def context(event: type[events.Event] = events.MessageAdded, part: Part = Part.REQUESTER, /, **more: Any) -> Context:
    role = Role.CUSTOMER if part is Part.REQUESTER else Role.AGENT
    known: dict[str, Any] = {
        "delivery_id": UUID(int=5), "generation": 1, "kind": KIND_OF[event], "part": part,
        "person": Recipient(id=UUID(int=1), name="Kim <x> Lee", email="kim@example.com", role=role),
        "matter": Matter(
            id=TICKET, number="2026-07-00001", subject="Printer <b>burns</b> & smokes", status=Status.IN_PROGRESS,
            priority=Priority.HIGH, requester_id=UUID(int=1),
        ),
        "event": EVENTS[event], "actor_name": "Ann <i>A</i>", "requester_name": "Kim <x> Lee",
        "text": "Try <water>.", "html": "<p>Try &lt;water&gt;.</p>", "workspace_name": "Acme & Co",
        "base_url": "https://desk.example", "sender": "support@example.com", "now": datetime(2026, 7, 1, tzinfo=UTC),
    }  # fmt: skip
    return Context(**(known | more))


def test_a_logo_stands_in_the_html_and_the_name_where_it_is_not_shown() -> None:
    logo = Logo(id=TICKET, stamp="abc", name="n.png", width=400, height=100, ground=Ground.DARK)
    for language in LANGUAGES:
        person = Recipient(id=UUID(int=1), name="Kim", email="kim@example.com", role=Role.CUSTOMER, language=language)
        written = letter(context(logo=logo, person=person))
        shown = re.search(r"<img[^>]*>", written.html)
        assert shown is not None
        source = "https://desk.example/brand/logo/abc.png"
        assert shown[0] == f'<img class="dark" src="{source}" alt="Acme &amp; Co" width="176" height="44">'
        assert "brand/logo" not in written.text
    assert "<img" not in letter(context()).html


@pytest.mark.parametrize(("event", "part"), CASES)
def test_there_are_words_for_every_type_and_part(event: type[events.Event], part: Part) -> None:
    written = letter(context(event, part))
    place = "/dashboard/tickets/" if part is Part.REQUESTER else "/admin/support/"
    link = f"https://desk.example{place}{TICKET}"
    said = "Ann <i>A</i> mentioned you: " if event is events.Mentioned else ""
    assert f"[2026-07-00001] {said}Printer <b>burns</b> & smokes" in written.subject
    assert link in written.text
    assert f'href="{link}"' in written.html
    assert "read in the" in written.text
    assert "\n\n\n" not in written.text
    assert written.text.strip() == written.text.strip("\n")


@pytest.mark.parametrize(("event", "part"), CASES)
def test_what_people_wrote_never_becomes_markup(event: type[events.Event], part: Part) -> None:
    html = letter(context(event, part)).html
    for forbidden in ("<b>burns", "<x>", "<i>A", "<water>", "<b>New"):
        assert forbidden not in html
    assert "{{" not in html
    assert "{%" not in html


def test_every_type_is_an_event_s() -> None:
    assert {KIND_OF[event] for event in EVENTS} == set(Kind)
    assert set(EVENTS) == set(KIND_OF)


def test_requester_and_team_read_different_words() -> None:
    receipt, news = (letter(context(events.TicketCreated, part)) for part in (Part.REQUESTER, Part.TEAM))
    assert "We have received your request" in receipt.text
    assert "New ticket from Kim <x> Lee (opened by Ann <i>A</i>), priority high." in news.text
    own = letter(context(events.TicketCreated, Part.TEAM, actor_name="Kim <x> Lee"))
    assert "New ticket from Kim <x> Lee, priority" in own.text


def test_a_staff_requester_is_led_to_the_desk() -> None:
    staff = structs.replace(context().person, role=Role.AGENT)
    assert f"https://desk.example/admin/support/{TICKET}" in letter(context(person=staff)).text


def test_headers_thread_and_keep_robots_quiet() -> None:
    first = dict(letter(context(events.TicketCreated)).headers)
    second = dict(letter(context(events.TicketResolved, delivery_id=UUID(int=6), generation=2)).headers)
    assert first["Message-ID"] == f"<{UUID(int=5)}.g1@example.com>"
    assert second["Message-ID"] == f"<{UUID(int=6)}.g2@example.com>"
    for headers in (first, second):
        assert headers["References"] == headers["In-Reply-To"] == f"<{TICKET}@example.com>"
        assert headers["Auto-Submitted"] == "auto-generated"
        assert headers["From"] == "Acme & Co <support@example.com>"
        assert headers["Reply-To"] == "support@example.com"
        assert headers["To"] == "Kim <x> Lee <kim@example.com>"
        assert headers["Date"] == "Wed, 01 Jul 2026 00:00:00 +0000"
    assert second["Subject"].removeprefix("Re: ") == first["Subject"]


def test_a_subject_with_line_breaks_stays_one_line() -> None:
    matter = structs.replace(context().matter, subject="a\r\nBcc: evil@example.com\x00\u2028b")
    written = letter(context(matter=matter))
    assert written.subject == "Re: [2026-07-00001] a Bcc: evil@example.com b"
    assert b"\r\nBcc" not in as_bytes(written)


def test_status_words_follow_the_event_and_not_what_came_later() -> None:
    waits = letter(context(events.StatusChanged))
    assert "is waiting for your answer" in waits.text


def test_an_unknown_language_reads_english() -> None:
    person = structs.replace(context().person, language="tlh")
    assert "wrote on" in letter(context(person=person)).text


def test_the_survey_has_a_link_for_each_mark() -> None:
    asking = letter(context(events.SurveyPlanned, rating_url="https://desk.example/rate/1/token"))
    for mark in range(1, 6):
        assert f"https://desk.example/rate/1/token?rating={mark}" in asking.text
        assert f'href="https://desk.example/rate/1/token?rating={mark}"' in asking.html


def in_language(language: str, kind: type[events.Event], part: Part, **more: Any) -> Rendered:
    person = structs.replace(context(kind, part).person, language=language)
    return letter(context(kind, part, person=person, rating_url="https://desk.example/rate/1/token", **more))


REPORTED = ("since", "until", "opened", "response_share", "resolution_share")
SUBSCRIBED = ("since", "until", "path", "left", "name")
FIGURES = {
    AccountKind.SUMMARY: dict.fromkeys(("since", "until", "open", "waiting", "solved", "rated", "rating"), "1"),
    AccountKind.REPORT: dict.fromkeys(REPORTED, "1"),
    AccountKind.SUBSCRIPTION: {**dict.fromkeys(SUBSCRIBED, "1"), "by": "priority", "kind": "deadlines"},
}
COUNTED = tuple(f"{target}_{what}" for target in ("response", "resolution") for what in ("met", "missed", "share"))


def about_account(language: str, kind: AccountKind) -> Rendered:
    return account_letter(
        AccountContext(
            delivery_id=UUID(int=5), generation=1, kind=kind, actor_name="Ann", workspace_name="Acme",
            person=structs.replace(context().person, language=language), link="https://desk.example/x",
            changes={"email": ("a@b.example", "c@d.example")}, base_url="https://desk.example",
            sender="support@example.com", now=datetime(2026, 7, 1, tzinfo=UTC),
            figures=FIGURES.get(kind),
            rows=[{"priority": "high", "of": "high", "opened": "1", **dict.fromkeys(COUNTED, "1")}],
        )
    )  # fmt: skip


def spoken(written: Rendered) -> set[str]:
    """Return the words that readers see, without those that people wrote."""
    html = re.sub(r"(?s)<style>.*?</style>|<[^>]+>|&\w+;", " ", written.html)
    text = re.sub(r"\S+@\S+|https://\S+", " ", f"{written.subject} {written.text} {html}")
    wrote = "Printer burns smokes Ann Kim Lee Acme Co Try water New toner paper Re".casefold().split()
    return set(re.findall(r"[^\W\d_]{2,}", text.casefold())) - set(wrote)


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_english_is_left_in_a_translated_letter(language: str) -> None:
    for event, part in CASES:
        left = spoken(in_language(language, event, part)) & spoken(in_language("en", event, part))
        assert left <= SHARED[language], (event, part)
    for kind in AccountKind:
        left = spoken(about_account(language, kind)) & spoken(about_account("en", kind))
        assert left <= SHARED[language], kind


def test_a_note_that_names_somebody_is_told_in_every_language() -> None:
    for language in TRANSLATED:
        silent = in_language(language, events.Mentioned, Part.MENTIONED, text="", html="")
        english = in_language("en", events.Mentioned, Part.MENTIONED, text="", html="")
        assert spoken(silent) & spoken(english) <= SHARED[language]


def test_what_changed_is_named_in_the_reader_s_language() -> None:
    changes: dict[str, events.Change] = {
        "status": ("in_progress", "waiting_customer"), "priority": ("high", "urgent"),
        "assignee": (None, "in_progress"), "type": ("bug_report", "general_support"), "subject": ("snake_case", "high"),
    }  # fmt: skip
    event = events.TicketUpdated(changes=changes)
    english = in_language("en", events.TicketUpdated, Part.ASSIGNEE, event=event).text
    assert "status: in progress → waiting for customer\npriority: high → urgent\n" in english
    german = in_language("de", events.TicketUpdated, Part.ASSIGNEE, event=event)
    for line in (
        "Status: in Arbeit → wartet auf den Kunden", "Priorität: hoch → dringend", "Zuständigkeit: – → in_progress",
        "Art: Fehlerbericht → allgemeine Anfrage", "Betreff: snake_case → high",
    ):  # fmt: skip
        assert f"\n{line}\n" in german.text
        assert f"<li>{line}</li>" in german.html
    assert "الأولوية: من عالية إلى عاجلة" in in_language("ar", events.TicketUpdated, Part.ASSIGNEE, event=event).text


def test_an_arabic_letter_is_read_from_the_right_and_its_number_from_the_left() -> None:
    written = in_language("ar", events.TicketCreated, Part.REQUESTER)
    assert '<html lang="ar" dir="rtl">' in written.html
    assert "&lrm;2026-07-00001" in written.html
    assert "\u200e2026-07-00001" in written.text
    assert '<div class="words" dir="auto">' in written.html
    assert "<" not in written.text.replace("<x>", "").replace("<water>", "")
