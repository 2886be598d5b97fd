"""The lead feed as the API has it: events with a place in them, from which a client goes on."""

from collections.abc import Mapping
from typing import Any, Self
from uuid import UUID

import strawberry

from engine.errors import Problem
from engine.fields import pure
from models.lead_changes import LeadChangeKind
from models.lead_feed.reading import Entry, Stretch
from models.rows import Step
from schema.dealers import Dealer
from schema.edges import edge, looks_away
from schema.enums import described
from schema.errors import UserError
from schema.feed_cursors import cursor, number_in
from schema.leads import Lead
from schema.nodes import encode

described(
    LeadChangeKind,
    "What happened to a lead.",
    CAPTURED="A new lead.",
    UPDATED="Something about it changed, or the person came again.",
    WITHDRAWN="The person took their consent back; the lead is gone.",
    MERGED="It is part of another lead now.",
    RECYCLED="Another dealer has it now; the lead is gone.",
)


@strawberry.type(description="One change of a lead, with its place in the dealer's feed.")
class LeadFeedEdge:
    """Rows: models.lead_feed.reading.Entry."""

    cursor: str = strawberry.field(description="Give it as `after` to go on behind this change.")
    seq: int = strawberry.field(description="Counts up by one, without a gap, for each dealer.")
    change: LeadChangeKind = strawberry.field(description="What happened.")
    lead_id: strawberry.Private[UUID]
    beside: strawberry.Private[Mapping[Step, Any]]
    lead: Lead | None = edge(
        "lead", "lead_id", "The lead as it stands now; null where it was withdrawn since."
    )

    @strawberry.field(
        name="leadId",
        description="Which lead, also where `lead` is null: by it you delete what you copied.",
        metadata={**pure(), **looks_away()},
    )
    def of_lead(self) -> strawberry.ID:
        return strawberry.ID(encode("Lead", self.lead_id))

    @classmethod
    def of(cls, dealer_id: UUID, entry: Entry) -> Self:
        """The edge that shows an entry."""
        return cls(
            cursor=cursor(dealer_id, entry.seq),
            seq=entry.seq,
            change=entry.kind,
            lead_id=entry.lead_id,
            beside=entry.beside,
        )


@strawberry.type(description="What a lead feed says at one moment; the first time perhaps nothing.")
class LeadFeed:
    """Rows: models.lead_feed.reading.Stretch."""

    edges: list[LeadFeedEdge] = strawberry.field(description="The changes, in their order.")
    cursor: str = strawberry.field(description="Give it as `after` to go on behind this event.")
    live: bool = strawberry.field(description="Whether nothing more is known at this moment.")

    @classmethod
    def of(cls, dealer_id: UUID, stretch: Stretch) -> Self:
        """The event that tells of a stretch."""
        return cls(
            edges=[LeadFeedEdge.of(dealer_id, entry) for entry in stretch.entries],
            cursor=cursor(dealer_id, stretch.end),
            live=stretch.is_live,
        )


def place(text: str | None, dealer_id: UUID) -> int | None:
    """The number in a cursor of this dealer's feed; BAD_USER_INPUT for anything else."""
    if text is None:
        return None
    seq = number_in(text, dealer_id)
    if seq is None:
        raise not_a_place()
    return seq


def not_a_place() -> Problem:
    """The answer to a cursor that this feed has never given out."""
    return Problem("BAD_USER_INPUT", "`after` is not a cursor of this feed.")


@strawberry.input(description="Say up to where a dealer's own systems have its leads.")
class LeadFeedAcknowledgeInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    dealer: strawberry.ID = strawberry.field(description="The dealer.")
    cursor: str = strawberry.field(
        description="A cursor of its feed; one that is behind the watermark changes nothing."
    )


@strawberry.type(description="What came of `leadFeedAcknowledge`.")
class LeadFeedAcknowledgePayload:
    dealer: Dealer | None = strawberry.field(description="The dealer, with its watermark.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
