"""Points and growth as the API shows them."""

from datetime import datetime
from uuid import UUID

import strawberry

from engine.fields import instances, pure
from models.points import ledger, rules
from models.points.deeds import DeedKind
from models.points.ledger import Currency, PointsEntryRow
from schema.enums import described
from schema.errors import UserError
from schema.nodes import Node, node_id

described(
    Currency,
    "In what deeds are paid.",
    POINTS="Can be spent.",
    GROWTH="Shows standing, and is never spent.",
)
described(
    DeedKind,
    "What can be rewarded.",
    CHECK_IN="Coming to an event; counts once for each event, without a cap.",
    POST="Posting; withdrawn again with the post.",
    COMMENT="Commenting; withdrawn again with the comment.",
    HOST_EVENT="Hosting an event that has ended.",
    REFERRED_MEMBER="A friend whom one brought has made an account.",
    REFERRED_LEAD="That friend let a dealer contact them.",
    REFERRED_DRIVE="That friend came to a test drive.",
    REFERRED_ORDER="That friend ordered a car; withdrawn again with the sale.",
    REFERRED_OWNER="That friend was handed the car over; withdrawn again with the sale.",
)


@strawberry.type(description="What a member has earned.")
class PointsAccount:
    """Rows: models.points.ledger.PointsAccount."""

    points: int = strawberry.field(description="Spendable points.")
    growth: int = strawberry.field(description="Growth; it only counts up, but for reversals.")


@strawberry.type(description="One entry of the ledger; entries are never changed.")
class PointsEntry(Node):
    """Rows: models.points.ledger.PointsEntry, models.points.ledger.PointsEntryRow."""

    id: strawberry.ID = node_id("PointsEntry")
    currency: Currency = strawberry.field(description="Of what.")
    kind: DeedKind = strawberry.field(description="For what.")
    amount: int = strawberry.field(description="How much; below zero where an award is undone.")
    reverses_id: strawberry.Private[UUID | None]
    deed_at: datetime = strawberry.field(description="When the deed was done.")
    created_at: datetime = strawberry.field(description="When the entry was written.")

    is_type_of = staticmethod(instances(ledger.PointsEntry, PointsEntryRow))

    @strawberry.field(description="Whether it undoes an entry before it.", metadata=pure())
    def is_reversal(self) -> bool:
        return self.reverses_id is not None


@strawberry.type(description="What a kind of deed earns from a moment on.")
class EarningRule(Node):
    """Rows: models.points.rules.EarningRule."""

    id: strawberry.ID = node_id("EarningRule")
    kind: DeedKind = strawberry.field(description="For what.")
    points: int = strawberry.field(description="Points for each deed.")
    growth: int = strawberry.field(description="Growth for each deed.")
    daily_cap: int | None = strawberry.field(
        description="How many deeds a day earn; null for all. The day is the member's or venue's."
    )
    starts_at: datetime = strawberry.field(description="Deeds from this moment on earn by it.")

    is_type_of = staticmethod(instances(rules.EarningRule))


@strawberry.input(description="Announce what a kind of deed earns from a moment on.")
class EarningRuleCreateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    kind: DeedKind = strawberry.field(description="For what.")
    points: int = strawberry.field(description="0 to 1,000,000.")
    growth: int = strawberry.field(description="0 to 1,000,000.")
    daily_cap: int | None = strawberry.field(
        default=None, description="How many deeds a day earn; none for check-ins."
    )
    starts_at: datetime = strawberry.field(description="Not in the past.")


@strawberry.type(description="What came of `earningRuleCreate`.")
class EarningRuleCreatePayload:
    earning_rule: EarningRule | None = strawberry.field(description="The new rule.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
