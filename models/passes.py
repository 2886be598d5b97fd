"""A pass: one issue of a seat's signed credential.

The text of a pass is made when it is shown, from this row and the key it names: Ed25519 is
deterministic, so it is the same each time, and no database copy holds a pass that opens a door.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tortoise import fields

from models import audit, clock, outbox, signing_keys
from models.events import Event
from models.noun import Noun
from models.refusals import NoPassYet
from models.rows import Row
from models.seats import Seat, tell_the_door

VALID_BEFORE_ISSUE = timedelta(hours=1)  # for tablets whose clock is late
VALID_AFTER_END = timedelta(hours=12)


class Pass(Noun):
    """Re-issuing replaces the issue before it, `key_id` names the key that signed it."""

    seat: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField("models.Seat")
    seat_id: UUID
    issue = fields.IntField()
    key_id = fields.IntField()
    not_before = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    issued_at = fields.DatetimeField(default=clock.now)
    replaced_at = fields.DatetimeField(null=True)

    class Meta:
        table = "passes"
        unique_together = (("seat_id", "issue"),)

    @property
    def event_id(self) -> UUID:
        """Which event's door it opens, where the seat was read with it."""
        return self.seat.event_id

    @property
    def link_id(self) -> UUID:
        """What its link names, where the seat was read with it."""
        return self.seat.link_id or self.seat_id


@dataclass(slots=True)
class PassRow(Row):
    """A pass as it is shown: all that its text is made of, but for the key."""

    seat_id: UUID
    event_id: UUID
    link_id: UUID
    issue: int
    key_id: int
    not_before: datetime
    expires_at: datetime


SHOWN = """(
    SELECT *, (SELECT s.event_id FROM seats s WHERE s.id = passes.seat_id) AS event_id,
           (SELECT coalesce(s.link_id, s.id) FROM seats s WHERE s.id = passes.seat_id) AS link_id
    FROM passes WHERE replaced_at IS NULL
)"""
"""The passes that open the door now, with the columns of a PassRow."""


async def issue(seats: Sequence[Seat], event: Event) -> None:
    """Give each of these seats its first pass, where it has none."""
    bare = [seat for seat in seats if seat.pass_issue == 0]
    if not bare:
        return
    key_id = await signing_keys.current_id()
    await Pass.bulk_create([_made(seat.id, 1, key_id, event) for seat in bare])
    await Seat.filter(id__in=[seat.id for seat in bare]).update(pass_issue=1)
    for seat in bare:
        seat.pass_issue = 1
    await tell_the_door(bare)


async def reissue(seat: Seat, *, by: UUID) -> Seat:
    """Replace the pass of a seat: the one before opens nothing from now on."""
    seat = await seat.locked()
    if seat.pass_issue == 0 or seat.cancelled_at is not None:
        raise NoPassYet
    await replace(seat, await Event.get(id=seat.event_id))
    await audit.record(by, "pass.reissue", seat, issue=seat.pass_issue)
    await outbox.tell("pass.reissued", seat=seat.id)
    return seat


async def replace(seat: Seat, event: Event) -> None:
    """Let the next issue open the door from now on, of a locked seat that has a pass."""
    await Pass.filter(seat_id=seat.id, replaced_at=None).update(replaced_at=clock.now())
    seat.pass_issue += 1
    key_id = await signing_keys.current_id()
    await _made(seat.id, seat.pass_issue, key_id, event).save()
    await seat.save(update_fields=["pass_issue"])
    await tell_the_door([seat])


async def extend(event: Event) -> None:
    """Let the passes of an event that moved last as long as it does now."""
    seats = await Seat.filter(event_id=event.id).values_list("id", flat=True)
    await Pass.filter(seat_id__in=list(seats), replaced_at=None).update(
        expires_at=event.ends_at + VALID_AFTER_END
    )


async def current_of(seat_ids: Sequence[UUID]) -> dict[UUID, Pass]:
    """The pass that each of these seats has now, by seat, the seat read with it."""
    found = await Pass.filter(seat_id__in=list(seat_ids), replaced_at=None).select_related("seat")
    return {row.seat_id: row for row in found}


def _made(seat_id: UUID, number: int, key_id: int, event: Event) -> Pass:
    now = clock.now().replace(microsecond=0)
    return Pass(
        seat_id=seat_id,
        issue=number,
        key_id=key_id,
        not_before=now - VALID_BEFORE_ISSUE,
        expires_at=(event.ends_at + VALID_AFTER_END).replace(microsecond=0),
        issued_at=clock.now(),
    )
