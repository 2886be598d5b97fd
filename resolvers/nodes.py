"""`node`: any object again by its global id, through the door of its noun."""

from collections.abc import Awaitable, Callable
from typing import Any, cast
from uuid import UUID

import strawberry

from models.access import members
from models.access.viewer import Viewer
from schema import nodes
from schema.context import Info
from schema.nodes import Node

DOORS: dict[str, Callable[[Viewer, UUID], Awaitable[Any]]] = {
    "Member": members.see,
}


@strawberry.type
class NodeQuery:
    """Root fields to read."""

    @strawberry.field(description="The object with this id; null where there is none for you.")
    async def node(
        self,
        info: Info,
        id: strawberry.ID = strawberry.argument(description="A global id."),
    ) -> Node | None:
        found = nodes.decode(id)
        if found is None or found[0] not in DOORS:
            return None
        kind, row_id = found
        return cast(Node | None, await DOORS[kind](info.context.viewer, row_id))
