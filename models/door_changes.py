"""A door change: one entry of the feed of an event's door, numbered after its commit."""

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models import clock, doorbell, ids, sql
from models.noun import Noun

BELL = "door_changes"


class DoorChangeKind(StrEnum):
    """What a tablet has to hear of: a scan that counts, one that no longer does, or a seat."""

    SCAN = "SCAN"
    UNDO = "UNDO"
    SEAT = "SEAT"


class DoorChange(Noun):
    """Inserted unnumbered by the verb, one relay gives committed rows their `seq`.

    `subject_id` is the row's id of the scan, or that of the seat.
    """

    event_id = fields.UUIDField()
    kind = fields.CharEnumField(DoorChangeKind, max_length=8)
    subject_id = fields.UUIDField()
    seq = fields.BigIntField(null=True)
    at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "door_changes"
        unique_together = (("event_id", "seq"),)
        indexes = (("seq", "id"),)


async def record(kind: DoorChangeKind, changed: Iterable[tuple[UUID, UUID]]) -> None:
    """Tell the feeds of these events, each named with the subject, in one statement."""
    rows = [
        {"id": ids.new(), "event_id": event_id, "subject_id": subject_id}
        for event_id, subject_id in changed
    ]
    if not rows:
        return
    columns = sql.json_rows(1, id=UUID, event_id=UUID, subject_id=UUID)
    await sql.execute(
        f"""
        INSERT INTO door_changes (id, event_id, kind, subject_id, at)
        SELECT c.id, c.event_id, $2, c.subject_id, $3 FROM {columns} c
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(rows),
        kind,
        clock.now(),
    )
    doorbell.ring(BELL)
