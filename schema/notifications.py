"""What happened, told to a member in the app."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

import strawberry

from engine.fields import instances
from models import notifications
from schema.context import Info
from schema.errors import UserError
from schema.members import Member, Viewer
from schema.nodes import Node, node_id


@strawberry.type(description="A line in a member's app that something happened.")
class Notification(Node):
    """Rows: models.notifications.Notification."""

    id: strawberry.ID = node_id("Notification")
    detail: strawberry.Private[dict[str, Any]]
    topic: str = strawberry.field(
        description="What happened, as `comment.created`; a client that does not know it says so."
    )
    created_at: datetime = strawberry.field(description="When it was told.")
    read_at: datetime | None = strawberry.field(description="When it was read; null while unread.")

    is_type_of = staticmethod(instances(notifications.Notification))

    @strawberry.field(description="What it is about; null where the viewer no longer sees it.")
    async def subject(self, info: Info) -> Node | None:
        load = info.context.load
        loaders = {
            "comment": load.comment,
            "post": load.post,
            "community": load.community,
            "event": load.event,
            "handover": load.handover,
            "lead": load.lead,
            "member": load.member,
            "webhook_endpoint": load.webhook_endpoint,
        }
        for name, loader in loaders.items():
            if name in self.detail:
                return cast(Node | None, await loader.load(UUID(self.detail[name])))
        return None

    @strawberry.field(description="Who did it, where a member did; null once they are gone.")
    async def member(self, info: Info) -> Member | None:
        if "member" not in self.detail:
            return None
        found = await info.context.load.member.load(UUID(self.detail["member"]))
        return cast(Member | None, found)


@strawberry.input(description="Mark one's notifications as read.")
class NotificationsMarkReadInput:
    """All of them, or those up to one of them."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    until: strawberry.ID | None = strawberry.field(
        default=None, description="The newest one that was read; all, if left out."
    )


@strawberry.type(description="What came of `notificationsMarkRead`.")
class NotificationsMarkReadPayload:
    """The viewer with what is left unread."""

    viewer: Viewer | None = strawberry.field(description="With what is left unread.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
