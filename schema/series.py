"""Series as the API shows them."""

import strawberry

from engine.fields import instances
from models import series
from models.programme import SeriesRow
from schema.errors import UserError
from schema.nodes import Node, node_id


@strawberry.type(
    description="Events that belong together; who registers for one is at that one only."
)
class Series(Node):
    """Rows: models.series.Series, models.programme.SeriesRow."""

    id: strawberry.ID = node_id("Series")
    name: str = strawberry.field(description="What the events are called together.")
    description: str = strawberry.field(description="What they have in common.")
    rule: str = strawberry.field(
        description="How they recur, as an RRULE of RFC 5545; empty where they come as they come."
    )

    is_type_of = staticmethod(instances(series.Series, SeriesRow))


@strawberry.input(description="Begin a series; for operators.")
class SeriesCreateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    name: str = strawberry.field(description="1 to 120 characters.")
    description: str = strawberry.field(default="", description="At most 2000 characters.")
    rule: str = strawberry.field(
        default="", description="An RRULE of RFC 5545, as FREQ=WEEKLY;BYDAY=SA."
    )


@strawberry.type(description="What came of `seriesCreate`.")
class SeriesCreatePayload:
    series: Series | None = strawberry.field(description="The new series.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
