import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

from models import clock, ids
from models.points import rules
from models.points.awards import earn, restore, withdraw
from models.points.deeds import DeedKind, NewDeed
from models.points.ledger import Currency, PointsAccount, PointsEntry
from tests import people

_NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _deed(member_id: UUID, kind: DeedKind, at: datetime = _NOON, zone: str = "UTC") -> NewDeed:
    return NewDeed(member_id, kind, ids.new(), at, zone)


async def _balances(member_id: UUID) -> tuple[int, int]:
    """The cached balances, proved to be the sums of the ledger."""
    account = await PointsAccount.get(member_id=member_id)
    entries = await PointsEntry.filter(member_id=member_id)
    sums = {
        currency: sum(entry.amount for entry in entries if entry.currency is currency)
        for currency in Currency
    }
    assert (account.points, account.growth) == (sums[Currency.POINTS], sums[Currency.GROWTH])
    return account.points, account.growth


async def test_a_check_in_earns_once_however_often_it_is_told(db: str) -> None:
    ann = await people.member("Ann")
    deed = _deed(ann.id, DeedKind.CHECK_IN)
    for _ in range(3):
        await earn([deed, deed])
    assert await _balances(ann.id) == (100, 50)
    assert await PointsEntry.filter(member_id=ann.id).count() == 2


async def test_parallel_tellings_of_one_deed_earn_once(db: str) -> None:
    ann, bob = await people.member("Ann"), await people.member("Bob")
    deeds = [_deed(ann.id, DeedKind.CHECK_IN), _deed(bob.id, DeedKind.CHECK_IN)]
    await asyncio.gather(*(earn(deeds[:: 1 if n % 2 else -1]) for n in range(10)))
    assert await _balances(ann.id) == (100, 50)
    assert await _balances(bob.id) == (100, 50)


async def test_parallel_posts_of_one_day_earn_up_to_the_cap(db: str) -> None:
    ann = await people.member("Ann")
    await asyncio.gather(*(earn([_deed(ann.id, DeedKind.POST)]) for _ in range(8)))
    assert await _balances(ann.id) == (30, 15)


async def test_the_day_is_counted_in_the_members_zone(db: str) -> None:
    ann = await people.member("Ann")
    before_midnight = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    for minutes in range(4):
        at = before_midnight - timedelta(minutes=minutes)
        await earn([_deed(ann.id, DeedKind.POST, at, "Asia/Shanghai")])
    assert await _balances(ann.id) == (30, 15)
    await earn(
        [_deed(ann.id, DeedKind.POST, before_midnight + timedelta(minutes=2), "Asia/Shanghai")]
    )
    assert await _balances(ann.id) == (40, 20)


async def test_a_late_deed_displaces_the_last_of_its_day_by_new_entries(db: str) -> None:
    ann = await people.member("Ann")
    posts = [_deed(ann.id, DeedKind.POST, _NOON + timedelta(minutes=n)) for n in range(4)]
    for post in reversed(posts):
        await earn([post])
    assert await _balances(ann.id) == (30, 15)
    written = await PointsEntry.filter(member_id=ann.id, currency=Currency.POINTS).order_by("id")
    assert [entry.amount for entry in written] == [10, 10, 10, -10, 10]
    assert written[3].reverses_id == written[0].id


async def test_a_withdrawn_post_gives_its_place_to_the_next(db: str) -> None:
    ann = await people.member("Ann")
    posts = [_deed(ann.id, DeedKind.POST, _NOON + timedelta(minutes=n)) for n in range(4)]
    await earn(posts)
    await withdraw(DeedKind.POST, [posts[0].source_id])
    assert await _balances(ann.id) == (30, 15)
    await withdraw(DeedKind.POST, [post.source_id for post in posts])
    assert await _balances(ann.id) == (0, 0)
    await restore(DeedKind.POST, [posts[3].source_id])
    assert await _balances(ann.id) == (10, 5)


async def test_a_deed_earns_by_the_rule_of_its_own_time(db: str) -> None:
    ann, olga = await people.member("Ann"), await people.member("Olga")
    with clock.injected(lambda: _NOON - timedelta(days=1)):
        await rules.create(
            DeedKind.CHECK_IN, points=50, growth=0, daily_cap=None, starts_at=_NOON, by=olga.id
        )
    await earn([_deed(ann.id, DeedKind.CHECK_IN, _NOON - timedelta(minutes=1))])
    assert await _balances(ann.id) == (100, 50)
    await earn([_deed(ann.id, DeedKind.CHECK_IN, _NOON)])
    assert await _balances(ann.id) == (150, 50)


async def test_a_check_in_that_proves_earlier_earns_by_the_earlier_rule(db: str) -> None:
    ann, olga = await people.member("Ann"), await people.member("Olga")
    with clock.injected(lambda: _NOON - timedelta(days=1)):
        await rules.create(
            DeedKind.CHECK_IN, points=50, growth=0, daily_cap=None, starts_at=_NOON, by=olga.id
        )
    event = ids.new()
    await earn([NewDeed(ann.id, DeedKind.CHECK_IN, event, _NOON, "UTC")])
    assert await _balances(ann.id) == (50, 0)
    earlier = _NOON - timedelta(minutes=5)
    await earn([NewDeed(ann.id, DeedKind.CHECK_IN, event, earlier, "UTC")])
    assert await _balances(ann.id) == (100, 50)
    await earn([NewDeed(ann.id, DeedKind.CHECK_IN, event, _NOON, "UTC")])
    assert await _balances(ann.id) == (100, 50)
