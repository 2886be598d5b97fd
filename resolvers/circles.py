"""Circles: found by what they are about, opened and run by operators."""

from collections.abc import Sequence
from typing import Annotated, cast

import strawberry

from models import circles as verbs
from models.access import circles, communities
from models.circles import Tag
from models.communities import CommunityKind
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.circles import (
    CircleArchiveInput,
    CircleArchivePayload,
    CircleCreateInput,
    CircleCreatePayload,
    CircleUpdateInput,
    CircleUpdatePayload,
)
from schema.communities import Circle, DimensionInput
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info


@strawberry.type
class CircleQuery:
    """Root fields to read."""

    @strawberry.field(description="Circles, the oldest first: all, or those about these things.")
    async def circles(
        self,
        info: Info,
        dimensions: Annotated[
            list[DimensionInput] | None,
            strawberry.argument(description="A circle must be about every one of these."),
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Circle]:
        asked = window(first, after, last, before)
        tags = _tags(dimensions or [])
        page = await communities.page_of_circles(info.context.viewer, tags, asked)
        return cast(Connection[Circle], connection(page))


@strawberry.type
class CircleMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Open a circle; operators only.")
    async def circle_create(self, info: Info, input: CircleCreateInput) -> CircleCreatePayload:
        async def verb() -> Noun:
            return await verbs.create(
                name=input.name,
                description=input.description,
                join_policy=input.join_policy,
                tags=_tags(input.dimensions),
                by=circles.to_create(info.context.viewer),
            )

        outcome = await calls.once(info, input, verb)
        return CircleCreatePayload(
            circle=await calls.reread(info, outcome, communities.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Change a circle; operators only.")
    async def circle_update(self, info: Info, input: CircleUpdateInput) -> CircleUpdatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            circle_id = nodes.row_id(input.circle, "Circle")
            circle = await communities.to_run(viewer, circle_id, CommunityKind.CIRCLE, "circle")
            if input.dimensions is not None:
                await verbs.retag(circle, _tags(input.dimensions), by=viewer.as_author())
            return await circle.update(
                name=input.name,
                description=input.description,
                join_policy=input.join_policy,
                by=viewer.as_author(),
            )

        outcome = await calls.once(info, input, verb)
        return CircleUpdatePayload(
            circle=await calls.reread(info, outcome, communities.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Archive a circle for good; operators only.")
    async def circle_archive(self, info: Info, input: CircleArchiveInput) -> CircleArchivePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            circle_id = nodes.row_id(input.circle, "Circle")
            circle = await communities.to_run(viewer, circle_id, CommunityKind.CIRCLE, "circle")
            return await circle.archive(by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return CircleArchivePayload(
            circle=await calls.reread(info, outcome, communities.see),
            user_errors=calls.errors(info, outcome),
        )


def _tags(said: Sequence[DimensionInput]) -> list[Tag]:
    return [Tag(one.dimension, one.value) for one in said]
