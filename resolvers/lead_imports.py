"""Lead imports: a dealer's staff brings prospects, and states who agreed to be contacted."""

import strawberry

from models import lead_imports as verbs
from models.access import lead_exports, lead_imports
from models.lead_imports import SaidConsent
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.lead_imports import LeadImportConsentInput, LeadImportInput, LeadImportPayload


@strawberry.type
class LeadImportMutation:
    """Root fields to write."""

    @strawberry.mutation(
        description="Bring prospects as ADF 1.0; for a dealer's staff. Whoever agreed becomes a"
        " lead, of all others a row says what is missing."
    )
    async def lead_import(self, info: Info, input: LeadImportInput) -> LeadImportPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            dealer_id = nodes.row_id(input.dealer, "Dealer")
            dealer = await lead_exports.to_make(viewer, dealer_id, "dealer")
            said = {consent.place: _consent(consent) for consent in input.consents}
            return await verbs.bring(dealer, input.adf, said, by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return LeadImportPayload(
            lead_import=await calls.reread(info, outcome, lead_imports.see),
            user_errors=calls.errors(info, outcome),
        )


def _consent(said: LeadImportConsentInput) -> SaidConsent:
    return SaidConsent(said.method, said.text_version, said.language, said.at)
