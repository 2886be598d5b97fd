"""The terms on which an operation was let in."""

import strawberry

from engine.admission import admission
from schema.rates import RateLimit


@strawberry.type
class RateQuery:
    """Root fields to read."""

    @strawberry.field(
        description="What this operation cost, and what is left to who asks; null where nothing is "
        "limited."
    )
    def rate_limit(self) -> RateLimit | None:
        terms = admission()
        if terms.rate_limit is None:
            return None
        left = terms.rate_limit
        return RateLimit(
            cost=terms.cost, limit=left.limit, remaining=left.remaining, reset_at=left.reset_at
        )
