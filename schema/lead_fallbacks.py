"""Fallback owners as the API has them: who is told where a dealer's software cannot be."""

import strawberry

from schema.dealers import Dealer
from schema.errors import UserError


@strawberry.input(description="Name who is told of a dealer's leads while its software is dead.")
class DealerFallbackSetInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    dealer: strawberry.ID = strawberry.field(description="The dealer.")
    member: strawberry.ID | None = strawberry.field(
        default=None, description="One of its staff or of the brand's operators; null for nobody."
    )


@strawberry.type(description="What came of `dealerFallbackSet`.")
class DealerFallbackSetPayload:
    dealer: Dealer | None = strawberry.field(description="The dealer as it is now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
