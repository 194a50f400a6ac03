"""Figures of a report as its reader's language shows them."""

from __future__ import annotations

import pytest

from deskhand.channels import words
from deskhand.channels.report_rows import heads_of, table_of
from deskhand.rules.report_mails import COLUMNS
from deskhand.rules.statistics import By, Kind
from deskhand.rules.ticket import Source
from deskhand.rules.workspace import LANGUAGES


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_column_and_row_has_a_name_in_every_language(language: str) -> None:
    named = words._names(language)
    assert set(named["column"]) == {name for names in COLUMNS.values() for name in names} | {"none"}
    assert (set(named["by"]), set(named["source"])) == (set(By), set(Source))


@pytest.mark.parametrize(
    ("seconds", "told"),
    [("", "–"), ("90.0", "2 Min."), ("3599.0", "60 Min."), ("9000.0", "2,5 Std."), ("267840.0", "3,1 Tg.")],
)
def test_a_duration_is_told_in_one_unit(seconds: str, told: str) -> None:
    figures = {"kind": "activity", "by": "source"}
    row = dict.fromkeys(COLUMNS[Kind.ACTIVITY], "1") | {"of": "email", "first_response_seconds": seconds}
    (shown,) = table_of(figures, [row], language="de")
    assert (shown["name"], heads_of(figures, language="de")[:2]) == ("E-Mail", ["Kanal", "Eröffnet"])
    cells = shown["cells"]
    assert isinstance(cells, list)
    assert cells[2] == {"label": "Erste Antwort nach", "value": told}


def test_what_no_language_knows_is_told_in_english_and_what_nobody_has_by_a_word() -> None:
    rows = [dict.fromkeys(COLUMNS[Kind.ACTIVITY], "7200.0") | {"of": ""}]
    (shown,) = table_of({"kind": "activity", "by": "team"}, rows, language="tlh")
    assert shown["name"] == "none"
    assert {"label": "First reply after", "value": "2 hr"} in list(shown["cells"])  # type: ignore[call-overload]
