"""Comments: how members answer posts, and how that is moderated."""

import strawberry

from models import comments as verbs
from models.access import comments, members, posts
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.comments import (
    CommentCreateInput,
    CommentCreatePayload,
    CommentDeleteInput,
    CommentDeletePayload,
    CommentHideInput,
    CommentHidePayload,
    CommentUnhideInput,
    CommentUnhidePayload,
    CommentUpdateInput,
    CommentUpdatePayload,
)
from schema.context import Info


@strawberry.type
class CommentMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Answer a post in a community of which one is a member.")
    async def comment_create(self, info: Info, input: CommentCreateInput) -> CommentCreatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            author = await members.to_write(viewer)
            post = await posts.to_answer(viewer, nodes.row_id(input.post, "Post"), "post")
            return await verbs.write(author, post, input.text)

        outcome = await calls.once(info, input, verb)
        return CommentCreatePayload(
            comment=await calls.reread(info, outcome, comments.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Change one's own comment.")
    async def comment_update(self, info: Info, input: CommentUpdateInput) -> CommentUpdatePayload:
        async def verb() -> Noun:
            comment_id = nodes.row_id(input.comment, "Comment")
            comment = await comments.to_edit(info.context.viewer, comment_id, "comment")
            return await comment.edit(input.text)

        outcome = await calls.once(info, input, verb)
        return CommentUpdatePayload(
            comment=await calls.reread(info, outcome, comments.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Delete one's own comment.")
    async def comment_delete(self, info: Info, input: CommentDeleteInput) -> CommentDeletePayload:
        async def verb() -> Noun:
            comment_id = nodes.row_id(input.comment, "Comment")
            comment = await comments.to_edit(info.context.viewer, comment_id, "comment")
            return await comment.retract()

        outcome = await calls.once(info, input, verb)
        gone = strawberry.ID(nodes.encode("Comment", outcome.id)) if outcome.id else None
        return CommentDeletePayload(
            deleted_comment_id=gone, user_errors=calls.errors(info, outcome)
        )

    @strawberry.mutation(description="Hide a comment; for whoever moderates the community.")
    async def comment_hide(self, info: Info, input: CommentHideInput) -> CommentHidePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            comment_id = nodes.row_id(input.comment, "Comment")
            comment = await comments.to_moderate(viewer, comment_id, "comment")
            return await comment.hide(input.reason, by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return CommentHidePayload(
            comment=await calls.reread(info, outcome, comments.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Show a hidden comment again; for whoever moderates.")
    async def comment_unhide(self, info: Info, input: CommentUnhideInput) -> CommentUnhidePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            comment_id = nodes.row_id(input.comment, "Comment")
            comment = await comments.to_moderate(viewer, comment_id, "comment")
            return await comment.unhide(by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return CommentUnhidePayload(
            comment=await calls.reread(info, outcome, comments.see),
            user_errors=calls.errors(info, outcome),
        )
