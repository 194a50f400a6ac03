"""The passwords' file."""

import stat
from pathlib import Path

import pytest

from deskhand.app.postgres.passwords import FILE, keep_passwords, new_passwords, read_passwords


def test_passwords_are_kept_for_their_owner_alone(tmp_path: Path) -> None:
    passwords = new_passwords()
    assert passwords != new_passwords()
    assert len(passwords.owner) >= 43  # 256 bits
    keep_passwords(tmp_path, passwords)
    keep_passwords(tmp_path, passwords)
    assert read_passwords(tmp_path) == passwords
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"owner": "x"}'])
def test_a_missing_or_torn_file_holds_none(text: str | None, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / FILE).write_text(text)
    assert read_passwords(tmp_path) is None
