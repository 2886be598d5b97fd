"""The line of an event: who moves up when seats come free, strictly one after the other.

A party that does not fit into the free seats holds up everyone behind it, in both modes, and
so does not lose its turn to smaller ones. Only a party larger than the whole event, left over
from when its capacity was lowered, is passed over.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
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


async def hold(registration: Registration) -> tuple[Event, Registration]:
    """The event and the registration as they are, both locked, the event first."""
    event = await Event.get(id=registration.event_id)
    return await event.locked(), await registration.locked()


async def count(event: Event, state: RegistrationState, seats: int) -> None:
    """Count so many seats more, or fewer, at a locked event: as waiting, or as taken."""
    if state is RegistrationState.WAITING:
        event.seats_waiting += seats
    else:
        event.seats_taken += seats
    await event.save(update_fields=["seats_taken", "seats_waiting"])


async def move_up(event: Event) -> None:
    """Give the free seats of a locked event to the first in line, or offer them.

    An offer ends at doors, so from then on the first in line has the seat at once.
    """
    served = await _first_that_fit(event) if event.is_open else []
    if not served:
        return
    seats = sum(party.seat_count for party in served)
    event.seats_waiting -= seats
    event.seats_taken += seats
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
    await outbox.tell_all(topic, _payloads(ids))


async def expire_offer(registration_id: UUID) -> None:
    """End an offer whose time is over and go on to the next in line; else change nothing."""
    async with database.transaction():
        event, offered = await hold(await Registration.get(id=registration_id))
        if not offered.has_run_out:
            return
        await count(event, offered.state, -offered.seat_count)
        offered.state = RegistrationState.EXPIRED
        await offered.save(update_fields=["state"])
        await outbox.tell("registration.offer_expired", registration=offered.id)
        await move_up(event)


async def end_offers_at_doors(event: Event) -> None:
    """Let no open offer of an event that moved outlast its new start."""
    late = await Registration.filter(
        event_id=event.id, state=RegistrationState.OFFERED, offered_until__gt=event.starts_at
    )
    await _end_offers([offered.id for offered in late], event.starts_at)


async def _first_that_fit(event: Event) -> list[Registration]:
    """The head of the line, up to the first party that does not fit."""
    served: list[Registration] = []
    free = event.seats_free
    for party in await line(event).limit(max(free, 0)):
        free -= party.seat_count
        if free < 0:
            break
        served.append(party)
    return served


async def _offer(parties: Sequence[Registration], event: Event) -> None:
    ids = [party.id for party in parties]
    await Registration.filter(id__in=ids).update(state=RegistrationState.OFFERED)
    await outbox.tell_all("registration.offered", _payloads(ids))
    until = clock.now() + timedelta(minutes=event.offer_minutes)
    await _end_offers(ids, min(until, event.starts_at))


async def _end_offers(ids: Sequence[UUID], until: datetime) -> None:
    """Let these offers stand until then, and have the worker come back for them."""
    await Registration.filter(id__in=ids).update(offered_until=until)
    await outbox.tell_all("registration.offer_due", _payloads(ids), due_at=until)


def _payloads(ids: Sequence[UUID]) -> list[dict[str, UUID]]:
    return [{"registration": party_id} for party_id in ids]
