"""A heard batch: what a tablet signed and handed to an edge, kept whole to be passed on."""

from uuid import UUID

from tortoise import fields

from models import clock
from models.devices import Device
from models.noun import Noun


class HeardBatch(Noun):
    """On an edge only, `text` and `signature` are the tablet's, for the cloud to check."""

    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField("models.Device")
    device_id: UUID
    text = fields.TextField()
    signature = fields.BinaryField()
    received_at = fields.DatetimeField(default=clock.now)
    relayed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "heard_batches"
        indexes = (("relayed_at", "id"),)
