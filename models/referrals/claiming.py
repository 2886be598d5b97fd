"""Claiming: a new member names the code of whoever brought them, and so has one inviter."""

from datetime import timedelta
from uuid import UUID

from models import clock, database, outbox, sql
from models.members import Member
from models.referrals import advancing, codes, kinship
from models.referrals.codes import ReferralCode
from models.referrals.rows import Referral, ReferralFlag, ReferralStage
from models.refusals import (
    NotOneself,
    ReferralRing,
    ReferralTooLate,
    ReferredAlready,
    Refusal,
    SignInRequired,
)

LIFE = timedelta(days=365)


async def claim(
    friend: Member, code: str, *, window: timedelta, shows_name: bool = False
) -> Referral:
    """Let the code's member be who brought this one; the first valid claim counts.

    Refused later than `window` after the account was made, for one's own codes, and where the
    friend is at the beginning of the line that brought the code's member. With `shows_name` the
    inviter is told the first name.
    """
    named = await codes.of_text(code)
    await _one_at_a_time()
    friend = await friend.locked()
    if friend.removed_at is not None:
        raise SignInRequired
    if clock.now() - friend.created_at > window:
        raise ReferralTooLate("code", days=window.days)
    if await Referral.exists(invitee_id=friend.id):
        raise ReferredAlready("code")
    await _refuse_kin(friend, named)
    referral = await Referral.create(
        inviter_id=named.member_id,
        invitee_id=friend.id,
        code_id=named.id,
        shows_name=shows_name,
        lapses_at=clock.now() + LIFE,
    )
    await advancing.advance(friend.id, ReferralStage.REGISTERED, friend.created_at, friend.id)
    await outbox.tell("referral.claimed", referral=referral.id)
    return referral


async def claim_if_good(friend_id: UUID, code: str, *, window: timedelta) -> None:
    """As `claim`, for who signs in: a code that is not good keeps nobody out."""
    try:
        await claim(await Member.get(id=friend_id), code, window=window)
    except Refusal:
        return


async def _refuse_kin(friend: Member, named: ReferralCode) -> None:
    flag = kinship.flag_of(friend, await kinship.line_of(named.member_id))
    if flag is ReferralFlag.SAME_PERSON:
        raise NotOneself("code")
    if flag is ReferralFlag.RING:
        raise ReferralRing("code")


async def _one_at_a_time() -> None:
    """Claims at the same time could close a ring that none of them sees."""
    if not database.is_sqlite():
        await sql.execute("SELECT pg_advisory_xact_lock(hashtext('paddock referral claims'))")
