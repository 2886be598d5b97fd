"""The lead feed through the API: resumable, gapless, and shut as soon as its doors are."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from models import clock, database, ids, lead_changes, lead_intake, lead_withdrawals, leads
from models.access.viewer import Viewer
from models.contacts import Contact
from models.dealers import Dealer
from models.lead_changes import LeadChangeKind
from models.lead_feed import LEADS
from models.leads import Lead
from models.numbered import relay, retention
from models.sessions import Session
from schema.context import House
from schema.feed_cursors import cursor
from tests import people, prospects
from tests.feeds import Ended, follow

pytestmark = pytest.mark.usefixtures("db")


async def _update(*lead_ids: UUID) -> None:
    async with database.transaction():
        await lead_changes.record(LeadChangeKind.UPDATED, lead_ids)
    await relay.number(LEADS)


async def _refusal(house: House, viewer: Viewer, dealer: UUID | str, **variables: Any) -> str:
    async with follow(house, viewer, dealer, **variables) as feed:
        with pytest.raises(Ended) as ended:
            await feed.next()
    return str(ended.value.code)


async def test_the_first_event_comes_at_once_and_empty_so_that_a_client_holds_a_cursor(
    the_house: House,
) -> None:
    dealer = await prospects.dealer()
    await prospects.lead(dealer)

    async with follow(the_house, await prospects.staff(dealer), dealer.id) as feed:
        first = await feed.next()

    assert first == {"cursor": cursor(dealer.id, 1), "live": True, "edges": []}


async def test_a_new_lead_is_heard_with_whom_to_contact(the_house: House) -> None:
    at = await prospects.scene()
    seat = await prospects.guest(at, "Ann")
    await prospects.consented(seat, at.dealer)

    async with follow(the_house, await prospects.staff(at.dealer), at.dealer.id) as feed:
        await feed.next()
        await lead_intake.capture([prospects.attendance(seat)])
        await relay.number(LEADS)
        event = await feed.next()

    [edge] = event["edges"]
    assert (edge["seq"], edge["change"], event["live"]) == (1, "CAPTURED", True)
    assert edge["cursor"] == event["cursor"] == cursor(at.dealer.id, 1)
    assert edge["lead"]["contact"] == {"name": "Ann", "phone": ""}
    assert edge["lead"]["event"] == {"title": "Open House"}


async def test_replay_and_live_are_one_stream_in_batches_of_the_size_asked_for(
    the_house: House,
) -> None:
    dealer = await prospects.dealer()
    lead = await prospects.lead(dealer)
    await _update(*[lead.id] * 6)

    async with follow(
        the_house, await prospects.staff(dealer), dealer.id, after=cursor(dealer.id, 2), batch=3
    ) as feed:
        replayed = [await feed.next(), await feed.next()]
        await _update(lead.id)
        live = await feed.next()

    assert [[edge["seq"] for edge in event["edges"]] for event in [*replayed, live]] == [
        [3, 4, 5], [6, 7], [8],
    ]  # fmt: skip
    assert [event["live"] for event in [*replayed, live]] == [False, True, True]


async def test_a_client_cut_off_anywhere_goes_on_behind_its_last_cursor_and_misses_nothing(
    the_house: House,
) -> None:
    dealer = await prospects.dealer()
    lead, dora = await prospects.lead(dealer), await prospects.staff(dealer)
    at, heard = cursor(dealer.id, 0), list[int]()
    writing = asyncio.gather(*(_update(lead.id) for _ in range(60)))

    while len(heard) < 61:
        async with follow(the_house, dora, dealer.id, after=at, batch=7) as feed:
            for _ in range(len(heard) % 3 + 1):
                event = await feed.next()
                heard += [edge["seq"] for edge in event["edges"]]
                at = event["cursor"]
                if len(heard) == 61:
                    break
    await writing

    assert heard == list(range(1, 62))


async def test_a_ring_that_was_lost_is_made_up_for(the_house: House) -> None:
    dealer = await prospects.dealer()
    lead = await prospects.lead(dealer)

    async with follow(the_house, await prospects.staff(dealer), dealer.id) as feed:
        await feed.next()
        await lead_changes.record(LeadChangeKind.UPDATED, [lead.id])
        # Another process numbers it, and nobody rings here.
        await lead_changes.LeadChange.filter(seq=None).update(seq=2)
        await Dealer.filter(id=dealer.id).update(feed_seq=2)
        event = await feed.next()

    assert [edge["seq"] for edge in event["edges"]] == [2]


async def test_a_withdrawn_lead_is_null_and_its_numbers_stay(the_house: House) -> None:
    dealer = await prospects.dealer()
    lead = await prospects.lead(dealer)
    await _update(lead.id)
    contact = await Contact.get(id=lead.contact_id)

    async with follow(
        the_house, await prospects.staff(dealer), dealer.id, after=cursor(dealer.id, 0)
    ) as feed:
        before = await feed.next()
        await lead_withdrawals.withdraw([contact], dealer.id, method="TEST")
        await relay.number(LEADS)
        after = await feed.next()

    assert [edge["lead"]["contact"]["name"] for edge in before["edges"]] == ["Liu Wei", "Liu Wei"]
    assert [(e["seq"], e["change"], e["lead"]) for e in after["edges"]] == [(3, "WITHDRAWN", None)]


async def test_whoever_is_not_of_the_staff_hears_what_they_would_of_no_dealer(
    the_house: House,
) -> None:
    dealer, other = await prospects.dealer(), await prospects.dealer("Other Cars")
    viewers = [
        await prospects.staff(other, "Otto"),
        await people.operator(),
        await people.viewer(await people.member("Ann")),
    ]
    for viewer in viewers:
        assert [
            await _refusal(the_house, viewer, asked, after=after)
            for asked in (dealer.id, ids.new(), "nonsense")
            for after in (None,)
        ] == ["NOT_FOUND"] * 3
    assert await _refusal(the_house, Viewer(), dealer.id) == "SIGN_IN_REQUIRED"


@pytest.mark.parametrize("spoilt", ["", "nonsense", "§", "x" * 5000, "other", "future", "huge"])
async def test_a_cursor_that_this_feed_never_gave_out_is_bad_input(
    the_house: House, spoilt: str
) -> None:
    dealer, other = await prospects.dealer(), await prospects.dealer("Other Cars")
    await prospects.lead(dealer)
    texts = {
        "other": cursor(other.id, 0),
        "future": cursor(dealer.id, 2),
        "huge": cursor(dealer.id, 2**64 - 1),
    }
    dora = await prospects.staff(dealer)

    code = await _refusal(the_house, dora, dealer.id, after=texts.get(spoilt, spoilt))

    assert code == "BAD_USER_INPUT"


@pytest.mark.parametrize("batch", [0, -1, 101])
async def test_a_batch_of_none_or_too_many_is_bad_input(the_house: House, batch: int) -> None:
    dealer = await prospects.dealer()
    assert await _refusal(
        the_house, await prospects.staff(dealer), dealer.id, batch=batch
    ) == "BAD_USER_INPUT"  # fmt: skip


async def test_a_cursor_older_than_retention_has_expired(the_house: House) -> None:
    dealer = await prospects.dealer()
    lead = await prospects.lead(dealer)
    await _update(lead.id)
    await retention.forget(LEADS, clock.now() + timedelta(seconds=1))
    dora = await prospects.staff(dealer)

    assert (
        await _refusal(the_house, dora, dealer.id, after=cursor(dealer.id, 1)) == "CURSOR_EXPIRED"
    )
    async with follow(the_house, dora, dealer.id, after=cursor(dealer.id, 2)) as feed:
        assert (await feed.next())["live"] is True


async def test_a_grant_that_ends_shuts_the_feed_before_the_next_lead_is_told(
    the_house: House,
) -> None:
    dealer = await prospects.dealer()
    lead, dora = await prospects.lead(dealer), await prospects.staff(dealer)

    async with follow(the_house, dora, dealer.id) as feed:
        await feed.next()
        await prospects.end_grants(dora, dealer.id)
        await _update(lead.id)
        with pytest.raises(Ended) as ended:
            await feed.next()

    assert ended.value.code == "FORBIDDEN"


async def test_a_session_that_is_revoked_shuts_the_feed_before_the_next_lead_is_told(
    the_house: House,
) -> None:
    dealer = await prospects.dealer()
    lead, dora = await prospects.lead(dealer), await prospects.staff(dealer)

    async with follow(the_house, dora, dealer.id) as feed:
        await feed.next()
        await (await Session.get(id=dora.session_id)).revoke()
        await _update(lead.id)
        with pytest.raises(Ended) as ended:
            await feed.next()

    assert ended.value.code == "UNAUTHENTICATED"


async def test_each_event_shows_the_lead_and_its_person_as_they_are_then(the_house: House) -> None:
    dealer = await prospects.dealer()
    lead, dora = await prospects.lead(dealer), await prospects.staff(dealer)

    async with follow(the_house, dora, dealer.id) as feed:
        await feed.next()
        await _update(lead.id)
        before = await feed.next()
        await Contact.filter(id=lead.contact_id).update(name="Liu Yang")
        await (await Lead.get(id=lead.id)).move(
            leads.LeadState.ACKNOWLEDGED, "", by=dora.as_member()
        )
        await relay.number(LEADS)
        after = await feed.next()

    shown = [event["edges"][0]["lead"] for event in (before, after)]
    assert [(each["state"], each["contact"]["name"]) for each in shown] == [
        ("NEW", "Liu Wei"),
        ("ACKNOWLEDGED", "Liu Yang"),
    ]
