"""A community: one table for circles (brand-run) and groups (member-made)."""

from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from tortoise import fields
from tortoise.exceptions import IntegrityError

from models import audit, clock, texts
from models.noun import Noun
from models.refusals import CommunityArchived, NameTaken


class CommunityKind(StrEnum):
    """Who runs it."""

    CIRCLE = "CIRCLE"
    GROUP = "GROUP"


class JoinPolicy(StrEnum):
    """How a member gets in; until cars have owners here, OWNERS_ONLY takes a host's invitation."""

    OPEN = "OPEN"
    APPROVAL = "APPROVAL"
    INVITE = "INVITE"
    OWNERS_ONLY = "OWNERS_ONLY"


class Dimension(StrEnum):
    """What a circle is about."""

    CITY = "CITY"
    INTEREST = "INTEREST"
    PROFESSION = "PROFESSION"
    FAMILY = "FAMILY"
    MODEL = "MODEL"


class Community(Noun):
    """A circle or a group, `name_key` is the name as compared (NFKC, case folded)."""

    kind = fields.CharEnumField(CommunityKind, max_length=8)
    name = fields.CharField(80)
    name_key = fields.CharField(160, unique=True)
    description = fields.CharField(2000, default="")
    join_policy = fields.CharEnumField(JoinPolicy, max_length=12)
    founder_id = fields.UUIDField(null=True, db_index=True)
    member_count = fields.IntField(default=0)
    created_at = fields.DatetimeField(default=clock.now)
    archived_at = fields.DatetimeField(null=True)

    class Meta:
        table = "communities"

    async def alive(self) -> Self:
        """This row under its lock; refused once it is archived."""
        community = await self.locked()
        if community.archived_at is not None:
            raise CommunityArchived
        return community

    async def update(
        self,
        *,
        name: str | None = None,
        description: str | None = None,
        join_policy: JoinPolicy | None = None,
        by: UUID,
    ) -> Self:
        """Change what is said; None keeps. Refused as NAME_TAKEN when another has the name."""
        community = await self.alive()
        changed: dict[str, Any] = {}
        if name is not None:
            changed |= _named(name)
        if description is not None:
            changed["description"] = _described(description)
        if join_policy is not None:
            changed["join_policy"] = join_policy
        if changed:
            try:
                await community.update_from_dict(changed).save(update_fields=list(changed))
            except IntegrityError as problem:
                raise NameTaken("name") from problem
            await audit.record(by, "community.update", community, **changed)
        return community

    async def archive(self, *, by: UUID | None) -> Self:
        """Close it for good: it can be read, and nothing more."""
        community = await self.locked()
        if community.archived_at is None:
            community.archived_at = clock.now()
            await community.save(update_fields=["archived_at"])
            await audit.record(by, "community.archive", community)
        return community


class CommunityTag(Noun):
    """One value of a circle in one dimension, as `CITY: Shanghai`, compared by `value_key`."""

    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField(
        "models.Community", related_name="tags"
    )
    community_id: UUID
    dimension = fields.CharEnumField(Dimension, max_length=12)
    value = fields.CharField(80)
    value_key = fields.CharField(160)

    class Meta:
        table = "community_tags"
        unique_together = (("community_id", "dimension", "value_key"),)
        indexes = (("dimension", "value_key"),)


async def create(
    kind: CommunityKind,
    *,
    name: str,
    description: str,
    join_policy: JoinPolicy,
    founder_id: UUID | None = None,
) -> Community:
    """A new community; refused as NAME_TAKEN when another, alive or archived, has the name."""
    community = Community(
        kind=kind,
        description=_described(description),
        join_policy=join_policy,
        founder_id=founder_id,
        **_named(name),
    )
    await Community.bulk_create([community], ignore_conflicts=True)
    made = await Community.get_or_none(id=community.id)
    if made is None:
        raise NameTaken("name")
    return made


def _named(name: str) -> dict[str, Any]:
    shown = texts.line(name, "name", most=80)
    return {"name": shown, "name_key": texts.line(texts.key_of(shown), "name", most=160)}


def _described(description: str) -> str:
    return texts.prose(description, "description", most=2000, least=0)
