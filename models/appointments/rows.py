"""An appointment and its steps."""

from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from tortoise import fields

from models import clock
from models.appointments.offers import AppointmentKind, AppointmentOffer
from models.contacts import Contact
from models.dealers import Dealer
from models.members import Member
from models.noun import Noun
from models.refusals import InvalidTransition


class AppointmentState(StrEnum):
    """Waiting for the payment, then confirmed, then one of the ends."""

    AWAITING_PAYMENT = "AWAITING_PAYMENT"
    CONFIRMED = "CONFIRMED"
    ARRIVED = "ARRIVED"
    NO_SHOW = "NO_SHOW"
    CANCELLED = "CANCELLED"
    LAPSED = "LAPSED"
    REFUNDED = "REFUNDED"


_NEXT: dict[AppointmentState, set[AppointmentState]] = {
    AppointmentState.AWAITING_PAYMENT: {
        AppointmentState.CONFIRMED,
        AppointmentState.CANCELLED,
        AppointmentState.LAPSED,
        AppointmentState.REFUNDED,
    },
    AppointmentState.CONFIRMED: {
        AppointmentState.ARRIVED,
        AppointmentState.NO_SHOW,
        AppointmentState.CANCELLED,
        AppointmentState.REFUNDED,
    },
    AppointmentState.ARRIVED: set(),
    # The clock says so by itself, and the dealer may know better.
    AppointmentState.NO_SHOW: {AppointmentState.ARRIVED},
    AppointmentState.CANCELLED: {AppointmentState.REFUNDED},
    AppointmentState.LAPSED: {AppointmentState.REFUNDED},
    AppointmentState.REFUNDED: set(),
}

TO_COME = (AppointmentState.AWAITING_PAYMENT, AppointmentState.CONFIRMED)
TAKING_A_PLACE = (*TO_COME, AppointmentState.ARRIVED, AppointmentState.NO_SHOW)


class Appointment(Noun):
    """One member at one slot, where `place` is one of the offer's capacity from 1.

    `model` is the car that they come for, empty where that is not known. While it waits for a
    payment its place is held up to `hold_until`. `sequence` counts what changed of it, for
    calendars.
    """

    offer: fields.ForeignKeyRelation[AppointmentOffer] = fields.ForeignKeyField(
        "models.AppointmentOffer"
    )
    offer_id: UUID
    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    kind = fields.CharEnumField(AppointmentKind, max_length=12)
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    member_id: UUID
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField("models.Contact")
    contact_id: UUID
    state = fields.CharEnumField(AppointmentState, max_length=16)
    place = fields.IntField()
    model = fields.CharField(80, default="")
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    hold_until = fields.DatetimeField(null=True)
    sequence = fields.IntField(default=0)
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "appointments"
        indexes = (
            ("dealer_id", "starts_at", "id"), ("member_id", "id"), ("offer_id", "starts_at"),
        )  # fmt: skip

    @property
    def is_overdue(self) -> bool:
        """Whether its place was held for a payment, and longer than it is."""
        waits = self.state is AppointmentState.AWAITING_PAYMENT
        return waits and self.hold_until is not None and self.hold_until <= clock.now()

    async def take(self, to: AppointmentState, *, by: UUID | None, note: str = "") -> Self:
        """Go on to a state, and keep the step; the caller holds the row.

        Refused as INVALID_TRANSITION where the state does not follow from this one.
        """
        if to not in _NEXT[self.state]:
            raise InvalidTransition("appointment", before=self.state.value, after=to.value)
        before, self.state = self.state, to
        await self.save(update_fields=["state", "sequence"])
        await self.keep_step(before, by=by, note=note)
        return self

    async def keep_step(
        self, before: AppointmentState | None, *, by: UUID | None, note: str = ""
    ) -> None:
        """Write down how it stands now, and who made it so; nobody is a provider or the clock."""
        await AppointmentStep.create(
            appointment_id=self.id,
            from_state=before,
            to_state=self.state,
            starts_at=self.starts_at,
            actor_id=by,
            note=note,
        )

    def may_become(self, state: AppointmentState) -> bool:
        """Whether the state follows from this one."""
        return state in _NEXT[self.state]


class AppointmentStep(Noun):
    """One step, append-only, `starts_at` is when the appointment was from then on."""

    appointment: fields.ForeignKeyRelation[Appointment] = fields.ForeignKeyField(
        "models.Appointment"
    )
    appointment_id: UUID
    from_state: AppointmentState | None = fields.CharEnumField(  # type: ignore[assignment]  # Tortoise knows no enum that may be null
        AppointmentState, max_length=16, null=True
    )
    to_state = fields.CharEnumField(AppointmentState, max_length=16)
    starts_at = fields.DatetimeField()
    actor_id = fields.UUIDField(null=True)
    note = fields.CharField(500, default="")
    at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "appointment_steps"
        indexes = (("appointment_id", "id"),)


async def alive_between(offer_id: UUID, since: datetime, until: datetime) -> list[Appointment]:
    """What takes a place of the offer at any time of this span, ends not included."""
    return await Appointment.filter(
        offer_id=offer_id, state__in=TAKING_A_PLACE, starts_at__lt=until, ends_at__gt=since
    )
