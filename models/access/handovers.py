"""The door to handovers: both sides run them, members see those that they may agree to."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from models.access.viewer import Viewer
from models.communities import Community
from models.grants import Role
from models.handovers import joining
from models.handovers.rows import Handover, HandoverState, HandoverStep
from models.memberships import Membership, MembershipState
from models.pages import Page, Window, page
from models.refusals import NotFound


async def see(viewer: Viewer, handover_id: UUID) -> Handover | None:
    """A handover, for both sides, and while it is active for members of the community."""
    return (await see_many(viewer, [handover_id])).get(handover_id)


async def see_many(viewer: Viewer, handover_ids: Sequence[UUID]) -> dict[UUID, Handover]:
    """Those of the handovers that the viewer may see, by id."""
    seen = await _visible(viewer).filter(id__in=list(handover_ids))
    return {handover.id: handover for handover in seen}


async def page_of_all(
    viewer: Viewer,
    window: Window,
    *,
    community_id: UUID | None = None,
    dealer_id: UUID | None = None,
) -> Page[Handover]:
    """The handovers that the viewer may see: of one community, or one dealer."""
    viewer.as_member()
    found = _visible(viewer)
    if community_id is not None:
        found = found.filter(community_id=community_id)
    if dealer_id is not None:
        found = found.filter(dealer_id=dealer_id)
    return await page(found, window)


async def agreed_counts(viewer: Viewer, handover_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many have agreed, for both sides."""
    return await joining.agreed_counts(await _own(viewer, handover_ids))


async def agreed_to(viewer: Viewer, handover_ids: Sequence[UUID]) -> dict[UUID, bool]:
    """Whether the viewer has agreed themself."""
    if viewer.member_id is None:
        return {}
    return dict.fromkeys(await joining.agreed_to(viewer.member_id, handover_ids), True)


async def steps(viewer: Viewer, handover_ids: Sequence[UUID]) -> dict[UUID, list[HandoverStep]]:
    """What was done, for both sides, the first step first."""
    found: dict[UUID, list[HandoverStep]] = {
        handover_id: [] for handover_id in await _own(viewer, handover_ids)
    }
    for step in await HandoverStep.filter(handover_id__in=list(found)).order_by("id"):
        found[step.handover_id].append(step)
    return found


async def to_propose(viewer: Viewer, community_id: UUID, field: str) -> Community:
    """A group that its owner, or any community that an operator proposes to a dealer."""
    viewer.as_author()
    is_own = viewer.holds(Role.GROUP_OWNER, community_id)
    community = await Community.get_or_none(id=community_id)
    if community is None or not (is_own or viewer.is_operator):
        raise NotFound(field)
    return community


async def to_answer(viewer: Viewer, handover_id: UUID, field: str) -> Handover:
    """A handover that the dealer's staff accepts or declines."""
    return await _one(viewer, handover_id, _of_dealers(viewer), field)


async def to_activate(viewer: Viewer, handover_id: UUID, field: str) -> Handover:
    """A handover of a community that the viewer may propose."""
    return await _one(viewer, handover_id, _of_communities(viewer), field)


async def to_end(viewer: Viewer, handover_id: UUID, field: str) -> Handover:
    """A handover that either side ends."""
    return await _one(viewer, handover_id, _of_both(viewer), field)


async def to_join(viewer: Viewer, handover_id: UUID, field: str) -> Handover:
    """A handover that the viewer may see, to agree to it."""
    viewer.as_author()
    handover = await see(viewer, handover_id)
    if handover is None:
        raise NotFound(field)
    return handover


async def _one(viewer: Viewer, handover_id: UUID, those: Q, field: str) -> Handover:
    viewer.as_author()
    handover = await Handover.filter(those).get_or_none(id=handover_id)
    if handover is None:
        raise NotFound(field)
    return handover


async def _own(viewer: Viewer, handover_ids: Sequence[UUID]) -> list[UUID]:
    own = await Handover.filter(_of_both(viewer), id__in=list(handover_ids))
    return [handover.id for handover in own]


def _visible(viewer: Viewer) -> QuerySet[Handover]:
    seen = _of_both(viewer)
    if not viewer.is_operator:
        inside = Membership.filter(member_id=viewer.member_id, state=MembershipState.MEMBER)
        is_inside = Q(community_id__in=Subquery(inside.values("community_id")))
        seen |= Q(state=HandoverState.ACTIVE) & is_inside
    return Handover.filter(seen).select_related("community")


def _of_both(viewer: Viewer) -> Q:
    if viewer.is_operator:
        return Q()
    return _of_dealers(viewer) | _of_communities(viewer)


def _of_dealers(viewer: Viewer) -> Q:
    return Q(dealer_id__in=viewer.dealers)


def _of_communities(viewer: Viewer) -> Q:
    return Q() if viewer.is_operator else Q(community_id__in=viewer.scopes(Role.GROUP_OWNER))
