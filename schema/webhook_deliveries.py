"""Webhook deliveries as the API has them: the log of what an endpoint was sent, without bodies."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from engine.fields import instances
from models.webhook_deliveries import rows
from models.webhook_deliveries.rows import AttemptFailure, DeliveryState, WebhookEvent
from schema.edges import edge
from schema.enums import described
from schema.errors import UserError
from schema.leads import Lead
from schema.nodes import Node, node_id

if TYPE_CHECKING:
    from schema.webhook_endpoints import WebhookEndpoint

described(
    WebhookEvent,
    "What a message is about. One of a lead that was withdrawn since says so, whatever this is.",
    LEAD_CAPTURED="A new lead.",
    LEAD_UPDATED="Something about a lead has changed.",
    LEAD_WITHDRAWN="The person took their consent back, or another dealer or lead has them now.",
    PING="Nothing: a test.",
)
described(
    DeliveryState,
    "What became of a message.",
    PENDING="It waits for its turn, or for the next attempt.",
    DELIVERED="The endpoint has accepted it.",
    DEAD="It was tried for three days in vain; `webhookDeliveryReplay` sends it once more.",
)
described(
    AttemptFailure,
    "Why an attempt came to nothing.",
    NAME_UNKNOWN="The host's name leads nowhere.",
    ADDRESS_FORBIDDEN="It leads to an address that webhooks are not sent to.",
    NO_CONNECTION="Nobody let us in.",
    NO_ENCRYPTION="There was no encrypted connection: its certificate, most likely.",
    NO_ANSWER="There was no answer within 10 seconds.",
    ANSWER_UNREADABLE="What was answered is not HTTP.",
    REDIRECTED="It answered with another address, which is not followed.",
    REFUSED="It answered with a status other than 200 to 299.",
)


@strawberry.type(description="One attempt to get a message to its endpoint.")
class WebhookAttempt:
    """Rows: models.webhook_deliveries.rows.WebhookAttempt."""

    at: datetime = strawberry.field(description="When it began.")
    duration_ms: int = strawberry.field(description="How many milliseconds it took.")
    status: int | None = strawberry.field(
        description="The HTTP status that was answered; null where nothing was."
    )
    failure: AttemptFailure | None = strawberry.field(
        description="Why it came to nothing; null where it got through."
    )

    is_type_of = staticmethod(instances(rows.WebhookAttempt))


@strawberry.type(description="One message to one endpoint.")
class WebhookDelivery(Node):
    """Rows: models.webhook_deliveries.rows.WebhookDelivery."""

    id: strawberry.ID = node_id("WebhookDelivery")
    endpoint_id: strawberry.Private[UUID]
    lead_id: strawberry.Private[UUID | None]
    event: WebhookEvent = strawberry.field(description="What it is about.")
    seq: int | None = strawberry.field(
        description="The lead change's number in the dealer's feed; null for a test."
    )
    happened_at: datetime = strawberry.field(description="When that happened.")
    state: DeliveryState = strawberry.field(description="What became of it.")
    due_at: datetime = strawberry.field(
        description="While it is pending, when it is tried next, if the line lets it."
    )
    ended_at: datetime | None = strawberry.field(
        description="When it was delivered or given up; null while it is pending."
    )

    is_type_of = staticmethod(instances(rows.WebhookDelivery))

    @strawberry.field(description="The header `webhook-id` of each attempt.")
    def message_key(self) -> str:
        return f"msg_{self.id}"

    webhook_endpoint: Annotated["WebhookEndpoint", strawberry.lazy("schema.webhook_endpoints")] = (
        edge("webhook_endpoint", "endpoint_id", "Where it goes.")
    )

    lead: Lead | None = edge(
        "lead", "lead_id", "The lead as it stands now; null but for its dealer's staff."
    )

    attempts: list[WebhookAttempt] = edge(
        "webhook_attempts", "id", "What came of it so far, the first attempt first.", otherwise=()
    )


@strawberry.input(
    description="Send a message once more, under its own id; one that waits goes now."
)
class WebhookDeliveryReplayInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    webhook_delivery: strawberry.ID = strawberry.field(description="The message.")


@strawberry.type(description="What came of `webhookDeliveryReplay`.")
class WebhookDeliveryReplayPayload:
    webhook_delivery: WebhookDelivery | None = strawberry.field(description="As it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
