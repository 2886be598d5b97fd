"""Mail on its way out: to an SMTP server, or, where none is set, into files."""

import asyncio
import logging
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from pathlib import Path
from typing import Protocol

import aiosmtplib

from server.settings import Encryption, Settings

_PATIENCE_SECONDS = 40.0  # well within the lease of an outbox message
_STEP_SECONDS = 15.0
_PERMANENT = 500
_log = logging.getLogger(__name__)


class NotTaken(Exception):
    """The reader's address is refused for good: no later try will do better."""


class Outdated(Exception):
    """The letter would say nothing that is still true, or its reader no longer wants it."""


class Transport(Protocol):
    """What letters go out by."""

    async def send(self, letter: EmailMessage) -> None:
        """Return once the letter is accepted.

        Raises NotTaken where it never will be; after any other error a later try may succeed.
        """

    async def forget(self, words: Sequence[str]) -> None:
        """Delete the letters in which any of these words stand, as far as they lie here."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server that takes letters on to their readers."""

    host: str
    port: int
    encryption: Encryption = Encryption.STARTTLS
    username: str = ""
    password: str = field(default="", repr=False)

    async def send(self, letter: EmailMessage) -> None:
        """Hand the letter over, on a connection of its own."""
        client = self._client()
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await client.connect()
                await client.send_message(letter)
            # It is accepted: whatever comes now is no reason to send it again.
            with suppress(aiosmtplib.SMTPException, OSError):
                await client.quit()
        except aiosmtplib.SMTPRecipientsRefused as refused:
            if all(each.code >= _PERMANENT for each in refused.recipients):
                raise NotTaken(str(refused)) from refused
            raise
        except aiosmtplib.SMTPNotSupported as refused:
            raise NotTaken(str(refused)) from refused
        finally:
            client.close()

    async def forget(self, words: Sequence[str]) -> None:
        """Nothing: the letters lie with their readers."""

    async def greet(self) -> None:
        """Sign in and leave again; raises what a letter would meet with."""
        client = self._client()
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await client.connect()
        finally:
            client.close()

    def _client(self) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.username or None,
            password=self.password or None,
            use_tls=self.encryption is Encryption.TLS,
            start_tls=self.encryption is Encryption.STARTTLS,
            timeout=_STEP_SECONDS,
        )


@dataclass(frozen=True, slots=True)
class Files:
    """A folder in which every letter is a file that mail programs open; never half a letter."""

    folder: Path

    async def send(self, letter: EmailMessage) -> None:
        """Write the letter down; sent again, it takes its own place."""
        await asyncio.to_thread(self._write, letter)

    async def forget(self, words: Sequence[str]) -> None:
        """Delete each file in which a word stands, in a header or in any of its texts."""
        if words:
            await asyncio.to_thread(self._forget, [word.lower() for word in words])

    def _forget(self, words: Sequence[str]) -> None:
        for file in self.folder.glob("*.eml"):
            with suppress(FileNotFoundError):
                said = _said(message_from_bytes(file.read_bytes(), policy=WIRE))
                if any(word in said for word in words):
                    file.unlink()

    def _write(self, letter: EmailMessage) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = letter["Message-ID"].strip("<>").partition("@")[0]
        draft = self.folder / f".{name}.{os.getpid()}"
        draft.write_bytes(letter.as_bytes(policy=WIRE))
        draft.rename(self.folder / f"{name}.eml")


def _said(letter: EmailMessage) -> str:
    """Everything in a letter that can be read, in lower case."""
    texts = [part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(str(value) for value in letter.values()), *texts]).lower()


def transport(settings: Settings, folder: Path) -> Transport:
    """The SMTP server of the settings; without one, `folder`, and the log says so."""
    if settings.smtp_host:
        return smtp(settings)
    _log.warning("no SMTP server is set: letters are written to %s", folder)
    return Files(folder)


def smtp(settings: Settings) -> Smtp:
    """The SMTP server of the settings."""
    return Smtp(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_encryption,
        settings.smtp_username,
        settings.smtp_password.get_secret_value(),
    )
