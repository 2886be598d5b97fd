"""Consents: given for a seat to a dealer of its event, and taken back."""

from typing import cast

import strawberry

from models import consents as verbs
from models import lead_withdrawals
from models.access import consents, dealers, erasing
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.consents import (
    Consent,
    ConsentGrantInput,
    ConsentGrantPayload,
    ConsentKey,
    ConsentWithdrawInput,
    ConsentWithdrawPayload,
    ContactWithdrawInput,
    ContactWithdrawPayload,
)
from schema.context import Info
from schema.dealers import Dealer

METHOD, TOLD_BRAND = "API", "TOLD_BRAND"


@strawberry.type
class ConsentQuery:
    """Root fields to read."""

    @strawberry.field(description="The public keys by which a consent's receipt may be signed.")
    async def consent_keys(self) -> list[ConsentKey]:
        return cast(list[ConsentKey], await consents.keys())


@strawberry.type
class ConsentMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Agree that a dealer may contact the holder of a seat.")
    async def consent_grant(self, info: Info, input: ConsentGrantInput) -> ConsentGrantPayload:
        dealer_id = nodes.row_id(input.dealer, "Dealer")

        async def verb() -> Noun:
            seat_id = nodes.row_id(input.seat, "Seat")
            seat = await consents.to_grant(info.context.viewer, seat_id, dealer_id)
            return await verbs.grant(
                seat.contact,
                dealer_id,
                text_version=input.text_version,
                language=input.language,
                method=METHOD,
                event_id=seat.event_id,
                seat_id=seat.id,
            )

        outcome = await calls.once(info, input, verb)
        return ConsentGrantPayload(
            consent=await calls.reread(info, outcome, consents.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Take consent back; the dealer's next look finds nothing.")
    async def consent_withdraw(
        self, info: Info, input: ConsentWithdrawInput
    ) -> ConsentWithdrawPayload:
        viewer = info.context.viewer
        dealer_id = nodes.row_id(input.dealer, "Dealer")
        seat_id = nodes.row_id(input.seat, "Seat") if input.seat else None

        async def verb() -> None:
            people = await consents.to_withdraw(viewer, dealer_id, seat_id)
            await lead_withdrawals.withdraw(people, dealer_id, method=METHOD, by=viewer.member_id)

        outcome = await calls.once(info, input, verb)
        standing = None if outcome.refusal else await consents.own(viewer, dealer_id)
        return ConsentWithdrawPayload(
            consents=cast(list[Consent] | None, standing), user_errors=calls.errors(info, outcome)
        )

    @strawberry.mutation(
        description="Take the consent of a person without an account back, as they told the brand;"
        " operators only."
    )
    async def contact_withdraw(
        self, info: Info, input: ContactWithdrawInput
    ) -> ContactWithdrawPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            people = await erasing.contacts(viewer, input.email, input.phone)
            dealer = await dealers.to_ask(viewer, nodes.row_id(input.dealer, "Dealer"), "dealer")
            by = viewer.as_author()
            await lead_withdrawals.withdraw(people, dealer.id, method=TOLD_BRAND, by=by)
            return dealer

        outcome = await calls.once(info, input, verb, traced=["phone"])
        return ContactWithdrawPayload(
            dealer=cast(Dealer | None, await calls.reread(info, outcome, dealers.see)),
            user_errors=calls.errors(info, outcome),
        )
