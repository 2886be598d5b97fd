"""Concluding: what follows from an attempt, for its delivery and for its endpoint."""

import random
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from models import clock, database, outbox
from models.webhook_deliveries.rows import (
    AttemptFailure,
    DeliveryState,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEvent,
)
from models.webhook_endpoints import PauseReason, WebhookEndpoint

WAITS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
    timedelta(hours=8),
    timedelta(hours=12),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""How long each failure is waited after: three days in all. After one more it is dead."""
JITTER = 0.2  # of a wait, more or less
FAILURES_IN_LINE = 3
"""A message that is refused so often holds the others up no more."""
FAILING_FOR = timedelta(hours=24)
FAILURES_UNTIL_PAUSE = 10
_GONE = 410
_BUSY = {408, 425, 429, 502, 503, 504}  # nothing is wrong with the message


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try; `status` is what the endpoint answered, if it did, `failure` why it came to nothing.

    It succeeded where there is no failure.
    """

    at: datetime
    duration_ms: int
    status: int | None = None
    failure: AttemptFailure | None = None


async def conclude(delivery_id: UUID, endpoint_id: UUID, attempt: Attempt) -> None:
    """Write an attempt down, and what follows; nothing where either was deleted meanwhile."""
    async with database.transaction():
        locked = WebhookEndpoint.filter(id=endpoint_id).select_for_update(no_key=True)
        endpoint = await locked.first()
        delivery = await WebhookDelivery.get_or_none(id=delivery_id)
        if endpoint is None or delivery is None:
            return
        await WebhookAttempt.create(delivery_id=delivery_id, **asdict(attempt))
        if delivery.state is not DeliveryState.PENDING:
            return
        if attempt.failure is None:
            await _succeeded(delivery, endpoint)
        else:
            await _failed(delivery, endpoint, attempt)


async def _succeeded(delivery: WebhookDelivery, endpoint: WebhookEndpoint) -> None:
    await _end(delivery, DeliveryState.DELIVERED)
    endpoint.first_failed_at, endpoint.failure_count = None, 0
    endpoint.last_delivered_at = delivery.ended_at
    await endpoint.save(update_fields=["first_failed_at", "failure_count", "last_delivered_at"])


async def _failed(delivery: WebhookDelivery, endpoint: WebhookEndpoint, attempt: Attempt) -> None:
    delivery.failure_count += 1
    if delivery.event is WebhookEvent.PING or delivery.failure_count > len(WAITS):
        await _end(delivery, DeliveryState.DEAD)
    else:
        delivery.due_at = clock.now() + _wait_after(delivery.failure_count)
        delivery.is_aside = delivery.is_aside or (
            _is_refused(attempt) and delivery.failure_count >= FAILURES_IN_LINE
        )
        await delivery.save(update_fields=["failure_count", "due_at", "is_aside"])
    if delivery.event is not WebhookEvent.PING:
        await _count_failure(endpoint, attempt)


def _wait_after(failures: int) -> timedelta:
    spread = random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  it spreads load, and is no secret
    return WAITS[failures - 1] * spread


def _is_refused(attempt: Attempt) -> bool:
    """Whether the endpoint is there and would not have this very message."""
    return attempt.status is not None and attempt.status not in _BUSY


async def _count_failure(endpoint: WebhookEndpoint, attempt: Attempt) -> None:
    now = clock.now()
    endpoint.first_failed_at = endpoint.first_failed_at or now
    endpoint.failure_count += 1
    reason = None
    if attempt.status == _GONE:
        reason = PauseReason.GONE
    elif (
        now - endpoint.first_failed_at >= FAILING_FOR
        and endpoint.failure_count >= FAILURES_UNTIL_PAUSE
    ):
        reason = PauseReason.FAILING
    if reason and endpoint.paused_at is None:
        endpoint.paused_at, endpoint.pause_reason = now, reason
        await outbox.tell("webhook_endpoint.paused", webhook_endpoint=endpoint.id)
    await endpoint.save(
        update_fields=["first_failed_at", "failure_count", "paused_at", "pause_reason"]
    )


async def _end(delivery: WebhookDelivery, state: DeliveryState) -> None:
    delivery.state, delivery.ended_at = state, clock.now()
    await delivery.save(update_fields=["state", "ended_at", "failure_count"])
