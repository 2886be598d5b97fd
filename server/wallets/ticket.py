"""A ticket: all that a wallet shows of a pass."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID
from zoneinfo import ZoneInfo

from models.pass_pages import PassPage, ShownPass


@dataclass(frozen=True, slots=True)
class Ticket:
    """`text` is what the QR code holds; the times are in the zone of the venue."""

    brand: str
    seat_id: UUID
    event_id: UUID
    text: str
    url: str
    title: str
    venue: str
    hall: str
    address: str
    holder: str
    starts_at: datetime
    ends_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, page: PassPage, shown: ShownPass, *, brand: str, text: str, url: str) -> Self:
        """The ticket of one of the passes on a page."""
        zone = ZoneInfo(page.venue.zone)
        expires_at = shown.row.expires_at if shown.row else page.event.ends_at
        return cls(
            brand=brand,
            seat_id=shown.seat.id,
            event_id=page.event.id,
            text=text,
            url=url,
            title=page.event.title,
            venue=page.venue.name,
            hall=page.hall,
            address=page.venue.address,
            holder=shown.holder,
            starts_at=page.event.starts_at.astimezone(zone),
            ends_at=page.event.ends_at.astimezone(zone),
            expires_at=expires_at.astimezone(zone),
        )
