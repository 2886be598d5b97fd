"""Gates as the API shows them."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from engine.fields import instances
from models import gates
from models.programme import GateRow
from schema.edges import edge
from schema.errors import UserError
from schema.nodes import Node, node_id

if TYPE_CHECKING:
    from schema.halls import Hall


@strawberry.type(description="A door of a hall at which passes are scanned.")
class Gate(Node):
    """Rows: models.gates.Gate, models.programme.GateRow."""

    id: strawberry.ID = node_id("Gate")
    hall_id: strawberry.Private[UUID]
    name: str = strawberry.field(description="Unique within the hall.")

    is_type_of = staticmethod(instances(gates.Gate, GateRow))

    hall: Annotated["Hall", strawberry.lazy("schema.halls")] = edge(
        "hall", "hall_id", "The hall that it leads into."
    )


@strawberry.input(description="Add a gate to a hall; for operators.")
class GateCreateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    hall: strawberry.ID = strawberry.field(description="The hall that it leads into.")
    name: str = strawberry.field(description="1 to 120 characters, unique within the hall.")


@strawberry.input(description="Rename a gate; for its venue's staff.")
class GateUpdateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    gate: strawberry.ID = strawberry.field(description="The gate.")
    name: str = strawberry.field(description="1 to 120 characters, unique within the hall.")


@strawberry.type(description="What came of `gateCreate`.")
class GateCreatePayload:
    gate: Gate | None = strawberry.field(description="The new gate.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `gateUpdate`.")
class GateUpdatePayload:
    gate: Gate | None = strawberry.field(description="The gate as it is now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
