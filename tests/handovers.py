"""Handovers for tests: of communities to dealers, as far as they have come."""

from models import database
from models.communities import Community
from models.dealers import Dealer
from models.handovers import joining, rows
from models.handovers.rows import Handover, HandoverState, HandoverStep
from models.members import Member
from models.memberships import Membership
from tests import people

WAY = {
    HandoverState.PROPOSED: (),
    HandoverState.ACCEPTED: (HandoverState.ACCEPTED,),
    HandoverState.ACTIVE: (HandoverState.ACCEPTED, HandoverState.ACTIVE),
    HandoverState.DECLINED: (HandoverState.DECLINED,),
    HandoverState.ENDED: (HandoverState.ENDED,),
}
"""By which states one comes to each."""


async def handover(
    community: Community, dealer: Dealer, state: HandoverState = HandoverState.ACTIVE
) -> Handover:
    """One that has come to this state; Pia proposed it, and did all the rest."""
    pia = await people.member("Pia")
    async with database.transaction():
        made = await rows.propose(community, dealer, by=pia.id)
        for step in WAY[state]:
            await take(made, step, pia)
    return made


async def take(handover: Handover, to: HandoverState, by: Member) -> Handover:
    """Go on to a state."""
    match to:
        case HandoverState.ACCEPTED:
            return await handover.accept(by=by.id)
        case HandoverState.DECLINED:
            return await handover.decline("Too far.", by=by.id)
        case HandoverState.ACTIVE:
            return await handover.activate(by=by.id)
        case HandoverState.ENDED:
            return await handover.end("", by=by.id)
        case HandoverState.PROPOSED:
            raise AssertionError


async def join(handover: Handover, member: Member, *, text_version: int = 1) -> Handover:
    """Let a member agree, in English."""
    async with database.transaction():
        return await joining.join(handover, member, text_version=text_version, language="en")


async def place(handover: Handover, member: Member) -> Membership:
    """The member's place in its community."""
    return await Membership.get(community_id=handover.community_id, member_id=member.id)


async def steps(handover: Handover) -> list[tuple[HandoverState | None, HandoverState]]:
    """From where to where it went, in order."""
    made = await HandoverStep.filter(handover_id=handover.id).order_by("id")
    return [(step.from_state, step.to_state) for step in made]
