"""The relay: numbers without a gap, whatever order transactions commit in."""

import asyncio
from uuid import UUID

import pytest

from models import database, doorbell, lead_changes
from models.dealers import Dealer
from models.lead_changes import LeadChange, LeadChangeKind
from models.lead_feed import LEADS
from models.numbered import relay
from tests import prospects


async def _change(lead_id: UUID) -> None:
    async with database.transaction():
        await lead_changes.record(LeadChangeKind.UPDATED, [lead_id])


async def _numbers(dealer: Dealer) -> list[int | None]:
    return [change.seq for change in await LeadChange.filter(dealer=dealer).order_by("seq")]


@pytest.mark.usefixtures("db")
async def test_each_dealers_changes_count_up_from_one_by_themselves() -> None:
    one, other = await prospects.dealer("One"), await prospects.dealer("Other")
    first, second = await prospects.lead(one), await prospects.lead(other)
    await lead_changes.record(LeadChangeKind.UPDATED, [first.id, second.id, first.id])

    assert await relay.number(LEADS) == 3
    assert await relay.number(LEADS) == 0

    assert await _numbers(one) == [1, 2, 3]
    assert await _numbers(other) == [1, 2]
    assert [(await Dealer.get(id=d.id)).feed_seq for d in (one, other)] == [3, 2]


async def test_a_change_that_commits_late_gets_a_late_number(db: str) -> None:
    if db.startswith("sqlite"):
        pytest.skip("SQLite's write transactions exclude each other")
    dealer = await prospects.dealer()
    lead = await prospects.lead(dealer)
    inserted, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with database.transaction():
            await lead_changes.record(LeadChangeKind.WITHDRAWN, [lead.id])
            inserted.set()
            await go_on.wait()

    early = asyncio.create_task(slow())
    await inserted.wait()
    await _change(lead.id)
    assert await relay.number(LEADS) == 1
    go_on.set()
    await early
    assert await relay.number(LEADS) == 1

    changes = await LeadChange.filter(dealer=dealer).order_by("seq")
    assert [(change.seq, change.kind) for change in changes] == [
        (1, LeadChangeKind.CAPTURED),
        (2, LeadChangeKind.UPDATED),
        (3, LeadChangeKind.WITHDRAWN),
    ]
    assert changes[2].id < changes[1].id  # it was inserted first


@pytest.mark.usefixtures("db")
async def test_two_relays_at_once_among_many_writers_leave_no_gap_and_no_twin() -> None:
    dealers = [await prospects.dealer(name) for name in ("One", "Other", "Third")]
    leads = [await prospects.lead(dealer) for dealer in dealers]
    writing = asyncio.gather(*(_change(leads[number % 3].id) for number in range(90)))

    async def relay_until_written() -> None:
        while not writing.done():
            await relay.number(LEADS)

    await asyncio.gather(writing, relay_until_written(), relay_until_written())
    await relay.number(LEADS)

    for dealer in dealers:
        assert await _numbers(dealer) == list(range(1, 32))


@pytest.mark.usefixtures("db")
async def test_a_relay_that_dies_half_way_loses_nothing() -> None:
    dealer = await prospects.dealer()
    lead = await prospects.lead(dealer)
    for _ in range(3):
        await _change(lead.id)

    class Died(Exception):
        pass

    async def die_half_way() -> None:
        async with database.transaction():
            assert await relay.number(LEADS) == 3
            raise Died

    with pytest.raises(Died):
        await die_half_way()

    assert (await Dealer.get(id=dealer.id)).feed_seq == 1
    assert await relay.number(LEADS) == 3
    assert await _numbers(dealer) == [1, 2, 3, 4]


@pytest.mark.usefixtures("db")
async def test_it_rings_for_the_dealers_that_it_numbered_and_no_other() -> None:
    one, other = await prospects.dealer("One"), await prospects.dealer("Other")
    lead = await prospects.lead(one)
    with (
        doorbell.listening(LEADS.bell_of(one.id)) as rung,
        doorbell.listening(LEADS.bell_of(other.id)) as silent,
    ):
        await _change(lead.id)
        assert not rung.is_set()
        await relay.number(LEADS)
        assert rung.is_set()
        assert not silent.is_set()
