"""Edges at venues, laptops that stand in for the server; schema/edges.py is about the graph's."""

from datetime import datetime
from uuid import UUID

import strawberry

from engine.fields import instances
from models import edges
from schema.errors import UserError
from schema.nodes import Node, node_id


@strawberry.type(
    description="A laptop at a venue that stands in for the server at one event; see docs/edge.md."
)
class Edge(Node):
    """Rows: models.edges.Edge."""

    id: strawberry.ID = node_id("Edge")
    event_id: strawberry.Private[UUID]
    name: str = strawberry.field(description="What the staff call it.")
    address: str = strawberry.field(
        description="Where tablets reach it, as it says itself; empty until it has said so."
    )
    paired_at: datetime = strawberry.field(description="Since when it is paired.")
    seen_at: datetime | None = strawberry.field(description="When it was last in contact.")
    clock_offset_ms: float = strawberry.field(
        description="How many milliseconds its clock was behind ours then."
    )
    revoked_at: datetime | None = strawberry.field(description="Since when it may do nothing.")

    is_type_of = staticmethod(instances(edges.Edge))


@strawberry.input(description="Ask for a code that pairs one edge with an event.")
class EdgePairingStartInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    event: strawberry.ID = strawberry.field(description="The event, at a venue that you run.")


@strawberry.type(description="What came of `edgePairingStart`; the code is told once.")
class EdgePairingStartPayload:
    code: str | None = strawberry.field(description="Eight characters for the edge's command.")
    expires_at: datetime | None = strawberry.field(description="Until when the code is good.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Pair this edge: exchange the code for a credential.")
class EdgePairInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    code: str = strawberry.field(description="The code, in capitals or not.")
    name: str = strawberry.field(description="What the staff call the edge; 1 to 80 characters.")


@strawberry.type(description="What came of `edgePair`; the credential is told once.")
class EdgePairPayload:
    credential: str | None = strawberry.field(description="Send it as `Authorization: Bearer …`.")
    edge: Edge | None = strawberry.field(description="The edge.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Take an edge's credential back, as when it is lost.")
class EdgeRevokeInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    edge: strawberry.ID = strawberry.field(description="The edge.")


@strawberry.type(description="What came of `edgeRevoke`.")
class EdgeRevokePayload:
    edge: Edge | None = strawberry.field(description="The edge, revoked.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Say where tablets reach the edge that asks.")
class EdgeAnnounceInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    address: str = strawberry.field(
        description="An origin, as https://edge.venue.example:8443; http:// only for loopback."
    )


@strawberry.type(description="What came of `edgeAnnounce`.")
class EdgeAnnouncePayload:
    edge: Edge | None = strawberry.field(description="The edge.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
