"""What commands print."""

from __future__ import annotations

import pytest

from deskhand.cli.screen import Progress, say, table


def test_columns_are_as_wide_as_their_widest_cell(capsys: pytest.CaptureFixture[str]) -> None:
    table(("id", "name"), [(1, "Ann"), (None, ""), (1000, None)])
    assert capsys.readouterr().out == "id    name\n1     Ann\n\n1000\n"


def test_a_line_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    say("Ready: http://127.0.0.1:8000")
    assert capsys.readouterr().out == "Ready: http://127.0.0.1:8000\n"


def test_long_work_says_how_far_it_is(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Progress, "EVERY", 0.0)
    progress = Progress("tickets", 4_000)
    progress.step(1_000)
    progress.step(3_000)
    found = capsys.readouterr()
    assert not found.out, "standard output belongs to the answer"
    first, last = found.err.splitlines()
    assert first.startswith("1,000 of 4,000 tickets (25%), about ")
    assert last == "4,000 of 4,000 tickets (100%), about 0 s left"


def test_work_without_an_end_says_how_much_is_done(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Progress, "EVERY", 0.0)
    Progress("tickets removed").step(2_000)
    assert capsys.readouterr().err == "2,000 tickets removed\n"
