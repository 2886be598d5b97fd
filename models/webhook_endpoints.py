"""A webhook endpoint: where a dealer's own software hears of its leads."""

import secrets
from base64 import b64encode
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models import audit, clock, sql, texts
from models.dealers import Dealer
from models.noun import Noun
from models.refusals import NotFound, TooMany
from models.seals import Seal
from models.webhook_addresses import MOST as MOST_ADDRESS
from models.webhook_addresses import AddressRules

MOST_OF_DEALER = 5
ROTATION_HOURS = 24
_MOST_ROTATION_HOURS = 7 * 24
_SECRET_BYTES = 32
_SECRET_PREFIX = "whsec_"  # noqa: S105  what Standard Webhooks has before every secret


class PauseReason(StrEnum):
    """Why nothing is sent."""

    GONE = "GONE"
    FAILING = "FAILING"


class WebhookEndpoint(Noun):
    """Sent each change of its dealer's leads after `queued_seq` at its making.

    `sealed_previous_secret` signs beside the new one until `previous_secret_until`. While every
    attempt fails, `first_failed_at` is when that began and `failure_count` how many there were.
    `secret` is there only where it was just made.
    """

    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    url = fields.CharField(MOST_ADDRESS)
    description = fields.CharField(200, default="")
    sealed_secret = fields.BinaryField()
    sealed_previous_secret = fields.BinaryField(null=True)
    previous_secret_until = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(default=clock.now)
    queued_seq = fields.BigIntField()
    leased_until = fields.DatetimeField(null=True)
    paused_at = fields.DatetimeField(null=True)
    pause_reason = fields.CharEnumField(PauseReason, max_length=12, null=True)
    first_failed_at = fields.DatetimeField(null=True)
    failure_count = fields.IntField(default=0)
    last_delivered_at = fields.DatetimeField(null=True)

    secret = ""

    class Meta:
        table = "webhook_endpoints"
        indexes = (("dealer_id", "id"),)

    async def change(
        self, *, by: UUID, rules: AddressRules, url: str | None, description: str | None
    ) -> "WebhookEndpoint":
        """Change where it is and what is said of it; None stays. What waits goes to the new url."""
        endpoint = await hold(self.id)
        if url is not None:
            endpoint.url = rules.checked(url, "url")
        if description is not None:
            endpoint.description = _described(description)
        await endpoint.save(update_fields=["url", "description"])
        await audit.record(by, "webhook_endpoint.update", endpoint, url=endpoint.url)
        return endpoint

    async def rotate(self, hours: int, *, by: UUID, seal: Seal) -> "WebhookEndpoint":
        """A new secret; the one of now signs beside it for so many hours, one before it no more."""
        endpoint = await hold(self.id)
        kept = timedelta(hours=texts.within(hours, "hours", least=0, most=_MOST_ROTATION_HOURS))
        endpoint.sealed_previous_secret = endpoint.sealed_secret
        endpoint.previous_secret_until = clock.now() + kept
        endpoint.secret, endpoint.sealed_secret = _new_secret(endpoint.id, seal)
        await endpoint.save(
            update_fields=["sealed_secret", "sealed_previous_secret", "previous_secret_until"]
        )
        await audit.record(by, "webhook_endpoint.rotate_secret", endpoint, hours=hours)
        return endpoint

    async def remove(self, *, by: UUID) -> None:
        """Send it nothing more, and forget its secrets and what was sent."""
        endpoint = await hold(self.id)
        await audit.record(by, "webhook_endpoint.delete", endpoint, url=endpoint.url)
        await endpoint.delete()


@dataclass(frozen=True, slots=True)
class _Silent:
    dealer_id: UUID
    since: datetime


async def create(  # noqa: PLR0913  an endpoint has this many sides
    dealer: Dealer, url: str, description: str, *, by: UUID, rules: AddressRules, seal: Seal
) -> WebhookEndpoint:
    """A new endpoint with its secret, for the one answer that hands it out.

    Refused with TooMany where the dealer has MOST_OF_DEALER.
    """
    dealer = await dealer.locked()
    if await WebhookEndpoint.filter(dealer_id=dealer.id).count() >= MOST_OF_DEALER:
        raise TooMany("dealer", limit=MOST_OF_DEALER)
    endpoint = WebhookEndpoint(
        dealer_id=dealer.id,
        url=rules.checked(url, "url"),
        description=_described(description),
        queued_seq=dealer.feed_seq,
    )
    endpoint.secret, endpoint.sealed_secret = _new_secret(endpoint.id, seal)
    await endpoint.save(force_create=True)
    await audit.record(by, "webhook_endpoint.create", endpoint, url=endpoint.url)
    return endpoint


async def hold(endpoint_id: UUID) -> WebhookEndpoint:
    """The row under a lock, as `locked` has it; NotFound where it was deleted meanwhile."""
    row = await WebhookEndpoint.filter(id=endpoint_id).select_for_update(no_key=True).first()
    if row is None:
        raise NotFound("webhookEndpoint")
    return row


def secret_of(endpoint_id: UUID) -> str:
    """What the seal of an endpoint's secrets is for, so that no other row can borrow them."""
    return f"webhook endpoint {endpoint_id}"


async def silent_since(dealer_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """Since when each dealer has had no endpoint that lives: all are paused, or fail.

    Without those that have one, and those that never asked for webhooks.
    """
    silent = await sql.fetch(
        _Silent,
        f"""
        SELECT dealer_id, max(coalesce(first_failed_at, paused_at)) AS since
        FROM webhook_endpoints WHERE dealer_id IN {sql.among(1)}
        GROUP BY dealer_id
        HAVING count(*) = count(coalesce(first_failed_at, paused_at))
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(dealer_ids),
    )
    return {row.dealer_id: row.since for row in silent}


def _new_secret(endpoint_id: UUID, seal: Seal) -> tuple[str, bytes]:
    """A secret as its reader has it, and as it is kept."""
    made = _SECRET_PREFIX + b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
    return made, seal.close(made.encode(), secret_of(endpoint_id))


def _described(text: str) -> str:
    return texts.line(text, "description", most=200, least=0)
