"""A session: an opaque token in a member's hands, of which only the hash is stored."""

from datetime import timedelta
from typing import Self
from uuid import UUID

from tortoise import fields

from models import clock, tokens
from models.members import Member
from models.noun import Noun

LIFETIME = timedelta(days=90)
PREFIX = "ps"


class Session(Noun):
    """A signed-in client of one member, `token` is there only where it was just opened."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    member_id: UUID
    token_hash = fields.CharField(64, unique=True)
    created_at = fields.DatetimeField(default=clock.now)
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)

    token = ""

    class Meta:
        table = "sessions"

    async def revoke(self) -> Self:
        """End it: the token opens nothing from the next request on."""
        session = await self.locked()
        if session.revoked_at is None:
            session.revoked_at = clock.now()
            await session.save(update_fields=["revoked_at"])
        return session


async def open_for(member: Member) -> Session:
    """A new session, with its token for the one answer that hands it out."""
    token = tokens.opaque(PREFIX)
    session = await Session.create(
        member=member, token_hash=tokens.hashed(token), expires_at=clock.now() + LIFETIME
    )
    session.token = token
    return session
