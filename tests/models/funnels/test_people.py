"""The funnel: who came in a period and how far they have come, the same again whenever asked."""

from datetime import datetime

import pytest

from models import clock, database, ids, lead_merging
from models.contacts import Contact
from models.dealers import Dealer
from models.event_dealers import EventDealer
from models.events import Event
from models.funnels import people
from models.funnels.cuts import MOST_LINES, Key, ReportCut
from models.funnels.people import Counts, Funnel
from models.funnels.periods import Period
from models.leads import LeadState
from models.touches import LeadSource, Touch
from tests import cohorts, prospects
from tests.cohorts import DAY, MINUTE, WEEK_AFTER, WEEK_BEFORE
from tests.prospects import DOORS, Scene
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("db")
PERIOD = Period(WEEK_BEFORE, WEEK_AFTER)


async def _funnel(
    dealer: Dealer | None = None,
    by: ReportCut | None = None,
    as_of: datetime = WEEK_AFTER,
    period: Period = PERIOD,
) -> Funnel:
    return await people.funnel(period, as_of, dealer_id=dealer.id if dealer else None, by=by)


async def _eight_days(at: Scene) -> list[Contact]:
    """825 registered, 400 came, 300 were acknowledged, 223 drove, 165 bought, 91 by referral."""
    persons = await cohorts.people(825)
    await cohorts.register(at.event, persons)
    referred = persons[:91]
    await cohorts.leads(at.dealer, referred, LeadState.WON, source=LeadSource.REFERRAL)
    await cohorts.leads(at.dealer, persons[91:165], LeadState.WON)
    await cohorts.leads(at.dealer, persons[165:223], LeadState.TEST_DRIVE)
    await cohorts.leads(at.dealer, persons[223:300], LeadState.ACKNOWLEDGED)
    await cohorts.leads(at.dealer, persons[300:400])
    return persons


async def test_of_825_who_registered_27_in_a_hundred_drove_and_20_bought() -> None:
    at = await prospects.scene()
    await _eight_days(at)

    for dealer in (at.dealer, None):
        counts = (await _funnel(dealer)).counts
        assert counts == Counts(825, 400, 300, 223, 165, 91)
        assert [step.percent for step in counts.steps] == ["100.0", "48.5", "36.4", "27.0", "20.0"]
        assert [step.percent_of_previous for step in counts.steps] == [
            "100.0", "48.5", "75.0", "74.3", "74.0",
        ]  # fmt: skip
        assert counts.referred_percent == "55.2"  # of 165 orders, whatever it is of leads


async def test_who_came_to_an_event_by_a_members_invite_is_referred() -> None:
    at = await prospects.scene()
    persons = await cohorts.people(3)
    await cohorts.leads(at.dealer, persons[:1], LeadState.WON, referrer_id=ids.new())
    await cohorts.leads(at.dealer, persons[1:], LeadState.WON)
    assert (await _funnel(at.dealer)).counts == Counts(3, 3, 3, 3, 3, 1)


async def test_a_moment_gives_the_same_figures_whatever_came_later() -> None:
    at = await prospects.scene()
    persons = await cohorts.people(4)
    await cohorts.register(at.event, persons)
    first, second = await cohorts.leads(at.dealer, persons[:2])
    await cohorts.leads(at.dealer, persons[2:3], LeadState.WON)
    moment = DOORS + 3 * MINUTE  # the third has driven, and has no offer yet
    dora = ids.new()
    before = await _funnel(at.dealer, ReportCut.SOURCE, moment)
    assert before.counts == Counts(4, 3, 1, 1, 0, 0)

    with clock.injected(lambda: DOORS + DAY):
        await first.move(LeadState.ACKNOWLEDGED, "", by=dora)
        async with database.transaction():
            merge = await lead_merging.merge(first, second, by=dora)
        late = await cohorts.people(1)
        await cohorts.register(at.event, late, DOORS + DAY)
        await cohorts.touch(second, DOORS, created_at=DOORS + DAY, source=LeadSource.STAND)
        await Touch.all().update(withdrawn_at=DOORS + DAY)
    assert await _funnel(at.dealer, ReportCut.SOURCE, moment) == before
    merged = await _funnel(at.dealer, as_of=DOORS + 2 * DAY)
    assert merged.counts == Counts(4, 2, 2, 1, 1, 0)  # two who registered were one person

    await Touch.all().update(withdrawn_at=None)
    with clock.injected(lambda: DOORS + 3 * DAY):
        async with database.transaction():
            await merge.part(by=dora)
    assert await _funnel(at.dealer, ReportCut.SOURCE, moment) == before
    assert await _funnel(at.dealer, as_of=DOORS + 2 * DAY) == merged
    assert (await _funnel(at.dealer, as_of=DOORS + 4 * DAY)).counts == Counts(5, 3, 2, 1, 1, 0)


