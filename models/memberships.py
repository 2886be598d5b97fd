"""A membership: a member's place in a community."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from tortoise import fields
from tortoise.expressions import F

from models import audit, clock, grants, outbox, texts
from models.communities import Community, JoinPolicy
from models.members import Member
from models.noun import Noun
from models.refusals import Banned, HasRole, InvalidTransition, InviteOnly, OwnersOnly
from models.rows import Row


class MembershipState(StrEnum):
    """Where a member stands with a community."""

    INVITED = "INVITED"
    REQUESTED = "REQUESTED"
    MEMBER = "MEMBER"
    LEFT = "LEFT"
    BANNED = "BANNED"


@dataclass(slots=True)
class MembershipRow(Row):
    """A membership as it is shown."""

    id: UUID
    community_id: UUID
    member_id: UUID
    state: MembershipState
    reason: str
    changed_at: datetime


class Membership(Noun):
    """One row for each member and community, whatever happens between them."""

    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField("models.Community")
    community_id: UUID
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    member_id: UUID
    state = fields.CharEnumField(MembershipState, max_length=12)
    reason = fields.CharField(500, default="")
    changed_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "memberships"
        unique_together = (("community_id", "member_id"),)
        indexes = (("member_id", "state"),)

    async def locked(self) -> Self:
        """This row under its community's lock, which whatever moves a membership takes first."""
        await Community.filter(id=self.community_id).select_for_update(no_key=True).get()
        return await super().locked()

    async def leave(self) -> Self:
        """Leave, take back a request, or turn down an invitation; refused as LAST_OWNER."""
        membership = await self.locked()
        if membership.state not in {MembershipState.LEFT, MembershipState.BANNED}:
            await grants.end_in_group(membership.member_id, membership.community_id)
            await membership.become(MembershipState.LEFT)
        return membership

    async def approve(self, *, by: UUID) -> Self:
        """Let in who asked."""
        return await self._decide(MembershipState.MEMBER, "membership.approved", by=by)

    async def decline(self, *, by: UUID) -> Self:
        """Turn away who asked; they may ask again."""
        return await self._decide(MembershipState.LEFT, "membership.declined", by=by)

    async def ban(self, reason: str, *, by: UUID) -> Self:
        """Put out and keep out; refused while the member has a role in the community."""
        membership = await self.locked()
        if await grants.alive(scope_id=self.community_id).filter(member_id=self.member_id).exists():
            raise HasRole
        if membership.state is not MembershipState.BANNED:
            reason = texts.prose(reason, "reason", most=500)
            await membership.become(MembershipState.BANNED, reason)
            await audit.record(by, "membership.ban", membership, reason=reason)
            await outbox.tell("membership.banned", membership=membership.id)
        return membership

    async def unban(self, *, by: UUID) -> Self:
        """Let the member come back; they join anew."""
        membership = await self.locked()
        if membership.state is MembershipState.BANNED:
            await membership.become(MembershipState.LEFT)
            await audit.record(by, "membership.unban", membership)
        return membership

    async def become(self, state: MembershipState, reason: str = "") -> None:
        """Move to a state and keep the community's count; the caller holds the locks."""
        change = (state is MembershipState.MEMBER) - (self.state is MembershipState.MEMBER)
        self.state, self.reason, self.changed_at = state, reason, clock.now()
        await self.save(update_fields=["state", "reason", "changed_at"])
        await _count(self.community_id, change)

    async def _decide(self, state: MembershipState, topic: str, *, by: UUID) -> Self:
        membership = await self.locked()
        if membership.state is not state:
            if membership.state is not MembershipState.REQUESTED:
                raise InvalidTransition(before=membership.state, after=state)
            await membership.become(state)
            await audit.record(by, topic, membership)
            await outbox.tell(topic, membership=membership.id)
        return membership


async def join(community: Community, member_id: UUID) -> Membership:
    """Become a member, or ask to, as the policy has it; an invitation opens every policy."""
    community = await community.alive()
    membership = await Membership.get_or_none(community_id=community.id, member_id=member_id)
    before = membership.state if membership else MembershipState.LEFT
    if before is MembershipState.BANNED:
        raise Banned
    if membership and before in {MembershipState.MEMBER, MembershipState.REQUESTED}:
        return membership
    state = MembershipState.MEMBER
    if before is not MembershipState.INVITED:
        state = _entered_by(community.join_policy)
    membership = await _put(community, member_id, membership, state)
    if state is MembershipState.REQUESTED:
        await outbox.tell("membership.requested", membership=membership.id)
    return membership


async def invite(community: Community, member_id: UUID, *, by: UUID) -> Membership:
    """Invite a member, or let in one who has asked; refused as BANNED."""
    community = await community.alive()
    membership = await Membership.get_or_none(community_id=community.id, member_id=member_id)
    before = membership.state if membership else MembershipState.LEFT
    if before is MembershipState.BANNED:
        raise Banned("member")
    if membership and before in {MembershipState.MEMBER, MembershipState.INVITED}:
        return membership
    if membership and before is MembershipState.REQUESTED:
        return await membership.approve(by=by)
    membership = await _put(community, member_id, membership, MembershipState.INVITED)
    await audit.record(by, "membership.invite", membership, member=member_id)
    await outbox.tell("membership.invited", membership=membership.id)
    return membership


async def enrol(community: Community, member_id: UUID) -> Membership:
    """Make somebody a member whatever the policy: the founder; the caller holds the community."""
    return await _put(community, member_id, None, MembershipState.MEMBER)


async def is_member(community_id: UUID, member_id: UUID) -> bool:
    """Whether the member is inside now."""
    return await Membership.exists(
        community_id=community_id, member_id=member_id, state=MembershipState.MEMBER
    )


def _entered_by(policy: JoinPolicy) -> MembershipState:
    match policy:
        case JoinPolicy.OPEN:
            return MembershipState.MEMBER
        case JoinPolicy.APPROVAL:
            return MembershipState.REQUESTED
        case JoinPolicy.INVITE:
            raise InviteOnly
        case JoinPolicy.OWNERS_ONLY:
            raise OwnersOnly


async def _put(
    community: Community,
    member_id: UUID,
    membership: Membership | None,
    state: MembershipState,
) -> Membership:
    if membership:
        await membership.become(state)
        return membership
    membership = await Membership.create(community=community, member_id=member_id, state=state)
    await _count(community.id, int(state is MembershipState.MEMBER))
    return membership


async def _count(community_id: UUID, change: int) -> None:
    if change:
        await Community.filter(id=community_id).update(member_count=F("member_count") + change)
