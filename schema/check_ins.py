"""Check-ins as the API shows them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, cast
from uuid import UUID

import strawberry

from models import check_ins
from schema.context import Info
from schema.gates import Gate
from schema.nodes import Node, node_id, shows

if TYPE_CHECKING:
    from schema.seats import Seat


@strawberry.type(description="That a seat was taken, concluded from all scans of its pass.")
class CheckIn(Node):
    """Rows: models.check_ins.CheckIn."""

    id: strawberry.ID = node_id("CheckIn")
    seat_id: strawberry.Private[UUID]
    gate_id: strawberry.Private[UUID]
    at: datetime = strawberry.field(description="When, by the corrected clock of the tablet.")

    is_type_of = staticmethod(shows(check_ins.CheckIn))

    @strawberry.field(description="Through which gate.")
    async def gate(self, info: Info) -> Gate | None:
        return cast(Gate | None, await info.context.load.gate.load(self.gate_id))

    @strawberry.field(description="Whose seat it is.")
    async def seat(self, info: Info) -> Annotated["Seat", strawberry.lazy("schema.seats")] | None:
        return cast("Seat | None", await info.context.load.seat.load(self.seat_id))
