"""The door to referrals: inviter and friend see how far it has come, operators whose it is."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models.access.venues import as_operator
from models.access.viewer import Viewer
from models.members import Member
from models.pages import Page, Window, page
from models.referrals.codes import ReferralCode
from models.referrals.names import first_name
from models.referrals.rows import Referral, ReferralStage, ReferralStep, stage_of
from models.refusals import NotFound


async def own_code(viewer: Viewer) -> ReferralCode | None:
    """The viewer's active code; None before the first."""
    return await ReferralCode.get_or_none(member_id=viewer.as_member(), retired_at=None)


async def see_code(viewer: Viewer, code_id: UUID) -> ReferralCode | None:
    """A code, for its member."""
    return await ReferralCode.get_or_none(id=code_id, member_id=viewer.member_id)


async def see(viewer: Viewer, referral_id: UUID) -> Referral | None:
    """The referral, for its inviter, the friend and operators."""
    return await _visible(viewer).get_or_none(id=referral_id)


async def own_page(viewer: Viewer, window: Window) -> Page[Referral]:
    """Whom the viewer brought, the newest first."""
    return await page(Referral.filter(inviter_id=viewer.as_member()), window, newest_first=True)


async def of_viewer(viewer: Viewer) -> Referral | None:
    """By which referral the viewer came, if by any."""
    return await Referral.get_or_none(invitee_id=viewer.as_member())


async def flagged_page(viewer: Viewer, window: Window) -> Page[Referral]:
    """What operators have to look at, or have looked at, the newest first."""
    as_operator(viewer)
    return await page(Referral.exclude(flag=None), window, newest_first=True)


async def stages(viewer: Viewer, referral_ids: Sequence[UUID]) -> dict[UUID, ReferralStage]:
    """How far the friend of each referral that the viewer may see has come."""
    seen = await _visible(viewer).filter(id__in=list(referral_ids))
    steps: dict[UUID, list[ReferralStep]] = {referral.id: [] for referral in seen}
    for step in await ReferralStep.filter(referral_id__in=list(steps)):
        steps[step.referral_id].append(step)
    return {referral.id: stage_of(referral, steps[referral.id]) for referral in seen}


async def first_names(viewer: Viewer, referral_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The first name of each friend who agreed that it be shown, for who brought them."""
    agreed = Referral.filter(
        id__in=list(referral_ids),
        inviter_id=viewer.member_id,
        shows_name=True,
        invitee__removed_at=None,
    )
    found = await agreed.select_related("invitee")
    return {referral.id: first_name(referral.invitee.name) for referral in found}


async def people(viewer: Viewer, member_ids: Sequence[UUID]) -> dict[UUID, Member]:
    """Who brought whom, for operators."""
    if not viewer.is_operator:
        return {}
    found = await Member.filter(id__in=list(member_ids), removed_at=None)
    return {member.id: member for member in found}


async def to_review(viewer: Viewer, referral_id: UUID, field: str) -> Referral:
    """A referral that an operator clears or voids."""
    as_operator(viewer)
    referral = await see(viewer, referral_id)
    if referral is None:
        raise NotFound(field)
    return referral


def _visible(viewer: Viewer) -> QuerySet[Referral]:
    if viewer.is_operator:
        return Referral.all()
    if viewer.member_id is None:
        return Referral.filter(id__in=[])
    return Referral.filter(Q(inviter_id=viewer.member_id) | Q(invitee_id=viewer.member_id))
