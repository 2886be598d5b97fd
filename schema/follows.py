"""How a member follows another."""

import strawberry

from schema.errors import UserError
from schema.members import Member


@strawberry.input(description="Have a member's posts in one's feed.")
class MemberFollowInput:
    """Following twice is following once."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    member: strawberry.ID = strawberry.field(description="Whom; not oneself.")


@strawberry.type(description="What came of `memberFollow`.")
class MemberFollowPayload:
    """Who is followed now, or why not."""

    member: Member | None = strawberry.field(description="Who is followed.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Have a member's posts in one's feed no longer.")
class MemberUnfollowInput:
    """Nothing happens where one does not follow."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    member: strawberry.ID = strawberry.field(description="Whom.")


@strawberry.type(description="What came of `memberUnfollow`.")
class MemberUnfollowPayload:
    """Who is followed no longer."""

    member: Member | None = strawberry.field(description="Who is followed no longer.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
