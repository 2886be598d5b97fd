"""Letters: what a mail says, as text and as HTML, with its pictures and its calendar file."""

from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP as WIRE
from email.policy import Policy
from email.utils import format_datetime
from typing import cast

from models.mails import Mail
from server import pages, unsubscribe
from server.mail import NotTaken
from server.unsubscribe import Subscription
from venues.pass_links import PassLinks


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes, from which address, and how the links in letters are made."""

    brand: str
    sender: str
    public_url: str
    unsubscribing_key: bytes = field(repr=False)
    pass_links: PassLinks

    def unsubscribe_link(self, mail: Mail) -> str:
        """Where the reader of this letter ends letters of its kind; empty where they cannot."""
        if not mail.kind.can_be_refused:
            return ""
        subscription = Subscription(mail.to_address, mail.kind, mail.locale)
        token = unsubscribe.token(subscription, self.unsubscribing_key)
        return f"{self.public_url}{unsubscribe.PATH}?token={token}"


class _Link(UniqueUnstructuredHeader):
    """A link in a header: never folded, which would encode it so that no mail program reads it."""

    name: str

    def fold(self, *, policy: Policy) -> str:
        """The header on one line, as RFC 5322 allows up to 998 characters."""
        return f"{self.name}: {self}{policy.linesep}"


_headers = HeaderRegistry()
_headers.map_to_type("list-unsubscribe", cast(type[BaseHeader], _Link))
_POLICY = WIRE.clone(header_factory=_headers)


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG that the letter shows under its name, and where its reader has it on a page."""

    name: str
    png: bytes
    caption: str
    link: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """An iCalendar text, and what it is for: PUBLISH or CANCEL."""

    text: str
    method: str


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What goes along with a letter."""

    pictures: list[Picture] = field(default_factory=list)
    calendar: Calendar | None = None


def compose(mail: Mail, letterhead: Letterhead, enclosed: Enclosed) -> EmailMessage:
    """The letter as it goes out, with the same Message-ID each time, so that a twin can be told.

    Raises NotTaken for an address that no mail can be sent to.
    """
    link = letterhead.unsubscribe_link(mail)
    facts = mail.detail | {
        "brand": letterhead.brand,
        "locale": mail.locale,
        "pictures": enclosed.pictures,
        "unsubscribe_link": link,
    }
    subject, text, html = (
        pages.rendered(f"{mail.locale}/{mail.template}.{part}", facts)
        for part in ("subject", "txt", "html")
    )
    letter = addressed(mail, letterhead, subject)
    if link:
        letter["List-Unsubscribe"] = f"<{link}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter.set_content(text)
    letter.add_alternative(html, subtype="html")
    _enclose(letter, enclosed)
    return letter


def addressed(mail: Mail, letterhead: Letterhead, subject: str) -> EmailMessage:
    """An empty letter to the mail's reader, with the same Message-ID each time.

    Raises NotTaken for an address that no mail can be sent to.
    """
    letter = EmailMessage(policy=_POLICY)
    letter["Subject"] = " ".join(subject.split())
    letter["From"] = Address(letterhead.brand, addr_spec=letterhead.sender)
    letter["To"] = _address(mail.to_address)
    letter["Date"] = format_datetime(mail.created_at)
    letter["Message-ID"] = f"<{mail.id}@{letterhead.sender.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    return letter


def _enclose(letter: EmailMessage, enclosed: Enclosed) -> None:
    page = cast(MIMEPart, letter.get_body(("html",)))
    for picture in enclosed.pictures:
        page.add_related(picture.png, "image", "png", cid=f"<{picture.name}>", disposition="inline")
    for picture in enclosed.pictures:
        letter.add_attachment(picture.png, "image", "png", filename=f"{picture.name}.png")
    if enclosed.calendar:
        letter.add_attachment(
            enclosed.calendar.text,
            subtype="calendar",
            filename="event.ics",
            params={"method": enclosed.calendar.method},
        )


def _address(text: str) -> Address:
    try:
        return Address(addr_spec=text)
    except (ValueError, IndexError, MessageError) as problem:
        raise NotTaken(f"{text} is no address that mail can be sent to") from problem
