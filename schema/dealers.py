"""Dealers as the API shows them."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from engine.fields import instances
from models import dealers
from models.directory import DealerRow
from schema.edges import edge
from schema.errors import UserError
from schema.lead_questions import LeadQuestion
from schema.nodes import Node, node_id
from schema.rosters import RosterEntry
from schema.venues import Position, PositionInput

if TYPE_CHECKING:
    from schema.webhook_endpoints import WebhookEndpoint


@strawberry.type(description="A dealership that leads are given to.")
class Dealer(Node):
    """Rows: models.dealers.Dealer, models.directory.DealerRow."""

    id: strawberry.ID = node_id("Dealer")
    name: str = strawberry.field(description="Unique among all dealers.")
    city: str = strawberry.field(description="In which city; empty where nobody has said.")
    address: str = strawberry.field(description="Where it is; empty where nobody has said.")
    phone: str = strawberry.field(description="Phone number as E.164; empty where none is given.")
    zone: str = strawberry.field(description="IANA time zone in which its days are counted.")

    position: Position | None = strawberry.field(description="Where it is on earth, if known.")

    is_type_of = staticmethod(instances(dealers.Dealer, DealerRow))

    lead_questions: list[LeadQuestion] | None = edge(
        "questions_of_dealer",
        "id",
        "What visitors are asked at its stand now, in that order; null but for its staff and"
        " operators.",
    )

    roster: list[RosterEntry] | None = edge(
        "roster_of_dealer",
        "id",
        "Whom its leads are shared out to; null but for those who work there and operators.",
    )

    webhook_endpoints: (
        list[Annotated["WebhookEndpoint", strawberry.lazy("schema.webhook_endpoints")]] | None
    ) = edge(
        "webhook_endpoints_of",
        "id",
        "Where its own software hears of its leads; null but for its staff and operators.",
    )


@strawberry.input(description="Take on a dealer; for operators.")
class DealerCreateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    name: str = strawberry.field(description="1 to 120 characters, unique among all dealers.")
    zone: str = strawberry.field(description="An IANA time zone, as Asia/Shanghai.")
    city: str = strawberry.field(default="", description="At most 80 characters.")
    address: str = strawberry.field(default="", description="At most 300 characters.")
    phone: str = strawberry.field(default="", description="With + and country code.")
    position: PositionInput | None = strawberry.field(
        default=None, description="Where it is on earth."
    )


@strawberry.input(description="Change a dealer, for operators; what is left out or null stays.")
class DealerUpdateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    dealer: strawberry.ID = strawberry.field(description="The dealer.")
    name: str | None = strawberry.field(default=None, description="1 to 120 characters.")
    zone: str | None = strawberry.field(default=None, description="An IANA time zone.")
    city: str | None = strawberry.field(default=None, description="At most 80 characters.")
    address: str | None = strawberry.field(default=None, description="At most 300 characters.")
    phone: str | None = strawberry.field(default=None, description="With + and country code.")
    position: PositionInput | None = strawberry.field(
        default=None, description="Where it is on earth."
    )


@strawberry.type(description="What came of `dealerCreate`.")
class DealerCreatePayload:
    dealer: Dealer | None = strawberry.field(description="The new dealer.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `dealerUpdate`.")
class DealerUpdatePayload:
    dealer: Dealer | None = strawberry.field(description="The dealer as it is now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
