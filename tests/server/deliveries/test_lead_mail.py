"""Letters of new leads come as each of a dealer's staff wishes; those of silent leads always do."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from models import clock, database, lead_clocks, lead_digests, lead_intake, lead_mail
from models.access.viewer import Viewer
from models.dealers import Dealer
from models.lead_digests import LeadDigest
from models.lead_mail import LeadMail, LeadMailMode, Wish
from models.leads import Lead, LeadState
from models.members import Member
from models.notifications import Notification
from models.outbox import OutboxMessage
from tests import enquiries, postbox, prospects
from tests.postbox import Postbox
from tests.prospects import DAY, DOORS
from tests.races import DONE, raced

pytestmark = pytest.mark.usefixtures("db")
HOUR = timedelta(hours=1)
MIDNIGHT = DOORS - 10 * HOUR  # in UTC, the zone of members unless they say otherwise
QUIET = Wish(quiet_from="22:00", quiet_until="07:00")
DIGEST = Wish(LeadMailMode.DIGEST, digest_hour=9)


@pytest.fixture(autouse=True)
def _days_before() -> Iterator[None]:
    """Whoever is of the staff has been so for a while."""
    with clock.injected(lambda: DOORS - 2 * DAY):
        yield


@contextmanager
def _at(now: datetime) -> Iterator[None]:
    with clock.injected(lambda: now):
        yield


async def _wants(viewer: Viewer, dealer: Dealer, wish: Wish) -> LeadMail:
    async with database.transaction():
        return await lead_mail.choose(viewer.as_member(), dealer, wish)


async def _lead(dealer: Dealer, number: int = 0, *, event_id: UUID | None = None) -> Lead:
    person = await enquiries.person(dealer, f"Person {number}")
    await lead_intake.take([enquiries.enquiry(dealer, person, clock.now(), event_id=event_id)])
    return await Lead.get(contact_id=person.id)


@pytest.mark.parametrize(
    ("zone", "at", "ends"),
    [
        ("UTC", MIDNIGHT + 21 * HOUR, MIDNIGHT + 21 * HOUR),
        ("UTC", MIDNIGHT + 22 * HOUR, MIDNIGHT + 31 * HOUR),
        ("UTC", MIDNIGHT + 6 * HOUR, MIDNIGHT + 7 * HOUR),
        ("UTC", MIDNIGHT + 7 * HOUR, MIDNIGHT + 7 * HOUR),
        ("Asia/Shanghai", MIDNIGHT + 14 * HOUR, MIDNIGHT + 23 * HOUR),
    ],
)
def test_quiet_hours_end_in_the_readers_own_zone(zone: str, at: datetime, ends: datetime) -> None:
    wish = LeadMail(quiet_from="22:00", quiet_until="07:00")
    assert wish.quiet_end(at, zone) == ends
    by_day = LeadMail(quiet_from="12:00", quiet_until="14:00")
    assert by_day.quiet_end(MIDNIGHT + 13 * HOUR, "UTC") == MIDNIGHT + 14 * HOUR


async def test_a_letter_waits_until_quiet_hours_end_and_the_note_does_not() -> None:
    dealer, box = await prospects.dealer(), Postbox()
    dora = await prospects.staff(dealer)
    await prospects.staff(dealer, "Dick")
    await _wants(dora, dealer, QUIET)
    with _at(MIDNIGHT + 23 * HOUR):
        await _lead(dealer)
        await box.fetch()
        assert [to for to, _ in box.subjects()] == ["dick@people.example"]
        assert await Notification.filter(topic="lead.captured").count() == 2
    with _at(MIDNIGHT + 31 * HOUR):
        await box.fetch()
    assert [to for to, _ in box.subjects()] == ["dick@people.example", "dora@people.example"]


@pytest.mark.parametrize("wish", [QUIET, DIGEST, Wish(LeadMailMode.NONE)])
async def test_letters_of_silent_leads_are_held_back_by_nothing(wish: Wish) -> None:
    dealer, box = await prospects.dealer(), Postbox()
    await _wants(await prospects.staff(dealer), dealer, wish)
    with _at(MIDNIGHT + 23 * HOUR):
        await _lead(dealer)
        await box.fetch()
        assert box.letters == []
        await lead_clocks.escalate(clock.now() + HOUR)
        await box.fetch()
    assert box.subjects() == [("dora@people.example", "A lead of Harbour Motors is waiting")]


async def test_a_digest_counts_by_event_and_state_and_names_nobody() -> None:
    at, box = await prospects.scene(), Postbox()
    dora = await prospects.staff(at.dealer)
    with _at(MIDNIGHT + 10 * HOUR):
        await _wants(dora, at.dealer, DIGEST)
    with _at(MIDNIGHT + 12 * HOUR):
        first = await _lead(at.dealer, 1, event_id=at.event.id)
        await _lead(at.dealer, 2, event_id=at.event.id)
        await _lead(at.dealer, 3)
        async with database.transaction():
            await first.move(LeadState.ACKNOWLEDGED, "", by=dora.as_member())
    with _at(MIDNIGHT + 13 * HOUR):
        assert await lead_digests.write(clock.now()) == 1
        await box.fetch()
    [letter] = box.letters
    assert (letter["To"], letter["Subject"]) == (
        "dora@people.example",
        "3 new leads for Harbour Motors",
    )
    said = postbox.text(letter)
    assert "Without an event: 1 new" in said
    assert "Open House: 1 acknowledged, 1 new" in said
    assert "Person" not in said + postbox.html(letter)


async def test_a_digest_comes_once_a_day_from_its_hour_on_and_goes_on_from_the_last() -> None:
    dealer, box = await prospects.dealer(), Postbox()
    with _at(MIDNIGHT):
        await _wants(await prospects.staff(dealer), dealer, DIGEST)
    with _at(MIDNIGHT + 8 * HOUR):
        await _lead(dealer, 1)
        assert await lead_digests.write(clock.now()) == 0
    for hours, written in ((9, 1), (10, 0), (32, 0), (33, 1)):
        with _at(MIDNIGHT + hours * HOUR):
            assert await lead_digests.write(clock.now()) == written
            await box.fetch()
    assert [subject for _, subject in box.subjects()] == ["1 new lead for Harbour Motors"]
    with _at(MIDNIGHT + 40 * HOUR):
        await _lead(dealer, 2)
    with _at(MIDNIGHT + 4 * DAY + 9 * HOUR):  # no worker ran for days
        assert await lead_digests.write(clock.now()) == 1
        await box.fetch()
    assert [subject for _, subject in box.subjects()] == ["1 new lead for Harbour Motors"] * 2


async def test_the_day_of_a_digest_is_its_readers() -> None:
    dealer = await prospects.dealer()
    dora = await prospects.staff(dealer)
    await (await Member.get(id=dora.member_id)).update_profile(zone="Asia/Shanghai")
    with _at(MIDNIGHT):
        await _wants(dora, dealer, DIGEST)
    assert await lead_digests.write(MIDNIGHT + timedelta(minutes=59)) == 0
    assert await lead_digests.write(MIDNIGHT + HOUR) == 1
    assert await lead_digests.write(MIDNIGHT + 16 * HOUR) == 0  # a new day there, too early
    assert await lead_digests.write(MIDNIGHT + 25 * HOUR) == 1


async def test_of_many_workers_one_writes_a_digest() -> None:
    dealer = await prospects.dealer()
    dora = await prospects.staff(dealer)
    with _at(MIDNIGHT):
        await _wants(dora, dealer, DIGEST)
    now = MIDNIGHT + 9 * HOUR

    outcomes = await raced([lambda: lead_digests.write(now)] * 8)

    assert outcomes == {DONE: 8}
    assert await LeadDigest.all().count() == 1
    assert await OutboxMessage.filter(topic="lead.digest").count() == 1


async def test_who_left_the_dealer_gets_no_digest_and_who_wants_none_no_letter() -> None:
    dealer, box = await prospects.dealer(), Postbox()
    dora, dick = await prospects.staff(dealer), await prospects.staff(dealer, "Dick")
    with _at(MIDNIGHT):
        await _wants(dora, dealer, DIGEST)
        await _wants(dick, dealer, Wish(LeadMailMode.NONE))
    with _at(MIDNIGHT + HOUR):
        await _lead(dealer)
        await box.fetch()
    await prospects.end_grants(dora, dealer.id)
    assert await lead_digests.write(clock.now()) == 0
    assert box.letters == []


async def test_a_change_of_mode_begins_anew_and_a_change_of_hours_does_not() -> None:
    dealer = await prospects.dealer()
    dora = await prospects.staff(dealer)
    for hours, wish, since in (
        (0, DIGEST, 0),
        (1, Wish(LeadMailMode.DIGEST, 7), 0),
        (2, Wish(), 2),
        (3, QUIET, 2),
    ):
        with _at(MIDNIGHT + hours * HOUR):
            row = await _wants(dora, dealer, wish)
        assert row.chosen_at == MIDNIGHT + since * HOUR
    assert await LeadMail.all().count() == 1
