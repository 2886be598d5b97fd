"""An earning rule: what a kind of deed earns from a moment on, and how often a day."""

from datetime import UTC, datetime
from uuid import UUID

from tortoise import fields
from tortoise.exceptions import IntegrityError

from models import audit, clock, database, texts
from models.noun import Noun
from models.points.deeds import REFERRED, REMARK, DeedKind
from models.refusals import AlreadyRuled, CheckInsHaveNoCap, ReferralsHaveNoCap, TimeIsPast

_MOST = 1_000_000
_ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
_FIRST = {
    # kind: points, growth, daily cap
    DeedKind.CHECK_IN: (100, 50, None),
    DeedKind.POST: (10, 5, 3),
    DeedKind.COMMENT: (2, 1, 10),
    DeedKind.HOST_EVENT: (300, 200, 2),
    # Nothing for what costs a friend nothing: an account or a form is made by anybody.
    DeedKind.REFERRED_MEMBER: (0, 0, None),
    DeedKind.REFERRED_LEAD: (0, 0, None),
    DeedKind.REFERRED_DRIVE: (200, 100, None),
    DeedKind.REFERRED_ORDER: (2000, 1000, None),
    DeedKind.REFERRED_OWNER: (0, 0, None),
}


class EarningRule(Noun):
    """The rule in force for a deed is the latest that started at or before the deed's time."""

    kind = fields.CharEnumField(DeedKind, max_length=16, description=REMARK)
    points = fields.IntField()
    growth = fields.IntField()
    daily_cap = fields.IntField(null=True)
    starts_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "earning_rules"
        unique_together = (("kind", "starts_at"),)


async def ensure() -> None:
    """Write the first rules where there are none."""
    async with database.transaction():
        rules = [
            EarningRule(kind=kind, points=points, growth=growth, daily_cap=cap, starts_at=_ALWAYS)
            for kind, (points, growth, cap) in _FIRST.items()
        ]
        await EarningRule.bulk_create(rules, ignore_conflicts=True)


async def create(  # noqa: PLR0913  a rule has this many sides
    kind: DeedKind,
    *,
    points: int,
    growth: int,
    daily_cap: int | None,
    starts_at: datetime,
    by: UUID,
) -> EarningRule:
    """Let a kind of deed earn this from `starts_at` on, which may not lie in the past.

    Refused as ALREADY_RULED when another rule of this kind starts at that very moment.
    """
    texts.within(points, "points", least=0, most=_MOST)
    texts.within(growth, "growth", least=0, most=_MOST)
    if daily_cap is not None:
        texts.within(daily_cap, "dailyCap", least=1, most=_MOST)
        if kind is DeedKind.CHECK_IN:
            raise CheckInsHaveNoCap("dailyCap")
        if kind in REFERRED:
            raise ReferralsHaveNoCap("dailyCap")
    if starts_at < clock.now():
        raise TimeIsPast("startsAt")
    try:
        rule = await EarningRule.create(
            kind=kind, points=points, growth=growth, daily_cap=daily_cap, starts_at=starts_at
        )
    except IntegrityError as twin:
        raise AlreadyRuled("startsAt") from twin
    await audit.record(by, "earning_rule.create", rule, kind=kind, points=points, growth=growth)
    return rule
