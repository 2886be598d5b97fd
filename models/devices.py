"""A device: a tablet that is paired with one venue."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from tortoise import fields

from models import audit, clock, sql, tokens
from models.events import Event
from models.gates import Gate
from models.noun import Noun
from models.refusals import EndsBeforeStart
from models.venues import Venue

PREFIX = "pd"


class Device(Noun):
    """Its credential can do nothing but what its assignments say, only the hash is stored.

    `credential` is there only where the device was just enrolled. `public_key` is the device's
    own, for the batches that it signs, `battery_percent`, `unsent_count` and `app_version` are what
    it last told of itself.
    """

    venue: fields.ForeignKeyRelation[Venue] = fields.ForeignKeyField("models.Venue")
    venue_id: UUID
    name = fields.CharField(80)
    credential_hash = fields.CharField(64, unique=True)
    public_key = fields.BinaryField(null=True)
    paired_at = fields.DatetimeField(default=clock.now)
    revoked_at = fields.DatetimeField(null=True)
    seen_at = fields.DatetimeField(null=True)
    clock_offset_ms = fields.BigIntField(default=0)
    battery_percent = fields.IntField(null=True)
    unsent_count = fields.IntField(default=0)
    app_version = fields.CharField(32, default="")

    credential = ""

    class Meta:
        table = "devices"

    async def assign(
        self, event: Event, gate: Gate, starts_at: datetime, ends_at: datetime, *, by: UUID
    ) -> Self:
        """Let the device scan for this event at this gate in this time; again to change it."""
        if ends_at <= starts_at:
            raise EndsBeforeStart("endsAt")
        device = await self.locked()
        await DeviceAssignment.update_or_create(
            device=device,
            event=event,
            gate=gate,
            defaults={"starts_at": starts_at, "ends_at": ends_at},
        )
        await audit.record(by, "device.assign", device, event=event.id, gate=gate.id)
        return device

    async def revoke(self, *, by: UUID) -> Self:
        """Take the credential back: it opens nothing from the next request on."""
        device = await self.locked()
        if device.revoked_at is None:
            device.revoked_at = clock.now()
            await device.save(update_fields=["revoked_at"])
            await audit.record(by, "device.revoke", device)
        return device


class DeviceAssignment(Noun):
    """The device may scan at this gate for this event from `starts_at` to `ends_at`."""

    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "models.Device", related_name="assignments"
    )
    device_id: UUID
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField("models.Event")
    event_id: UUID
    gate: fields.ForeignKeyRelation[Gate] = fields.ForeignKeyField("models.Gate")
    gate_id: UUID
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()

    class Meta:
        table = "device_assignments"
        unique_together = (("device_id", "event_id", "gate_id"),)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a device told of itself, and when; None is what it did not say, and stays as it was."""

    at: datetime
    clock_offset_ms: int
    battery_percent: int | None = None
    unsent_count: int | None = None
    app_version: str | None = None


async def enrol(venue_id: UUID, name: str, public_key: bytes, *, by: UUID) -> Device:
    """A new device of a venue, with its credential for the one answer that hands it out."""
    credential = tokens.opaque(PREFIX)
    device = await Device.create(
        venue_id=venue_id,
        name=name,
        credential_hash=tokens.hashed(credential),
        public_key=public_key,
    )
    await audit.record(by, "device.pair", device, name=name)
    device.credential = credential
    return device


async def saw(seen: Mapping[UUID, Seen]) -> None:
    """Note when these devices spoke, and what each told of itself, unless it has spoken since."""
    if not seen:
        return
    rows = [{"id": device_id} | asdict(seen[device_id]) for device_id in sorted(seen)]
    columns = sql.json_rows(
        1, id=UUID, at=datetime, clock_offset_ms=int, battery_percent=int, unsent_count=int,
        app_version=str,
    )  # fmt: skip
    await sql.execute(
        f"""
        UPDATE devices SET seen_at = said.at, clock_offset_ms = said.clock_offset_ms,
            battery_percent = coalesce(said.battery_percent, devices.battery_percent),
            unsent_count = coalesce(said.unsent_count, devices.unsent_count),
            app_version = coalesce(said.app_version, devices.app_version)
        FROM {columns} AS said
        WHERE devices.id = said.id AND (devices.seen_at IS NULL OR devices.seen_at <= said.at)
        """,  # noqa: S608  the columns are ours
        sql.json_of(rows),
    )
