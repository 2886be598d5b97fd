"""Staff PINs: by which supervisors let in whom the rules do not."""

import strawberry

from schema.errors import UserError


@strawberry.input(description="Set one's own PIN at a venue, for its staff and operators.")
class StaffPinSetInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    venue: strawberry.ID = strawberry.field(description="The venue.")
    pin: str = strawberry.field(description="6 to 12 digits; tablets check it without a network.")


@strawberry.type(description="What came of `staffPinSet`.")
class StaffPinSetPayload:
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Have no PIN at a venue any more.")
class StaffPinClearInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    venue: strawberry.ID = strawberry.field(description="The venue.")


@strawberry.type(description="What came of `staffPinClear`.")
class StaffPinClearPayload:
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
