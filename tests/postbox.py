"""A postbox for tests: takes letters as a mail server would, and shows what is in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from io import BytesIO

import zxingcpp
from PIL import Image

from models import outbox
from models.outbox import OutboxMessage
from server.letters import Letterhead
from server.payments import rehearsal
from server.payments.providers import Payments
from server.payments.rehearsal import Rehearsal
from server.worker import WorkerSetup
from server.worker.delivering import handle
from tests.house import LINKS, SEAL, pictures

KEY = b"k" * 32
LETTERHEAD = Letterhead("Luming", "club@luming.example", "https://luming.example", KEY, LINKS)

PROVIDER = Rehearsal(b"s" * 32, "https://luming.example")
PAYMENTS = Payments({rehearsal.NAME: PROVIDER}, rehearsal.NAME)


@dataclass
class Postbox:
    """A transport that keeps every letter; `trouble` is raised instead, while it is set."""

    letters: list[EmailMessage] = field(default_factory=list)
    trouble: Exception | None = None

    async def send(self, letter: EmailMessage) -> None:
        """Accept the letter."""
        if self.trouble:
            raise self.trouble
        self.letters.append(letter)

    async def forget(self, words: Sequence[str]) -> None:
        """Nothing: what is here was read."""

    def to(self, address: str) -> list[EmailMessage]:
        """The letters to one reader."""
        return [letter for letter in self.letters if letter["To"] == address]

    def subjects(self) -> list[tuple[str, str]]:
        """Who got what."""
        return [(letter["To"], letter["Subject"]) for letter in self.letters]

    def setup(self) -> WorkerSetup:
        """A worker's setup that sends letters here."""
        return WorkerSetup(self, LETTERHEAD, SEAL, pictures(), payments=PAYMENTS)

    async def fetch(self) -> list[EmailMessage]:
        """Let a worker handle all that is due, what follows from it included."""
        before = len(self.letters)
        while messages := await outbox.lease(50):
            for message in messages:
                await handle(message, self.setup())
        return self.letters[before:]


async def failures() -> list[str]:
    """What went wrong with messages that are still to be delivered."""
    waiting = OutboxMessage.filter(delivered_at=None).exclude(last_error="").order_by("id")
    return [message.last_error for message in await waiting]


def text(letter: EmailMessage) -> str:
    """The letter as its reader sees it without HTML."""
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html(letter: EmailMessage) -> str:
    """The letter as HTML."""
    part = letter.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def scanned(png: bytes) -> str:
    """What a phone reads in a picture."""
    picture = Image.open(BytesIO(png))
    only_qr = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    [code] = zxingcpp.read_barcodes(picture, formats=only_qr)
    return str(code.text)


def files(letter: EmailMessage) -> dict[str, EmailMessage]:
    """What is attached, by name."""
    return {str(part.get_filename()): part for part in letter.iter_attachments()}
