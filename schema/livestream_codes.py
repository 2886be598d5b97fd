"""Livestream codes as the API has them: said in a livestream, given by members."""

from datetime import datetime
from uuid import UUID

import strawberry

from engine.fields import instances
from models import livestream_codes
from schema.dealers import Dealer
from schema.edges import edge
from schema.errors import UserError
from schema.events import Event
from schema.members import Member
from schema.nodes import Node, node_id


@strawberry.type(description="A code that is said in a livestream.")
class LivestreamCode(Node):
    """Rows: models.livestream_codes.LivestreamCode."""

    id: strawberry.ID = node_id("LivestreamCode")
    host_id: strawberry.Private[UUID]
    event_id: strawberry.Private[UUID | None]
    code: str = strawberry.field(description="Six letters and digits that do not sound alike.")
    campaign: str = strawberry.field(description="Of which campaign its leads are.")
    starts_at: datetime = strawberry.field(description="From when on it is good.")
    ends_at: datetime = strawberry.field(description="From when on it is good no more.")

    is_type_of = staticmethod(instances(livestream_codes.LivestreamCode))

    host: Member | None = edge(
        "member", "host_id", "Who says it; null when their account is closed."
    )
    event: Event | None = edge("event", "event_id", "At which event, if it is one.")


@strawberry.type(description="That the viewer gave a code.")
class LivestreamClaim:
    """Rows: models.livestream_codes.LivestreamClaim."""

    dealer_id: strawberry.Private[UUID]
    at: datetime = strawberry.field(description="When.")

    is_type_of = staticmethod(instances(livestream_codes.LivestreamClaim))

    dealer: Dealer = edge("dealer", "dealer_id", "Who makes contact.")


@strawberry.input(description="Make a code; for operators, and managers of all its dealers.")
class LivestreamCodeCreateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    dealers: list[strawberry.ID] = strawberry.field(
        description="1 to 100, of which each member chooses one."
    )
    host: strawberry.ID = strawberry.field(description="The member who says it.")
    campaign: str = strawberry.field(description="1 to 80 characters.")
    starts_at: datetime = strawberry.field(description="From when on it is good.")
    ends_at: datetime = strawberry.field(description="Until when; after `startsAt`.")
    event: strawberry.ID | None = strawberry.field(default=None, description="At which event.")


@strawberry.input(description="Agree by a livestream's code that a dealer makes contact.")
class LivestreamClaimInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    code: str = strawberry.field(description="As it was said; small letters do.")
    dealer: strawberry.ID = strawberry.field(description="One of the code's dealers.")
    consent_text_version: int = strawberry.field(
        description="The version of the words that were agreed to."
    )
    language: str = strawberry.field(description="The language of these words.")
    model: str = strawberry.field(
        default="", description="Which car they ask about; at most 80 characters."
    )
    decision: strawberry.ID | None = strawberry.field(
        default=None, description="What `leadRoute` proposed, where the dealer is of that."
    )


@strawberry.type(description="What came of `livestreamCodeCreate`.")
class LivestreamCodeCreatePayload:
    code: LivestreamCode | None = strawberry.field(description="The new code.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `livestreamClaim`.")
class LivestreamClaimPayload:
    claim: LivestreamClaim | None = strawberry.field(description="That the code was given.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
