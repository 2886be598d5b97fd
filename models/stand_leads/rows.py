"""A stand lead: what a tablet said of a visitor at a dealer's stand; never edited."""

from typing import Any
from uuid import UUID

from tortoise import fields

from models import clock
from models.dealers import Dealer
from models.devices import Device
from models.noun import Noun


class StandLead(Noun):
    """Unique by (device, said id), refused ones too.

    `receipt` is the text that the visitor ticked and the tablet signed, as it was signed. `at` is
    when they agreed, `said_at` when the tablet wrote it down, by its own clock. `lead_id` is the
    lead that came of it, `contact_id` the person, both are empty where it was refused.
    """

    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField("models.Device")
    device_id: UUID
    said_id = fields.UUIDField()
    event_id = fields.UUIDField(db_index=True)
    dealer: fields.ForeignKeyNullableRelation[Dealer] = fields.ForeignKeyField(
        "models.Dealer", null=True
    )
    dealer_id: UUID | None
    token = fields.CharField(256, default="")
    seat_id = fields.UUIDField(null=True, db_index=True)
    name = fields.CharField(80, default="")
    phone = fields.CharField(32, default="")
    email = fields.CharField(254, default="")
    language = fields.CharField(8, default="en")
    answers = fields.JSONField[list[dict[str, Any]]](default=list)
    receipt = fields.TextField()
    signature = fields.BinaryField()
    said_at = fields.DatetimeField()
    clock_offset_ms = fields.BigIntField(default=0)
    at = fields.DatetimeField()
    is_time_suspect = fields.BooleanField(default=False)
    received_at = fields.DatetimeField(default=clock.now)
    refusal = fields.CharField(32, default="")
    contact_id = fields.UUIDField(null=True, db_index=True)
    lead_id = fields.UUIDField(null=True)

    class Meta:
        table = "stand_leads"
        unique_together = (("device_id", "said_id"),)
