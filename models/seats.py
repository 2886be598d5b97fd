"""A seat: one person's place within a registration, with its own pass, check-in and consents."""

from collections.abc import Iterable
from uuid import UUID

from tortoise import fields

from models import door_changes
from models.contacts import Contact
from models.door_changes import DoorChangeKind
from models.events import Event
from models.noun import Noun
from models.registrations import Registration


class Seat(Noun):
    """`pass_issue` is the issue number of the pass that is valid now, 0 while there is none.

    A seat that was given to another person is so since `reallocated_at`, and its link names
    `link_id` from then on, so that the link of who had it before opens nothing.
    """

    registration: fields.ForeignKeyRelation[Registration] = fields.ForeignKeyField(
        "models.Registration", related_name="seats"
    )
    registration_id: UUID
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField("models.Event")
    event_id: UUID
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField("models.Contact")
    contact_id: UUID
    member_id = fields.UUIDField(null=True)
    position = fields.IntField()
    pass_issue = fields.IntField(default=0)
    cancelled_at = fields.DatetimeField(null=True)
    reallocated_at = fields.DatetimeField(null=True)
    link_id = fields.UUIDField(null=True, unique=True)

    class Meta:
        table = "seats"
        unique_together = (("registration_id", "position"),)
        indexes = (("event_id", "member_id"), ("event_id", "id"))


async def tell_the_door(seats: Iterable[Seat]) -> None:
    """Let tablets hear how these seats stand now: they have a pass, another one, or none."""
    await door_changes.record(DoorChangeKind.SEAT, [(seat.event_id, seat.id) for seat in seats])
