"""Halls as the API shows them."""

from uuid import UUID

import strawberry

from engine.fields import instances
from models import halls
from models.programme import HallRow
from schema.edges import edge
from schema.errors import UserError
from schema.gates import Gate
from schema.nodes import Node, node_id
from schema.venues import Venue


@strawberry.type(description="A room of a venue that events are booked into.")
class Hall(Node):
    """Rows: models.halls.Hall, models.programme.HallRow."""

    id: strawberry.ID = node_id("Hall")
    venue_id: strawberry.Private[UUID]
    name: str = strawberry.field(description="Unique within the venue.")
    capacity: int = strawberry.field(description="How many persons it holds.")

    is_type_of = staticmethod(instances(halls.Hall, HallRow))

    venue: Venue = edge("venue", "venue_id", "The venue that it is in.")

    gates: list[Gate] = edge("gates_of_hall", "id", "Its doors, in the order of their making.")


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
