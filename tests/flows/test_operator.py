"""An operator's day: the real commands, each in a process of its own, beside one running desk."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import DESKHAND, ROOT, Site, free_port, site

LINK = re.compile(r"http://127\.0\.0\.1:\d+/sign-in/link/[\w-]{43}")
NOBODY = "00000000-0000-0000-0000-000000000001"
PASSWORD = "correct horse battery"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def desk() -> Iterator[Site]:
    """Lend a desk that runs, started once for all tests of this process."""
    with site() as found:
        found.run()
        yield found


def told(
    desk: Site, *arguments: str | bytes, stdin: str | bytes = b"", **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; whatever happens, nobody sees a trace."""
    given = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [DESKHAND, *arguments], env=desk.environment(**variables), cwd=ROOT, input=given, capture_output=True,
        check=False, timeout=60,
    )  # fmt: skip
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in err, err
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """Return the words of a command that refused: one line on standard error and nothing else."""
    assert (done.returncode, done.stdout) == (1, ""), done
    assert done.stderr.startswith("deskhand: ")
    assert done.stderr.count("\n") == 1
    return done.stderr.removeprefix("deskhand: ").strip()


def asked(desk: Site, path: str, *, token: str = "", **body: str) -> tuple[int, str]:
    """Ask the running desk; return status and body."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    content = json.dumps(body).encode() if body else None
    if body:
        headers["Content-Type"] = "application/json"
    request = urllib.request.Request(desk.url + path, data=content, headers=headers)  # noqa: S310 (our own desk)
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 (our own desk)
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


# --- the desk itself -----------------------------------------------------------------------------------------


def test_a_running_desk_says_where_it_is_and_how_to_sign_in(desk: Site) -> None:
    said = desk.programs[0].said
    assert f"Ready: {desk.url}\n" in said
    assert re.search(rf"Sign in once as admin@example\.com: {re.escape(desk.url)}/sign-in/link/[\w-]{{43}}\n", said)
    assert asked(desk, "/ready")[0] == 200


def test_a_second_run_on_the_folder_is_refused_with_who_is_there_and_changes_nothing(desk: Site) -> None:
    words = refusal(told(desk, "run", PORT=str(free_port())))
    assert f"DESKHAND_DATA={desk.folder}" in words
    assert str(desk.programs[0].pid) in words
    assert asked(desk, "/ready")[0] == 200


def test_a_taken_port_is_named_before_a_database_is_made(tmp_path: Path) -> None:
    with site(tmp_path) as other, socket.socket() as taken:
        taken.bind(("127.0.0.1", other.port))
        taken.listen()
        words = refusal(told(other, "run"))
        assert f"PORT={other.port}" in words
        assert "Address already in use" in words
        assert not other.folder.exists()


def test_bad_variables_are_all_named_and_no_secret_is_told(desk: Site) -> None:
    done = told(desk, "migrate", PORT="high", LOG_LEVEL="loud", SMTP_URL="smtp:/kim:hunter2@mail.example.com")
    assert done.returncode == 1
    assert done.stdout == ""
    assert [line.partition("=")[0] for line in done.stderr.splitlines()[1:]] == ["PORT", "SMTP_URL", "LOG_LEVEL"]
    assert "hunter2" not in done.stderr


def test_a_key_that_was_cut_off_stops_everything_with_the_way_out(desk: Site, tmp_path: Path) -> None:
    key = desk.folder / "secret.key"
    aside = tmp_path / "key"
    key.rename(aside)
    try:
        key.touch(mode=0o600)
        assert "backup" in refusal(told(desk, "token", "list"))
    finally:
        aside.rename(key)


# --- tokens --------------------------------------------------------------------------------------------------


def test_a_token_alone_is_printed_works_is_listed_and_is_revoked(desk: Site) -> None:
    made = told(desk, "token", "create", "--email", "admin@example.com", "--name", "day of a token")
    assert (made.returncode, made.stderr) == (0, "")
    assert re.fullmatch(r"dh_[\w-]{43}\n", made.stdout)
    token = made.stdout.strip()
    status, body = asked(desk, "/api/tickets", token=token, subject="By token", description="It works.")
    assert (status, json.loads(body)["subject"]) == (201, "By token")

    listed = told(desk, "token", "list").stdout
    [row] = [line for line in listed.splitlines() if "day of a token" in line]
    assert token not in listed
    assert "admin@example.com" in row
    token_id = row.split()[0]
    assert told(desk, "token", "revoke", token_id).stdout == "Revoked.\n"
    assert asked(desk, "/api/tickets", token=token)[0] == 401
    assert token_id in refusal(told(desk, "token", "revoke", token_id))


def test_a_narrow_token_does_what_it_may_and_no_more(desk: Site) -> None:
    scopes = ("--scope", "ticket:read", "--days", "1")
    made = told(desk, "token", "create", "--email", "admin@example.com", "--name", "reader", *scopes)
    token = made.stdout.strip()
    assert asked(desk, "/api/tickets", token=token)[0] == 200
    assert asked(desk, "/api/tickets", token=token, subject="x", description="y")[0] == 403


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--email", "nobody@example.com", "--name", "x"), "nobody@example.com”. “deskhand user list” shows all."),
        (("--email", "\x01", "--name", "x"), "There is no user with the address"),
        (("--email", "admin@example.com", "--name", ""), "name: must not be empty"),
        (("--email", "admin@example.com", "--name", "x" * 101), "name: is 101 characters long"),
        (("--email", "admin@example.com", "--name", "x", "--scope", "ticket:fly"), "scopes: ticket:fly"),
    ],
)
def test_a_token_that_cannot_be_made_is_refused_in_words(desk: Site, arguments: tuple[str, ...], says: str) -> None:
    assert says in refusal(told(desk, "token", "create", *arguments))


# --- users ---------------------------------------------------------------------------------------------------


def test_a_user_is_made_listed_linked_and_given_a_password(desk: Site) -> None:
    created = told(desk, "user", "create", "--email", "Kim@Example.test", "--role", "agent", "--first-name", "Kim")
    assert created.returncode == 0
    assert LINK.fullmatch(created.stdout.strip())
    rows = [line.split() for line in told(desk, "user", "list").stdout.splitlines()]
    assert ["kim@example.test", "agent", "Kim", "True"] in rows
    assert "kim@example.test" in refusal(told(desk, "user", "create", "--email", "kim@example.test"))

    linked = told(desk, "user", "link", "--email", "KIM@example.test", PORT="1").stdout.strip()
    assert linked.startswith(f"{desk.url}/sign-in/link/"), "a link leads to where the desk is served"
    assert asked(desk, linked.removeprefix(desk.url))[0] == 200

    done = told(desk, "user", "password", "--email", "kim@example.test", stdin=PASSWORD + "\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert PASSWORD not in done.stdout
    assert desk.psql("select password_hash like '$argon2id$%' from users where email = 'kim@example.test'") == [["t"]]


@pytest.mark.parametrize(
    ("arguments", "stdin", "says"),
    [
        (("create", "--email", "no address"), b"", "is not an e-mail address such as name@example.com"),
        (("create", "--email", b"k\xff@x.test"), b"", "is not an e-mail address such as name@example.com"),
        (("create", "--email", "a@x.test", "--first-name", b"K\xff"), b"", "firstName: "),
        (("create", "--email", "a@x.test", "--last-name", "a\nb"), b"", "lastName: must be one line"),
        (("link", "--email", "nobody@example.com"), b"", "There is no user with the address “nobody@example.com”"),
        (("password", "--email", "nobody@example.com"), b"long enough for it\n", "There is no user"),
        (("password", "--email", "admin@example.com"), b"", "password: must have 10 characters or more"),
        (("password", "--email", "admin@example.com"), b"short\n", "password: must have 10 characters or more"),
        (("password", "--email", "admin@example.com"), b"\xff\xfe not any text\n", "password: holds a character"),
    ],
)
def test_what_cannot_be_done_for_a_user_is_refused_in_words(
    desk: Site, arguments: tuple[str | bytes, ...], stdin: bytes, says: str
) -> None:
    assert says in refusal(told(desk, "user", *arguments, stdin=stdin))


# --- looking after it ----------------------------------------------------------------------------------------


def test_psql_speaks_for_itself_as_the_owner(desk: Site) -> None:
    done = told(desk, "psql", "-X", "-A", "-t", "-c", "select 6 * 7, current_user = 'deskhand_app'")
    assert (done.returncode, done.stdout, done.stderr) == (0, "42|f\n", "")
    failed = told(desk, "psql", "-X", "-c", "select nothing")
    assert failed.returncode == 1
    assert failed.stderr.startswith("ERROR:")


def test_an_interrupt_ends_psqls_statement_and_not_the_command(desk: Site) -> None:
    command = [DESKHAND, "psql", "-X", "-c", "select pg_sleep(60)"]
    running = subprocess.Popen(
        command,
        env=desk.environment(),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    for _ in range(100):
        if desk.psql("select count(*) from pg_stat_activity where query = 'select pg_sleep(60)'") == [["1"]]:
            break
    os.killpg(running.pid, signal.SIGINT)
    _, error = running.communicate(timeout=20)
    assert running.returncode == 1
    assert error.decode().endswith("ERROR:  canceling statement due to user request\n")


def test_the_doctor_tells_how_it_stands_by_its_exit_code(desk: Site) -> None:
    well = told(desk, "doctor")
    assert (well.returncode, well.stderr) == (0, ""), well.stdout
    assert all(line.startswith("ok    ") for line in well.stdout.splitlines())
    ill = told(desk, "doctor", SMTP_URL=f"smtp://127.0.0.1:{free_port()}")
    assert ill.returncode == 1
    lines = ill.stdout.splitlines()
    [failed] = [place for place, line in enumerate(lines) if line.startswith("FAIL  email: ")]
    assert "SMTP_URL" in lines[failed + 1]


def test_dead_letters_are_listed_and_tried_again(desk: Site) -> None:
    desk.tell("user", "create", "--email", "dead@example.test")
    desk.psql(
        "insert into jobs (workspace_id, id, event_id, reaction, priority, due_at, dead_at, last_error, created_at) "
        "select workspace_id, gen_random_uuid(), id, 'notify.plan_notifications', 3, now(), now(), 'ValueError: ink', "
        "now() from events where name = 'person.created' limit 1"
    )
    [row] = told(desk, "jobs", "dead").stdout.splitlines()[1:]
    assert row.endswith("ValueError: ink")
    assert told(desk, "doctor").returncode == 1
    assert NOBODY in refusal(told(desk, "jobs", "replay", NOBODY))
    assert told(desk, "jobs", "replay", row.split()[0]).stdout == "1 follow-ups will be tried again.\n"
    until = time.monotonic() + 10
    while desk.psql("select count(*) from jobs") != [["0"]] and time.monotonic() < until:
        time.sleep(0.1)
    assert desk.psql("select count(*) from jobs") == [["0"]]
    assert told(desk, "jobs", "dead").stdout.count("\n") == 1
    assert told(desk, "jobs", "replay").stdout == "0 follow-ups will be tried again.\n"


def test_the_demo_comes_once_and_goes(desk: Site) -> None:
    made = told(desk, "demo")
    assert re.fullmatch(r"Made \d+ demo tickets\.\n", made.stdout)
    assert "deskhand demo --clear" in refusal(told(desk, "demo"))
    assert told(desk, "demo", "--clear").stdout == made.stdout.replace("Made", "Removed")
    assert desk.psql("select count(*) from users where is_demo") == [["0"]]
    assert told(desk, "demo", "--clear").stdout == "Removed 0 demo tickets.\n"


def test_a_database_that_is_up_to_date_stays_so(desk: Site) -> None:
    done = told(desk, "migrate")
    assert re.fullmatch(r"The database is at revision \d{4}\.\n", done.stdout)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "arguments",
    [(), ("fly",), ("run", "--fast"), ("token",), ("token", "revoke", "7"), ("jobs", "replay", "x"),
     ("user", "create"), ("user", "create", "--email", "a@b.de", "--role", "king"),
     ("token", "create", "--email", "a@b.de", "--name", "x", "--days", "0")],
)  # fmt: skip
def test_wrong_arguments_are_answered_with_how_it_is_done(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with site(tmp_path) as other:
        done = told(other, *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("usage: deskhand")
        assert not other.folder.exists()


# --- a folder where nothing runs -----------------------------------------------------------------------------


def test_on_a_new_folder_every_command_works_and_leaves_nothing_running(tmp_path: Path) -> None:
    with site(tmp_path) as other:
        assert told(other, "jobs", "dead").stdout.splitlines() == [
            "id  reaction  event  attempts  given up  last error"
        ]
        assert other.postmaster is None
        assert told(other, "user", "list").stdout.splitlines()[1].split()[:2] == ["admin@example.com", "admin"]
        assert told(other, "doctor").returncode == 0
        assert other.postmaster is None
