"""By hand: a dealer's staff test an endpoint, open it again, and have messages sent once more."""

from datetime import datetime
from uuid import UUID

from models import audit, clock, doorbell
from models.refusals import NotFound
from models.webhook_deliveries.queueing import BELL
from models.webhook_deliveries.rows import DeliveryState, WebhookDelivery, WebhookEvent
from models.webhook_endpoints import WebhookEndpoint, hold


async def ping(endpoint: WebhookEndpoint, *, by: UUID) -> WebhookDelivery:
    """Send a message that says nothing, once, even while the endpoint is paused."""
    endpoint = await hold(endpoint.id)
    delivery = await WebhookDelivery.create(
        endpoint_id=endpoint.id, event=WebhookEvent.PING, is_aside=True
    )
    await audit.record(by, "webhook_endpoint.ping", endpoint)
    doorbell.ring(BELL)
    return delivery


async def resume(endpoint: WebhookEndpoint, *, by: UUID) -> WebhookEndpoint:
    """Send again from now on, all that waits first, as if nothing had failed yet."""
    endpoint = await hold(endpoint.id)
    well = {
        "paused_at": None, "pause_reason": None, "first_failed_at": None, "failure_count": 0,
    }  # fmt: skip
    await endpoint.update_from_dict(well).save(update_fields=list(well))
    waiting = WebhookDelivery.filter(endpoint_id=endpoint.id, state=DeliveryState.PENDING)
    await waiting.update(due_at=clock.now(), failure_count=0)
    await audit.record(by, "webhook_endpoint.resume", endpoint)
    doorbell.ring(BELL)
    return endpoint


async def replay(delivery: WebhookDelivery, *, by: UUID) -> WebhookDelivery:
    """Send a message once more, under its own id, with all its tries; one that waits goes now."""
    await hold(delivery.endpoint_id)
    row = await WebhookDelivery.get_or_none(id=delivery.id)
    if row is None:
        raise NotFound("webhookDelivery")
    if row.state is not DeliveryState.PENDING:
        row.is_aside = True
    row.state, row.ended_at = DeliveryState.PENDING, None
    row.failure_count, row.due_at = 0, clock.now()
    await row.save(update_fields=["state", "ended_at", "is_aside", "failure_count", "due_at"])
    await audit.record(by, "webhook_delivery.replay", row)
    doorbell.ring(BELL)
    return row


async def forget(before: datetime) -> int:
    """Drop what was queued before then, delivered or not, and return how many."""
    return await WebhookDelivery.filter(created_at__lt=before).delete()
