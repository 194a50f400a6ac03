"""Mail over a real server on loopback: accepted, refused, lost, encrypted."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from deskhand.channels.contract import NotReached, Rendered
from deskhand.channels.email_smtp import SmtpEmail
from deskhand.rules.delivery import State
from deskhand.rules.errors import Invalid, Permanent, Temporary, Unknown
from deskhand.rules.settings import Settings
from tests.post_office import PostOffice, post_office


def mail(recipient: str = "kim@example.com", *, text: str = "Hello\n.\n..two dots\n") -> Rendered:
    headers = (("From", "support@example.com"), ("To", recipient), ("Subject", "s"), ("Message-ID", "<1.g1@x>"))
    return Rendered(recipient=recipient, subject="s", text=text, html="<p>Hello</p>", headers=headers)


@asynccontextmanager
async def smtp(office: PostOffice, *, options: str = "", login: str = "") -> AsyncIterator[SmtpEmail]:
    url = office.url.replace("://", f"://{login}@" if login else "://") + options
    channel = SmtpEmail(Settings(smtp_url=url))
    yield channel
    await channel.close()


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with post_office(enable_SMTPUTF8=True) as office:
        yield office


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for 127.0.0.1, with its key in the same file."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl to make a certificate")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    command = [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        "-subj", "/CN=post", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(path), "-out", f"{path}.crt",
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


def server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


async def test_a_mail_arrives_as_it_was_written(office: PostOffice) -> None:
    async with smtp(office) as channel:
        receipt = await channel.send(mail())
    assert receipt.state is State.ACCEPTED
    assert receipt.response == "250 2.0.0 OK: queued as 1A2B3C"
    assert receipt.message_id == "<1.g1@x>"
    [arrived] = office.mails
    assert (arrived.sender, arrived.recipient) == ("support@example.com", "kim@example.com")
    part = arrived.message.get_body(("plain",))
    assert part is not None
    assert part.get_content() == "Hello\r\n.\r\n..two dots\r\n"


async def test_connections_are_kept_and_renewed(office: PostOffice) -> None:
    async with smtp(office) as channel:
        for _ in range(120):
            await channel.send(mail())
    assert len(office.mails) == 120
    assert office.connections == 2


async def test_many_mails_share_few_connections(office: PostOffice) -> None:
    async with smtp(office) as channel:
        await asyncio.gather(*(channel.send(mail(f"p{n}@example.com")) for n in range(8)))
        await asyncio.gather(*(channel.send(mail(f"q{n}@example.com")) for n in range(8)))
    assert len({one.recipient for one in office.mails}) == 16
    assert office.connections == 8


async def test_a_kept_connection_that_the_server_ended_is_replaced(office: PostOffice) -> None:
    async with smtp(office) as channel:
        await channel.send(mail())
        await office.stop()
        await office.start()
        await channel.send(mail())
        office.faults.end_after = 2
        await channel.send(mail())
    assert len(office.mails) == 3


async def test_a_server_that_is_away_is_told_apart_from_a_mail_that_failed(office: PostOffice) -> None:
    async with smtp(office) as channel:
        await office.stop()
        with pytest.raises(NotReached, match=rf"127\.0\.0\.1:{office.port} cannot be reached") as caught:
            await channel.send(mail())
        assert isinstance(caught.value.cause, Temporary)
        with pytest.raises(NotReached):
            await channel.ready()
        await office.start()
        await channel.ready()
        assert (await channel.send(mail())).state is State.ACCEPTED


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("550 5.1.1 no such user", "address"), ("554 5.7.1 Relay access denied", "config"), ("552 full", "content")],
)
async def test_a_refused_recipient_leaves_the_connection_usable(office: PostOffice, answer: str, kind: str) -> None:
    office.faults.rcpt["kim@example.com"] = answer
    async with smtp(office) as channel:
        with pytest.raises(Permanent, match=answer[:3]) as caught:
            await channel.send(mail())
        assert caught.value.kind == kind
        await channel.send(mail("ann@example.com"))
    assert [one.recipient for one in office.mails] == ["ann@example.com"]
    assert office.connections == 1


@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        ({"mail": "451 4.3.0 later"}, Temporary),
        ({"mail": "550 5.7.1 not your sender"}, Permanent),
        ({"rcpt": {"*": "450 4.2.0 greylisted"}}, Temporary),
        ({"rcpt": {"*": "421 4.3.2 going down"}}, Temporary),
        ({"data": {"*": "451 4.3.0 no room"}}, Temporary),
        ({"data": {"*": "554 5.6.0 spam"}}, Permanent),
        ({"drop_at_rcpt": True}, Temporary),
    ],
)
async def test_an_answer_or_an_early_break_is_certain(
    office: PostOffice, faults: dict[str, Any], expected: type[Exception]
) -> None:
    for name, value in faults.items():
        setattr(office.faults, name, value)
    async with smtp(office) as channel:
        with pytest.raises(expected):
            await channel.send(mail())
    assert not office.mails


async def test_a_break_after_the_mail_has_left_is_unknown(office: PostOffice) -> None:
    office.faults.drop_before_answer.add("kim@example.com")
    async with smtp(office) as channel:
        with pytest.raises(Unknown):
            await channel.send(mail())
    assert len(office.mails) == 1


async def test_an_answer_that_never_comes_is_unknown(office: PostOffice) -> None:
    office.faults.wait_before_answer = 30
    async with smtp(office, options="?timeout=5") as channel:
        with pytest.raises(Unknown):
            await channel.send(mail())


async def test_closing_cuts_off_what_is_being_sent(office: PostOffice) -> None:
    office.faults.wait_before_answer = 30
    async with smtp(office) as channel:
        sending = asyncio.create_task(channel.send(mail()))
        await asyncio.sleep(0.3)
        await channel.close()
        with pytest.raises(Unknown):
            await sending


async def test_an_address_beyond_ascii_needs_a_server_that_takes_it(office: PostOffice) -> None:
    async with smtp(office) as channel:
        await channel.send(mail("jörg@bücher.example"))
    assert office.mails[0].recipient == "jörg@xn--bcher-kva.example"
    async with post_office() as plain, smtp(plain) as channel:
        with pytest.raises(Permanent, match="SMTPUTF8") as caught:
            await channel.send(mail("jörg@example.com"))
        assert caught.value.kind == "address"
        await channel.send(mail())


async def test_login_over_starttls_with_a_private_authority(certificate: Path) -> None:
    async with post_office(tls_context=server_tls(certificate), login=True) as office:
        async with smtp(office, login="desk:secret", options=f"?ca={certificate}") as channel:
            await channel.send(mail())
        assert office.logins == [(b"desk", b"secret")]
        assert office.was_encrypted == [True]


async def test_mail_is_encrypted_from_the_start_with_smtps(certificate: Path) -> None:
    async with post_office(tls_from_the_start=server_tls(certificate)) as office:
        async with smtp(office, options=f"?ca={certificate}") as channel:
            await channel.send(mail())
        assert office.was_encrypted == [True]


@pytest.mark.parametrize("options", ["tls_context", "tls_from_the_start"])
async def test_a_certificate_that_nobody_vouches_for_is_refused_with_the_way_out(
    certificate: Path, options: str
) -> None:
    async with post_office(**{options: server_tls(certificate)}) as office:
        wish = "?starttls=required" if options == "tls_context" else ""
        async with smtp(office, options=wish) as channel:
            with pytest.raises(NotReached, match=r"\?ca=") as caught:
                await channel.send(mail())
        assert isinstance(caught.value.cause, Permanent)
        assert not office.mails


async def test_a_wrong_password_is_a_matter_of_settings_and_is_not_told() -> None:
    async with (
        post_office(auth_require_tls=False, login=True) as office,
        smtp(office, login="desk:TOPSECRET") as channel,
    ):
        with pytest.raises(NotReached, match="refuses the user and password of SMTP_URL") as caught:
            await channel.send(mail())
        assert isinstance(caught.value.cause, Permanent)
        assert "TOPSECRET" not in str(caught.value)


async def test_a_server_without_the_encryption_that_is_required_gets_nothing(office: PostOffice) -> None:
    async with smtp(office, options="?starttls=required") as channel:
        with pytest.raises(NotReached, match="STARTTLS") as caught:
            await channel.send(mail())
    assert isinstance(caught.value.cause, Permanent)
    assert not office.mails


def test_a_file_of_certificates_that_is_not_there_is_named() -> None:
    with pytest.raises(Invalid, match=r"/nowhere\.pem"):
        SmtpEmail(Settings(smtp_url="smtps://mail.example.com?ca=/nowhere.pem"))
