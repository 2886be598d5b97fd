"""Friends for tests: members who bring others, and how far these come."""

from datetime import datetime, timedelta
from uuid import UUID

from models import clock, database, ids
from models.members import Member
from models.points.ledger import PointsAccount, PointsEntry
from models.referrals import advancing, claiming, codes
from models.referrals.rows import Referral, ReferralStage, ReferralStep, stage_of
from tests import people

MONTH = timedelta(days=30)


async def code_of(member: Member | str) -> str:
    """A new code of a member; a name stands for a member of this name."""
    someone = await people.member(member) if isinstance(member, str) else member
    async with database.transaction():
        return (await codes.renew(someone)).code


async def claim(friend: Member | str, code: str, **said: bool) -> Referral:
    """A friend names a code."""
    someone = await people.member(friend) if isinstance(friend, str) else friend
    async with database.transaction():
        return await claiming.claim(someone, code, window=MONTH, **said)


async def brought(inviter: str, friend: str) -> Referral:
    """One member has brought another."""
    return await claim(friend, await code_of(inviter))


async def advance(
    referral: Referral,
    stage: ReferralStage,
    source_id: UUID | None = None,
    at: datetime | None = None,
) -> None:
    """The friend comes to a stage, now unless said otherwise."""
    source_id = source_id or ids.new()
    await advancing.advance(referral.invitee_id, stage, at or clock.now(), source_id)


async def reverse(referral: Referral, stage: ReferralStage, source_id: UUID) -> None:
    """What came of the source is taken back."""
    await advancing.reverse(referral.invitee_id, stage, clock.now(), source_id)


async def stage(referral: Referral) -> str:
    """How far the friend has come."""
    steps = await ReferralStep.filter(referral_id=referral.id)
    return stage_of(await Referral.get(id=referral.id), steps).value


async def points(member_id: UUID) -> int:
    """What a member has; the cached balance is proved by the entries."""
    account = await PointsAccount.get_or_none(member_id=member_id)
    entries = await PointsEntry.filter(member_id=member_id, currency="POINTS")
    balance = account.points if account else 0
    assert balance == sum(entry.amount for entry in entries)
    return balance
