"""A staff PIN: by it a supervisor at the door overrides a refusal, also without a network."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from tortoise import fields

from models import clock, sql
from models.members import Member
from models.noun import Noun
from models.venues import Venue


class StaffPin(Noun):
    """One per member and venue: PBKDF2-HMAC-SHA-256 of the PIN, which tablets check themselves."""

    venue: fields.ForeignKeyRelation[Venue] = fields.ForeignKeyField("models.Venue")
    venue_id: UUID
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    member_id: UUID
    salt = fields.BinaryField()
    iterations = fields.IntField()
    pin_hash = fields.BinaryField()
    set_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "staff_pins"
        unique_together = (("venue_id", "member_id"),)


@dataclass(frozen=True, slots=True)
class _Supervisor:
    event_id: UUID
    member_id: UUID


async def supervisors_at(event_ids: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    """Who may override a refusal at which of these events: event and member."""
    rows = await sql.fetch(
        _Supervisor,
        f"""
        SELECT e.id AS event_id, p.member_id FROM staff_pins p
        JOIN events e ON e.venue_id = p.venue_id WHERE e.id IN {sql.among(1)}
        """,  # noqa: S608
        sql.json_of(event_ids),
    )
    return {(row.event_id, row.member_id) for row in rows}
