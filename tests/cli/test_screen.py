"""What commands print."""

from __future__ import annotations

import pytest

from deskhand.cli.screen import say, table


def test_columns_are_as_wide_as_their_widest_cell(capsys: pytest.CaptureFixture[str]) -> None:
    table(("id", "name"), [(1, "Ann"), (None, ""), (1000, None)])
    assert capsys.readouterr().out == "id    name\n1     Ann\n\n1000\n"


def test_a_line_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    say("Ready: http://127.0.0.1:8000")
    assert capsys.readouterr().out == "Ready: http://127.0.0.1:8000\n"
