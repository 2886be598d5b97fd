"""Posts as the API has them."""

from datetime import datetime
from typing import Annotated, Any, cast
from uuid import UUID

import strawberry

from engine.errors import Problem
from engine.fields import ahead, instances, pure
from engine.selections import Selection
from models.access import comments
from models.feed import PostRow
from models.reactions import ReactionKind
from models.rows import NO_EDGES, Step
from schema.comments import Comment
from schema.communities import Community
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.edges import edge, follow, leads, looks_away, needs
from schema.enums import described
from schema.errors import UserError
from schema.events import Event
from schema.members import Member
from schema.nodes import Node, node_id
from schema.pictures import Picture

MOST_LATEST, USUAL_LATEST = 5, 2

described(
    ReactionKind,
    "A sign to put under a post.",
    LIKE="I like it.",
    LOVE="I love it.",
    LAUGH="It makes me laugh.",
    WOW="I am amazed.",
    THANKS="Thank you.",
)

_REACTION = Step("own_reaction", "id")
_REACTED = {**needs({_REACTION: NO_EDGES}), **looks_away()}


_LATEST = {count: Step("latest_comments", "id", count) for count in range(1, MOST_LATEST + 1)}


def _all_latest(post: Selection) -> list[Step]:
    counts = post.numbers("latestComments", "first", USUAL_LATEST)
    return [_LATEST[count] for count in counts if count in _LATEST]


@strawberry.type(description="What a member says in a community, perhaps about an event.")
class Post(Node):
    """Rows: models.feed.PostRow."""

    id: strawberry.ID = node_id("Post")
    author_id: strawberry.Private[UUID]
    community_id: strawberry.Private[UUID]
    event_id: strawberry.Private[UUID | None]
    hidden_at: strawberry.Private[datetime | None]
    text: str = strawberry.field(description="May be empty where there are pictures.")
    comment_count: int = strawberry.field(description="How many comments stand under it.")
    reaction_count: int = strawberry.field(description="How many members have reacted.")
    created_at: datetime = strawberry.field(description="When it was posted.")
    edited_at: datetime | None = strawberry.field(description="When it was last changed.")
    hidden_reason: str = strawberry.field(description="Why it is hidden; empty unless it is.")

    is_type_of = staticmethod(instances(PostRow))

    author: Member | None = edge(
        "member", "author_id", "Who says it; null when their account is closed."
    )

    community: Community | None = edge("community", "community_id", "Where it is said.")

    event: Event | None = edge("event", "event_id", "What it is about, if it is about an event.")

    pictures: list[Picture] = edge("post_pictures", "id", "At most nine, in order.")

    @strawberry.field(
        description="Whether only its author and moderators see it.",
        metadata={**pure(), **looks_away()},
    )
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @strawberry.field(
        description="The viewer's own sign under it.",
        metadata={**ahead(lambda row, _: _kind(row.beside[_REACTION])), **_REACTED},
    )
    async def viewer_reaction(self, info: Info) -> ReactionKind | None:
        return _kind(await follow(self, _REACTION, info))

    @strawberry.field(
        description="Whether the viewer has put a sign under it.",
        metadata={**ahead(lambda row, _: row.beside[_REACTION] is not None), **_REACTED},
    )
    async def viewer_has_reacted(self, info: Info) -> bool:
        return await follow(self, _REACTION, info) is not None

    @strawberry.field(description="What is said under it, oldest first.")
    async def comments(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Comment]:
        asked = window(first, after, last, before)
        return connection(
            await comments.page_under(info.context.viewer, cast(UUID, self.id), asked)
        )

    @strawberry.field(
        description="The newest comments that stand under it, oldest first.",
        metadata={**ahead(lambda row, _, first: row.beside[_LATEST[first]]), **leads(_all_latest)},
    )
    async def latest_comments(
        self,
        info: Info,
        first: Annotated[
            int, strawberry.argument(description=f"How many, 1 to {MOST_LATEST}.")
        ] = USUAL_LATEST,
    ) -> list[Comment]:
        if first not in _LATEST:
            raise Problem("BAD_USER_INPUT", f"`first` is from 1 to {MOST_LATEST} here.")
        return cast(list[Comment], await follow(self, _LATEST[first], info))


def _kind(reaction: Any) -> ReactionKind | None:
    return reaction.kind if reaction else None


@strawberry.input(description="Post in a community of which one is a member.")
class PostCreateInput:
    """Text, pictures, or both."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    community: strawberry.ID = strawberry.field(description="Where.")
    text: str = strawberry.field(
        default="", description="1 to 5000 characters; may be empty where there are pictures."
    )
    pictures: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="One's own uploads, at most nine, in this order."
    )
    event: strawberry.ID | None = strawberry.field(
        default=None, description="The event that it is about, if it is about one."
    )


@strawberry.type(description="What came of `postCreate`.")
class PostCreatePayload:
    """The new post, or why there is none."""

    post: Post | None = strawberry.field(description="The new post.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Change the text of one's own post.")
class PostUpdateInput:
    """The text as a whole; pictures stay."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    post: strawberry.ID = strawberry.field(description="Which post.")
    text: str = strawberry.field(
        description="1 to 5000 characters; may be empty where there are pictures."
    )


@strawberry.type(description="What came of `postUpdate`.")
class PostUpdatePayload:
    """The changed post, or why it stays."""

    post: Post | None = strawberry.field(description="The post as it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Delete one's own post, with what is said under it.")
class PostDeleteInput:
    """It vanishes for everyone."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    post: strawberry.ID = strawberry.field(description="Which post.")


@strawberry.type(description="What came of `postDelete`.")
class PostDeletePayload:
    """The id that is gone, or why it is not."""

    deleted_post_id: strawberry.ID | None = strawberry.field(description="What is gone.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Hide a post; for whoever moderates the community.")
class PostHideInput:
    """Open reports of it are closed."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    post: strawberry.ID = strawberry.field(description="Which post.")
    reason: str = strawberry.field(description="1 to 500 characters; the author reads it.")


@strawberry.type(description="What came of `postHide`.")
class PostHidePayload:
    """The hidden post, or why it stands."""

    post: Post | None = strawberry.field(description="The post as it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Show a hidden post again.")
class PostUnhideInput:
    """For whoever moderates the community."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    post: strawberry.ID = strawberry.field(description="Which post.")


@strawberry.type(description="What came of `postUnhide`.")
class PostUnhidePayload:
    """The post that stands again, or why it does not."""

    post: Post | None = strawberry.field(description="The post as it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
