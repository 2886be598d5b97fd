"""Departures: a member's account is closed, and what hung on it is left in order."""

from uuid import UUID

from models import audit, cancelling, clock, database, grants, groups, outbox
from models.appointments import moving
from models.check_ins import CheckIn
from models.communities import Community
from models.members import Member
from models.memberships import Membership, MembershipState
from models.registrations import ALIVE, Registration

_OUTSIDE = [MembershipState.LEFT, MembershipState.BANNED]


async def remove(member: Member, *, by: UUID | None) -> Member:
    """Close the account: its sessions end with the next request, its roles, places and seats now.

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
        for registration in await _still_to_come(member):
            await cancelling.cancel(registration, by=member.id)
        await moving.cancel_all_of(member.id)
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


async def _still_to_come(member: Member) -> list[Registration]:
    """What the member holds or waits for at events that have not begun, nobody being in yet."""
    alive = await Registration.filter(
        member_id=member.id, state__in=ALIVE, event__starts_at__gt=clock.now()
    ).order_by("event_id")
    arrived = CheckIn.filter(seat__registration_id__in=[one.id for one in alive])
    inside = {check_in.seat.registration_id for check_in in await arrived.select_related("seat")}
    return [registration for registration in alive if registration.id not in inside]


async def _places(member: Member) -> list[Membership]:
    return await Membership.filter(member_id=member.id).exclude(state__in=_OUTSIDE)
