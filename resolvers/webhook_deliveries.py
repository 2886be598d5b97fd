"""Webhook deliveries: a dealer's staff has a message sent once more."""

import strawberry

from models.access import webhook_deliveries
from models.noun import Noun
from models.webhook_deliveries import by_hand
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.webhook_deliveries import WebhookDeliveryReplayInput, WebhookDeliveryReplayPayload


@strawberry.type
class WebhookDeliveryMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Send a webhook once more; for the dealer's staff.")
    async def webhook_delivery_replay(
        self, info: Info, input: WebhookDeliveryReplayInput
    ) -> WebhookDeliveryReplayPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            delivery_id = nodes.row_id(input.webhook_delivery, "WebhookDelivery")
            delivery = await webhook_deliveries.to_replay(viewer, delivery_id, "webhookDelivery")
            return await by_hand.replay(delivery, by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return WebhookDeliveryReplayPayload(
            webhook_delivery=await calls.reread(info, outcome, webhook_deliveries.see),
            user_errors=calls.errors(info, outcome),
        )
