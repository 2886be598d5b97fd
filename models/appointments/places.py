"""Places: how many a slot has left, and which one a booking takes; the caller holds the offer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.appointments import rows, slots
from models.appointments.offers import AppointmentOffer
from models.appointments.rows import Appointment
from models.appointments.slots import Slot
from models.refusals import SlotFull, SlotNotOffered


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A slot that can be booked now, and for how many there is still room, 0 where it is full."""

    starts_at: datetime
    ends_at: datetime
    places_left: int


async def free(
    offer: AppointmentOffer, zone: str, since: datetime, until: datetime
) -> list[FreeSlot]:
    """The slots that start in this span, the full ones included."""
    offered = slots.offered(offer, zone, since, until)
    if not offered:
        return []
    alive = await rows.alive_between(offer.id, offered[0].starts_at, offered[-1].ends_at)
    return [
        FreeSlot(slot.starts_at, slot.ends_at, len(_left(offer, slot, alive))) for slot in offered
    ]


async def take(
    offer: AppointmentOffer, zone: str, starts_at: datetime, *, besides: UUID | None = None
) -> tuple[Slot, int]:
    """The slot that starts then and a place in it that nobody has, but for `besides`.

    A place is free where nobody has it at any time of the slot, so that a change of the slots'
    length puts no more people in the house than there may be.
    """
    slot = slots.starting(offer, zone, starts_at)
    if slot is None:
        raise SlotNotOffered("startsAt")
    alive = await rows.alive_between(offer.id, slot.starts_at, slot.ends_at)
    left = _left(offer, slot, [one for one in alive if one.id != besides and not one.is_overdue])
    if not left:
        raise SlotFull("startsAt")
    return slot, left[0]


def _left(offer: AppointmentOffer, slot: Slot, alive: Sequence[Appointment]) -> list[int]:
    taken = {
        one.place
        for one in alive
        if not one.is_overdue and one.starts_at < slot.ends_at and one.ends_at > slot.starts_at
    }
    return [place for place in range(1, offer.capacity + 1) if place not in taken]
