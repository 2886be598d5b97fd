"""Seats as the API shows them, and who has them."""

from datetime import datetime
from typing import cast
from uuid import UUID

import strawberry

from models import contacts, seats
from schema.check_ins import CheckIn
from schema.consents import Consent
from schema.context import Info
from schema.members import Member
from schema.nodes import Node, node_id, shows
from schema.passes import Pass


@strawberry.type(description="Who has a seat: the member who registered, or a guest of theirs.")
class SeatHolder:
    """Rows: models.contacts.Contact."""

    member_id: strawberry.Private[UUID | None]
    name: str = strawberry.field(description="The name that was given.")
    phone: str = strawberry.field(description="Phone number as E.164; empty where none is given.")
    email: str = strawberry.field(description="E-mail address; empty where none is given.")

    is_type_of = staticmethod(shows(contacts.Contact))

    @strawberry.field(description="Their account; null for a guest.")
    async def member(self, info: Info) -> Member | None:
        found = await info.context.load.member.load(self.member_id) if self.member_id else None
        return cast(Member | None, found)


@strawberry.type(description="One person's place within a registration.")
class Seat(Node):
    """Rows: models.seats.Seat."""

    id: strawberry.ID = node_id("Seat")
    position: int = strawberry.field(description="1 for the member's own, then one for each guest.")
    cancelled_at: datetime | None = strawberry.field(description="Since when it is given up.")

    is_type_of = staticmethod(shows(seats.Seat))

    @strawberry.field(description="Who has it.")
    async def holder(self, info: Info) -> SeatHolder:
        return cast(SeatHolder, await info.context.load.holder_of_seat.load(cast(UUID, self.id)))

    @strawberry.field(
        description="The last word of its holder to each dealer; null but for the registrant."
    )
    async def consents(self, info: Info) -> list[Consent] | None:
        found = await info.context.load.consents_of_seat.load(cast(UUID, self.id))
        return cast(list[Consent] | None, found)

    @strawberry.field(
        name="pass", description="What opens the door; for the registrant, once it is confirmed."
    )
    async def pass_(self, info: Info) -> Pass | None:
        return cast(Pass | None, await info.context.load.pass_of_seat.load(cast(UUID, self.id)))

    @strawberry.field(description="That it was taken; null until then.")
    async def check_in(self, info: Info) -> CheckIn | None:
        found = await info.context.load.check_in_of_seat.load(cast(UUID, self.id))
        return cast(CheckIn | None, found)
