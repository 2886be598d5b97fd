"""Handovers: the dealer is asked, who proposed it hears the answer, members that they may agree."""

from collections.abc import Iterable
from uuid import UUID

from models import grants
from models.handovers.rows import Handover, HandoverState, HandoverStep
from models.memberships import Membership, MembershipState
from models.outbox import Message
from server.deliveries.news import NONE, Handler, News, named, notes, told

# What a handover must still be, for the note to be true when it is written.
_STILL = {
    "handover.proposed": HandoverState.PROPOSED,
    "handover.accepted": HandoverState.ACCEPTED,
    "handover.activated": HandoverState.ACTIVE,
    "handover.declined": HandoverState.DECLINED,
    "handover.ended": HandoverState.ENDED,
}


async def news(message: Message) -> News:
    """A note to all whom the step concerns, unless it has gone on since."""
    handover = await Handover.get(id=named(message, "handover"))
    if handover.state is not _STILL[message.topic]:
        return NONE
    return News(notes=notes(message, await _concerned(handover), handover=handover.id))


async def _concerned(handover: Handover) -> Iterable[UUID]:
    match handover.state:
        case HandoverState.PROPOSED:
            return await _staff(handover)
        case HandoverState.ACCEPTED | HandoverState.DECLINED:
            return await _proposer(handover)
        case HandoverState.ACTIVE:
            return await _members(handover)
        case HandoverState.ENDED:
            return [*await _staff(handover), *await _proposer(handover)]


async def _staff(handover: Handover) -> list[UUID]:
    return [grant.member_id for grant in await grants.of_dealer(handover.dealer_id)]


async def _proposer(handover: Handover) -> list[UUID]:
    proposal = await HandoverStep.get(handover_id=handover.id, from_state=None)
    return [proposal.actor_id]


async def _members(handover: Handover) -> list[UUID]:
    inside = Membership.filter(
        community_id=handover.community_id, state=MembershipState.MEMBER, member__removed_at=None
    )
    return [membership.member_id for membership in await inside.order_by("id")]


TOPICS: dict[str, Handler] = {topic: told(news) for topic in _STILL}
