"""While a dealer's software is dead, its fallback owner hears of every lead, of each once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from models import clock, database, lead_clocks, lead_fallbacks, lead_intake
from models.access.viewer import Viewer
from models.dealers import Dealer
from models.grants import Role
from models.lead_fallbacks import LeadFallback
from models.lead_feed import LEADS
from models.leads import Lead, LeadState
from models.mails import Mail
from models.members import Member
from models.numbered import relay
from models.outbox import OutboxMessage
from models.webhook_deliveries import by_hand
from models.webhook_endpoints import WebhookEndpoint
from tests import enquiries, people, prospects, webhooks
from tests.postbox import Postbox
from tests.prospects import DAY, DOORS
from tests.races import DONE, raced

pytestmark = pytest.mark.usefixtures("db")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SUBJECT = "A lead of Harbour Motors did not reach its software"


@pytest.fixture(autouse=True)
def _days_before() -> Iterator[None]:
    """Whoever is of the staff has been so for a while."""
    with clock.injected(lambda: DOORS - 2 * DAY):
        yield


@contextmanager
def _at(now: datetime) -> Iterator[None]:
    with clock.injected(lambda: now):
        yield


async def _appoint(dealer: Dealer, owner: Viewer) -> None:
    member = await Member.get(id=owner.member_id)
    async with database.transaction():
        await lead_fallbacks.appoint(dealer, member, by=member.id)


async def _lead(dealer: Dealer, number: int) -> Lead:
    person = await enquiries.person(dealer, f"Person {number}")
    await lead_intake.take([enquiries.enquiry(dealer, person, clock.now())])
    await relay.number(LEADS)
    return await Lead.get(contact_id=person.id)


async def _dead(dealer: Dealer, since: datetime) -> None:
    endpoint = await webhooks.endpoint(dealer, "http://127.0.0.1:9/hooks")
    await WebhookEndpoint.filter(id=endpoint.id).update(first_failed_at=since, failure_count=1)


async def test_every_lead_of_a_day_without_software_reaches_its_owner_in_time_and_none_twice() -> (
    None
):
    dealer, box = await prospects.dealer(), Postbox()
    await _appoint(dealer, await people.operator("Fay"))
    limit = timedelta(minutes=dealer.acknowledge_minutes)
    heard: list[timedelta] = []
    async with webhooks.receiver(500) as software:
        await webhooks.endpoint(dealer, software)
        for hour in range(24):
            came_at = DOORS + hour * HOUR
            with _at(came_at):
                await _lead(dealer, hour)
            for minutes in (0, 4, 8, 12):  # the worker's rounds
                with _at(came_at + minutes * MINUTE):
                    await webhooks.deliver()
                    await lead_fallbacks.tell(clock.now())
                    heard += [clock.now() - came_at] * len(await box.fetch())
        software.status = 204
        with _at(DOORS + 25 * HOUR):
            for endpoint in await WebhookEndpoint.all():
                async with database.transaction():
                    await by_hand.resume(endpoint, by=(await people.member("Mia")).id)
            await webhooks.deliver()
            await _lead(dealer, 24)
            await webhooks.deliver()
            assert await lead_fallbacks.tell(clock.now() + HOUR) == 0
            await box.fetch()

    assert box.subjects() == [("fay@people.example", SUBJECT)] * 24
    assert len(heard) == 24
    assert max(heard) < limit
    assert len({mail.message_id for mail in await Mail.all()}) == 24
    assert await LeadFallback.all().count() == 24
    assert set(software.seqs) == set(range(1, 26))


async def test_a_failure_that_is_soon_over_is_told_to_nobody() -> None:
    dealer = await prospects.dealer()
    await _appoint(dealer, await people.operator("Fay"))
    with _at(DOORS):
        await _lead(dealer, 1)
        await _dead(dealer, DOORS)
    assert await lead_fallbacks.tell(DOORS + lead_fallbacks.PATIENCE - MINUTE) == 0
    assert await lead_fallbacks.tell(DOORS + lead_fallbacks.PATIENCE) == 1


async def test_a_lead_that_somebody_took_or_that_came_long_before_is_not_told() -> None:
    dealer = await prospects.dealer()
    fay = await people.operator("Fay")
    await _appoint(dealer, fay)
    with _at(DOORS - 2 * HOUR):
        await _lead(dealer, 1)
    with _at(DOORS):
        taken = await _lead(dealer, 2)
        async with database.transaction():
            await taken.move(LeadState.ACKNOWLEDGED, "", by=fay.as_member())
        await _dead(dealer, DOORS)
    assert await lead_fallbacks.tell(DOORS + HOUR) == 0


async def test_of_many_workers_one_tells() -> None:
    dealer = await prospects.dealer()
    await _appoint(dealer, await people.operator("Fay"))
    with _at(DOORS):
        for number in range(3):
            await _lead(dealer, number)
        await _dead(dealer, DOORS)

    outcomes = await raced([lambda: lead_fallbacks.tell(DOORS + HOUR)] * 8)

    assert outcomes == {DONE: 8}
    assert await OutboxMessage.filter(topic="lead.fallen_back").count() == 3


async def test_an_owner_who_left_is_stood_in_for_by_the_brand() -> None:
    dealer, box = await prospects.dealer(), Postbox()
    dora = await prospects.staff(dealer)
    await people.operator()
    await _appoint(dealer, dora)
    await prospects.end_grants(dora, dealer.id)
    with _at(DOORS):
        await _lead(dealer, 1)
        await _dead(dealer, DOORS)
        await lead_fallbacks.tell(DOORS + HOUR)
        await box.fetch()
    assert box.subjects() == [("olga@people.example", SUBJECT)]


async def test_a_silent_lead_of_a_dealer_without_managers_is_told_to_the_owner_too() -> None:
    dealer, box = await prospects.dealer(), Postbox()
    dora = await prospects.staff(dealer)
    await people.operator()
    await _appoint(dealer, dora)
    with _at(DOORS):
        await _lead(dealer, 1)
        await box.fetch()
        for _ in range(2):  # the staff, and then who should manage it
            await Lead.all().update(escalate_at=DOORS)
            await lead_clocks.escalate(DOORS)
            await box.fetch()
    waiting = "A lead of Harbour Motors is waiting"
    assert box.subjects() == [
        ("dora@people.example", "A new lead for Harbour Motors"),
        ("dora@people.example", waiting),
        ("dora@people.example", waiting),
        ("olga@people.example", waiting),
    ]


async def test_a_dealer_with_managers_keeps_its_silent_leads_to_them_first() -> None:
    dealer, box = await prospects.dealer(), Postbox()
    await _appoint(dealer, await people.operator("Fay"))
    await people.with_role("Mona", Role.DEALER_MANAGER, dealer.id)
    with _at(DOORS):
        await _lead(dealer, 1)
        for _ in range(2):
            await Lead.all().update(escalate_at=DOORS)
            await lead_clocks.escalate(DOORS)
        await box.fetch()
    assert {to for to, _ in box.subjects()} == {"mona@people.example"}
