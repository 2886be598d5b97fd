"""A registration: who booked seats at an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models import clock, sql
from models.events import Event
from models.members import Member
from models.noun import Noun


class RegistrationState(StrEnum):
    """Confirmed, waiting in line, offered a seat for a time, the offer run out, or cancelled."""

    CONFIRMED = "CONFIRMED"
    WAITING = "WAITING"
    OFFERED = "OFFERED"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"


ALIVE = (RegistrationState.CONFIRMED, RegistrationState.WAITING, RegistrationState.OFFERED)


class Registration(Noun):
    """One party at one event, the line is served by `queued_at`, then id.

    `seat_count` is the number of its seats that are not cancelled one by one. A walk-in was
    registered at the door by a device, and by no member, `walk_in_id` is what the device calls it.
    `inviter_id` is the member by whose invite they came.
    """

    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField("models.Event")
    event_id: UUID
    member: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", null=True
    )
    member_id: UUID | None
    inviter_id = fields.UUIDField(null=True)
    device_id = fields.UUIDField(null=True)
    walk_in_id = fields.UUIDField(null=True)
    state = fields.CharEnumField(RegistrationState, max_length=12)
    seat_count = fields.IntField()
    queued_at = fields.DatetimeField(default=clock.now)
    offered_until = fields.DatetimeField(null=True)
    cancelled_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "registrations"
        indexes = (("event_id", "id"), ("event_id", "state", "queued_at"), ("member_id", "id"))

    @property
    def is_walk_in(self) -> bool:
        """Whether nobody registered: it takes no seat of the event, and no letter goes out."""
        return self.member_id is None

    @property
    def has_run_out(self) -> bool:
        """Whether it was offered seats until a time that is over."""
        return (
            self.state is RegistrationState.OFFERED
            and self.offered_until is not None
            and self.offered_until <= clock.now()
        )


@dataclass(frozen=True, slots=True)
class _Place:
    id: UUID
    place: int


async def alive_at(event: Event) -> list[Registration]:
    """Everyone who has a seat, an offer or a place in line."""
    return await Registration.filter(event_id=event.id, state__in=ALIVE)


async def called_off_with(event: Event) -> list[Registration]:
    """Those who were cancelled because the event was, and not before."""
    return await Registration.filter(event_id=event.id, cancelled_at=event.cancelled_at)


async def places(registration_ids: Sequence[UUID]) -> dict[UUID, int]:
    """The place in line, from 1, of those of the registrations that wait."""
    events = f"(SELECT event_id FROM registrations WHERE id IN {sql.among(1)})"  # noqa: S608  nothing of it comes from outside
    rows = await sql.fetch(
        _Place,
        f"SELECT id, place FROM ({lines(events)}) AS line WHERE id IN {sql.among(1)}",  # noqa: S608  likewise
        sql.json_of(registration_ids),
    )
    return {row.id: row.place for row in rows}


def lines(at: str) -> str:
    """A SELECT of the places of all who wait; `at` is which events, as the right side of `IN`."""
    return f"""
        SELECT id, row_number() OVER (PARTITION BY event_id ORDER BY queued_at, id) AS place
        FROM registrations WHERE state = 'WAITING' AND event_id IN {at}
    """  # noqa: S608  likewise
