"""The server's log."""

import os
from pathlib import Path

from deskhand.app.postgres.log_file import log_tail, open_log, turn_log


def test_a_long_log_is_turned_once_and_written_on(tmp_path: Path) -> None:
    path = tmp_path / "server.log"
    descriptor = open_log(path)
    os.write(descriptor, b"a" * 100)
    assert not turn_log(path, longest=100)
    os.write(descriptor, b"b")
    assert turn_log(path, longest=100)
    os.write(descriptor, b"c")
    os.close(descriptor)
    assert path.read_bytes() == b"c"
    assert path.with_name("server.log.1").read_bytes() == b"a" * 100 + b"b"


def test_the_tail_is_the_last_lines(tmp_path: Path) -> None:
    path = tmp_path / "server.log"
    assert not log_tail(path)
    path.write_text("\n".join(map(str, range(5000))) + "\n")
    assert log_tail(path, lines=2) == "4998\n4999"
