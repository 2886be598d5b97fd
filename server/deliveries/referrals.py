"""Referrals: who brought a friend hears of it, operators of what they have to look at."""

from models import grants
from models.grants import Role
from models.outbox import Message
from models.referrals.rows import Referral
from server.deliveries.news import Handler, News, named, notes, told


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


TOPICS: dict[str, Handler] = {
    "referral.claimed": told(claimed),
    "referral.flagged": told(flagged),
}
