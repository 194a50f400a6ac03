"""What the embedded server is told."""

from deskhand.app.postgres.settings import SERVER, room_line


def test_the_switch_to_read_only_never_changes_its_length() -> None:
    assert len(room_line(read_only=True)) == len(room_line(read_only=False))


def test_nothing_acknowledged_is_given_up() -> None:
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        assert f"\n{setting} = on\n" in SERVER
