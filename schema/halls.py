"""Halls as the API shows them."""

from typing import cast
from uuid import UUID

import strawberry

from models import halls
from schema.context import Info
from schema.errors import UserError
from schema.gates import Gate
from schema.nodes import Node, node_id, shows
from schema.venues import Venue


@strawberry.type(description="A room of a venue that events are booked into.")
class Hall(Node):
    """Rows: models.halls.Hall."""

    id: strawberry.ID = node_id("Hall")
    venue_id: strawberry.Private[UUID]
    name: str = strawberry.field(description="Unique within the venue.")
    capacity: int = strawberry.field(description="How many persons it holds.")

    is_type_of = staticmethod(shows(halls.Hall))

    @strawberry.field(description="The venue that it is in.")
    async def venue(self, info: Info) -> Venue:
        return cast(Venue, await info.context.load.venue.load(self.venue_id))

    @strawberry.field(description="Its doors, in the order of their making.")
    async def gates(self, info: Info) -> list[Gate]:
        found = await info.context.load.gates_of_hall.load(cast(UUID, self.id))
        return cast(list[Gate], found)


@strawberry.input(description="Add a hall to a venue; for operators.")
class HallCreateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    venue: strawberry.ID = strawberry.field(description="The venue that it is in.")
    name: str = strawberry.field(description="1 to 120 characters, unique within the venue.")
    capacity: int = strawberry.field(description="How many persons it holds, 1 to 100000.")


@strawberry.input(description="Change a hall, for its venue's staff; what is left out stays.")
class HallUpdateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    hall: strawberry.ID = strawberry.field(description="The hall.")
    name: str | None = strawberry.field(default=None, description="1 to 120 characters.")
    capacity: int | None = strawberry.field(
        default=None, description="No less than what an event to come in it needs."
    )


@strawberry.type(description="What came of `hallCreate`.")
class HallCreatePayload:
    hall: Hall | None = strawberry.field(description="The new hall.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `hallUpdate`.")
class HallUpdatePayload:
    hall: Hall | None = strawberry.field(description="The hall as it is now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
