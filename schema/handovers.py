"""Handovers as the API has them: between a community and a dealer, agreed to by members."""

from datetime import datetime
from uuid import UUID

import strawberry

from engine.fields import instances
from models.handovers import rows
from models.handovers.rows import HandoverState
from schema.communities import Community
from schema.dealers import Dealer
from schema.edges import edge
from schema.enums import described
from schema.errors import UserError
from schema.nodes import Node, node_id

described(
    HandoverState,
    "How a handover stands.",
    PROPOSED="The dealer is asked.",
    ACCEPTED="The dealer is ready; members know nothing of it yet.",
    ACTIVE="Members may agree.",
    DECLINED="The dealer did not want it; it may be proposed again.",
    ENDED="Nobody can agree any more; what was agreed stays until it is withdrawn.",
)


@strawberry.type(description="One step of a handover, never edited; the audit log has who did it.")
class HandoverStep:
    """Rows: models.handovers.rows.HandoverStep."""

    from_state: HandoverState | None = strawberry.field(
        description="How it stood before; null for the first step."
    )
    to_state: HandoverState = strawberry.field(description="How it stood from then on.")
    reason: str = strawberry.field(description="Why, as whoever did it wrote; may be empty.")
    at: datetime = strawberry.field(description="When it was done.")

    is_type_of = staticmethod(instances(rows.HandoverStep))


@strawberry.type(
    description="A community's members are asked whether a dealer may contact them. The dealer sees"
    " how many there are, and of those who agree leads."
)
class Handover(Node):
    """Rows: models.handovers.rows.Handover."""

    id: strawberry.ID = node_id("Handover")
    community_id: strawberry.Private[UUID]
    dealer_id: strawberry.Private[UUID]
    state: HandoverState = strawberry.field(description="How it stands.")
    community_name: str = strawberry.field(
        description="What the community is called, also for a dealer that may not know it."
    )
    member_count: int = strawberry.field(description="How many are inside of the community.")
    created_at: datetime = strawberry.field(description="When it was proposed.")

    is_type_of = staticmethod(instances(rows.Handover))

    community: Community | None = edge(
        "community", "community_id", "Whose members; null when the viewer may not know of it."
    )

    dealer: Dealer = edge(
        "dealer", "dealer_id", "Who makes contact; `consentTexts` are the words to agree to."
    )

    agreed_count: int | None = edge(
        "agreed_count_of_handover",
        "id",
        "How many have agreed and not taken it back; null but for both sides.",
    )

    viewer_has_agreed: bool = edge(
        "own_agreement_to_handover",
        "id",
        "Whether the viewer has agreed and not taken it back.",
        otherwise=False,
    )

    steps: list[HandoverStep] | None = edge(
        "handover_steps", "id", "What was done, the first step first; null but for both sides."
    )


@strawberry.input(description="Propose a community to a dealer; for group owners and operators.")
class HandoverProposeInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    community: strawberry.ID = strawberry.field(description="Whose members.")
    dealer: strawberry.ID = strawberry.field(description="The dealer that is asked.")


@strawberry.input(description="Accept a handover; for the dealer's staff.")
class HandoverAcceptInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    handover: strawberry.ID = strawberry.field(description="One that is PROPOSED.")


@strawberry.input(description="Decline a handover; for the dealer's staff.")
class HandoverDeclineInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    handover: strawberry.ID = strawberry.field(description="One that is PROPOSED.")
    reason: str = strawberry.field(default="", description="At most 500 characters.")


@strawberry.input(description="Open a handover to members; for group owners and operators.")
class HandoverActivateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    handover: strawberry.ID = strawberry.field(description="One that is ACCEPTED.")


@strawberry.input(description="End a handover; for both sides.")
class HandoverEndInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    handover: strawberry.ID = strawberry.field(description="One that is not over.")
    reason: str = strawberry.field(default="", description="At most 500 characters.")


@strawberry.input(description="Agree, as a member of the community, that the dealer makes contact.")
class HandoverJoinInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    handover: strawberry.ID = strawberry.field(description="One that is ACTIVE.")
    consent_text_version: int = strawberry.field(
        description="The version of the words that were agreed to."
    )
    language: str = strawberry.field(description="The language of these words.")


@strawberry.type(description="What came of `handoverPropose`.")
class HandoverProposePayload:
    handover: Handover | None = strawberry.field(description="The new handover.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `handoverAccept`.")
class HandoverAcceptPayload:
    handover: Handover | None = strawberry.field(description="The handover, accepted.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `handoverDecline`.")
class HandoverDeclinePayload:
    handover: Handover | None = strawberry.field(description="The handover, declined.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `handoverActivate`.")
class HandoverActivatePayload:
    handover: Handover | None = strawberry.field(description="The handover, open to members.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `handoverEnd`.")
class HandoverEndPayload:
    handover: Handover | None = strawberry.field(description="The handover, ended.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `handoverJoin`.")
class HandoverJoinPayload:
    handover: Handover | None = strawberry.field(description="What was agreed to.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
