"""Mail on its way out: over real SMTP with all its troubles, and into files."""

import asyncio
import ssl
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from functools import partial
from pathlib import Path

import aiosmtplib
import pytest

from models import clock, outbox
from models.mails import Mail
from models.outbox import OutboxMessage
from server import mail
from server.mail import Files, NotTaken, Smtp
from server.settings import Encryption, Settings
from server.worker import WorkerSetup
from server.worker.delivering import handle
from tests import mail_server, places, postbox
from tests.house import SEAL, pictures
from tests.postbox import LETTERHEAD

HOUR = timedelta(hours=1)


def _letter(to: str = "ann@people.example") -> EmailMessage:
    letter = EmailMessage(policy=WIRE)
    letter["From"], letter["To"] = "club@luming.example", to
    letter["Subject"], letter["Message-ID"] = "你好", "<0190-a@luming.example>"
    letter.set_content("第一行\n.\n最后一行\n")
    return letter


async def test_a_letter_arrives_whole() -> None:
    async with mail_server.running() as server:
        await server.transport().send(_letter())

    [arrived] = server.letters
    assert (arrived["Subject"], arrived["To"]) == ("你好", "ann@people.example")
    assert arrived.get_content().splitlines() == ["第一行", ".", "最后一行"]


async def test_a_reader_who_is_refused_for_good_is_not_taken_and_one_put_off_is_a_failure() -> None:
    async with mail_server.running() as server:
        server.rcpt = "550 no such user"
        with pytest.raises(NotTaken, match="550"):
            await server.transport().send(_letter())
        server.rcpt = "450 try later"
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
            await server.transport().send(_letter())
        server.rcpt, server.data = "250 OK", "451 try later"
        with pytest.raises(aiosmtplib.SMTPDataError):
            await server.transport().send(_letter())
    assert server.letters == []


async def test_a_letter_whose_acceptance_is_not_known_failed_and_one_accepted_did_not() -> None:
    async with mail_server.running() as server:
        server.drops = "before"
        with pytest.raises(aiosmtplib.SMTPServerDisconnected):
            await server.transport().send(_letter())
        assert server.letters == []
        server.drops = "after"
        await server.transport().send(_letter())
    assert len(server.letters) == 1


async def test_a_server_that_cannot_encrypt_gets_no_letter_where_encryption_is_asked_for() -> None:
    async with mail_server.running() as server:
        with pytest.raises(aiosmtplib.SMTPException):
            await server.transport(Encryption.STARTTLS).send(_letter())
    assert (server.tries, server.letters) == (0, [])


async def test_user_and_password_are_given_over_tls_to_a_server_that_can_be_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, certificate = mail_server.certificate(tmp_path)
    options = {
        "authenticator": mail_server.only("luming", "secret"),
        "auth_required": True,
        "tls_context": context,
    }
    async with mail_server.running(**options) as server:
        known = server.transport(Encryption.STARTTLS, username="luming", password="secret")
        guessed = server.transport(Encryption.STARTTLS, username="luming", password="guess")
        with pytest.raises(ssl.SSLCertVerificationError):
            await known.send(_letter())
        assert server.tries == 0
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        await known.send(_letter())
        with pytest.raises(aiosmtplib.SMTPAuthenticationError):
            await guessed.send(_letter())
    assert len(server.letters) == 1


async def test_nobody_listening_is_a_failure_that_another_try_may_mend() -> None:
    async with mail_server.running() as server:
        pass
    with pytest.raises(aiosmtplib.SMTPConnectError):
        await server.transport().send(_letter())


@pytest.mark.usefixtures("db")
async def test_mail_down_for_an_hour_loses_nothing_and_sends_nothing_twice() -> None:
    async with mail_server.running() as server:
        setup = WorkerSetup(server.transport(), LETTERHEAD, SEAL, pictures())
        event = await places.event()
        for name in ("Ann", "Ben", "Cara"):
            await places.register(event, name)
        server.data = "451 maintenance"
        now = start = clock.now()
        waits = []
        while now < start + HOUR:
            with clock.injected(partial(_still, now)):
                await _work(setup)
            pending = await OutboxMessage.filter(delivered_at=None).order_by("due_at").first()
            assert pending is not None
            waits.append(round((pending.due_at - now).total_seconds()))
            now = pending.due_at
        server.data = "250 OK"
        with clock.injected(lambda: now + HOUR):
            await _work(setup)
            await _work(setup)

    assert waits[:10] == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert max(waits) == 300
    arrived = sorted(letter["To"] for letter in server.letters)
    assert arrived == [f"{name}@people.example" for name in ("ann", "ben", "cara")]
    assert len({letter["Message-ID"] for letter in server.letters}) == 3
    assert await postbox.failures() == []


def _still(now: datetime) -> datetime:
    return now


async def _work(setup: WorkerSetup) -> None:
    """Handle all that is due now."""
    while messages := await outbox.lease(50):
        await asyncio.gather(*(handle(message, setup) for message in messages))


@pytest.mark.usefixtures("db")
async def test_a_reader_whose_address_is_dead_holds_up_nobody_and_is_not_tried_again() -> None:
    async with mail_server.running() as server:
        setup = WorkerSetup(server.transport(), LETTERHEAD, SEAL, pictures())
        await places.register(await places.event(), "Ann")
        server.rcpt = "550 no such user"
        await _work(setup)
        tries = server.tries
        later = clock.now() + 24 * HOUR
        with clock.injected(lambda: later):
            await _work(setup)

    assert (tries, server.tries) == (1, 1)
    sent = await Mail.get()
    assert (sent.sent_at, sent.refused_at is not None, sent.detail) == (None, True, {})
    assert await OutboxMessage.filter(delivered_at=None).count() == 0


@pytest.mark.usefixtures("db")
async def test_a_letter_that_was_accepted_before_the_line_was_cut_is_not_sent_again() -> None:
    async with mail_server.running() as server:
        setup = WorkerSetup(server.transport(), LETTERHEAD, SEAL, pictures())
        await places.register(await places.event(), "Ann")
        server.drops = "after"
        await _work(setup)
        later = clock.now() + 24 * HOUR
        with clock.injected(lambda: later):
            await _work(setup)

    assert len(server.letters) == 1
    assert (await Mail.get()).sent_at is not None


async def test_without_a_server_letters_are_files_that_mail_programs_open(tmp_path: Path) -> None:
    files = Files(tmp_path / "mail")
    await files.send(_letter())
    await files.send(_letter())

    [file] = (tmp_path / "mail").iterdir()
    assert file.name == "0190-a.eml"
    read = message_from_bytes(file.read_bytes(), policy=WIRE)
    assert read["Subject"] == "你好"
    assert read.get_content().splitlines() == ["第一行", ".", "最后一行"]


def test_the_settings_choose_the_way_out_and_the_log_tells_of_files(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(smtp_host="mail.example", smtp_port=2525, smtp_username="luming")

    assert mail.transport(Settings(), tmp_path) == Files(tmp_path)
    assert "no SMTP server is set" in caplog.text
    assert mail.transport(settings, tmp_path) == Smtp(
        "mail.example", 2525, Encryption.STARTTLS, "luming", ""
    )
