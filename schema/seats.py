"""Seats as the API shows them, and who has them."""

from datetime import datetime
from uuid import UUID

import strawberry

from engine.fields import instances
from models import contacts, seats
from models.directory import ContactRow
from models.guest_lists import SeatRow
from schema.check_ins import CheckIn
from schema.consents import Consent
from schema.edges import edge
from schema.errors import UserError
from schema.members import Member
from schema.nodes import Node, node_id
from schema.passes import Pass


@strawberry.type(
    description="Who has a seat: the member who registered, a guest of theirs, or a walk-in."
)
class SeatHolder:
    """Rows: models.contacts.Contact, models.directory.ContactRow."""

    member_id: strawberry.Private[UUID | None]
    name: str = strawberry.field(description="The name that was given.")
    phone: str = strawberry.field(description="Phone number as E.164; empty where none is given.")
    email: str = strawberry.field(description="E-mail address; empty where none is given.")

    is_type_of = staticmethod(instances(contacts.Contact, ContactRow))

    member: Member | None = edge("member", "member_id", "Their account; null for a guest.")


@strawberry.type(description="One person's place within a registration.")
class Seat(Node):
    """Rows: models.seats.Seat."""

    id: strawberry.ID = node_id("Seat")
    position: int = strawberry.field(description="1 for the member's own, then one for each guest.")
    cancelled_at: datetime | None = strawberry.field(description="Since when it is given up.")

    is_type_of = staticmethod(instances(seats.Seat, SeatRow))

    holder: SeatHolder = edge("holder_of_seat", "id", "Who has it.")

    consents: list[Consent] | None = edge(
        "consents_of_seat",
        "id",
        "The last word of its holder to each dealer; null but for the registrant.",
    )

    pass_: Pass | None = edge(
        "pass_of_seat",
        "id",
        "What opens the door; for the registrant, once it is confirmed.",
        name="pass",
    )

    check_in: CheckIn | None = edge("check_in_of_seat", "id", "That it was taken; null until then.")


@strawberry.input(
    description="Give a seat to another person; what its holder agreed to stays theirs."
)
class SeatReallocateInput:
    """The seat, and who is to have it."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    seat: strawberry.ID = strawberry.field(description="The seat.")
    name: str = strawberry.field(description="Who is to have it; at most 80 characters.")
    phone: str = strawberry.field(default="", description="Their phone number; may be empty.")
    email: str = strawberry.field(default="", description="Where their pass is sent; may be empty.")
    language: str = strawberry.field(default="en", description="In which they are written to.")


@strawberry.type(description="What came of `seatReallocate`.")
class SeatReallocatePayload:
    """The seat as it is now."""

    seat: Seat | None = strawberry.field(description="The seat, with its new holder and pass.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
