"""Departures: a member's account is closed, and what hung on it is left in order."""

from uuid import UUID

from models import audit, clock, database, grants, groups, outbox
from models.communities import Community
from models.members import Member
from models.memberships import Membership, MembershipState

_OUTSIDE = [MembershipState.LEFT, MembershipState.BANNED]


async def remove(member: Member, *, by: UUID | None) -> Member:
    """Close the account: its sessions end with the next request, its roles and places now.

    A group that the member alone owned is handed over or archived.
    """
    async with database.transaction():
        member, heirs = await _locked(member)
        if member.removed_at is not None:
            return member
        await groups.leave_behind(member, heirs, by=by)
        await grants.end_all(member.id, by=by)
        for membership in await _places(member):
            await membership.leave()
        member.removed_at = clock.now()
        await member.save(update_fields=["removed_at"])
        await audit.record(by, "member.remove", member)
        await outbox.tell("member.removed", member=member.id)
    return member


async def _locked(member: Member) -> tuple[Member, list[Member]]:
    """The member and the heirs of their groups, then the communities, each by id.

    All that is needed in one order, or two departures could wait for each other.
    """
    heir_ids = await groups.heirs_of(member)
    people = await (
        Member.filter(id__in=[member.id, *heir_ids]).order_by("id").select_for_update(no_key=True)
    )
    owned = await groups.owned_by(member)
    places = {place.community_id for place in await _places(member)} | {g.id for g in owned}
    await Community.filter(id__in=list(places)).order_by("id").select_for_update(no_key=True)
    [leaving] = [person for person in people if person.id == member.id]
    return leaving, [person for person in people if person.id != member.id]


async def _places(member: Member) -> list[Membership]:
    return await Membership.filter(member_id=member.id).exclude(state__in=_OUTSIDE)
