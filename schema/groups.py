"""How groups are founded, changed, handed over and archived."""

import strawberry

from models.communities import JoinPolicy
from schema.communities import Group
from schema.errors import UserError


@strawberry.input(description="Found a group and own it; at most three alive for each member.")
class GroupCreateInput:
    """Its name must be new."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    name: str = strawberry.field(description="1 to 80 characters.")
    description: str = strawberry.field(default="", description="At most 2000 characters.")
    join_policy: JoinPolicy = strawberry.field(description="How members get in.")


@strawberry.type(description="What came of `groupCreate`.")
class GroupCreatePayload:
    """The new group, or why there is none."""

    group: Group | None = strawberry.field(description="The new group.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Change a group; owners only. What is left out stays.")
class GroupUpdateInput:
    """Operators may too."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    group: strawberry.ID = strawberry.field(description="Which group.")
    name: str | None = strawberry.field(default=None, description="1 to 80 characters.")
    description: str | None = strawberry.field(default=None, description="At most 2000 characters.")
    join_policy: JoinPolicy | None = strawberry.field(
        default=None, description="How members get in from now on."
    )


@strawberry.type(description="What came of `groupUpdate`.")
class GroupUpdatePayload:
    """The changed group, or why it stays."""

    group: Group | None = strawberry.field(description="The group as it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Hand a group over; its owners only.")
class GroupTransferInput:
    """Operators may too: then every owner is replaced."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    group: strawberry.ID = strawberry.field(description="Which group.")
    member: strawberry.ID = strawberry.field(
        description="The new owner: a member of the group who owns fewer than three."
    )


@strawberry.type(description="What came of `groupTransfer`.")
class GroupTransferPayload:
    """The group with its new owner, or why it stays."""

    group: Group | None = strawberry.field(description="The group as it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Archive a group for good; its owners only.")
class GroupArchiveInput:
    """It can still be read."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    group: strawberry.ID = strawberry.field(description="Which group.")


@strawberry.type(description="What came of `groupArchive`.")
class GroupArchivePayload:
    """The archived group, or why it lives on."""

    group: Group | None = strawberry.field(description="The group as it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
