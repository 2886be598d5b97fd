"""A membership: a member's place in a community."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models import clock
from models.communities import Community
from models.members import Member
from models.noun import Noun


class MembershipState(StrEnum):
    """Where a member stands with a community."""

    INVITED = "INVITED"
    REQUESTED = "REQUESTED"
    MEMBER = "MEMBER"
    LEFT = "LEFT"
    BANNED = "BANNED"


class Membership(Noun):
    """One row for each member and community, whatever happens between them."""

    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField("models.Community")
    community_id: UUID
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    member_id: UUID
    state = fields.CharEnumField(MembershipState, max_length=12)
    reason = fields.CharField(500, default="")
    changed_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "memberships"
        unique_together = (("community_id", "member_id"),)
        indexes = (("member_id", "state"),)
