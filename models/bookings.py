"""A booking: a hall kept for an event, set-up time included.

Bookings of one hall never overlap: an EXCLUDE constraint on PostgreSQL, triggers on SQLite.
"""

from uuid import UUID

from tortoise import fields
from tortoise.expressions import Q

from models import audit, clock, halls
from models.events import Event, EventState
from models.halls import Hall
from models.noun import Noun
from models.refusals import HallHoldsMore, HallTaken, HallTooSmall
from models.venues import Venue


class Booking(Noun):
    """The hall is kept from `starts_at` up to, not including, `ends_at`."""

    hall: fields.ForeignKeyRelation[Hall] = fields.ForeignKeyField("models.Hall")
    hall_id: UUID
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField("models.Event")
    event_id: UUID
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()

    class Meta:
        table = "bookings"
        unique_together = (("hall_id", "event_id"),)
        indexes = (("hall_id", "starts_at"),)


async def keep(event: Event) -> None:
    """Keep the event's hall, or all of the venue's, for its time instead of what it kept before.

    The caller holds the venue. Refused when the event's capacity is more than the halls hold, or
    one of them is taken: HALL_TAKEN tells nothing of what takes it.
    """
    kept = await halls.of(event.venue_id, event.hall_id)
    room = sum(hall.capacity for hall in kept)
    if event.capacity > room:
        raise HallTooSmall("capacity", most=room)
    await free(event)
    await _keep(event, kept)


async def free(event: Event) -> None:
    """Let go of every hall that the event keeps."""
    await Booking.filter(event_id=event.id).delete()


async def add_hall(venue: Venue, name: str, capacity: int, *, by: UUID | None) -> Hall:
    """A new hall of a venue, kept at once for the events to come that have the whole of it."""
    await venue.locked()
    hall = Hall(venue=venue)
    await hall.take(name, capacity)
    await hall.save(force_create=True)
    for event in await Event.filter(_to_come(), venue_id=venue.id, hall_id=None):
        await _keep(event, [hall])
    await audit.record(by, "hall.create", hall, name=name, capacity=capacity)
    return hall


async def change_hall(
    hall: Hall, *, name: str | None = None, capacity: int | None = None, by: UUID
) -> Hall:
    """Change a hall; its capacity may not fall below what an event to come in it needs."""
    venue = await Venue.get(id=hall.venue_id)
    await venue.locked()
    hall = await hall.locked()
    await hall.take(name, capacity)
    await hall.save(update_fields=["name", "capacity"])
    await _refuse_too_small(hall)
    await audit.record(by, "hall.update", hall, name=name, capacity=capacity)
    return hall


async def _keep(event: Event, kept: list[Hall]) -> None:
    ids = [hall.id for hall in kept]
    overlapping = Booking.filter(starts_at__lt=event.kept_until, ends_at__gt=event.kept_from)
    if await overlapping.filter(hall_id__in=ids).exists():
        raise HallTaken("hall")
    span = {"starts_at": event.kept_from, "ends_at": event.kept_until}
    await Booking.bulk_create(
        [Booking(hall_id=hall_id, event_id=event.id, **span) for hall_id in ids]
    )


async def _refuse_too_small(hall: Hall) -> None:
    """Neither an event in the hall nor one in the whole venue may be left without room."""
    venue = await halls.of(hall.venue_id)
    for hall_id, room in ((hall.id, hall.capacity), (None, sum(each.capacity for each in venue))):
        events = Event.filter(_to_come(), venue_id=hall.venue_id, hall_id=hall_id)
        largest = await events.order_by("-capacity").first()
        if largest is not None and largest.capacity > room:
            raise HallHoldsMore("capacity", needed=largest.capacity)


def _to_come() -> Q:
    """Events that still need their hall."""
    return Q(ends_at__gt=clock.now()) & ~Q(state__in=[EventState.ENDED, EventState.CANCELLED])
