"""The ledger: append-only entries; a balance is their sum, and the cached one is proved by it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models import clock
from models.members import Member
from models.noun import Noun
from models.points.deeds import REMARK, DeedKind
from models.rows import Row


class Currency(StrEnum):
    """POINTS can be spent; GROWTH never is."""

    POINTS = "POINTS"
    GROWTH = "GROWTH"


class PointsAccount(Noun):
    """The cached balances of one member, its row lock serialises the member's ledger."""

    member: fields.OneToOneRelation[Member] = fields.OneToOneField("models.Member")
    member_id: UUID
    points = fields.BigIntField(default=0)
    growth = fields.BigIntField(default=0)

    class Meta:
        table = "points_accounts"


class PointsEntry(Noun):
    """An award, or the undoing of the entry it names in `reverses_id`, never edited.

    Awards are unique by (member, currency, rule, source), an entry is undone at most once, and
    undoing an undoing restores the award.
    """

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    member_id: UUID
    currency = fields.CharEnumField(Currency, max_length=8)
    kind = fields.CharEnumField(DeedKind, max_length=16, description=REMARK)
    rule_id = fields.UUIDField()
    source_id = fields.UUIDField()
    amount = fields.BigIntField()
    reverses_id = fields.UUIDField(null=True, unique=True)
    award_id = fields.UUIDField(null=True, db_index=True)
    deed_at = fields.DatetimeField()
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "points_entries"
        indexes = (("member_id", "id"), ("member_id", "kind", "source_id"))


@dataclass(slots=True)
class PointsEntryRow(Row):
    """An entry as it is shown."""

    id: UUID
    currency: Currency
    kind: DeedKind
    amount: int
    reverses_id: UUID | None
    deed_at: datetime
    created_at: datetime
