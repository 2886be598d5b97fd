"""A follow: a member who wants to hear of another."""

from uuid import UUID

from tortoise import fields

from models import clock, outbox
from models.members import Member
from models.noun import Noun
from models.refusals import NotOneself


class Follow(Noun):
    """`follower` hears of what `followed` posts."""

    follower: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="following"
    )
    follower_id: UUID
    followed: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="followers"
    )
    followed_id: UUID
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "follows"
        unique_together = (("follower_id", "followed_id"),)


async def follow(follower_id: UUID, followed: Member) -> Member:
    """Hear of the member from now on; following twice is following once."""
    if follower_id == followed.id:
        raise NotOneself("member")
    new = Follow(follower_id=follower_id, followed=followed)
    await Follow.bulk_create([new], ignore_conflicts=True)
    if await Follow.exists(id=new.id):
        await outbox.tell("member.followed", member=followed.id, follower=follower_id)
    return followed


async def unfollow(follower_id: UUID, followed: Member) -> Member:
    """Hear of the member no longer."""
    await Follow.filter(follower_id=follower_id, followed_id=followed.id).delete()
    return followed
