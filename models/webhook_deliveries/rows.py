"""A webhook delivery: one message to one endpoint, and each attempt to get it there."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models import clock
from models.noun import Noun
from models.webhook_endpoints import WebhookEndpoint


class WebhookEvent(StrEnum):
    """What a message says; the lead itself is read when it is sent, and never kept here."""

    LEAD_CAPTURED = "LEAD_CAPTURED"
    LEAD_UPDATED = "LEAD_UPDATED"
    LEAD_WITHDRAWN = "LEAD_WITHDRAWN"
    PING = "PING"


class DeliveryState(StrEnum):
    """What became of it."""

    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    DEAD = "DEAD"


class AttemptFailure(StrEnum):
    """Why an attempt came to nothing; words of ours alone, since answers may hold anything."""

    NAME_UNKNOWN = "NAME_UNKNOWN"
    ADDRESS_FORBIDDEN = "ADDRESS_FORBIDDEN"
    NO_CONNECTION = "NO_CONNECTION"
    NO_ENCRYPTION = "NO_ENCRYPTION"
    NO_ANSWER = "NO_ANSWER"
    ANSWER_UNREADABLE = "ANSWER_UNREADABLE"
    REDIRECTED = "REDIRECTED"
    REFUSED = "REFUSED"


class WebhookDelivery(Noun):
    """Its id is the message's own, the same at each attempt, and `seq` that of the lead change.

    The endpoint's line is in the order of `seq`. Who `is_aside` stands in no line, holds nobody up
    and is tried when it is due.
    """

    endpoint: fields.ForeignKeyRelation[WebhookEndpoint] = fields.ForeignKeyField(
        "models.WebhookEndpoint"
    )
    endpoint_id: UUID
    event = fields.CharEnumField(WebhookEvent, max_length=16)
    lead_id = fields.UUIDField(null=True)
    seq = fields.BigIntField(null=True)
    happened_at = fields.DatetimeField(default=clock.now)
    state = fields.CharEnumField(DeliveryState, max_length=12, default=DeliveryState.PENDING)
    is_aside = fields.BooleanField(default=False)
    failure_count = fields.IntField(default=0)
    due_at = fields.DatetimeField(default=clock.now)
    created_at = fields.DatetimeField(default=clock.now, db_index=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "webhook_deliveries"
        unique_together = (("endpoint_id", "seq"),)
        indexes = (("endpoint_id", "id"),)


class WebhookAttempt(Noun):
    """One attempt, append-only: what the endpoint answered, or why it did not, and how soon."""

    delivery: fields.ForeignKeyRelation[WebhookDelivery] = fields.ForeignKeyField(
        "models.WebhookDelivery"
    )
    delivery_id: UUID
    at = fields.DatetimeField()
    duration_ms = fields.IntField()
    status = fields.IntField(null=True)
    failure = fields.CharEnumField(AttemptFailure, max_length=20, null=True)

    class Meta:
        table = "webhook_attempts"
        indexes = (("delivery_id", "id"),)
