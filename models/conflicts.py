"""A conflict: people were let in at the door who, from all that is known now, should not have been.

It is concluded from scans, so the order in which these arrive does not matter; settling it is an
operator's deed, and undoes nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Self
from uuid import UUID

from tortoise import fields

from models import audit, clock, doorbell, texts
from models.noun import Noun
from models.refusals import ConflictSettled
from models.seats import Seat


class ConflictKind(StrEnum):
    """Why an admission should not have been."""

    DOUBLE = "DOUBLE"
    CANCELLED = "CANCELLED"
    REPLACED = "REPLACED"
    REALLOCATED = "REALLOCATED"
    RETIRED_KEY = "RETIRED_KEY"
    OVERFULL = "OVERFULL"
    OTHER = "OTHER"


class Settlement(StrEnum):
    """What an operator found: the same person twice, somebody who had no right, a mistake."""

    HARMLESS = "HARMLESS"
    INTRUDER = "INTRUDER"
    MISTAKE = "MISTAKE"


class Conflict(Noun):
    """One per seat and kind, `scan_ids` are the rows of its scans, the earliest first.

    The first of a DOUBLE is the admission that stands, all others should not have been. A scan that
    joins later opens a settled conflict again, except where it is OVERFULL: of that kind there is
    one per event, and its seat is that of the first walk-in for whom there was no room.
    """

    seat: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField("models.Seat")
    seat_id: UUID
    event_id = fields.UUIDField()
    kind = fields.CharEnumField(ConflictKind, max_length=12)
    scan_ids = fields.JSONField[list[str]](default=list)
    found_at = fields.DatetimeField(default=clock.now)
    settled_at = fields.DatetimeField(null=True)
    settled_by_id = fields.UUIDField(null=True)
    settlement = fields.CharEnumField(Settlement, max_length=12, null=True)
    note = fields.CharField(500, default="")

    class Meta:
        table = "conflicts"
        unique_together = (("seat_id", "kind"),)
        indexes = (("event_id", "id"),)

    def take(self, scan_ids: list[str]) -> None:
        """Be a conflict of these scans; one that joins opens it again."""
        if not set(scan_ids) <= set(self.scan_ids):
            self.update_from_dict({"settled_at": None, "settled_by_id": None, "settlement": None})
        self.scan_ids = scan_ids

    async def settle(self, settlement: Settlement, note: str, *, by: UUID) -> Self:
        """Write down what it was; to say the same again changes nothing, all else is refused.

        The seat is held, as by whoever concludes from its scans.
        """
        note = texts.prose(note, "note", most=500, least=0)
        await (await Seat.get(id=self.seat_id)).locked()
        conflict = await self.locked()
        if conflict.settled_at is not None:
            if (conflict.settlement, conflict.note) != (settlement, note):
                raise ConflictSettled
            return conflict
        conflict.settlement, conflict.note = settlement, note
        conflict.settled_at, conflict.settled_by_id = clock.now(), by
        await conflict.save(update_fields=["settlement", "note", "settled_at", "settled_by_id"])
        await audit.record(by, "conflict.settle", conflict, settlement=settlement)
        doorbell.ring(bell(conflict.event_id))
        return conflict


Found = Mapping[ConflictKind, Sequence[UUID]]
"""The scans of each kind of conflict of one seat, the earliest first."""


async def settle(
    found: Mapping[UUID, Found], *, events: Mapping[UUID, UUID], known: Collection[UUID]
) -> None:
    """Let just these stand, by seat; the caller holds the seats, and knows which have had any.

    What is not found any more, as after an undo, is gone, unless it was settled before.
    """
    if not known and not any(found.values()):
        return
    of_seats = Conflict.filter(seat_id__in=list(known)).exclude(kind=ConflictKind.OVERFULL)
    there = await of_seats if known else []
    rows = {(row.seat_id, row.kind): row for row in there}
    for seat_id, kinds in found.items():
        for kind, scan_ids in kinds.items():
            row = rows.pop((seat_id, kind), None)
            said = [str(scan_id) for scan_id in scan_ids]
            if row is None:
                row = Conflict(seat_id=seat_id, event_id=events[seat_id], kind=kind)
            elif row.scan_ids == said:
                continue
            row.take(said)
            await row.save()
    await Conflict.filter(id__in=[row.id for row in rows.values() if not row.settled_at]).delete()
    for event_id in {events[seat_id] for seat_id in found}:
        doorbell.ring(bell(event_id))


def bell(event_id: UUID) -> str:
    """The doorbell topic of an event's door."""
    return f"door:{event_id}"
