"""Web enquiries as the API has them: what somebody typed, and that it came."""

from datetime import datetime

import strawberry

from engine.fields import instances
from models import web_enquiries
from schema.errors import UserError


@strawberry.type(description="That an enquiry came; the same for whoever is known and who is not.")
class WebEnquiry:
    """Rows: models.web_enquiries.WebEnquiry."""

    at: datetime = strawberry.field(description="When it came.")

    is_type_of = staticmethod(instances(web_enquiries.WebEnquiry))


@strawberry.input(description="An answer to one of the dealer's questions.")
class EnquiryAnswerInput:
    question: strawberry.ID = strawberry.field(description="The question's `key`.")
    answer: str = strawberry.field(
        description="A choice as it is worded, or a line of at most 500 characters; blank is none."
    )


@strawberry.input(description="Ask that a dealer makes contact; nobody needs to sign in for it.")
class EnquiryCreateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    name: str = strawberry.field(description="1 to 80 characters.")
    language: str = strawberry.field(
        description="`en` or `zh`: in which to speak with the person, and which words they read."
    )
    consent_text_version: int = strawberry.field(
        description="The version of the words that were agreed to."
    )
    has_agreed: bool = strawberry.field(
        description="Whether the person agreed; nothing is kept of those who did not."
    )
    phone: str = strawberry.field(
        default="", description="With + and country code; this or an e-mail address is needed."
    )
    email: str = strawberry.field(default="", description="At most 254 characters.")
    form_key: str = strawberry.field(
        default="", description="The `key` of the dealer's form; this or a decision is needed."
    )
    decision: strawberry.ID | None = strawberry.field(
        default=None,
        description="What `leadRoute` proposed: its dealer is asked, and its lead tells why.",
    )
    answers: list[EnquiryAnswerInput] = strawberry.field(
        default_factory=list, description="At most 12, to the questions that the form asks now."
    )
    medium: str = strawberry.field(default="", description="Through what; at most 80 characters.")
    campaign: str = strawberry.field(
        default="", description="At most 80 characters; the form's own where it is empty."
    )
    content: str = strawberry.field(
        default="", description="By which piece of the campaign; at most 80 characters."
    )
    model: str = strawberry.field(
        default="", description="Which car they ask about; at most 80 characters."
    )


@strawberry.type(description="What came of `enquiryCreate`.")
class EnquiryCreatePayload:
    enquiry: WebEnquiry | None = strawberry.field(description="That it came.")
    user_errors: list[UserError] = strawberry.field(
        description="All that is wrong with it, each with the field; then nothing is kept."
    )
