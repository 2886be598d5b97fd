"""Groups: the communities that members found and own."""

from collections.abc import Sequence
from uuid import UUID

from models import audit, communities, grants, memberships, outbox
from models.communities import Community, CommunityKind, JoinPolicy
from models.grants import Role
from models.members import Member
from models.refusals import LimitReached, MembersOnly

OWNED_AT_MOST = 3


async def found(
    founder: Member, *, name: str, description: str, join_policy: JoinPolicy
) -> Community:
    """A new group that the founder owns; refused as LIMIT_REACHED beyond OWNED_AT_MOST alive."""
    await _limit(founder, "name")
    group = await communities.create(
        CommunityKind.GROUP,
        name=name,
        description=description,
        join_policy=join_policy,
        founder_id=founder.id,
    )
    await memberships.enrol(group, founder.id)
    await grants.give(founder, Role.GROUP_OWNER, group.id, by=founder.id)
    return group


async def transfer(group: Community, heir: Member, *, by: UUID) -> Community:
    """Hand the group over to one of its members: from the owner who asks, else from all owners.

    Refused as MEMBERS_ONLY, ALREADY_GRANTED to an owner, LIMIT_REACHED for the heir.
    """
    await _limit(heir, "member")
    group = await group.alive()
    if not await memberships.is_member(group.id, heir.id):
        raise MembersOnly("member")
    owners = await grants.alive(Role.GROUP_OWNER, group.id)
    await _crown(group, heir, by=by)
    for grant in [own for own in owners if own.member_id == by] or owners:
        await grant.end(by=by)
    await audit.record(by, "group.transfer", group, heir=heir.id)
    return group


async def owned_by(owner: Member) -> list[Community]:
    """The groups that the member owns and that are not archived."""
    held = await grants.alive(Role.GROUP_OWNER).filter(member_id=owner.id)
    return await Community.filter(id__in=[grant.scope_id for grant in held], archived_at=None)


async def heirs_of(owner: Member) -> list[UUID]:
    """Who may come to own a group when this owner goes: the moderators of their groups."""
    owned = [group.id for group in await owned_by(owner)]
    moderating = grants.alive(Role.GROUP_MODERATOR).filter(scope_id__in=owned)
    return [grant.member_id for grant in await moderating]


async def leave_behind(owner: Member, heirs: Sequence[Member], *, by: UUID | None) -> None:
    """See that no group is orphaned when its last owner's account is removed.

    Of the heirs, the moderator of longest standing takes over, whatever they own; a group
    without one is archived. The caller holds the owner, the heirs and the groups.
    """
    for group in await owned_by(owner):
        owners = await grants.alive(Role.GROUP_OWNER, group.id)
        if any(grant.member_id != owner.id for grant in owners):
            continue
        heir = await _first_moderator(group, heirs)
        if heir is None:
            await group.archive(by=by)
        else:
            await _crown(group, heir, by=by)


async def _first_moderator(group: Community, heirs: Sequence[Member]) -> Member | None:
    standing = {heir.id: heir for heir in heirs if heir.removed_at is None}
    moderating = grants.alive(Role.GROUP_MODERATOR, group.id).filter(member_id__in=list(standing))
    first = await moderating.order_by("starts_at", "id").first()
    return standing[first.member_id] if first else None


async def _crown(group: Community, heir: Member, *, by: UUID | None) -> None:
    for grant in await grants.alive(Role.GROUP_MODERATOR, group.id).filter(member_id=heir.id):
        await grant.end(by=by)
    await grants.give(heir, Role.GROUP_OWNER, group.id, by=by)
    await outbox.tell("group.owned", group=group.id, member=heir.id)


async def _limit(owner: Member, field: str) -> None:
    """Locks the member, so that two groups at once are counted one after the other."""
    await owner.locked()
    if len(await owned_by(owner)) >= OWNED_AT_MOST:
        raise LimitReached(field, limit=OWNED_AT_MOST)
