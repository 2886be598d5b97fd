"""A grant: a role that a member holds over one thing for a time."""

from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from tortoise import fields
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models import audit, clock, database, outbox, texts
from models.communities import Community
from models.members import Member
from models.noun import Noun
from models.refusals import AlreadyGranted, EndsBeforeStart, LastOwner, OwnershipHasNoEnd


class Role(StrEnum):
    """What a grant lets its holder do."""

    OPERATOR = "OPERATOR"
    CIRCLE_HOST = "CIRCLE_HOST"
    GROUP_OWNER = "GROUP_OWNER"
    GROUP_MODERATOR = "GROUP_MODERATOR"
    VENUE_STAFF = "VENUE_STAFF"
    DEALER_STAFF = "DEALER_STAFF"
    DEALER_MANAGER = "DEALER_MANAGER"


OF_DEALERS = (Role.DEALER_STAFF, Role.DEALER_MANAGER)
"""Who works on a dealer's leads; whatever staff may, a manager may too."""


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
        """Take the role back from now on, or before it begins; ending it twice changes nothing.

        Refused as LAST_OWNER when a group would be left with no owner.
        """
        if self.role is Role.GROUP_OWNER:
            await _refuse_orphaning(self.member_id, self.scope_id)
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


def of_dealer(dealer_id: UUID) -> QuerySet[Grant]:
    """The grants in force now of whoever works on a dealer's leads."""
    return alive(scope_id=dealer_id).filter(role__in=OF_DEALERS)


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
    starts_at = texts.instant(starts_at, "startsAt") if starts_at else clock.now()
    ends_at = texts.instant(ends_at, "endsAt") if ends_at else None
    if ends_at is not None and ends_at <= starts_at:
        raise EndsBeforeStart("endsAt")
    if role is Role.GROUP_OWNER and (ends_at or starts_at > clock.now()):
        raise OwnershipHasNoEnd("role")
    async with database.transaction():
        await member.locked()
        if await alive(role).filter(member_id=member.id, scope_id=scope_id).exists():
            raise AlreadyGranted("role")
        grant = await Grant.create(
            member=member,
            role=role,
            scope_id=scope_id,
            granted_by_id=by,
            starts_at=starts_at,
            ends_at=ends_at,
        )
        await audit.record(by, "grant.give", grant, role=role, member=member.id, scope=scope_id)
        await outbox.tell("grant.given", grant=grant.id)
    return grant


async def end_in_group(member_id: UUID, group_id: UUID) -> None:
    """End what a member who leaves a group is there; refused as LAST_OWNER."""
    held = await alive(scope_id=group_id).filter(
        member_id=member_id, role__in=[Role.GROUP_OWNER, Role.GROUP_MODERATOR]
    )
    for grant in held:
        await grant.end(by=member_id)


async def end_all(member_id: UUID, *, by: UUID | None) -> None:
    """End every role of a member who is removed, those to come included."""
    to_end = Grant.filter(member_id=member_id).filter(Q(ends_at=None) | Q(ends_at__gt=clock.now()))
    for grant in await to_end.order_by("id"):
        await grant.end(by=by)


async def _refuse_orphaning(owner_id: UUID, group_id: UUID | None) -> None:
    """Locks the group, so that of two owners who leave at once one stays."""
    group = await Community.filter(id=group_id).select_for_update(no_key=True).first()
    if group is None or group.archived_at is not None:
        return
    owners = await alive(Role.GROUP_OWNER, group.id).values_list("member_id", flat=True)
    if set(owners) == {owner_id}:
        raise LastOwner
