"""Referrals: members hand out codes, friends name them, operators look at what is flagged."""

from typing import cast

import strawberry

from models.access import dealers, members, referrals
from models.noun import Noun
from models.referrals import advancing, claiming, codes, enquiring
from resolvers import calls
from resolvers.routing import asking
from schema import nodes
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.referrals import (
    Referral,
    ReferralClaimInput,
    ReferralClaimPayload,
    ReferralCodeRenewInput,
    ReferralCodeRenewPayload,
    ReferralEnquireInput,
    ReferralEnquirePayload,
    ReferralReviewInput,
    ReferralReviewPayload,
)


@strawberry.type
class ReferralQuery:
    """Root fields to read."""

    @strawberry.field(description="Referrals that were flagged, the newest first; for operators.")
    async def flagged_referrals(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Referral]:
        asked = window(first, after, last, before)
        page = await referrals.flagged_page(info.context.viewer, asked)
        return cast(Connection[Referral], connection(page))


@strawberry.type
class ReferralMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Have a new referral code, instead of the one before.")
    async def referral_code_renew(
        self, info: Info, input: ReferralCodeRenewInput
    ) -> ReferralCodeRenewPayload:
        async def verb() -> Noun:
            return await codes.renew(await members.to_write(info.context.viewer))

        outcome = await calls.once(info, input, verb)
        return ReferralCodeRenewPayload(
            referral_code=await calls.reread(info, outcome, referrals.see_code),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Say who brought one; the first good answer counts.")
    async def referral_claim(self, info: Info, input: ReferralClaimInput) -> ReferralClaimPayload:
        terms = info.context.house.referral_terms

        async def verb() -> Noun:
            friend = await members.to_write(info.context.viewer)
            return await claiming.claim(
                friend, input.code, window=terms.window, shows_name=input.shows_name
            )

        outcome = await calls.once(info, input, verb)
        return ReferralClaimPayload(
            referral=await calls.reread(info, outcome, referrals.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(
        description="Agree that a dealer makes contact, as a friend who was brought: its lead has"
        " who brought one."
    )
    async def referral_enquire(
        self, info: Info, input: ReferralEnquireInput
    ) -> ReferralEnquirePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            decision = await asking.to_take_up(viewer, input.decision)
            dealer_id = nodes.row_id(input.dealer, "Dealer")
            return await enquiring.enquire(
                await members.to_write(viewer),
                (await dealers.to_ask(viewer, dealer_id, "dealer")).id,
                text_version=input.consent_text_version,
                language=input.language,
                model=input.model,
                decision_id=decision.id if decision else None,
            )

        outcome = await calls.once(info, input, verb)
        return ReferralEnquirePayload(
            referral=await calls.reread(info, outcome, referrals.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Clear or void a flagged referral; for operators.")
    async def referral_review(
        self, info: Info, input: ReferralReviewInput
    ) -> ReferralReviewPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            referral_id = nodes.row_id(input.referral, "Referral")
            found = await referrals.to_review(viewer, referral_id, "referral")
            by = viewer.as_author()
            return await advancing.review(found, input.verdict, input.reason, by=by)

        outcome = await calls.once(info, input, verb)
        return ReferralReviewPayload(
            referral=await calls.reread(info, outcome, referrals.see),
            user_errors=calls.errors(info, outcome),
        )
