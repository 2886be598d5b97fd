"""Reading a feed: gapless from any place, until retention has removed it."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from models import clock, ids, lead_changes
from models.dealers import Dealer
from models.lead_changes import LeadChange, LeadChangeKind
from models.lead_feed import LEADS, reading
from models.lead_feed.reading import Expired, OutOfReach
from models.leads import Lead
from models.numbered import relay, retention
from tests import prospects
from tests.prospects import DAY, DOORS


def _add(days: timedelta) -> datetime:
    return DOORS + days


async def _feed(changes: int) -> Dealer:
    """A dealer with one lead whose feed has so many changes, one made each day."""
    dealer = await prospects.dealer()
    with clock.injected(lambda: DOORS):
        lead = await prospects.lead(dealer)
    for number in range(1, changes):
        with clock.injected(partial(_add, number * DAY)):
            await lead_changes.record(LeadChangeKind.UPDATED, [lead.id])
    await relay.number(LEADS)
    return dealer


@pytest.mark.usefixtures("db")
async def test_a_feed_is_read_in_stretches_and_is_live_at_its_end() -> None:
    dealer = await _feed(5)

    first = await reading.stretch(dealer.id, 0, 3)
    rest = await reading.stretch(dealer.id, first.end, 3)
    nothing = await reading.stretch(dealer.id, rest.end, 3)

    assert [entry.seq for entry in first.entries] == [1, 2, 3]
    assert [entry.kind for entry in first.entries] == ["CAPTURED", "UPDATED", "UPDATED"]
    assert (first.end, first.is_live) == (3, False)
    assert [entry.seq for entry in rest.entries] == [4, 5]
    assert (rest.end, rest.is_live) == (5, True)
    assert (nothing.entries, nothing.end, nothing.is_live) == ([], 5, True)


@pytest.mark.usefixtures("db")
async def test_without_a_number_reading_begins_at_the_end_and_unnumbered_changes_wait() -> None:
    dealer = await _feed(2)
    await lead_changes.record(LeadChangeKind.UPDATED, [(await Lead.get()).id])

    now = await reading.stretch(dealer.id, None, 50)

    assert (now.entries, now.end, now.is_live) == ([], 2, True)
    await relay.number(LEADS)
    assert [entry.seq for entry in (await reading.stretch(dealer.id, now.end, 50)).entries] == [3]


@pytest.mark.usefixtures("db")
async def test_a_withdrawn_lead_keeps_its_numbers() -> None:
    dealer = await _feed(2)
    kept = await prospects.lead(dealer, "Kept")
    gone = (await LeadChange.get(dealer=dealer, seq=1)).lead_id
    await Lead.filter(id=gone).update(withdrawn_at=clock.now())

    read = await reading.stretch(dealer.id, 0, 50)

    assert [(entry.seq, entry.lead_id) for entry in read.entries] == [
        (1, gone),
        (2, gone),
        (3, kept.id),
    ]


@pytest.mark.usefixtures("db")
async def test_a_number_not_given_out_yet_and_a_dealer_not_there_are_out_of_reach() -> None:
    dealer = await _feed(2)

    for dealer_id, after in ((dealer.id, 3), (dealer.id, 2**64 - 1), (ids.new(), 0)):
        with pytest.raises(OutOfReach) as error:
            await reading.stretch(dealer_id, after, 50)
        assert not isinstance(error.value, Expired)


@pytest.mark.usefixtures("db")
async def test_retention_removes_what_is_older_and_cursors_into_it_expire() -> None:
    dealer = await _feed(6)

    assert await retention.forget(LEADS, DOORS + 3 * DAY) == 3
    assert await retention.forget(LEADS, DOORS + 3 * DAY) == 0

    assert (await Dealer.get(id=dealer.id)).feed_floor == 3
    with pytest.raises(Expired):
        await reading.stretch(dealer.id, 2, 50)
    read = await reading.stretch(dealer.id, 3, 50)
    assert [entry.seq for entry in read.entries] == [4, 5, 6]


@pytest.mark.usefixtures("db")
async def test_a_feed_of_which_all_is_old_goes_on_with_the_next_number() -> None:
    dealer = await _feed(3)
    lead = await Lead.get()

    assert await retention.forget(LEADS, DOORS + 30 * DAY) == 3
    await lead_changes.record(LeadChangeKind.UPDATED, [lead.id])
    await relay.number(LEADS)

    read = await reading.stretch(dealer.id, 3, 50)
    assert [entry.seq for entry in read.entries] == [4]
    with pytest.raises(Expired):
        await reading.stretch(dealer.id, 2, 50)


@pytest.mark.usefixtures("db")
async def test_retention_keeps_what_follows_the_first_young_change_and_what_has_no_number() -> None:
    dealer = await _feed(3)
    lead = await Lead.get()
    # Inserted long ago, committed and numbered late.
    with clock.injected(lambda: DOORS - timedelta(days=90)):
        await lead_changes.record(LeadChangeKind.UPDATED, [lead.id])
    await relay.number(LEADS)
    with clock.injected(lambda: DOORS - timedelta(days=90)):
        await lead_changes.record(LeadChangeKind.UPDATED, [lead.id])

    assert await retention.forget(LEADS, DOORS + DAY) == 1

    kept = await LeadChange.filter(dealer=dealer).order_by("id")
    assert sorted(change.seq or 0 for change in kept) == [0, 2, 3, 4]
