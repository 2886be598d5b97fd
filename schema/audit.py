"""The audit log as operators read it."""

from datetime import datetime
from typing import cast
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from engine.fields import instances
from models import audit
from schema.context import Info
from schema.edges import edge
from schema.members import Member
from schema.nodes import Node, node_id


@strawberry.type(description="One deed of a person with a role; never changed.")
class AuditEntry(Node):
    """Rows: models.audit.AuditEntry."""

    id: strawberry.ID = node_id("AuditEntry")
    actor_id: strawberry.Private[UUID | None]
    subject_id: strawberry.Private[UUID | None]
    action: str = strawberry.field(description="What was done, as `post.hide`.")
    subject_kind: str = strawberry.field(description="To what kind of thing.")
    detail: JSON = strawberry.field(description="What else is to be known of it, as texts.")
    at: datetime = strawberry.field(description="When.")

    is_type_of = staticmethod(instances(audit.AuditEntry))

    actor: Member | None = edge(
        "member", "actor_id", "Who did it; null for the command line and closed accounts."
    )

    @strawberry.field(
        description="To what: a member, community, post or comment that is still there; else null."
    )
    async def subject(self, info: Info) -> Node | None:
        load = info.context.load
        loaders = {
            "Member": load.member,
            "Community": load.community,
            "Post": load.post,
            "Comment": load.comment,
        }
        if self.subject_id is None or self.subject_kind not in loaders:
            return None
        return cast(Node | None, await loaders[self.subject_kind].load(self.subject_id))
