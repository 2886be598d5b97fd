"""Webhook endpoints as the API has them: where a dealer's own software hears of its leads."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, cast
from uuid import UUID

import strawberry

from engine.fields import instances
from models import webhook_endpoints
from models.access import webhook_deliveries
from models.webhook_deliveries.rows import DeliveryState
from models.webhook_endpoints import PauseReason
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.edges import edge
from schema.enums import described
from schema.errors import UserError
from schema.nodes import Node, node_id
from schema.webhook_deliveries import WebhookDelivery

if TYPE_CHECKING:
    from schema.dealers import Dealer

described(
    PauseReason,
    "Why an endpoint is sent nothing.",
    GONE="It answered 410: it is gone for good.",
    FAILING="Not one of many attempts has got through for 24 hours.",
)


@strawberry.type(description="Where a dealer's own software hears of its leads; docs/webhooks.md.")
class WebhookEndpoint(Node):
    """Rows: models.webhook_endpoints.WebhookEndpoint."""

    id: strawberry.ID = node_id("WebhookEndpoint")
    dealer_id: strawberry.Private[UUID]
    url: str = strawberry.field(description="Where messages are posted to.")
    description: str = strawberry.field(description="What it is for; may be empty.")
    created_at: datetime = strawberry.field(
        description="Since when it is sent every change of the dealer's leads."
    )
    previous_secret_until: datetime | None = strawberry.field(
        description="Until when the secret before the last rotation signs too; null where none is."
    )
    paused_at: datetime | None = strawberry.field(
        description="Since when it is sent nothing; null while it is not paused."
    )
    pause_reason: PauseReason | None = strawberry.field(description="Why it is paused.")
    first_failed_at: datetime | None = strawberry.field(
        description="Since when every attempt has failed; null while they get through."
    )
    last_delivered_at: datetime | None = strawberry.field(
        description="When a message last got through; null where none ever did."
    )

    is_type_of = staticmethod(instances(webhook_endpoints.WebhookEndpoint))

    dealer: Annotated["Dealer", strawberry.lazy("schema.dealers")] = edge(
        "dealer", "dealer_id", "Whose it is."
    )

    @strawberry.field(description="What it was sent or is to be sent, newest first; 30 days of it.")
    async def deliveries(
        self,
        info: Info,
        state: Annotated[
            DeliveryState | None, strawberry.argument(description="Only those in this state.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[WebhookDelivery]:
        asked = window(first, after, last, before)
        endpoint_id = cast(UUID, self.id)
        page = await webhook_deliveries.of_endpoint(
            info.context.viewer, self.dealer_id, endpoint_id, state, asked
        )
        return cast(Connection[WebhookDelivery], connection(page))


@strawberry.input(description="Have a dealer's own software told of each change of its leads.")
class WebhookEndpointCreateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    dealer: strawberry.ID = strawberry.field(description="Whose leads; it may have 5 endpoints.")
    url: str = strawberry.field(
        description="https://, a public host and perhaps a port that is allowed here; at most 500"
        " characters."
    )
    description: str = strawberry.field(default="", description="At most 200 characters.")


@strawberry.input(description="Change an endpoint; what is left out or null stays.")
class WebhookEndpointUpdateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    webhook_endpoint: strawberry.ID = strawberry.field(description="The endpoint.")
    url: str | None = strawberry.field(
        default=None, description="As at its making; what waits goes there too."
    )
    description: str | None = strawberry.field(default=None, description="At most 200 characters.")


@strawberry.input(description="Delete an endpoint, with its secrets and the log of what was sent.")
class WebhookEndpointDeleteInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    webhook_endpoint: strawberry.ID = strawberry.field(description="The endpoint.")


@strawberry.input(description="Give an endpoint a new secret.")
class WebhookEndpointRotateSecretInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    webhook_endpoint: strawberry.ID = strawberry.field(description="The endpoint.")
    hours: int = strawberry.field(
        default=webhook_endpoints.ROTATION_HOURS,
        description="How long messages are signed with the secret of now too, 0 to 168 hours.",
    )


@strawberry.input(description="Send to a paused endpoint again, all that waits first.")
class WebhookEndpointResumeInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    webhook_endpoint: strawberry.ID = strawberry.field(description="The endpoint.")


@strawberry.input(description="Send an endpoint one message of type `webhook.ping`, paused or not.")
class WebhookEndpointPingInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    webhook_endpoint: strawberry.ID = strawberry.field(description="The endpoint.")


@strawberry.type(description="What came of `webhookEndpointCreate`.")
class WebhookEndpointCreatePayload:
    webhook_endpoint: WebhookEndpoint | None = strawberry.field(description="The new endpoint.")
    secret: str | None = strawberry.field(
        description="What its messages are signed with, `whsec_…`; it is handed out only here."
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `webhookEndpointUpdate`.")
class WebhookEndpointUpdatePayload:
    webhook_endpoint: WebhookEndpoint | None = strawberry.field(description="As it is now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `webhookEndpointDelete`.")
class WebhookEndpointDeletePayload:
    dealer: Annotated["Dealer", strawberry.lazy("schema.dealers")] | None = strawberry.field(
        description="The dealer, with the endpoints that are left."
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `webhookEndpointRotateSecret`.")
class WebhookEndpointRotateSecretPayload:
    webhook_endpoint: WebhookEndpoint | None = strawberry.field(description="As it is now.")
    secret: str | None = strawberry.field(description="The new secret; it is handed out only here.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `webhookEndpointResume`.")
class WebhookEndpointResumePayload:
    webhook_endpoint: WebhookEndpoint | None = strawberry.field(description="As it is now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `webhookEndpointPing`.")
class WebhookEndpointPingPayload:
    webhook_delivery: WebhookDelivery | None = strawberry.field(
        description="The message, about to be sent; ask for it again by its id."
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
