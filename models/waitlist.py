"""The line of an event: who moves up when seats come free, strictly one after the other.

A party that does not fit into the free seats holds up everyone behind it, in both modes, and
so does not lose its turn to smaller ones. Only a party larger than the whole event, left over
from when its capacity was lowered, is passed over.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from tortoise.queryset import QuerySet

from models import clock, database, outbox, passes
from models.events import Event, WaitlistMode
from models.registrations import Registration, RegistrationState
from models.seats import Seat


def line(event: Event) -> QuerySet[Registration]:
    """Who waits for a seat at the event, the first in line first."""
    waiting = Registration.filter(event_id=event.id, state=RegistrationState.WAITING)
    return waiting.filter(seat_count__lte=event.capacity).order_by("queued_at", "id")


async def move_up(event: Event) -> None:
    """Give the free seats of a locked event to the first in line, or offer them.

    An offer ends at doors, so from the start on the first in line has the seat at once.
    """
    served = await _first_that_fit(event)
    if not served:
        return
    seats = sum(party.seat_count for party in served)
    event.seats_taken += seats
    event.seats_waiting -= seats
    await event.save(update_fields=["seats_taken", "seats_waiting"])
    if event.waitlist_mode is WaitlistMode.OFFER and clock.now() < event.starts_at:
        await _offer(served, event)
    else:
        await confirm(served, event, "registration.promoted")


async def confirm(parties: Sequence[Registration], event: Event, topic: str) -> None:
    """Let the parties have the seats that are already counted as theirs, with their passes."""
    ids = [party.id for party in parties]
    await Registration.filter(id__in=ids).update(
        state=RegistrationState.CONFIRMED, offered_until=None
    )
    await passes.issue(await Seat.filter(registration_id__in=ids, cancelled_at=None), event)
    await outbox.tell_all(topic, [{"registration": id} for id in ids])


async def expire_offer(registration_id: UUID) -> None:
    """End an offer whose time is over and go on to the next in line; else change nothing."""
    async with database.transaction():
        offered = await Registration.get(id=registration_id)
        event = await (await Event.get(id=offered.event_id)).locked()
        offered = await offered.locked()
        if not _is_run_out(offered):
            return
        event.seats_taken -= offered.seat_count
        await event.save(update_fields=["seats_taken"])
        offered.state = RegistrationState.EXPIRED
        await offered.save(update_fields=["state"])
        await outbox.tell("registration.offer_expired", registration=offered.id)
        if event.is_open:
            await move_up(event)


async def end_offers_at_doors(event: Event) -> None:
    """Let no open offer of an event that moved outlast its new start."""
    late = Registration.filter(
        event_id=event.id, state=RegistrationState.OFFERED, offered_until__gt=event.starts_at
    )
    ids = [offered.id for offered in await late]
    await late.update(offered_until=event.starts_at)
    await _tell_due(ids, event)


async def _first_that_fit(event: Event) -> list[Registration]:
    """The head of the line, up to the first party that does not fit."""
    served: list[Registration] = []
    free = event.seats_free
    if free <= 0:
        return served
    for party in await line(event).limit(free):
        free -= party.seat_count
        if free < 0:
            break
        served.append(party)
    return served
