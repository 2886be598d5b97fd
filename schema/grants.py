"""Roles: who may do what, over which thing, until when."""

from datetime import datetime
from typing import cast
from uuid import UUID

import strawberry

from engine.fields import instances
from models import grants
from models.grants import Role
from schema.context import Info
from schema.edges import edge
from schema.enums import described
from schema.errors import UserError
from schema.members import Member
from schema.nodes import Node, node_id

described(
    Role,
    "What a role lets its holder do.",
    OPERATOR="The brand's own staff: everything.",
    CIRCLE_HOST="Keeps order in one circle.",
    GROUP_OWNER="Runs one group; is handed over by `groupTransfer`.",
    GROUP_MODERATOR="Keeps order in one group.",
    VENUE_STAFF="Runs one venue's events and devices.",
    DEALER_STAFF="Works on one dealer's leads.",
    DEALER_MANAGER="Works on one dealer's leads, and says who else does and when.",
)

SCOPES = {
    Role.CIRCLE_HOST: "Circle",
    Role.GROUP_OWNER: "Group",
    Role.GROUP_MODERATOR: "Group",
    Role.VENUE_STAFF: "Venue",
    Role.DEALER_STAFF: "Dealer",
    Role.DEALER_MANAGER: "Dealer",
}
"""The type of the thing that a role is over; an operator's is over none."""


@strawberry.type(description="A role that a member holds over one thing for a time.")
class Grant(Node):
    """Rows: models.grants.Grant."""

    id: strawberry.ID = node_id("Grant")
    member_id: strawberry.Private[UUID]
    scope_id: strawberry.Private[UUID | None]
    granted_by_id: strawberry.Private[UUID | None]
    role: Role = strawberry.field(description="Which role.")
    starts_at: datetime = strawberry.field(description="From when on.")
    ends_at: datetime | None = strawberry.field(description="Until when; null for no end.")

    is_type_of = staticmethod(instances(grants.Grant))

    member: Member | None = edge("member", "member_id", "Whose role it is.")

    @strawberry.field(description="Over what: a circle, group, venue or dealer; else null.")
    async def scope(self, info: Info) -> Node | None:
        load = info.context.load
        loaders = {
            "Circle": load.community,
            "Group": load.community,
            "Venue": load.venue,
            "Dealer": load.dealer,
        }
        if self.scope_id is None:
            return None
        return cast(Node | None, await loaders[SCOPES[self.role]].load(self.scope_id))

    granted_by: Member | None = edge(
        "member", "granted_by_id", "Who gave it; null from the command line."
    )


@strawberry.input(description="Give a member a role.")
class GrantCreateInput:
    """Operators give every role, a group's owner its moderators."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    member: strawberry.ID = strawberry.field(description="To whom.")
    role: Role = strawberry.field(description="Which role.")
    scope: strawberry.ID | None = strawberry.field(
        default=None, description="Over which circle, group, venue or dealer."
    )
    starts_at: datetime | None = strawberry.field(
        default=None, description="From when on; now, if left out."
    )
    ends_at: datetime | None = strawberry.field(
        default=None, description="Until when; without end, if left out."
    )


@strawberry.type(description="What came of `grantCreate`.")
class GrantCreatePayload:
    """The new role, or why it was not given."""

    grant: Grant | None = strawberry.field(description="The new role.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Take a role back, or lay one's own down.")
class GrantEndInput:
    """Its powers are gone from now on."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    grant: strawberry.ID = strawberry.field(description="Which one.")


@strawberry.type(description="What came of `grantEnd`.")
class GrantEndPayload:
    """The role that is over, or why it is not."""

    grant: Grant | None = strawberry.field(description="The role as it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
