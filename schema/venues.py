"""Venues as the API shows them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, cast
from uuid import UUID

import strawberry

from engine.fields import instances
from models import opening_hours, positions, venues
from models.access import devices
from models.opening_hours import Weekday
from models.programme import VenueRow
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.edges import edge
from schema.enums import described
from schema.errors import UserError
from schema.nodes import Node, node_id

if TYPE_CHECKING:
    from schema.devices import Device
    from schema.halls import Hall

described(
    Weekday,
    "A day of the week.",
    MONDAY="Monday.",
    TUESDAY="Tuesday.",
    WEDNESDAY="Wednesday.",
    THURSDAY="Thursday.",
    FRIDAY="Friday.",
    SATURDAY="Saturday.",
    SUNDAY="Sunday.",
)


@strawberry.type(description="A point on earth, WGS 84.")
class Position:
    """Rows: models.positions.Position."""

    latitude: float = strawberry.field(description="Degrees north of the equator, -90 to 90.")
    longitude: float = strawberry.field(description="Degrees east of Greenwich, -180 to 180.")

    is_type_of = staticmethod(instances(positions.Position))


@strawberry.type(description="A time on one weekday in which a venue is open.")
class OpeningHours:
    """Rows: models.opening_hours.OpeningHours."""

    weekday: Weekday = strawberry.field(description="The day, in the venue's zone.")
    opens_at: str = strawberry.field(description="Local time as HH:MM.")
    closes_at: str = strawberry.field(description="Local time as HH:MM, at the latest 24:00.")

    is_type_of = staticmethod(instances(opening_hours.OpeningHours))


@strawberry.type(description="A physical place where events are held.")
class Venue(Node):
    """Rows: models.venues.Venue, models.programme.VenueRow."""

    id: strawberry.ID = node_id("Venue")
    name: str = strawberry.field(description="What the place is called.")
    address: str = strawberry.field(description="Where it is, as one writes it on a letter.")
    city: str = strawberry.field(description="In which city; empty where nobody has said.")
    position: Position | None = strawberry.field(description="Where it is on earth, if known.")
    zone: str = strawberry.field(description="IANA time zone in which its days are counted.")
    hours: list[OpeningHours] = strawberry.field(
        name="openingHours", description="When it is open, Monday first; empty where unknown."
    )
    created_at: datetime = strawberry.field(description="Since when it is known here.")

    is_type_of = staticmethod(instances(venues.Venue, VenueRow))

    halls: list[Annotated["Hall", strawberry.lazy("schema.halls")]] = edge(
        "halls_of_venue", "id", "Its halls, in the order of their making."
    )

    @strawberry.field(description="Its tablets, newest first; none but for its staff.")
    async def devices(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Annotated["Device", strawberry.lazy("schema.devices")]]:
        asked = window(first, after, last, before)
        return connection(await devices.of_venue(info.context.viewer, cast(UUID, self.id), asked))


@strawberry.input(description="A point on earth, WGS 84.")
class PositionInput:
    latitude: float = strawberry.field(description="Degrees north of the equator, -90 to 90.")
    longitude: float = strawberry.field(description="Degrees east of Greenwich, -180 to 180.")


@strawberry.input(description="A time on one weekday in which a venue is open.")
class OpeningHoursInput:
    weekday: Weekday = strawberry.field(description="The day, in the venue's zone.")
    opens_at: str = strawberry.field(description="Local time as HH:MM.")
    closes_at: str = strawberry.field(
        description="Local time as HH:MM, after it opens, at the latest 24:00."
    )


@strawberry.input(description="Open a venue; for operators.")
class VenueCreateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    name: str = strawberry.field(description="1 to 120 characters.")
    address: str = strawberry.field(description="1 to 300 characters.")
    zone: str = strawberry.field(description="An IANA time zone, as Asia/Shanghai.")
    city: str = strawberry.field(default="", description="At most 80 characters.")
    position: PositionInput | None = strawberry.field(
        default=None, description="Where it is on earth."
    )
    opening_hours: list[OpeningHoursInput] = strawberry.field(
        default_factory=list,
        description="Several on one day may touch but not overlap; 50 at most.",
    )


@strawberry.input(description="Change a venue, for its staff; what is left out or null stays.")
class VenueUpdateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    venue: strawberry.ID = strawberry.field(description="The venue.")
    name: str | None = strawberry.field(default=None, description="1 to 120 characters.")
    address: str | None = strawberry.field(default=None, description="1 to 300 characters.")
    zone: str | None = strawberry.field(default=None, description="An IANA time zone.")
    city: str | None = strawberry.field(default=None, description="At most 80 characters.")
    position: PositionInput | None = strawberry.field(
        default=None, description="Where it is on earth."
    )
    opening_hours: list[OpeningHoursInput] | None = strawberry.field(
        default=None, description="All of them; an empty list for unknown."
    )


@strawberry.type(description="What came of `venueCreate`.")
class VenueCreatePayload:
    venue: Venue | None = strawberry.field(description="The new venue.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `venueUpdate`.")
class VenueUpdatePayload:
    venue: Venue | None = strawberry.field(description="The venue as it is now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
