"""What is said to schedule an event and to take it further, and what came of it."""

from datetime import datetime

import strawberry

from models.events import WaitlistMode
from schema.errors import UserError
from schema.events import Event


@strawberry.input(description="Prepare an event, as a draft that keeps its hall; for operators.")
class EventCreateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    venue: strawberry.ID = strawberry.field(description="Where it takes place.")
    title: str = strawberry.field(description="1 to 120 characters.")
    starts_at: datetime = strawberry.field(description="When it starts.")
    ends_at: datetime = strawberry.field(description="When it ends, at most 14 days later.")
    capacity: int = strawberry.field(description="1 to as many as its hall, or all halls, hold.")
    hall: strawberry.ID | None = strawberry.field(
        default=None, description="A hall of the venue; null for all of them."
    )
    description: str = strawberry.field(default="", description="At most 5000 characters.")
    setup_minutes: int = strawberry.field(
        default=0, description="For how long the hall is kept before and after, 0 to 1440."
    )
    seat_limit: int = strawberry.field(
        default=4, description="How many seats one registration may have, 1 to 20."
    )
    waitlist_mode: WaitlistMode = strawberry.field(
        default=WaitlistMode.PROMOTE, description="What happens to seats that come free."
    )
    offer_minutes: int = strawberry.field(
        default=720, description="How long an offer stands, 1 to 20160."
    )
    dealers: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="The dealers that take part."
    )
    series: strawberry.ID | None = strawberry.field(
        default=None, description="The series that it belongs to."
    )
    community: strawberry.ID | None = strawberry.field(
        default=None, description="The community that it is for."
    )
    host: strawberry.ID | None = strawberry.field(
        default=None, description="The member who invites; rewarded when it ends."
    )


@strawberry.input(
    description="Change an event, for its venue's staff; what is left out stays. Who registered"
    " stays, and hears of a new time or hall once it was published."
)
class EventUpdateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    event: strawberry.ID = strawberry.field(description="The event.")
    hall: strawberry.Maybe[strawberry.ID | None] = strawberry.field(
        description="A hall of the same venue; null for all of them."
    )
    series: strawberry.Maybe[strawberry.ID | None] = strawberry.field(
        description="The series that it belongs to; null for none."
    )
    community: strawberry.Maybe[strawberry.ID | None] = strawberry.field(
        description="The community that it is for; null for none."
    )
    host: strawberry.Maybe[strawberry.ID | None] = strawberry.field(
        description="The member who invites; null for none."
    )
    title: str | None = strawberry.field(default=None, description="1 to 120 characters.")
    description: str | None = strawberry.field(default=None, description="At most 5000 characters.")
    starts_at: datetime | None = strawberry.field(default=None, description="When it starts.")
    ends_at: datetime | None = strawberry.field(
        default=None, description="When it ends, at most 14 days later."
    )
    setup_minutes: int | None = strawberry.field(
        default=None, description="For how long the hall is kept before and after, 0 to 1440."
    )
    capacity: int | None = strawberry.field(
        default=None, description="No less than `seatsTaken`; if it goes up, the line moves up."
    )
    seat_limit: int | None = strawberry.field(
        default=None, description="For registrations from now on, 1 to 20."
    )
    waitlist_mode: WaitlistMode | None = strawberry.field(
        default=None, description="What happens to seats that come free from now on."
    )
    offer_minutes: int | None = strawberry.field(
        default=None, description="How long offers from now on stand, 1 to 20160."
    )
    dealers: list[strawberry.ID] | None = strawberry.field(
        default=None, description="All the dealers that take part."
    )


@strawberry.input(description="Show a draft to everyone and take registrations.")
class EventPublishInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    event: strawberry.ID = strawberry.field(description="The event.")


@strawberry.input(description="Open an event's doors now; at its time it starts by itself.")
class EventStartInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    event: strawberry.ID = strawberry.field(description="The event.")


@strawberry.input(description="Close an event now; at its time it ends by itself.")
class EventEndInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    event: strawberry.ID = strawberry.field(description="The event.")


@strawberry.input(description="Cancel an event, and with it every registration.")
class EventCancelInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    event: strawberry.ID = strawberry.field(description="The event.")
    reason: str = strawberry.field(
        description="What those who registered are told, 1 to 500 characters."
    )


@strawberry.type(description="What came of `eventCreate`.")
class EventCreatePayload:
    event: Event | None = strawberry.field(description="The draft.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `eventUpdate`.")
class EventUpdatePayload:
    event: Event | None = strawberry.field(description="The event as it is now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `eventPublish`.")
class EventPublishPayload:
    event: Event | None = strawberry.field(description="The event, published.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `eventStart`.")
class EventStartPayload:
    event: Event | None = strawberry.field(description="The event, in progress.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `eventEnd`.")
class EventEndPayload:
    event: Event | None = strawberry.field(description="The event, over.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `eventCancel`.")
class EventCancelPayload:
    event: Event | None = strawberry.field(description="The event, cancelled.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
