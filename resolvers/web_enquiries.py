"""Web enquiries: anybody asks a dealer to make contact, so many times and no more."""

import strawberry

from engine.errors import Throttled as TooMuch
from models import web_enquiries as verbs
from models.access import web_forms
from models.noun import Noun
from models.refusals import Throttled
from models.web_enquiries import Answer, Said
from resolvers import calls
from resolvers.routing import asking
from schema import nodes
from schema.context import Info
from schema.web_enquiries import EnquiryCreateInput, EnquiryCreatePayload

_GUESSABLE = ("name", "phone", "email", "answers")


@strawberry.type
class WebEnquiryMutation:
    """Root fields to write."""

    @strawberry.mutation(
        description="Ask that a dealer makes contact, by its form; nobody needs to sign in. The"
        " answer is the same whether or not the dealer knows the person already."
    )
    async def enquiry_create(self, info: Info, input: EnquiryCreateInput) -> EnquiryCreatePayload:
        context = info.context
        try:
            await context.house.form_limit(context.viewer.address, input.form_key)
        except TooMuch as throttled:
            refusal = Throttled(seconds=throttled.retry_after)
            return EnquiryCreatePayload(enquiry=None, user_errors=calls.errors(info, refusal))

        async def verb() -> Noun:
            decision = await asking.to_take_up(context.viewer, input.decision)
            form = None
            if input.form_key or not decision:
                form = await web_forms.to_enquire(input.form_key, context.origin)
            return await verbs.create(form, _said(input), decision)

        outcome = await calls.once(info, input, verb, traced=_GUESSABLE)
        return EnquiryCreatePayload(
            enquiry=await calls.reread(info, outcome, web_forms.enquiry),
            user_errors=calls.errors(info, outcome),
        )


def _said(said: EnquiryCreateInput) -> Said:
    return Said(
        name=said.name,
        phone=said.phone,
        email=said.email,
        language=said.language,
        text_version=said.consent_text_version,
        has_agreed=said.has_agreed,
        answers=[
            Answer(nodes.row_id(one.question, "LeadQuestion"), one.answer) for one in said.answers
        ],
        medium=said.medium,
        campaign=said.campaign,
        content=said.content,
        model=said.model,
    )
