"""A grant: a role that a member holds over one thing for a time."""

from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from tortoise import fields
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models import audit, clock
from models.members import Member
from models.noun import Noun


class Role(StrEnum):
    """What a grant lets its holder do."""

    OPERATOR = "OPERATOR"
    CIRCLE_HOST = "CIRCLE_HOST"
    GROUP_OWNER = "GROUP_OWNER"
    GROUP_MODERATOR = "GROUP_MODERATOR"
    VENUE_STAFF = "VENUE_STAFF"
    DEALER_STAFF = "DEALER_STAFF"


class Grant(Noun):
    """A role over a scope (a circle, group, venue or dealer, none for an operator)."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    member_id: UUID
    role = fields.CharEnumField(Role, max_length=24)
    scope_id = fields.UUIDField(null=True, db_index=True)
    starts_at = fields.DatetimeField(default=clock.now)
    ends_at = fields.DatetimeField(null=True)
    granted_by_id = fields.UUIDField(null=True)

    class Meta:
        table = "grants"
        indexes = (("member_id", "role"),)

    async def end(self, *, by: UUID | None) -> Self:
        """Take the role back from now on; ending it twice changes nothing."""
        grant = await self.locked()
        if grant.ends_at is None or grant.ends_at > clock.now():
            grant.ends_at = clock.now()
            await grant.save(update_fields=["ends_at"])
            await audit.record(by, "grant.end", grant, role=grant.role, member=grant.member_id)
        return grant


def alive(role: Role | None = None, scope_id: UUID | None = None) -> QuerySet[Grant]:
    """The grants that are in force now, of one role and over one scope where they are given."""
    now = clock.now()
    query = Grant.filter(starts_at__lte=now).filter(Q(ends_at=None) | Q(ends_at__gt=now))
    if role is not None:
        query = query.filter(role=role)
    if scope_id is not None:
        query = query.filter(scope_id=scope_id)
    return query


async def give(  # noqa: PLR0913  a grant has this many sides
    member: Member,
    role: Role,
    scope_id: UUID | None = None,
    *,
    by: UUID | None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Grant:
    """Give `member` a role over a scope for a time; `by` is None on the command line."""
    grant = await Grant.create(
        member=member,
        role=role,
        scope_id=scope_id,
        granted_by_id=by,
        starts_at=starts_at or clock.now(),
        ends_at=ends_at,
    )
    await audit.record(by, "grant.give", grant, role=role, member=member.id, scope=scope_id)
    return grant
