"""What is said of a visitor at a stand, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from models import contacts
from models.contacts import Person
from models.receipts import Receipt
from models.refusals import (
    EmailInvalid,
    PhoneInvalid,
    Refusal,
    VisitorNameless,
    VisitorUnreachable,
)

MOST_BEFORE = timedelta(days=1)
"""So long before a tablet writes a lead down its visitor may have agreed."""

_NO_TIME = timedelta(0)

Key = tuple[UUID, UUID]
"""Device and said id: what makes a lead one and the same, however often it is sent."""


@dataclass(frozen=True, slots=True)
class SaidAnswer:
    """The answer to a question of the dealer; a blank one is none."""

    question: UUID
    answer: str


@dataclass(frozen=True, slots=True)
class SaidVisitor:
    """Somebody without a pass, as they told the tablet who they are."""

    name: str
    phone: str = ""
    email: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class SaidLead:
    """One visitor as a tablet told of them, its time corrected, its receipt and pass read or not.

    `receipt` is what was read in `receipt_text`, or why it cannot count. `seat_id` is that of the
    genuine pass in `token`, or of somebody found by name; else there is a `visitor`. `asked` are
    the questions that the tablet had, where it says so. `is_on_duty` is whether the tablet had its
    rights when it wrote the lead down.
    """

    device_id: UUID
    said_id: UUID
    event_id: UUID
    receipt: Receipt | Refusal
    receipt_text: str
    signature: bytes
    said_at: datetime
    received_at: datetime
    clock_offset_ms: int
    at: datetime
    is_time_suspect: bool
    token: str = ""
    seat_id: UUID | None = None
    visitor: SaidVisitor | None = None
    answers: Sequence[SaidAnswer] = ()
    asked: Sequence[UUID] | None = None
    is_on_duty: bool = True

    @property
    def key(self) -> Key:
        """What makes it one and the same."""
        return self.device_id, self.said_id

    @property
    def agreed_at(self) -> datetime:
        """When the visitor agreed, by the corrected clock, and never after it was heard here."""
        before = self.said_at - self.receipt.at if isinstance(self.receipt, Receipt) else _NO_TIME
        at = self.at - before if _NO_TIME <= before <= MOST_BEFORE else self.at
        return min(at, self.received_at)


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a said lead; `code` is empty where it was taken."""

    said_id: UUID
    code: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether it is good, and so a lead for as long as the visitor's consent stands."""
        return not self.code

    def message(self, locale: str) -> str:
        """Why it was not taken, for a reader; empty where it was."""
        return Refusal.known[self.code]().message(locale) if self.code else ""


def person_of(visitor: SaidVisitor) -> Person:
    """The visitor as a dealer may know them; refused without a name or a way to reach them."""
    person = contacts.salvaged(visitor.name, visitor.phone, visitor.email, visitor.language)
    if not person.name:
        raise VisitorNameless
    if not person.phone and not person.email:
        if visitor.phone.strip():
            raise PhoneInvalid
        raise EmailInvalid if visitor.email.strip() else VisitorUnreachable
    return person
