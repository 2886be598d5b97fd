"""Invites as the API shows them: a link to an event, and how many came by it."""

from uuid import UUID

import strawberry

from engine.fields import instances
from models import invites
from schema.context import Info
from schema.nodes import encode


@strawberry.type(description="What a member hands to people whom they want to come to an event.")
class EventInvite:
    """Rows: models.invites.Invite."""

    event_id: strawberry.Private[UUID]
    code: str = strawberry.field(
        description="The member's referral code, which `registrationCreate` takes as `invite`."
    )
    guest_count: int = strawberry.field(
        description="How many people came to the event by it; nobody is told who."
    )

    is_type_of = staticmethod(instances(invites.Invite))

    @strawberry.field(description="The event and the code as a link.")
    def link(self, info: Info) -> str:
        event_id = encode("Event", self.event_id)
        return info.context.house.referral_terms.invite(self.code, event_id)
