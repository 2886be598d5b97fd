"""An event: one occurrence in a hall, or in the whole of a venue."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from tortoise import fields
from tortoise.expressions import Q

from models import audit, clock, database, texts
from models.halls import MOST_PERSONS
from models.noun import Noun
from models.points import awards
from models.points.deeds import DeedKind, NewDeed
from models.refusals import EndsBeforeStart, EventOver, InvalidTransition, LastsTooLong
from models.venues import Venue

LONGEST_DAYS = 14
MOST_SETUP_MINUTES = 24 * 60
MOST_SEATS_EACH = 20
MOST_OFFER_MINUTES = 14 * 24 * 60
_TURNED_AT_ONCE = 100


class EventState(StrEnum):
    """draft → published → in progress → ended, or cancelled from any but ended."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    IN_PROGRESS = "IN_PROGRESS"
    ENDED = "ENDED"
    CANCELLED = "CANCELLED"


class WaitlistMode(StrEnum):
    """What happens when a seat comes free: the first in line has it, or is offered it."""

    PROMOTE = "PROMOTE"
    OFFER = "OFFER"


_BEFORE = {
    EventState.PUBLISHED: {EventState.DRAFT},
    EventState.IN_PROGRESS: {EventState.PUBLISHED},
    EventState.ENDED: {EventState.IN_PROGRESS},
    EventState.CANCELLED: {EventState.DRAFT, EventState.PUBLISHED, EventState.IN_PROGRESS},
}
OPEN = (EventState.PUBLISHED, EventState.IN_PROGRESS)
CLOSED = (EventState.ENDED, EventState.CANCELLED)


class Event(Noun):
    """Times are UTC, `setup_minutes` keep the hall before and after, `hall_id` None is all halls.

    `seats_taken` counts the seats of confirmed registrations and open offers, `version` every
    change of the event itself.
    """

    venue: fields.ForeignKeyRelation[Venue] = fields.ForeignKeyField("models.Venue")
    venue_id: UUID
    hall_id = fields.UUIDField(null=True, db_index=True)
    series_id = fields.UUIDField(null=True, db_index=True)
    community_id = fields.UUIDField(null=True, db_index=True)
    host_id = fields.UUIDField(null=True, db_index=True)
    title = fields.CharField(120)
    description = fields.CharField(5000, default="")
    state = fields.CharEnumField(EventState, max_length=12, default=EventState.DRAFT)
    starts_at = fields.DatetimeField(db_index=True)
    ends_at = fields.DatetimeField()
    setup_minutes = fields.IntField(default=0)
    capacity = fields.IntField()
    seats_taken = fields.IntField(default=0)
    seats_waiting = fields.IntField(default=0)
    seat_limit = fields.IntField(default=4)
    waitlist_mode = fields.CharEnumField(WaitlistMode, max_length=8, default=WaitlistMode.PROMOTE)
    offer_minutes = fields.IntField(default=720)
    cancelled_reason = fields.CharField(500, default="")
    version = fields.IntField(default=0)
    created_at = fields.DatetimeField(default=clock.now)
    published_at = fields.DatetimeField(null=True)
    cancelled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "events"

    @property
    def is_open(self) -> bool:
        """Whether seats can be had, given up and moved up to."""
        return self.state in OPEN and clock.now() < self.ends_at

    @property
    def is_public(self) -> bool:
        """Whether everyone may know of it: it has been published, whatever came then."""
        return self.published_at is not None

    @property
    def seats_free(self) -> int:
        """How many more seats there are, without regard to the line."""
        return self.capacity - self.seats_taken

    @property
    def kept_from(self) -> datetime:
        """When its hall begins to be taken, for the setting up."""
        return self.starts_at - timedelta(minutes=self.setup_minutes)

    @property
    def kept_until(self) -> datetime:
        """When its hall is free again."""
        return self.ends_at + timedelta(minutes=self.setup_minutes)

    async def publish(self, *, by: UUID) -> Self:
        """Show a draft to everyone and take registrations."""
        event = await self.locked()
        event.step_to(EventState.PUBLISHED)
        event.refuse_if_past("endsAt")
        event.published_at = clock.now()
        await _save_step(event, by)
        return event

    async def start(self, *, by: UUID | None) -> Self:
        """Open the doors; at its time an event does so by itself."""
        event = await self.locked()
        event.step_to(EventState.IN_PROGRESS)
        await _save_step(event, by)
        return event

    async def end(self, *, by: UUID | None) -> Self:
        """Close the event and reward its host; at its time an event does so by itself."""
        event = await self.locked()
        event.step_to(EventState.ENDED)
        await _save_step(event, by)
        if event.host_id is not None:
            venue = await Venue.get(id=event.venue_id)
            ended_at = min(clock.now(), event.ends_at)
            deed = NewDeed(event.host_id, DeedKind.HOST_EVENT, event.id, ended_at, venue.zone)
            await awards.earn([deed])
        return event

    async def turn(self, now: datetime) -> int:
        """Take the steps that are due by `now`; the number of them."""
        async with database.transaction():
            event = await self.locked()
            starts = event.state is EventState.PUBLISHED and event.starts_at <= now
            if starts:
                event = await event.start(by=None)
            ends = event.state is EventState.IN_PROGRESS and event.ends_at <= now
            if ends:
                await event.end(by=None)
            return starts + ends

    def step_to(self, after: EventState) -> None:
        """Take the next state, refused where there is no way from this one to it."""
        if self.state not in _BEFORE[after]:
            raise InvalidTransition(before=self.state, after=after)
        self.state = after
        self.version += 1

    def refuse_if_closed(self, field: str) -> None:
        """Refuse what comes after the event was ended or cancelled."""
        if self.state in CLOSED:
            raise EventOver(field)

    def refuse_if_past(self, field: str) -> None:
        """Refuse what comes after its last minute."""
        if self.ends_at <= clock.now():
            raise EventOver(field)


