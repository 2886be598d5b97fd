"""Web forms as the API has them: run by a dealer's staff, shown to everyone by their key."""

from datetime import datetime
from uuid import UUID

import strawberry

from engine.fields import instances
from models import web_forms
from schema.dealers import Dealer
from schema.edges import edge
from schema.errors import UserError
from schema.lead_questions import LeadQuestion
from schema.nodes import Node, node_id


@strawberry.type(description="A form by which people on a dealer's pages ask to be contacted.")
class WebForm(Node):
    """Rows: models.web_forms.WebForm."""

    id: strawberry.ID = node_id("WebForm")
    dealer_id: strawberry.Private[UUID]
    key: str = strawberry.field(description="Stands in the page, and is no secret.")
    name: str = strawberry.field(description="For the dealer's own staff.")
    campaign: str = strawberry.field(description="That of enquiries that name none; may be empty.")
    allowed_origins: list[str] = strawberry.field(
        description="The sites whose pages may use it; all, where there are none."
    )
    created_at: datetime = strawberry.field(description="When it was opened.")
    closed_at: datetime | None = strawberry.field(
        description="When it was closed; null until then."
    )

    is_type_of = staticmethod(instances(web_forms.WebForm))

    dealer: Dealer = edge("dealer", "dealer_id", "Whose form it is.")


@strawberry.type(description="What a page shows of a form that is open.")
class EnquiryForm:
    """Rows: models.web_forms.EnquiryForm."""

    dealer_id: strawberry.Private[UUID]
    questions: list[LeadQuestion] = strawberry.field(description="What the dealer asks now.")

    is_type_of = staticmethod(instances(web_forms.EnquiryForm))

    dealer: Dealer = edge(
        "dealer", "dealer_id", "Who gets the enquiry; `consentTexts` are the words to agree to."
    )


@strawberry.input(description="Open a form for a dealer's pages; for its staff and operators.")
class WebFormCreateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    dealer: strawberry.ID = strawberry.field(description="The dealer.")
    name: str = strawberry.field(description="1 to 80 characters, for the dealer's own staff.")
    campaign: str = strawberry.field(default="", description="At most 80 characters.")
    allowed_origins: list[str] = strawberry.field(
        default_factory=list,
        description="The sites whose pages may use it, as https://cars.example; at most 20, and all"
        " where there are none.",
    )


@strawberry.input(description="Change a form that is open; what is left out or null stays.")
class WebFormUpdateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    form: strawberry.ID = strawberry.field(description="The form.")
    name: str | None = strawberry.field(default=None, description="1 to 80 characters.")
    campaign: str | None = strawberry.field(default=None, description="At most 80 characters.")
    allowed_origins: list[str] | None = strawberry.field(
        default=None, description="The sites whose pages may use it from now on; at most 20."
    )


@strawberry.input(description="Take no more enquiries by a form.")
class WebFormCloseInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    form: strawberry.ID = strawberry.field(description="The form.")


@strawberry.type(description="What came of `webFormCreate`.")
class WebFormCreatePayload:
    form: WebForm | None = strawberry.field(description="The new form.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `webFormUpdate`.")
class WebFormUpdatePayload:
    form: WebForm | None = strawberry.field(description="The form as it is now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `webFormClose`.")
class WebFormClosePayload:
    form: WebForm | None = strawberry.field(description="The form, closed.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
