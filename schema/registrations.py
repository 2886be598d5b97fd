"""Registrations as the API shows them, and how they are made and given up."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

import strawberry

from engine.fields import ahead, instances
from models import registrations
from models.calendar import calendar_of
from models.guest_lists import RegistrationRow
from models.registrations import RegistrationState
from models.rows import NO_EDGES, Asked, Step
from schema.context import Context, Info
from schema.edges import edge, follow, needs
from schema.errors import UserError
from schema.events import Event
from schema.members import Member
from schema.nodes import Node, node_id
from schema.seats import Seat

_EVENT, _VENUE = Step("event", "event_id"), Step("venue", "venue_id")


def _calendar(row: Any, _context: Context) -> str:
    event = row.beside[_EVENT]
    return calendar_of(event, event.beside[_VENUE], row)


@strawberry.type(description="Who booked seats at an event; for them and the venue's staff.")
class Registration(Node):
    """Rows: models.registrations.Registration, models.guest_lists.RegistrationRow."""

    id: strawberry.ID = node_id("Registration")
    event_id: strawberry.Private[UUID]
    member_id: strawberry.Private[UUID | None]
    inviter_id: strawberry.Private[UUID | None]
    state: RegistrationState = strawberry.field(description="How it stands.")
    seat_count: int = strawberry.field(
        description="How many seats it has, or wishes for, or had when it ended."
    )
    offered_until: datetime | None = strawberry.field(
        description="Until when the offer stands, while there is one."
    )
    cancelled_at: datetime | None = strawberry.field(description="When it was cancelled.")
    created_at: datetime = strawberry.field(description="When it was made.")

    is_type_of = staticmethod(instances(registrations.Registration, RegistrationRow))

    event: Event = edge("event", "event_id", "What was registered for.")

    member: Member | None = edge(
        "member",
        "member_id",
        "Who registered; null when their account is closed, and for whoever walked in.",
    )

    inviter: Member | None = edge(
        "member", "inviter_id", "By whose invite; null for none, and when their account is closed."
    )

    seats: list[Seat] = edge(
        "seats_of_registration", "id", "A seat for each person, the member's own first."
    )

    position: int | None = edge(
        "place_in_line", "id", "The place in line, from 1; null unless it waits."
    )

    @strawberry.field(
        description="An iCalendar file (RFC 5545), text/calendar, for the member.",
        metadata={
            **ahead(_calendar),
            **needs({_EVENT: Asked({_VENUE: NO_EDGES})}),
        },
    )
    async def calendar(self, info: Info) -> str:
        event = await follow(self, _EVENT, info)
        venue = await follow(event, _VENUE, info)
        return calendar_of(event, venue, cast(registrations.Registration, self))


@strawberry.input(description="A person's yes to one dealer that takes part.")
class SeatConsentInput:
    dealer: strawberry.ID = strawberry.field(description="A dealer that the event names.")
    text_version: int = strawberry.field(description="The version of the words that were shown.")
    language: str = strawberry.field(description="The language of the words that were shown.")


@strawberry.input(description="Somebody whom a member brings along.")
class GuestInput:
    name: str = strawberry.field(description="1 to 80 characters.")
    phone: str = strawberry.field(default="", description="With + and country code.")
    email: str = strawberry.field(default="", description="An e-mail address.")
    consents: list[SeatConsentInput] = strawberry.field(
        default_factory=list, description="Which dealers may contact the guest; none is fine."
    )


@strawberry.input(description="Book a seat for oneself, and one for each guest.")
class RegistrationCreateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    event: strawberry.ID = strawberry.field(description="The event.")
    consents: list[SeatConsentInput] = strawberry.field(
        default_factory=list, description="Which dealers may contact oneself; none is fine."
    )
    guests: list[GuestInput] = strawberry.field(
        default_factory=list, description="All seats count towards the event's `seatLimit`."
    )
    invite: str | None = strawberry.field(
        default=None,
        description="The code of the member who invited one; spaces and case do not matter. It is"
        " also whose referral one is, where nobody has brought one before.",
    )
    wait: bool = strawberry.field(
        default=True,
        description="Whether to wait in line where there is no room; else EVENT_FULL. Where others"
        " wait there is no room, even for a party that would fit.",
    )


@strawberry.input(description="Take the seats that are on offer.")
class RegistrationAcceptInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    registration: strawberry.ID = strawberry.field(description="One's own registration.")


@strawberry.input(description="Give up all seats, an offer, or a place in line.")
class RegistrationCancelInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    registration: strawberry.ID = strawberry.field(description="One's own, or as staff any.")
    reason: str = strawberry.field(
        default="", description="At most 500 characters; staff say one, and the member is told."
    )


@strawberry.input(description="Give up some of the seats; giving up the last cancels it all.")
class RegistrationCancelSeatsInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    registration: strawberry.ID = strawberry.field(description="One's own, or as staff any.")
    seats: list[strawberry.ID] = strawberry.field(description="Seats of it, one's own or guests'.")
    reason: str = strawberry.field(
        default="", description="At most 500 characters; staff say one, and the member is told."
    )


@strawberry.type(description="What came of `registrationCreate`.")
class RegistrationCreatePayload:
    registration: Registration | None = strawberry.field(
        description="The registration: CONFIRMED, or WAITING in line."
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `registrationAccept`.")
class RegistrationAcceptPayload:
    registration: Registration | None = strawberry.field(description="The registration, confirmed.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `registrationCancel`.")
class RegistrationCancelPayload:
    registration: Registration | None = strawberry.field(description="The registration, cancelled.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `registrationCancelSeats`.")
class RegistrationCancelSeatsPayload:
    registration: Registration | None = strawberry.field(description="What is left of it.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