def checked(said: dict[str, Any]) -> dict[str, Any]:
    """The details of an event, each checked by itself; ids and modes are taken as they are."""
    return {
        name: _CHECKS[name](value) if name in _CHECKS else value for name, value in said.items()
    }


def refuse_bad_span(event: Event) -> None:
    """Refuse an event that ends before it starts, or lasts longer than LONGEST_DAYS."""
    if event.ends_at <= event.starts_at:
        raise EndsBeforeStart("endsAt")
    if event.ends_at - event.starts_at > timedelta(days=LONGEST_DAYS):
        raise LastsTooLong("endsAt", days=LONGEST_DAYS)


async def turn(now: datetime) -> int:
    """Start and end the events whose time has come by `now`; the number of steps taken.

    At most _TURNED_AT_ONCE events; doing it again, or twice at once, changes nothing more.
    """
    due = Q(state=EventState.PUBLISHED, starts_at__lte=now) | Q(
        state=EventState.IN_PROGRESS, ends_at__lte=now
    )
    events = await Event.filter(due).order_by("starts_at", "id").limit(_TURNED_AT_ONCE)
    return sum([await event.turn(now) for event in events])


async def _save_step(event: Event, by: UUID | None) -> None:
    await event.save(update_fields=["state", "version", "published_at"])
    if by is not None:
        await audit.record(by, f"event.{event.state.lower()}", event)


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "title": lambda text: texts.line(text, "title", most=120),
    "description": lambda text: texts.prose(text, "description", most=5000, least=0),
    "starts_at": lambda at: texts.instant(at, "startsAt"),
    "ends_at": lambda at: texts.instant(at, "endsAt"),
    "setup_minutes": lambda n: texts.within(n, "setupMinutes", least=0, most=MOST_SETUP_MINUTES),
    "capacity": lambda n: texts.within(n, "capacity", least=1, most=MOST_PERSONS),
    "seat_limit": lambda n: texts.within(n, "seatLimit", least=1, most=MOST_SEATS_EACH),
    "offer_minutes": lambda n: texts.within(n, "offerMinutes", least=1, most=MOST_OFFER_MINUTES),
}
