"""Webhook endpoints: a dealer's staff makes, changes, tests and deletes them."""

import strawberry

from models import webhook_endpoints as verbs
from models.access import dealers, webhook_deliveries, webhook_endpoints
from models.dealers import Dealer
from models.noun import Noun
from models.webhook_deliveries import by_hand
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.webhook_endpoints import (
    WebhookEndpointCreateInput,
    WebhookEndpointCreatePayload,
    WebhookEndpointDeleteInput,
    WebhookEndpointDeletePayload,
    WebhookEndpointPingInput,
    WebhookEndpointPingPayload,
    WebhookEndpointResumeInput,
    WebhookEndpointResumePayload,
    WebhookEndpointRotateSecretInput,
    WebhookEndpointRotateSecretPayload,
    WebhookEndpointUpdateInput,
    WebhookEndpointUpdatePayload,
)


@strawberry.type
class WebhookEndpointMutation:
    """Root fields to write."""

    @strawberry.mutation(
        description="Have a dealer's own software told of its leads; for the dealer's staff."
    )
    async def webhook_endpoint_create(
        self, info: Info, input: WebhookEndpointCreateInput
    ) -> WebhookEndpointCreatePayload:
        viewer, house = info.context.viewer, info.context.house
        made: list[verbs.WebhookEndpoint] = []

        async def verb() -> Noun:
            dealer_id = nodes.row_id(input.dealer, "Dealer")
            dealer = await webhook_endpoints.to_make_for(viewer, dealer_id, "dealer")
            endpoint = await verbs.create(
                dealer,
                input.url,
                input.description,
                by=viewer.as_author(),
                rules=house.webhooks,
                seal=house.seal,
            )
            made.append(endpoint)
            return endpoint

        outcome = await calls.once_secret(info, input, verb)
        return WebhookEndpointCreatePayload(
            webhook_endpoint=await calls.reread(info, outcome, webhook_endpoints.see),
            secret=None if outcome.refusal else made[-1].secret,
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Change a webhook endpoint; for the dealer's staff.")
    async def webhook_endpoint_update(
        self, info: Info, input: WebhookEndpointUpdateInput
    ) -> WebhookEndpointUpdatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            endpoint = await _managed(info, input.webhook_endpoint)
            return await endpoint.change(
                by=viewer.as_author(),
                rules=info.context.house.webhooks,
                url=input.url,
                description=input.description,
            )

        outcome = await calls.once(info, input, verb)
        return WebhookEndpointUpdatePayload(
            webhook_endpoint=await calls.reread(info, outcome, webhook_endpoints.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Delete a webhook endpoint; for the dealer's staff.")
    async def webhook_endpoint_delete(
        self, info: Info, input: WebhookEndpointDeleteInput
    ) -> WebhookEndpointDeletePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            endpoint = await _managed(info, input.webhook_endpoint)
            await endpoint.remove(by=viewer.as_author())
            return Dealer(id=endpoint.dealer_id)

        outcome = await calls.once(info, input, verb)
        return WebhookEndpointDeletePayload(
            dealer=await calls.reread(info, outcome, dealers.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(
        description="Give a webhook endpoint a new secret; for the dealer's staff."
    )
    async def webhook_endpoint_rotate_secret(
        self, info: Info, input: WebhookEndpointRotateSecretInput
    ) -> WebhookEndpointRotateSecretPayload:
        viewer, house = info.context.viewer, info.context.house
        rotated: list[verbs.WebhookEndpoint] = []

        async def verb() -> Noun:
            endpoint = await _managed(info, input.webhook_endpoint)
            rotated.append(
                await endpoint.rotate(input.hours, by=viewer.as_author(), seal=house.seal)
            )
            return endpoint

        outcome = await calls.once_secret(info, input, verb)
        return WebhookEndpointRotateSecretPayload(
            webhook_endpoint=await calls.reread(info, outcome, webhook_endpoints.see),
            secret=None if outcome.refusal else rotated[-1].secret,
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(
        description="Send to a paused webhook endpoint again; for the dealer's staff."
    )
    async def webhook_endpoint_resume(
        self, info: Info, input: WebhookEndpointResumeInput
    ) -> WebhookEndpointResumePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            endpoint = await _managed(info, input.webhook_endpoint)
            return await by_hand.resume(endpoint, by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return WebhookEndpointResumePayload(
            webhook_endpoint=await calls.reread(info, outcome, webhook_endpoints.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Send a webhook endpoint a test; for the dealer's staff.")
    async def webhook_endpoint_ping(
        self, info: Info, input: WebhookEndpointPingInput
    ) -> WebhookEndpointPingPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            endpoint = await _managed(info, input.webhook_endpoint)
            return await by_hand.ping(endpoint, by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return WebhookEndpointPingPayload(
            webhook_delivery=await calls.reread(info, outcome, webhook_deliveries.see),
            user_errors=calls.errors(info, outcome),
        )


async def _managed(info: Info, endpoint: strawberry.ID) -> verbs.WebhookEndpoint:
    endpoint_id = nodes.row_id(endpoint, "WebhookEndpoint")
    return await webhook_endpoints.to_manage(info.context.viewer, endpoint_id, "webhookEndpoint")
