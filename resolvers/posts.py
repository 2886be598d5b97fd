"""Posts: the feed, and how members write, change and moderate them."""

import strawberry

from models import posts as verbs
from models.access import communities, members, pictures, posts
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.edges import asked_for
from schema.posts import (
    Post,
    PostCreateInput,
    PostCreatePayload,
    PostDeleteInput,
    PostDeletePayload,
    PostHideInput,
    PostHidePayload,
    PostUnhideInput,
    PostUnhidePayload,
    PostUpdateInput,
    PostUpdatePayload,
)


@strawberry.type
class PostQuery:
    """Root fields to read."""

    @strawberry.field(
        description="What stands in the viewer's communities and by whom they follow, newest"
        " first; of the open circles for a viewer who has neither."
    )
    async def feed(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Post]:
        asked = window(first, after, last, before)
        inside = asked_for(info, "edges", "node")
        return connection(await posts.page_of_feed(info.context.viewer, asked, inside))


@strawberry.type
class PostMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Post in a community of which one is a member.")
    async def post_create(self, info: Info, input: PostCreateInput) -> PostCreatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            author = await members.to_write(viewer)
            community_id = nodes.row_id(input.community, "Circle", "Group")
            community = await communities.to_write_in(viewer, community_id, "community")
            picture_ids = [nodes.row_id(said, "Picture") for said in input.pictures]
            shown = await pictures.to_attach(viewer, picture_ids, "pictures")
            event_id = nodes.row_id(input.event, "Event") if input.event else None
            if event_id is not None:
                await posts.to_be_about(viewer, event_id, "event")
            return await verbs.write(
                author, community, input.text, event_id=event_id, pictures=shown
            )

        outcome = await calls.once(info, input, verb)
        return PostCreatePayload(
            post=await calls.reread(info, outcome, posts.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Change the text of one's own post.")
    async def post_update(self, info: Info, input: PostUpdateInput) -> PostUpdatePayload:
        async def verb() -> Noun:
            post_id = nodes.row_id(input.post, "Post")
            post = await posts.to_edit(info.context.viewer, post_id, "post")
            return await post.edit(input.text)

        outcome = await calls.once(info, input, verb)
        return PostUpdatePayload(
            post=await calls.reread(info, outcome, posts.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Delete one's own post, with what is said under it.")
    async def post_delete(self, info: Info, input: PostDeleteInput) -> PostDeletePayload:
        async def verb() -> Noun:
            post_id = nodes.row_id(input.post, "Post")
            post = await posts.to_edit(info.context.viewer, post_id, "post")
            return await post.retract()

        outcome = await calls.once(info, input, verb)
        gone = strawberry.ID(nodes.encode("Post", outcome.id)) if outcome.id else None
        return PostDeletePayload(deleted_post_id=gone, user_errors=calls.errors(info, outcome))

    @strawberry.mutation(description="Hide a post; for whoever moderates the community.")
    async def post_hide(self, info: Info, input: PostHideInput) -> PostHidePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            post = await posts.to_moderate(viewer, nodes.row_id(input.post, "Post"), "post")
            return await post.hide(input.reason, by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return PostHidePayload(
            post=await calls.reread(info, outcome, posts.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Show a hidden post again; for whoever moderates.")
    async def post_unhide(self, info: Info, input: PostUnhideInput) -> PostUnhidePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            post = await posts.to_moderate(viewer, nodes.row_id(input.post, "Post"), "post")
            return await post.unhide(by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return PostUnhidePayload(
            post=await calls.reread(info, outcome, posts.see),
            user_errors=calls.errors(info, outcome),
        )
