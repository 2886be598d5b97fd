"""What the story's people have earned: the same rules, and the same ledger, as for everyone."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from models.points.deeds import Deed, NewDeed
from models.points.ledger import Currency, PointsAccount, PointsEntry
from models.points.rules import EarningRule
from models.points.settling import PricedDeed, due_awards
from server.story.scene import Scene


def credit(scene: Scene, deeds: Sequence[NewDeed]) -> None:
    """Put down deeds, their awards, and the balances that they come to.

    All deeds of a member must be in one call.
    """
    pages = scene.pages
    for deed in deeds:
        pages.add(
            Deed,
            id=pages.mint(deed.at),
            member_id=deed.member_id,
            kind=deed.kind,
            source_id=deed.source_id,
            at=deed.at,
            day=deed.day,
        )
    sums: Counter[tuple[UUID, Currency]] = Counter()
    for award, (amount, at) in due_awards(
        _priced(deed, scene.prices[deed.kind]) for deed in deeds
    ).items():
        sums[award.member_id, award.currency] += amount
        pages.add(
            PointsEntry,
            id=pages.mint(at),
            member_id=award.member_id,
            currency=award.currency,
            kind=award.kind,
            rule_id=award.rule_id,
            source_id=award.source_id,
            amount=amount,
            deed_at=at,
            created_at=at,
        )
    latest_first = sorted(deeds, key=lambda deed: deed.at, reverse=True)
    opened = {deed.member_id: deed.at for deed in latest_first}
    for member_id, at in opened.items():
        pages.add(
            PointsAccount,
            id=pages.mint(at),
            member_id=member_id,
            points=sums[member_id, Currency.POINTS],
            growth=sums[member_id, Currency.GROWTH],
        )


def _priced(deed: NewDeed, rule: EarningRule) -> PricedDeed:
    return PricedDeed(
        member_id=deed.member_id,
        kind=deed.kind,
        day=deed.day,
        source_id=deed.source_id,
        at=deed.at,
        is_withdrawn=False,
        rule_id=rule.id,
        points=rule.points,
        growth=rule.growth,
        daily_cap=rule.daily_cap,
    )
