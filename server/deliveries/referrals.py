"""Referrals: who brought a friend hears of it, operators of what they have to look at."""

from models import database, grants, outbox
from models.grants import Role
from models.leads import Lead, LeadMove, LeadState
from models.outbox import Message
from models.referrals import advancing
from models.referrals.rows import Referral, ReferralStage
from server.deliveries.news import Handler, News, named, notes, told
from server.deliveries.setup import WorkerSetup


async def claimed(message: Message) -> News:
    """A note to the inviter, which does not tell who it was."""
    referral = await Referral.get(id=named(message, "referral"))
    return News(notes=notes(message, [referral.inviter_id], referral=referral.id))


async def flagged(message: Message) -> News:
    """A note to every operator."""
    operators = await grants.alive(Role.OPERATOR)
    return News(
        notes=notes(
            message,
            (grant.member_id for grant in operators),
            referral=named(message, "referral"),
        )
    )


async def lead_moved(message: Message, _setup: WorkerSetup) -> None:
    """How far a lead has come is how far a friend has, until the sale is taken back."""
    move = await LeadMove.get(id=named(message, "move"))
    lead = await Lead.get(id=move.lead_id)
    async with database.transaction():
        if stage := _STAGES.get(move.to_state):
            await advancing.advance(lead.contact_id, stage, move.at, lead.id)
        elif move.from_state is LeadState.WON:
            for stage in (ReferralStage.ORDERED, ReferralStage.DELIVERED):
                await advancing.reverse(lead.contact_id, stage, move.at, lead.id)
        await outbox.delivered(message)


async def lead_delivered(message: Message, _setup: WorkerSetup) -> None:
    """A friend who has the car has come to the last stage."""
    lead = await Lead.get(id=named(message, "lead"))
    async with database.transaction():
        if at := lead.delivered_at:
            await advancing.advance(lead.contact_id, ReferralStage.DELIVERED, at, lead.id)
        await outbox.delivered(message)


_STAGES = {LeadState.TEST_DRIVE: ReferralStage.TEST_DRIVE, LeadState.WON: ReferralStage.ORDERED}

TOPICS: dict[str, Handler] = {
    "lead.delivered": lead_delivered,
    "lead.moved": lead_moved,
    "referral.claimed": told(claimed),
    "referral.flagged": told(flagged),
}
