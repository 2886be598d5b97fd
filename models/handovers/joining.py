"""Joining: a member of the community agrees that the dealer makes contact, and is its lead."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from models import clock, consents, contacts, lead_intake, sql
from models.communities import Community
from models.handovers.rows import Handover, HandoverState
from models.lead_intake import Enquiry
from models.leads import OPEN, Lead
from models.members import Member
from models.memberships import Membership, MembershipState
from models.refusals import HandoverNotActive, MembersOnly
from models.touches import LeadSource, Touch

METHOD = "HANDOVER"

_AGREED = f"""
    FROM handovers h
    JOIN memberships m ON m.community_id = h.community_id
    JOIN touches t ON t.dealer_id = h.dealer_id AND t.ref = m.id
         AND t.source = '{LeadSource.HANDOVER}' AND t.withdrawn_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class _Counted:
    handover_id: UUID
    count: int


@dataclass(frozen=True, slots=True)
class _Agreed:
    handover_id: UUID


async def join(handover: Handover, member: Member, *, text_version: int, language: str) -> Handover:
    """Agree that the dealer makes contact; however often it is said, it is one lead.

    But of who has bought, was lost or went to another dealer it is a new one, as they ask again.
    Refused as MEMBERS_ONLY to who is not inside of the community now, for an archived one, and
    unless the handover is active.
    """
    member = await member.locked()
    membership = await _place(handover.community_id, member.id)
    handover = await handover.locked()
    if handover.state is not HandoverState.ACTIVE:
        raise HandoverNotActive("handover")
    contact, now = await contacts.of_member(member), clock.now()
    consent = await consents.grant(
        contact, handover.dealer_id,
        text_version=text_version, language=language, method=METHOD, at=now,
    )  # fmt: skip
    is_over = await _is_over(handover.dealer_id, membership.id)
    ref = consent.id if is_over else membership.id
    enquiry = Enquiry(handover.dealer_id, contact.id, LeadSource.HANDOVER, ref, now)
    await lead_intake.take([enquiry])
    return handover


async def _is_over(dealer_id: UUID, membership_id: UUID) -> bool:
    """Whether the dealer is done with the lead that came of the membership."""
    known = Touch.filter(dealer_id=dealer_id, source=LeadSource.HANDOVER, ref=membership_id)
    touch = await known.get_or_none(withdrawn_at=None)
    lead = await Lead.get(id=touch.lead_id) if touch else None
    return lead is not None and (lead.state not in OPEN or lead.recycled_to_id is not None)


async def agreed_counts(handover_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many of each community have agreed that the dealer makes contact, and still do."""
    counted = await sql.fetch(
        _Counted,
        f"""
        SELECT h.id AS handover_id, count(*) AS count {_AGREED}
        WHERE h.id IN {sql.among(1)} GROUP BY h.id
        """,
        sql.json_of(handover_ids),
    )
    return dict.fromkeys(handover_ids, 0) | {one.handover_id: one.count for one in counted}


async def agreed_to(member_id: UUID, handover_ids: Collection[UUID]) -> set[UUID]:
    """To which of these the member has agreed, and still does."""
    agreed = await sql.fetch(
        _Agreed,
        f"SELECT h.id AS handover_id {_AGREED} WHERE h.id IN {sql.among(1)} AND m.member_id = $2",
        sql.json_of(handover_ids),
        member_id,
    )
    return {one.handover_id for one in agreed}


async def _place(community_id: UUID, member_id: UUID) -> Membership:
    """The member's place in a community that is alive, under whose lock nobody leaves."""
    await (await Community.get(id=community_id)).alive()
    membership = await Membership.get_or_none(
        community_id=community_id, member_id=member_id, state=MembershipState.MEMBER
    )
    if membership is None:
        raise MembersOnly("handover")
    return membership
