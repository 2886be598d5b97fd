"""The watcher: what the doorbell lost is heard all the same, and many listeners cost one look."""

import asyncio
from typing import Any

import pytest

from models import lead_changes, sql
from models.dealers import Dealer
from models.lead_changes import LeadChangeKind
from models.lead_feed import LEADS
from models.numbered import relay, watcher
from models.numbered.watcher import listening
from tests import prospects


async def _grow(dealer: Dealer) -> None:
    """Another process numbers a change, and its ring is lost."""
    await Dealer.filter(id=dealer.id).update(feed_seq=dealer.feed_seq + 1)


@pytest.mark.usefixtures("db")
async def test_a_feed_that_grew_without_a_ring_is_heard_of_within_a_second() -> None:
    dealer = await prospects.dealer()
    with listening(LEADS, dealer.id) as rung:
        await asyncio.wait_for(rung.wait(), 2)  # the first look rings: it knows of no head yet
        rung.clear()
        await _grow(dealer)
        await asyncio.wait_for(rung.wait(), 2 * watcher.SECONDS)


@pytest.mark.usefixtures("db")
async def test_a_ring_of_the_relay_is_heard_without_the_watcher() -> None:
    dealer = await prospects.dealer()
    lead = await prospects.lead(dealer)
    with listening(LEADS, dealer.id) as rung:
        await lead_changes.record(LeadChangeKind.UPDATED, [lead.id])
        await relay.number(LEADS)
        assert rung.is_set()


@pytest.mark.usefixtures("db")
async def test_five_hundred_listeners_share_one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    dealers = [await prospects.dealer(f"Dealer {number}") for number in range(5)]
    looks: list[str] = []
    plain = sql.fetch

    async def counted(row: Any, query: str, *values: object) -> Any:
        looks.append(query)
        return await plain(row, query, *values)

    monkeypatch.setattr(sql, "fetch", counted)
    doors = [listening(LEADS, dealers[number % 5].id) for number in range(500)]
    rung = [door.__enter__() for door in doors]
    await asyncio.wait_for(asyncio.gather(*(event.wait() for event in rung)), 2)
    for door in doors:
        door.__exit__(None, None, None)

    assert len(looks) == 1
    assert "dealers" in looks[0]


@pytest.mark.usefixtures("db")
async def test_when_the_last_listener_leaves_nobody_watches() -> None:
    one, other = await prospects.dealer("One"), await prospects.dealer("Other")
    before = asyncio.all_tasks()
    with listening(LEADS, one.id), listening(LEADS, one.id), listening(LEADS, other.id):
        assert len(asyncio.all_tasks() - before) == 1
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before
