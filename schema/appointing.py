"""What is said to offer, book and move appointments, and what comes of it."""

from datetime import datetime

import strawberry

from schema.appointment_kinds import AppointmentKind
from schema.appointments import Appointment, AppointmentOffer
from schema.errors import UserError
from schema.venues import OpeningHoursInput

_WHY = "Why it was refused, if it was."
_WHICH = "One's own, or as the dealer's staff any of theirs."


@strawberry.input(
    description="Let a dealer offer appointments of a kind on these terms; for its staff and"
    " operators. What is booked already stays."
)
class AppointmentOfferSetInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    dealer: strawberry.ID = strawberry.field(description="The dealer.")
    kind: AppointmentKind = strawberry.field(description="What for; there is one offer of each.")
    opening_hours: list[OpeningHoursInput] = strawberry.field(
        description="In the dealer's zone; 50 at most, which may touch but not overlap."
    )
    closed_days: list[str] = strawberry.field(
        default_factory=list, description="Days without slots, as 2026-10-01; 100 at most."
    )
    slot_minutes: int = strawberry.field(default=60, description="5 to 1440.")
    capacity: int = strawberry.field(default=1, description="Persons in a slot, 1 to 100.")
    lead_minutes: int = strawberry.field(
        default=60, description="How long before a slot it must be booked, 0 to 20160."
    )
    horizon_days: int = strawberry.field(
        default=30, description="How many days ahead it can be booked, 1 to 180."
    )
    price_fen: int = strawberry.field(
        default=0, description="What it costs, in hundredths of a yuan, up to 1,000,000."
    )
    is_open: bool = strawberry.field(default=True, description="Whether it can be booked.")


@strawberry.type(description="What came of `appointmentOfferSet`.")
class AppointmentOfferSetPayload:
    offer: AppointmentOffer | None = strawberry.field(description="The offer as it is now.")
    user_errors: list[UserError] = strawberry.field(description=_WHY)


@strawberry.input(description="A member's yes to letting the dealer know who comes.")
class AppointmentConsentInput:
    text_version: int = strawberry.field(description="The version of the words they agreed to.")
    language: str = strawberry.field(description="The language that they read them in.")


@strawberry.input(description="Book an appointment for oneself.")
class AppointmentBookInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    dealer: strawberry.ID = strawberry.field(description="With whom.")
    kind: AppointmentKind = strawberry.field(description="What for.")
    starts_at: datetime = strawberry.field(description="The start of one of `Dealer.slots`.")
    consent: AppointmentConsentInput = strawberry.field(
        description="Nobody can be expected whom the dealer may not know."
    )
    model: str = strawberry.field(
        default="", description="Which car to try or to see; at most 80 characters."
    )


@strawberry.type(description="What came of `appointmentBook`.")
class AppointmentBookPayload:
    appointment: Appointment | None = strawberry.field(
        description="CONFIRMED, or AWAITING_PAYMENT where it costs something."
    )
    user_errors: list[UserError] = strawberry.field(description=_WHY)


@strawberry.input(description="Give up an appointment before it begins.")
class AppointmentCancelInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    appointment: strawberry.ID = strawberry.field(description=_WHICH)
    reason: str = strawberry.field(
        default="", description="At most 500 characters; staff say one, and the member is told."
    )


@strawberry.type(description="What came of `appointmentCancel`.")
class AppointmentCancelPayload:
    appointment: Appointment | None = strawberry.field(description="The appointment, cancelled.")
    user_errors: list[UserError] = strawberry.field(description=_WHY)


@strawberry.input(description="Move a confirmed appointment to another slot before it begins.")
class AppointmentRescheduleInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    appointment: strawberry.ID = strawberry.field(description=_WHICH)
    starts_at: datetime = strawberry.field(description="The start of one of `Dealer.slots`.")
    reason: str = strawberry.field(
        default="", description="At most 500 characters; staff say one, and the member is told."
    )


@strawberry.type(description="What came of `appointmentReschedule`.")
class AppointmentReschedulePayload:
    appointment: Appointment | None = strawberry.field(description="The appointment as it is now.")
    user_errors: list[UserError] = strawberry.field(description=_WHY)


@strawberry.input(description="Say that a member came, on the day or later; for dealers' staff.")
class AppointmentArriveInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    appointment: strawberry.ID = strawberry.field(description="One of theirs.")


@strawberry.type(description="What came of `appointmentArrive`.")
class AppointmentArrivePayload:
    appointment: Appointment | None = strawberry.field(description="The appointment, kept.")
    user_errors: list[UserError] = strawberry.field(description=_WHY)


@strawberry.input(
    description="Say that a member did not come, once it should have begun; for dealers' staff."
)
class AppointmentMissInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    appointment: strawberry.ID = strawberry.field(description="One of theirs.")


@strawberry.type(description="What came of `appointmentMiss`.")
class AppointmentMissPayload:
    appointment: Appointment | None = strawberry.field(description="The appointment, missed.")
    user_errors: list[UserError] = strawberry.field(description=_WHY)
