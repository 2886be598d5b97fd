"""Advancing: how far a friend has come, and what the inviter has for it in the ledger.

Steps may be told, told again and taken back in any order: what stands is a function of all that
was heard, and the ledger is brought to it by new entries. Rewards are for the inviter alone, and
not for who invited them. What a stage earns is said by the earning rule of its kind of deed, of
the time of the step.
"""

from datetime import datetime
from uuid import UUID

from models import audit, clock, database, ids, outbox, sql, texts
from models.contacts import Contact
from models.members import Member
from models.points import awards
from models.points.deeds import Deed, DeedKind, NewDeed
from models.referrals import kinship
from models.referrals.rows import Referral, ReferralStage, ReferralStep, ReferralVerdict, standing
from models.refusals import InvalidTransition

DEEDS = {
    ReferralStage.REGISTERED: DeedKind.REFERRED_MEMBER,
    ReferralStage.LEAD: DeedKind.REFERRED_LEAD,
    ReferralStage.TEST_DRIVE: DeedKind.REFERRED_DRIVE,
    ReferralStage.ORDERED: DeedKind.REFERRED_ORDER,
    ReferralStage.DELIVERED: DeedKind.REFERRED_OWNER,
}


async def advance(person_id: UUID, stage: ReferralStage, at: datetime, source_id: UUID) -> None:
    """A person, a member or a contact of one, has come to a stage by a source, as a lead.

    Nothing happens where nobody brought them.
    """
    await _tell(person_id, stage, source_id, reached_at=at)


async def reverse(person_id: UUID, stage: ReferralStage, at: datetime, source_id: UUID) -> None:
    """The step that came of this source is taken back, as a sale is."""
    await _tell(person_id, stage, source_id, reversed_at=at)


async def review(
    referral: Referral, verdict: ReferralVerdict, reason: str, *, by: UUID
) -> Referral:
    """Say whether a flagged referral is good; what it earned in the meantime follows."""
    reason = texts.prose(reason, "reason", most=500)
    referral = await referral.locked()
    if referral.flag is None:
        raise InvalidTransition("referral", before="UNFLAGGED", after=verdict.value)
    referral.verdict, referral.verdict_by_id = verdict, by
    referral.verdict_reason, referral.verdict_at = reason, clock.now()
    await referral.save(update_fields=["verdict", "verdict_by_id", "verdict_reason", "verdict_at"])
    await _reward(referral)
    await audit.record(by, "referral.review", referral, verdict=verdict, reason=reason)
    return referral


async def _tell(
    person_id: UUID,
    stage: ReferralStage,
    source_id: UUID,
    *,
    reached_at: datetime | None = None,
    reversed_at: datetime | None = None,
) -> None:
    async with database.transaction():
        referral = await _of(person_id)
        if referral is None:
            return
        referral = await referral.locked()
        await sql.execute(
            """
            INSERT INTO referral_steps (id, referral_id, stage, source_id, reached_at, reversed_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (referral_id, stage, source_id) DO UPDATE
            SET reached_at = CASE WHEN excluded.reached_at < referral_steps.reached_at
                    THEN excluded.reached_at
                    ELSE coalesce(referral_steps.reached_at, excluded.reached_at) END,
                reversed_at = coalesce(referral_steps.reversed_at, excluded.reversed_at)
            """,
            ids.new(), referral.id, stage, source_id, reached_at, reversed_at,
        )  # fmt: skip
        await _look_again(referral)
        await _reward(referral)


async def _of(person_id: UUID) -> Referral | None:
    contact = await Contact.get_or_none(id=person_id)
    invitee_id = contact.member_id if contact else person_id
    return await Referral.get_or_none(invitee_id=invitee_id) if invitee_id else None


async def _look_again(referral: Referral) -> None:
    """Members tell their phone numbers later than they claim."""
    if referral.flag is not None:
        return
    friend = await Member.get(id=referral.invitee_id)
    flag = kinship.flag_of(friend, await kinship.line_of(referral.inviter_id))
    if flag is not None:
        await referral.flagged(flag)
        await outbox.tell("referral.flagged", referral=referral.id)


async def _reward(referral: Referral) -> None:
    """Bring the inviter's ledger to what this locked referral is worth."""
    steps = await ReferralStep.filter(referral_id=referral.id)
    reached = standing(referral, steps) if referral.is_rewarded else {}
    inviter = await Member.get(id=referral.inviter_id)
    due = {DEEDS[stage]: at for stage, at in reached.items()}
    for deed in await Deed.filter(source_id=referral.id, is_withdrawn=False):
        if deed.kind not in due:
            await awards.withdraw(deed.kind, [referral.id])
    await awards.follow(
        [NewDeed(inviter.id, kind, referral.id, at, inviter.zone) for kind, at in due.items()]
    )
