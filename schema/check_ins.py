"""Check-ins as the API shows them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from engine.fields import instances
from models import check_ins
from models.guest_lists import CheckInRow
from schema.edges import edge
from schema.gates import Gate
from schema.nodes import Node, node_id

if TYPE_CHECKING:
    from schema.seats import Seat


@strawberry.type(description="That a seat was taken, concluded from all scans of its pass.")
class CheckIn(Node):
    """Rows: models.check_ins.CheckIn, models.guest_lists.CheckInRow."""

    id: strawberry.ID = node_id("CheckIn")
    seat_id: strawberry.Private[UUID]
    gate_id: strawberry.Private[UUID]
    at: datetime = strawberry.field(description="When, by the corrected clock of the tablet.")

    is_type_of = staticmethod(instances(check_ins.CheckIn, CheckInRow))

    gate: Gate | None = edge("gate", "gate_id", "Through which gate.")

    seat: Annotated["Seat", strawberry.lazy("schema.seats")] | None = edge(
        "seat", "seat_id", "Whose seat it is."
    )
