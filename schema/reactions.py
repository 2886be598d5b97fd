"""How members react to posts."""

import strawberry

from models.reactions import ReactionKind
from schema.errors import UserError
from schema.posts import Post


@strawberry.input(description="Put one's sign under a post, in place of the one before.")
class ReactionSetInput:
    """One sign for each member and post."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    post: strawberry.ID = strawberry.field(description="Which post.")
    kind: ReactionKind = strawberry.field(description="Which sign.")


@strawberry.type(description="What came of `reactionSet`.")
class ReactionSetPayload:
    """The post with the sign, or why it has none."""

    post: Post | None = strawberry.field(description="The post as it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Take one's sign away from a post.")
class ReactionRemoveInput:
    """Nothing happens where there is none."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    post: strawberry.ID = strawberry.field(description="Which post.")


@strawberry.type(description="What came of `reactionRemove`.")
class ReactionRemovePayload:
    """The post without the sign."""

    post: Post | None = strawberry.field(description="The post as it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
