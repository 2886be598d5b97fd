"""A heard batch: what a tablet signed and handed to an edge, kept whole to be passed on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise import fields

from models import clock, doorbell, sql
from models.devices import Device
from models.noun import Noun

BELL = "heard_batches"


class HeardBatch(Noun):
    """On an edge only, `text` and `signature` are the tablet's, for the cloud to check.

    Once it is passed on the text is empty: it names people, and the cloud has it.
    """

    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField("models.Device")
    device_id: UUID
    text = fields.TextField()
    signature = fields.BinaryField()
    received_at = fields.DatetimeField(default=clock.now)
    relayed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "heard_batches"
        indexes = (("relayed_at", "id"),)


@dataclass(frozen=True, slots=True)
class Whole:
    """A batch as it came."""

    device_id: UUID
    text: str
    signature: bytes
    received_at: datetime


async def keep(batches: Sequence[Whole]) -> None:
    """Keep these until they were passed on; the caller's transaction holds what they say."""
    if not batches:
        return
    await HeardBatch.bulk_create([
        HeardBatch(
            device_id=batch.device_id, text=batch.text, signature=batch.signature,
            received_at=batch.received_at,
        )
        for batch in batches
    ])  # fmt: skip
    doorbell.ring(BELL)


async def unsent(most: int, but_for: Collection[UUID] = ()) -> list[HeardBatch]:
    """The first of those that were not passed on, in the order of their hearing."""
    waiting = HeardBatch.filter(relayed_at=None).exclude(id__in=list(but_for))
    return await waiting.order_by("id").limit(most)


async def count_unsent() -> int:
    """How many were not passed on."""
    return await HeardBatch.filter(relayed_at=None).count()


async def passed_on(batches: Sequence[HeardBatch]) -> None:
    """Note that the cloud has answered for these, whatever it said, and keep no more of them."""
    await sql.execute(
        f"UPDATE heard_batches SET relayed_at = $1, text = '' WHERE id IN {sql.among(2)}",  # noqa: S608
        clock.now(),
        sql.json_of(batch.id for batch in batches),
    )
