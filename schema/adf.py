"""ADF: where a dealer's own system takes leads, and sending one again."""

import strawberry

from schema.dealers import Dealer
from schema.errors import UserError
from schema.leads import Lead


@strawberry.input(description="Say where a dealer's own system takes its leads; for its staff.")
class DealerAdfAddressSetInput:
    """An address, or null for nowhere."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    dealer: strawberry.ID = strawberry.field(description="The dealer.")
    adf_address: str | None = strawberry.field(
        default=None,
        description="An e-mail address; null to have leads sent nowhere.",
    )


@strawberry.type(description="What came of `dealerAdfAddressSet`.")
class DealerAdfAddressSetPayload:
    """The dealer as it is now, or why not."""

    dealer: Dealer | None = strawberry.field(description="The dealer as it is now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Send a lead to its dealer's own system once more.")
class LeadAdfResendInput:
    """It has the same id there, and the status `resend`."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    lead: strawberry.ID = strawberry.field(description="The lead.")


@strawberry.type(description="What came of `leadAdfResend`.")
class LeadAdfResendPayload:
    """The lead, or why not."""

    lead: Lead | None = strawberry.field(description="The lead that is sent.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
