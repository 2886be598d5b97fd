"""What an operation took from the budget of who asked, and what is left of it."""

from datetime import datetime

import strawberry


@strawberry.type(
    description="A budget of cost, which drains with each operation and fills by the second. "
    "There is one for each viewer and one for each network address; the one with less left is told."
)
class RateLimit:
    """Rows: engine.rate.RateLimit, with the cost beside it."""

    cost: int = strawberry.field(description="What this operation took.")
    limit: int = strawberry.field(description="What the budget holds when it is full.")
    remaining: int = strawberry.field(description="What is left, this operation paid.")
    reset_at: datetime = strawberry.field(
        description="When the budget is full again, if nothing else is taken from it."
    )
