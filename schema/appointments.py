"""Appointments as the API shows them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from engine.fields import instances
from models.appointments import offers, payments, places, rows
from models.appointments.invitations import invitation
from models.rows import Step
from schema.appointment_kinds import AppointmentKind, AppointmentState, PaymentState
from schema.context import Info
from schema.edges import edge, follow
from schema.leads import LeadContact
from schema.members import Member
from schema.nodes import Node, node_id
from schema.venues import OpeningHours

if TYPE_CHECKING:
    from schema.dealers import Dealer

_DEALER = Step("dealer", "dealer_id")


@strawberry.type(description="When a dealer can be visited, and how many at a time.")
class AppointmentOffer(Node):
    """Rows: models.appointments.offers.AppointmentOffer."""

    id: strawberry.ID = node_id("AppointmentOffer")
    kind: AppointmentKind = strawberry.field(description="What for.")
    hours: list[OpeningHours] = strawberry.field(
        name="openingHours", description="In the dealer's zone, Monday first."
    )
    closed_days: list[str] = strawberry.field(
        description="Days without slots, as 2026-10-01, in the dealer's zone."
    )
    slot_minutes: int = strawberry.field(description="How long a slot is.")
    capacity: int = strawberry.field(description="For how many there is room in each slot.")
    lead_minutes: int = strawberry.field(description="How long before a slot it must be booked.")
    horizon_days: int = strawberry.field(description="How many days ahead it can be booked.")
    price_fen: int = strawberry.field(
        description="What it costs, in hundredths of a yuan; 0 for nothing."
    )
    is_open: bool = strawberry.field(description="Whether it can be booked at all.")

    is_type_of = staticmethod(instances(offers.AppointmentOffer))


@strawberry.type(description="A time at which one can come to a dealer.")
class AppointmentSlot:
    """Rows: models.appointments.places.FreeSlot."""

    starts_at: datetime = strawberry.field(description="When it begins; book it by this.")
    ends_at: datetime = strawberry.field(description="When it ends.")
    places_left: int = strawberry.field(description="For how many there is room; 0 if it is full.")

    is_type_of = staticmethod(instances(places.FreeSlot))


@strawberry.type(description="What is owed for an appointment.")
class Payment:
    """Rows: models.appointments.payments.Payment."""

    amount_fen: int = strawberry.field(description="How much, in hundredths of a yuan.")
    state: PaymentState = strawberry.field(description="How it stands.")
    address: str = strawberry.field(
        description="Where to pay; empty for a moment, until the provider has said."
    )
    paid_at: datetime | None = strawberry.field(description="When it was paid, by its provider.")
    refunded_at: datetime | None = strawberry.field(
        description="When it was paid back, by its provider."
    )

    is_type_of = staticmethod(instances(payments.Payment))


@strawberry.type(description="One step of an appointment; never edited.")
class AppointmentStep:
    """Rows: models.appointments.rows.AppointmentStep."""

    actor_id: strawberry.Private[UUID | None]
    from_state: AppointmentState | None = strawberry.field(
        description="How it stood before; null for the first step."
    )
    to_state: AppointmentState = strawberry.field(description="How it stood from then on.")
    starts_at: datetime = strawberry.field(description="When it was to begin from then on.")
    note: str = strawberry.field(description="Why, as whoever did it wrote; may be empty.")
    at: datetime = strawberry.field(description="When it was done.")

    is_type_of = staticmethod(instances(rows.AppointmentStep))

    actor: Member | None = edge(
        "member",
        "actor_id",
        "Who did it; null where a payment or the clock did, or their account is closed.",
    )


@strawberry.type(description="A member comes to a dealer; for them and the dealer's staff.")
class Appointment(Node):
    """Rows: models.appointments.rows.Appointment."""

    id: strawberry.ID = node_id("Appointment")
    dealer_id: strawberry.Private[UUID]
    kind: AppointmentKind = strawberry.field(description="What for.")
    state: AppointmentState = strawberry.field(description="How it stands.")
    model: str = strawberry.field(description="Which car they come for; empty where not known.")
    starts_at: datetime = strawberry.field(description="When it begins.")
    ends_at: datetime = strawberry.field(description="When it ends.")
    hold_until: datetime | None = strawberry.field(
        description="Until when its place is, or was, held for a payment."
    )
    created_at: datetime = strawberry.field(description="When it was booked.")

    is_type_of = staticmethod(instances(rows.Appointment))

    dealer: Annotated["Dealer", strawberry.lazy("schema.dealers")] = edge(
        "dealer", "dealer_id", "With whom."
    )

    contact: LeadContact | None = edge(
        "contact_of_appointment",
        "id",
        "Who comes, for the dealer's staff; null for others, and once consent was taken back.",
    )

    payment: Payment | None = edge(
        "payment_of_appointment",
        "id",
        "What is owed, for the member; null for others, and where it costs nothing.",
    )

    steps: list[AppointmentStep] = edge(
        "appointment_steps", "id", "What happened to it so far, the first step first.", otherwise=()
    )

    @strawberry.field(description="An iCalendar file (RFC 5545), text/calendar, for the member.")
    async def calendar(self, info: Info) -> str:
        dealer = await follow(self, _DEALER, info)
        locale = "zh" if info.context.viewer.locale.startswith("zh") else "en"
        return invitation(self, dealer, locale)  # type: ignore[arg-type]  # the row itself
