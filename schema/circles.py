"""How circles are opened, changed and archived."""

import strawberry

from models.communities import JoinPolicy
from schema.communities import Circle, DimensionInput
from schema.errors import UserError


@strawberry.input(description="Open a circle; operators only.")
class CircleCreateInput:
    """Its name must be new."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    name: str = strawberry.field(description="1 to 80 characters.")
    description: str = strawberry.field(default="", description="At most 2000 characters.")
    join_policy: JoinPolicy = strawberry.field(description="How members get in.")
    dimensions: list[DimensionInput] = strawberry.field(
        default_factory=list, description="What it is about, at most 20."
    )


@strawberry.type(description="What came of `circleCreate`.")
class CircleCreatePayload:
    """The new circle, or why there is none."""

    circle: Circle | None = strawberry.field(description="The new circle.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Change a circle; operators only. What is left out stays.")
class CircleUpdateInput:
    """Dimensions are replaced as a whole."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    circle: strawberry.ID = strawberry.field(description="Which circle.")
    name: str | None = strawberry.field(default=None, description="1 to 80 characters.")
    description: str | None = strawberry.field(default=None, description="At most 2000 characters.")
    join_policy: JoinPolicy | None = strawberry.field(
        default=None, description="How members get in from now on."
    )
    dimensions: list[DimensionInput] | None = strawberry.field(
        default=None, description="What it is about from now on, at most 20."
    )


@strawberry.type(description="What came of `circleUpdate`.")
class CircleUpdatePayload:
    """The changed circle, or why it stays."""

    circle: Circle | None = strawberry.field(description="The circle as it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Archive a circle for good; operators only.")
class CircleArchiveInput:
    """It can still be read."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    circle: strawberry.ID = strawberry.field(description="Which circle.")


@strawberry.type(description="What came of `circleArchive`.")
class CircleArchivePayload:
    """The archived circle, or why it lives on."""

    circle: Circle | None = strawberry.field(description="The circle as it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
