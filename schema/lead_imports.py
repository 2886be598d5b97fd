"""Imports of leads: ADF that a dealer's staff brings, and what came of each prospect."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from engine.fields import instances
from models import lead_imports
from models.refusals import Refusal
from schema.context import Info
from schema.dealers import Dealer
from schema.edges import edge
from schema.errors import UserError, user_errors
from schema.leads import Lead
from schema.members import Member
from schema.nodes import Node, node_id


@strawberry.type(description="A prospect of an import: it has a lead, or problems.")
class LeadImportRow:
    """Rows: models.lead_imports.LeadImportRow."""

    lead_id: strawberry.Private[UUID | None]
    place: int = strawberry.field(description="Its place in the document, from 0.")
    prospect_id: str = strawberry.field(description="Its id in the document; may be empty.")
    source: str = strawberry.field(description="Who gave it that id; may be empty.")

    is_type_of = staticmethod(instances(lead_imports.LeadImportRow))

    @strawberry.field(
        description="What has to be mended or said before it can be a lead, each with its field:"
        " `id`, `name`, `phone`, `email`, `consent`."
    )
    def problems(root: strawberry.Parent[Any], info: Info) -> list[UserError]:  # noqa: N805 - the row, where these are stored
        locale = info.context.viewer.locale
        return [
            error
            for stored in root.problems
            for error in user_errors(Refusal.revived(stored), locale)
        ]

    lead: Lead | None = edge(
        "lead", "lead_id", "Its lead; null where it has none, and once that is out of sight."
    )


@strawberry.type(
    description="A document of prospects that somebody brought. Nothing is kept of people who did"
    " not agree to be contacted."
)
class LeadImport(Node):
    """Rows: models.lead_imports.LeadImport."""

    id: strawberry.ID = node_id("LeadImport")
    dealer_id: strawberry.Private[UUID]
    by_id: strawberry.Private[UUID]
    departures: list[str] = strawberry.field(
        description="Where the document is not as ADF 1.0 has it, in English, each with its line;"
        " it was read all the same."
    )
    created_at: datetime = strawberry.field(description="When it was brought.")

    is_type_of = staticmethod(instances(lead_imports.LeadImport))

    dealer: Dealer = edge("dealer", "dealer_id", "For whom.")

    by: Member | None = edge(
        "member", "by_id", "Who brought it; null when their account is closed."
    )

    rows: list[LeadImportRow] = edge(
        "rows_of_lead_import", "id", "Its prospects, in their order.", otherwise=()
    )


@strawberry.input(
    description="How a person agreed that the dealer may contact them; a receipt is kept of it."
)
class LeadImportConsentInput:
    place: int = strawberry.field(description="Whose: the prospect's place, from 0.")
    method: str = strawberry.field(
        description="By which way they said so, as PAPER; 1 to 32 characters."
    )
    text_version: int = strawberry.field(description="To which version of the consent text.")
    language: str = strawberry.field(description="In which language they read it: `en` or `zh`.")
    at: datetime = strawberry.field(description="When they said so.")


@strawberry.input(description="Bring prospects as ADF 1.0, 500 at most; for a dealer's staff.")
class LeadImportInput:
    """Without a consent a prospect makes no lead: its row says so."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    dealer: strawberry.ID = strawberry.field(description="For which dealer.")
    adf: str = strawberry.field(description="The document.")
    consents: list[LeadImportConsentInput] = strawberry.field(
        default_factory=list, description="One for each prospect who agreed."
    )


@strawberry.type(description="What came of `leadImport`.")
class LeadImportPayload:
    """The rows, or why not."""

    lead_import: LeadImport | None = strawberry.field(description="What became of the prospects.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
