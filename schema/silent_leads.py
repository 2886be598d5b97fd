"""Silent leads as operators have them: whose they are and since when, and never of whom."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from engine.fields import instances
from models import silent_leads
from models.lead_clocks import EscalationStep
from schema.edges import edge
from schema.enums import described
from schema.nodes import Node, node_id

if TYPE_CHECKING:
    from schema.dealers import Dealer


described(
    EscalationStep,
    "Who is told of a lead that nobody acknowledges, one after the other.",
    STAFF="The dealer's staff.",
    MANAGER="The dealer's managers.",
    BRAND="The brand's operators.",
)


@strawberry.type(description="A lead that nobody acknowledged in time; whose it is, not of whom.")
class SilentLead(Node):
    """Rows: models.silent_leads.SilentLead."""

    id: strawberry.ID = node_id("SilentLead")
    dealer_id: strawberry.Private[UUID]
    captured_at: datetime = strawberry.field(description="When it was made.")
    acknowledge_until: datetime = strawberry.field(description="By when it wanted an answer.")
    escalated_to: EscalationStep | None = strawberry.field(
        description="Who was told of it last; null where nobody was told yet."
    )

    is_type_of = staticmethod(instances(silent_leads.SilentLead))

    dealer: Annotated["Dealer", strawberry.lazy("schema.dealers")] | None = edge(
        "dealer", "dealer_id", "Whose it is."
    )


@strawberry.type(description="What a dealer has left unanswered for too long.")
class Silence:
    """Rows: models.silent_leads.Silence."""

    count: int = strawberry.field(description="How many leads nobody acknowledged in time.")
    oldest_at: datetime | None = strawberry.field(
        description="When the first of them was made; null where there is none."
    )

    is_type_of = staticmethod(instances(silent_leads.Silence))
