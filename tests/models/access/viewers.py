"""Every kind of viewer that a community can meet."""

from datetime import timedelta

from models import clock, grants
from models.access.viewer import Viewer
from models.communities import Community, CommunityKind, JoinPolicy
from models.grants import Role
from models.memberships import Membership, MembershipState
from tests import communities, people
from tests.client import NOBODY

NAMES = (
    "nobody",
    "stranger",
    "invited",
    "asking",
    "member",
    "left",
    "banned",
    "host",
    "host elsewhere",
    "host until yesterday",
    "operator",
)


async def all_of(community: Community) -> dict[str, Viewer]:
    """One viewer of each kind, by name; a group's `host` is a moderator."""
    role = Role.CIRCLE_HOST
    if community.kind is CommunityKind.GROUP:
        role = Role.GROUP_MODERATOR
    elsewhere = await communities.circle("Elsewhere")
    states = {
        "invited": MembershipState.INVITED,
        "asking": MembershipState.REQUESTED,
        "member": MembershipState.MEMBER,
        "left": MembershipState.LEFT,
        "banned": MembershipState.BANNED,
    }
    viewers = {"nobody": NOBODY, "operator": await people.operator()}
    for name in NAMES[1:-1]:
        someone = await people.member(name.replace(" ", "-"))
        if name in states:
            await Membership.create(community=community, member=someone, state=states[name])
        elif name == "host":
            await grants.give(someone, role, community.id, by=None)
        elif name == "host elsewhere":
            await grants.give(someone, Role.CIRCLE_HOST, elsewhere.id, by=None)
        elif name == "host until yesterday":
            then = clock.now() - timedelta(days=2)
            yesterday = then + timedelta(days=1)
            await grants.give(
                someone, role, community.id, by=None, starts_at=then, ends_at=yesterday
            )
        viewers[name] = await people.viewer(someone)
    return viewers


async def community_of(kind: CommunityKind, policy: JoinPolicy) -> Community:
    """A circle, or a group that Founder owns."""
    if kind is CommunityKind.CIRCLE:
        return await communities.circle("Lens", policy)
    return await communities.group("Lens", await people.member("Founder"), policy)
