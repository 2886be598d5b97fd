"""Web forms: run by a dealer's staff and operators, read by everyone who has a key."""

from typing import Annotated, cast

import strawberry

from models import web_forms as verbs
from models.access import web_forms
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.web_forms import (
    EnquiryForm,
    WebFormCloseInput,
    WebFormClosePayload,
    WebFormCreateInput,
    WebFormCreatePayload,
    WebFormUpdateInput,
    WebFormUpdatePayload,
)


@strawberry.type
class WebFormQuery:
    """Root fields to read."""

    @strawberry.field(
        description="What a page shows of a form, a dealer's or the brand's; null where it is"
        " closed."
    )
    async def enquiry_form(
        self,
        info: Info,
        key: Annotated[
            str, strawberry.argument(description="The `key` of a dealer's form; or a decision.")
        ] = "",
        decision: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="What `leadRoute` proposed, for the brand's own form."),
        ] = None,
    ) -> EnquiryForm | None:
        decision_id = nodes.row_id(decision, "RoutingDecision") if decision else None
        found = await web_forms.to_fill_in(info.context.viewer, key, decision_id)
        return cast(EnquiryForm | None, found)


@strawberry.type
class WebFormMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Open a form for a dealer's pages; for its staff, operators.")
    async def web_form_create(self, info: Info, input: WebFormCreateInput) -> WebFormCreatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            dealer_id = nodes.row_id(input.dealer, "Dealer")
            return await verbs.create(
                await web_forms.to_open(viewer, dealer_id, "dealer"),
                by=viewer.as_author(),
                name=input.name,
                campaign=input.campaign,
                allowed_origins=input.allowed_origins,
            )

        outcome = await calls.once(info, input, verb)
        return WebFormCreatePayload(
            form=await calls.reread(info, outcome, web_forms.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Change a form of a dealer's pages.")
    async def web_form_update(self, info: Info, input: WebFormUpdateInput) -> WebFormUpdatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            form = await web_forms.to_change(viewer, nodes.row_id(input.form, "WebForm"), "form")
            said = calls.given(
                name=input.name, campaign=input.campaign, allowed_origins=input.allowed_origins
            )
            return await form.change(by=viewer.as_author(), **said)

        outcome = await calls.once(info, input, verb)
        return WebFormUpdatePayload(
            form=await calls.reread(info, outcome, web_forms.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Take no more enquiries by a form.")
    async def web_form_close(self, info: Info, input: WebFormCloseInput) -> WebFormClosePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            form = await web_forms.to_change(viewer, nodes.row_id(input.form, "WebForm"), "form")
            return await form.close(by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return WebFormClosePayload(
            form=await calls.reread(info, outcome, web_forms.see),
            user_errors=calls.errors(info, outcome),
        )
