"""A referral code: what a member hands to friends, read aloud or as a link."""

import re
from uuid import UUID

from tortoise import fields

from models import clock, tokens
from models.members import Member
from models.noun import Noun
from models.refusals import ReferralCodeUnknown

LENGTH = 8
_SHAPE = re.compile(f"[0-9A-Z]{{{LENGTH}}}")


class ReferralCode(Noun):
    """One active per member, a retired one is good for nothing more."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    member_id: UUID
    code = fields.CharField(LENGTH, unique=True)
    created_at = fields.DatetimeField(default=clock.now)
    retired_at = fields.DatetimeField(null=True)

    class Meta:
        table = "referral_codes"


async def renew(member: Member) -> ReferralCode:
    """A new code for the member, instead of the one before."""
    await member.locked()
    await ReferralCode.filter(member_id=member.id, retired_at=None).update(retired_at=clock.now())
    return await ReferralCode.create(member_id=member.id, code=tokens.readable(LENGTH))


async def of_text(said: str, field: str = "code") -> ReferralCode:
    """The active code that somebody typed, however they spaced it; its member has an account."""
    text = written(said)
    found = await ReferralCode.get_or_none(code=text, retired_at=None, member__removed_at=None)
    if found is None:
        raise ReferralCodeUnknown(field)
    return found


def written(said: str) -> str:
    """A code as it is kept; empty for what cannot be one."""
    text = said.strip().upper().replace(" ", "").replace("-", "")
    return text if _SHAPE.fullmatch(text) else ""
