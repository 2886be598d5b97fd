"""A real mail server for journeys: takes every letter over SMTP and keeps it for its reader."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests import processes

_CODE = re.compile(r"\b(\d{6})\b")


@dataclass
class Mailbox:
    """The letters of everybody, in the order of their arrival."""

    port: int
    letters: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Accept a letter."""
        content = cast(bytes, envelope.content)
        self.letters.append(message_from_bytes(content, policy=policy.default))
        return "250 OK"

    def of(self, address: str) -> list[EmailMessage]:
        """The letters of one reader."""
        return [letter for letter in self.letters if address in str(letter["To"])]

    async def newest_code(self, address: str) -> str:
        """The sign-in code in the newest letter of a reader, once it has arrived."""
        async with asyncio.timeout(20):
            while True:
                for letter in reversed(self.of(address)):
                    body = letter.get_body(("plain",))
                    if body and (found := _CODE.search(body.get_content())):
                        return found[1]
                await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def mailbox() -> AsyncIterator[Mailbox]:
    """A mail server on loopback until the block ends."""
    box = Mailbox(processes.free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
