"""Lead mail: set by each of a dealer's staff for themselves."""

import strawberry

from models import lead_mail as verbs
from models.access import lead_mail
from models.lead_mail import Wish
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.lead_mail import LeadMailSetInput, LeadMailSetPayload


@strawberry.type
class LeadMailMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Choose how letters of a dealer's new leads come to oneself.")
    async def lead_mail_set(self, info: Info, input: LeadMailSetInput) -> LeadMailSetPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            dealer_id = nodes.row_id(input.dealer, "Dealer")
            dealer = await lead_mail.to_choose(viewer, dealer_id, "dealer")
            wish = Wish(input.mode, input.digest_hour, input.quiet_from, input.quiet_until)
            return await verbs.choose(viewer.as_author(), dealer, wish)

        outcome = await calls.once(info, input, verb)
        return LeadMailSetPayload(
            lead_mail=await calls.reread(info, outcome, lead_mail.see),
            user_errors=calls.errors(info, outcome),
        )