async def test_the_first_way_in_the_period_is_that_of_a_line() -> None:
    at = await prospects.scene()
    host, persons = ids.new(), await cohorts.people(7)
    await Event.filter(id=at.event.id).update(host_id=host)
    await cohorts.register(at.event, persons[:5])
    [twice, *_] = await cohorts.leads(
        at.dealer, persons[:2], LeadState.TEST_DRIVE, source=LeadSource.STAND, campaign="spring"
    )
    await cohorts.touch(twice, DOORS + MINUTE, source=LeadSource.WEB_FORM, campaign="summer")
    await cohorts.leads(at.dealer, persons[5:], LeadState.WON, source=LeadSource.WEB_FORM)

    stand, form, none = Counts(2, 2, 2, 2), Counts(2, 2, 2, 2, 2), Counts(3)
    assert await _lines(at, ReportCut.SOURCE) == [
        (Key(), none),
        (Key(source=LeadSource.STAND), stand),
        (Key(source=LeadSource.WEB_FORM), form),
    ]
    assert await _lines(at, ReportCut.CAMPAIGN) == [
        (Key(), none),
        (Key(campaign=""), form),
        (Key(campaign="spring"), stand),
    ]
    at_event = Counts(5, 2, 2, 2)
    assert await _lines(at, ReportCut.EVENT) == [
        (Key(event_id=at.event.id), at_event),
        (Key(), form),
    ]
    assert await _lines(at, ReportCut.HOST) == [(Key(host_id=host), at_event), (Key(), form)]


async def _lines(at: Scene, by: ReportCut) -> list[tuple[Key, Counts]]:
    return [(line.key, line.counts) for line in (await _funnel(at.dealer, by)).lines]


async def test_who_comes_before_or_after_the_period_is_of_another_cohort() -> None:
    at = await prospects.scene()
    early, first, late = ([one] for one in await cohorts.people(3))
    for person, when in ((early, WEEK_BEFORE - MINUTE), (first, WEEK_BEFORE), (late, WEEK_AFTER)):
        await cohorts.register(at.event, person, when)
    await cohorts.leads(at.dealer, early, LeadState.WON, at=WEEK_BEFORE - MINUTE)
    # who registered in the period may come as far as they like after it
    await cohorts.leads(at.dealer, first, LeadState.WON, at=WEEK_AFTER + DAY)

    assert (await _funnel(at.dealer)).counts == Counts(1)
    assert (await _funnel(at.dealer, as_of=WEEK_AFTER + 2 * DAY)).counts == Counts(1, 1, 1, 1, 1)


async def test_a_dealer_counts_its_own_and_the_brand_each_person_once() -> None:
    at = await prospects.scene("Harbour Motors", "Hill Motors")
    hill = at.dealers[1]
    other = await prospects.again(at)
    await EventDealer.filter(event_id=other.id, dealer_id=hill.id).delete()
    persons = await cohorts.people(3)
    await cohorts.register(at.event, persons[:2])
    await cohorts.register(other, persons[1:])
    await cohorts.leads(at.dealer, persons[:1], LeadState.ACKNOWLEDGED)
    await cohorts.leads(hill, persons[:2], LeadState.WON)

    assert (await _funnel(at.dealer)).counts == Counts(3, 1, 1)
    assert (await _funnel(hill)).counts == Counts(2, 2, 2, 2, 2)
    assert (await _funnel()).counts == Counts(3, 2, 2, 2, 2)


async def test_two_contacts_who_are_one_lead_are_one_person() -> None:
    at = await prospects.scene()
    persons = await cohorts.people(2)
    await cohorts.register(at.event, persons)
    [lead] = await cohorts.leads(at.dealer, persons[:1], LeadState.WON)
    await cohorts.touch(lead, DOORS, contact_id=persons[1].id)

    assert (await _funnel(at.dealer)).counts == Counts(1, 1, 1, 1, 1)


async def test_a_sale_that_was_taken_back_is_an_order_until_then() -> None:
    at = await prospects.scene()
    [lead] = await cohorts.leads(at.dealer, await cohorts.people(1), LeadState.WON)
    await cohorts.take_back(lead, DOORS + DAY)

    sold, taken_back = Counts(1, 1, 1, 1, 1), Counts(1, 1, 1, 1, 0)
    assert (await _funnel(as_of=DOORS + DAY - MINUTE)).counts == sold
    assert (await _funnel(as_of=DOORS + DAY)).counts == taken_back


async def test_beyond_fifty_lines_the_others_are_one() -> None:
    at = await prospects.scene()
    persons = await cohorts.people(MOST_LINES + 10)
    for number, person in enumerate(persons):
        await cohorts.leads(at.dealer, [person], campaign=f"{number:03}")

    async with counted() as statements:
        found = await _funnel(at.dealer, ReportCut.CAMPAIGN)

    assert len(statements) <= 2  # one, and what the driver asks for
    assert found.counts == Counts(MOST_LINES + 10, MOST_LINES + 10)
    assert [line.key.campaign for line in found.lines[:2]] == ["000", "001"]
    assert len(found.lines) == MOST_LINES + 1
    assert found.lines[-1].key == Key(is_rest=True)
    assert found.lines[-1].counts == Counts(10, 10)
