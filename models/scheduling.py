"""Scheduling an event: into its hall, to another time or hall, and off again.

Whoever changes what is booked at a venue holds the venue's row, then the event's: so bookings
are checked and made by one caller at a time, whether for one hall or for all of them.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from models import (
    audit,
    bookings,
    cancelling,
    clock,
    event_dealers,
    events,
    outbox,
    passes,
    texts,
    waitlist,
)
from models.dealers import Dealer
from models.events import Event, EventState
from models.refusals import SeatsAreTaken
from models.venues import Venue


async def schedule(
    venue: Venue, *, dealers: Sequence[Dealer] = (), by: UUID | None, **said: Any
) -> Event:
    """A draft of an event that keeps its hall from now on; `said` are columns of the event."""
    venue = await venue.locked()
    event = Event(venue=venue, **events.checked(said))
    events.refuse_bad_span(event)
    await event.save(force_create=True)
    await bookings.keep(event)
    await event_dealers.name(event, dealers)
    await audit.record(by, "event.create", event, **said)
    return event


async def reschedule(
    event: Event, *, dealers: Sequence[Dealer] | None = None, by: UUID, **said: Any
) -> Event:
    """Change what is said of an event; who registered stays, and hears when it was moved."""
    venue = await Venue.get(id=event.venue_id)
    await venue.locked()
    event = await event.locked()
    event.refuse_if_closed("event")
    before = _when_and_where(event)
    event.update_from_dict(events.checked(said))
    event.version += 1
    _refuse_what_breaks_promises(event)
    await event.save()
    await bookings.keep(event)
    if dealers is not None:
        await event_dealers.name(event, dealers)
    if event.is_public:
        await _tell_if_moved(event, before)
        await waitlist.move_up(event)
    await audit.record(by, "event.update", event, **said)
    return event


async def call_off(event: Event, reason: str, *, by: UUID) -> Event:
    """Cancel an event: its halls come free, and everyone who registered is told, once."""
    event = await event.locked()
    event.step_to(EventState.CANCELLED)
    event.cancelled_reason = texts.prose(reason, "reason", most=500)
    event.cancelled_at = clock.now()
    await cancelling.cancel_all(event)
    await event.save()
    await bookings.free(event)
    if event.is_public:
        await outbox.tell("event.cancelled", event=event.id)
    await audit.record(by, "event.cancel", event, reason=event.cancelled_reason)
    return event


def _refuse_what_breaks_promises(event: Event) -> None:
    events.refuse_bad_span(event)
    if event.is_public:
        event.refuse_if_past("endsAt")
    if event.capacity < event.seats_taken:
        raise SeatsAreTaken("capacity", taken=event.seats_taken)


def _when_and_where(event: Event) -> dict[str, str]:
    return {
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "hall": str(event.hall_id or ""),
    }


async def _tell_if_moved(event: Event, before: dict[str, str]) -> None:
    if _when_and_where(event) == before:
        return
    await passes.extend(event)
    await waitlist.end_offers_at_doors(event)
    await outbox.tell("event.moved", event=event.id, version=event.version, before=before)
