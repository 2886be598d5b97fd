"""A referral and the steps that it came by."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from tortoise import fields

from models import clock
from models.members import Member
from models.noun import Noun
from models.referrals.codes import ReferralCode


class ReferralStage(StrEnum):
    """How far a friend has come, in this order; a referral that led to no order in time lapses."""

    REGISTERED = "REGISTERED"
    LEAD = "LEAD"
    TEST_DRIVE = "TEST_DRIVE"
    ORDERED = "ORDERED"
    DELIVERED = "DELIVERED"
    LAPSED = "LAPSED"


class ReferralFlag(StrEnum):
    """Why operators have to look at a referral before it is rewarded."""

    SAME_PERSON = "SAME_PERSON"
    RING = "RING"


class ReferralVerdict(StrEnum):
    """What operators said of a flagged referral."""

    CLEARED = "CLEARED"
    VOIDED = "VOIDED"


class Referral(Noun):
    """One per friend, never a member themselves, `code_id` is what they named while it is kept.

    A friend's steps count up to `lapses_at`, and after it if they ordered before.
    """

    inviter: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="invited"
    )
    inviter_id: UUID
    invitee: fields.OneToOneRelation[Member] = fields.OneToOneField(
        "models.Member", related_name="referral"
    )
    invitee_id: UUID
    code: fields.ForeignKeyNullableRelation[ReferralCode] = fields.ForeignKeyField(
        "models.ReferralCode", null=True, on_delete=fields.OnDelete.SET_NULL
    )
    code_id: UUID | None
    shows_name = fields.BooleanField(default=False)
    claimed_at = fields.DatetimeField(default=clock.now)
    lapses_at = fields.DatetimeField()
    flag: ReferralFlag | None = fields.CharEnumField(ReferralFlag, max_length=12, null=True)  # type: ignore[assignment]  # Tortoise knows no enum that may be null
    flagged_at = fields.DatetimeField(null=True)
    verdict: ReferralVerdict | None = fields.CharEnumField(ReferralVerdict, max_length=8, null=True)  # type: ignore[assignment]  # Tortoise knows no enum that may be null
    verdict_by_id = fields.UUIDField(null=True)
    verdict_reason = fields.CharField(500, default="")
    verdict_at = fields.DatetimeField(null=True)

    class Meta:
        table = "referrals"
        indexes = (("inviter_id", "id"), ("flagged_at", "id"))

    @property
    def is_rewarded(self) -> bool:
        """Whether what the friend does earns the inviter anything now."""
        return self.flag is None or self.verdict is ReferralVerdict.CLEARED

    async def flagged(self, flag: ReferralFlag) -> Self:
        """Have operators look at this locked referral, once."""
        if self.flag is None:
            self.flag, self.flagged_at = flag, clock.now()
            await self.save(update_fields=["flag", "flagged_at"])
        return self


class ReferralStep(Noun):
    """Unique by (referral, stage, source), the source being what the step came of, as a lead.

    It was reached, taken back, or both, and these may be heard in any order.
    """

    referral: fields.ForeignKeyRelation[Referral] = fields.ForeignKeyField("models.Referral")
    referral_id: UUID
    stage = fields.CharEnumField(ReferralStage, max_length=12)
    source_id = fields.UUIDField()
    reached_at = fields.DatetimeField(null=True)
    reversed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "referral_steps"
        unique_together = (("referral_id", "stage", "source_id"),)


def standing(referral: Referral, steps: Iterable[ReferralStep]) -> dict[ReferralStage, datetime]:
    """When each stage was first reached, of those that were and still are."""
    reached: dict[ReferralStage, datetime] = {}
    for step in steps:
        if step.reached_at is not None and step.reversed_at is None:
            reached[step.stage] = min(step.reached_at, reached.get(step.stage, step.reached_at))
    ordered_at = reached.get(ReferralStage.ORDERED)
    is_kept = ordered_at is not None and ordered_at <= referral.lapses_at
    return {stage: at for stage, at in reached.items() if is_kept or at <= referral.lapses_at}


def stage_of(referral: Referral, steps: Iterable[ReferralStep]) -> ReferralStage:
    """How far the friend has come."""
    reached = standing(referral, steps)
    has_ordered = {ReferralStage.ORDERED, ReferralStage.DELIVERED} & reached.keys()
    if not has_ordered and referral.lapses_at < clock.now():
        return ReferralStage.LAPSED
    return max(reached, key=list(ReferralStage).index)
