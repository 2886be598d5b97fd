"""Enquiries for tests: people who agreed, by whatever way they came."""

from datetime import datetime
from typing import Any

from models import clock, consents, ids
from models.contacts import Contact
from models.dealers import Dealer
from models.lead_intake import Enquiry
from models.touches import LeadSource
from tests.prospects import DAY, DOORS


async def person(
    dealer: Dealer, name: str = "Liu Wei", *, phone: str = "", email: str = ""
) -> Contact:
    """Somebody who agreed a day before doors that the dealer may contact them."""
    contact = await Contact.create(name=name, phone=phone, email=email)
    await agree(contact, dealer, DOORS - DAY)
    return contact


async def agree(contact: Contact, dealer: Dealer, at: datetime | None = None) -> None:
    """The person agrees, now unless said otherwise."""
    await consents.grant(
        contact, dealer.id, text_version=1, language="en", method="TEST", event_id=None,
        seat_id=None, at=at or clock.now(),
    )  # fmt: skip


def enquiry(dealer: Dealer, contact: Contact, at: datetime = DOORS, **said: Any) -> Enquiry:
    """One by the web form, at doors unless said otherwise."""
    source = said.pop("source", LeadSource.WEB_FORM)
    return Enquiry(dealer.id, contact.id, source, said.pop("ref", None) or ids.new(), at, **said)
