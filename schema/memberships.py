"""Memberships: how members get into communities, and out."""

from datetime import datetime
from uuid import UUID

import strawberry

from engine.fields import instances
from models import memberships
from models.memberships import MembershipState
from schema.communities import Community
from schema.edges import edge
from schema.errors import UserError
from schema.members import Member
from schema.nodes import Node, node_id


@strawberry.type(description="A member's place in a community.")
class Membership(Node):
    """Rows: models.memberships.Membership, MembershipRow."""

    id: strawberry.ID = node_id("Membership")
    community_id: strawberry.Private[UUID]
    member_id: strawberry.Private[UUID]
    state: MembershipState = strawberry.field(description="How the member stands.")
    reason: str = strawberry.field(description="Why, for one who is banned; else empty.")
    changed_at: datetime = strawberry.field(description="Since when it stands so.")

    is_type_of = staticmethod(instances(memberships.Membership, memberships.MembershipRow))

    community: Community | None = edge(
        "community", "community_id", "Where; null when the viewer may no longer know of it."
    )

    member: Member | None = edge("member", "member_id", "Who; null when their account is closed.")


@strawberry.input(description="Join a community, ask to, or accept an invitation.")
class CommunityJoinInput:
    """What comes of it depends on the community's policy."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    community: strawberry.ID = strawberry.field(description="Which community.")


@strawberry.type(description="What came of `communityJoin`.")
class CommunityJoinPayload:
    """Where the viewer stands now."""

    membership: Membership | None = strawberry.field(description="MEMBER, or REQUESTED.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Leave a community, take back a request, decline an invitation.")
class CommunityLeaveInput:
    """The last owner of a group cannot leave."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    community: strawberry.ID = strawberry.field(description="Which community.")


@strawberry.type(description="What came of `communityLeave`.")
class CommunityLeavePayload:
    """Where the viewer stands now."""

    membership: Membership | None = strawberry.field(description="The place that is left.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Invite a member; for whoever moderates the community.")
class CommunityInviteInput:
    """Whoever has asked already is let in."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    community: strawberry.ID = strawberry.field(description="Which community.")
    member: strawberry.ID = strawberry.field(description="Whom to invite.")


@strawberry.type(description="What came of `communityInvite`.")
class CommunityInvitePayload:
    """Where the invited member stands now."""

    membership: Membership | None = strawberry.field(description="INVITED, or MEMBER.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Let in who asked; for whoever moderates the community.")
class MembershipApproveInput:
    """Approving twice is approving once."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    membership: strawberry.ID = strawberry.field(description="The request.")


@strawberry.type(description="What came of `membershipApprove`.")
class MembershipApprovePayload:
    """Where the member stands now."""

    membership: Membership | None = strawberry.field(description="As it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Turn away who asked; for whoever moderates the community.")
class MembershipDeclineInput:
    """They may ask again."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    membership: strawberry.ID = strawberry.field(description="The request.")


@strawberry.type(description="What came of `membershipDecline`.")
class MembershipDeclinePayload:
    """Where the member stands now."""

    membership: Membership | None = strawberry.field(description="As it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Put out and keep out; for whoever moderates the community.")
class MembershipBanInput:
    """A member with a role in the community loses that first."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    membership: strawberry.ID = strawberry.field(description="Whose place.")
    reason: str = strawberry.field(description="1 to 500 characters; the member reads it.")


@strawberry.type(description="What came of `membershipBan`.")
class MembershipBanPayload:
    """Where the member stands now."""

    membership: Membership | None = strawberry.field(description="As it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Let a banned member join anew.")
class MembershipUnbanInput:
    """For whoever moderates the community."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    membership: strawberry.ID = strawberry.field(description="Whose place.")


@strawberry.type(description="What came of `membershipUnban`.")
class MembershipUnbanPayload:
    """Where the member stands now."""

    membership: Membership | None = strawberry.field(description="As it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
