"""Comments as the API has them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from engine.fields import instances, pure
from models.feed import CommentRow
from schema.edges import edge
from schema.errors import UserError
from schema.members import Member
from schema.nodes import Node, node_id

if TYPE_CHECKING:
    from schema.posts import Post


@strawberry.type(description="An answer to a post.")
class Comment(Node):
    """Rows: models.feed.CommentRow."""

    id: strawberry.ID = node_id("Comment")
    post_id: strawberry.Private[UUID]
    author_id: strawberry.Private[UUID]
    hidden_at: strawberry.Private[datetime | None]
    text: str = strawberry.field(description="What is said.")
    created_at: datetime = strawberry.field(description="When it was said.")
    edited_at: datetime | None = strawberry.field(description="When it was last changed.")
    hidden_reason: str = strawberry.field(description="Why it is hidden; empty unless it is.")

    is_type_of = staticmethod(instances(CommentRow))

    author: Member | None = edge(
        "member", "author_id", "Who says it; null when their account is closed."
    )

    @strawberry.field(description="Whether only its author and moderators see it.", metadata=pure())
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    post: Annotated["Post", strawberry.lazy("schema.posts")] | None = edge(
        "post", "post_id", "What it answers."
    )


@strawberry.input(description="Answer a post in a community of which one is a member.")
class CommentCreateInput:
    """One level deep: comments have no comments."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    post: strawberry.ID = strawberry.field(description="What to answer.")
    text: str = strawberry.field(description="1 to 2000 characters.")


@strawberry.type(description="What came of `commentCreate`.")
class CommentCreatePayload:
    """The new comment, or why there is none."""

    comment: Comment | None = strawberry.field(description="The new comment.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Change one's own comment.")
class CommentUpdateInput:
    """The text as a whole."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    comment: strawberry.ID = strawberry.field(description="Which comment.")
    text: str = strawberry.field(description="1 to 2000 characters.")


@strawberry.type(description="What came of `commentUpdate`.")
class CommentUpdatePayload:
    """The changed comment, or why it stays."""

    comment: Comment | None = strawberry.field(description="The comment as it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Delete one's own comment.")
class CommentDeleteInput:
    """It vanishes for everyone."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    comment: strawberry.ID = strawberry.field(description="Which comment.")


@strawberry.type(description="What came of `commentDelete`.")
class CommentDeletePayload:
    """The id that is gone, or why it is not."""

    deleted_comment_id: strawberry.ID | None = strawberry.field(description="What is gone.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Hide a comment; for whoever moderates the community.")
class CommentHideInput:
    """Open reports of it are closed."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    comment: strawberry.ID = strawberry.field(description="Which comment.")
    reason: str = strawberry.field(description="1 to 500 characters; the author reads it.")


@strawberry.type(description="What came of `commentHide`.")
class CommentHidePayload:
    """The hidden comment, or why it stands."""

    comment: Comment | None = strawberry.field(description="The comment as it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Show a hidden comment again.")
class CommentUnhideInput:
    """For whoever moderates the community."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    comment: strawberry.ID = strawberry.field(description="Which comment.")


@strawberry.type(description="What came of `commentUnhide`.")
class CommentUnhidePayload:
    """The comment that stands again, or why it does not."""

    comment: Comment | None = strawberry.field(description="The comment as it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
