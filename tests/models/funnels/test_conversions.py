"""Attribution: the same touches under three views, and credits that add up to the conversions."""

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import clock, database, ids, lead_merging
from models.dealers import Dealer
from models.funnels import conversions
from models.funnels.conversions import AttributionView, ConversionKind, Sharing
from models.funnels.cuts import MOST_LINES, Key, ReportCut
from models.funnels.periods import Period
from models.leads import Lead, LeadMove, LeadState
from models.touches import LeadSource
from tests import cohorts, prospects
from tests.cohorts import DAY, MINUTE, WEEK_AFTER, WEEK_BEFORE
from tests.prospects import DOORS
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("db")
FIRST, LAST, WEIGHTED = AttributionView
PERIOD = Period(WEEK_BEFORE, WEEK_AFTER)


async def _bought(dealer: Dealer, *campaigns: str) -> Lead:
    """An order after a touch of each of these campaigns, one a day from a week before doors."""
    [person] = await cohorts.people(1)
    [lead] = await cohorts.leads(
        dealer, [person], LeadState.WON, campaign=campaigns[0], at=WEEK_BEFORE
    )
    await LeadMove.filter(lead_id=lead.id, to_state=LeadState.WON).update(at=DOORS)
    for number, campaign in enumerate(campaigns[1:], start=1):
        await cohorts.touch(lead, WEEK_BEFORE + number * DAY, campaign=campaign)
    return lead


async def _credits(
    view: AttributionView,
    dealer: Dealer | None = None,
    of: ConversionKind = ConversionKind.ORDER,
    as_of: datetime = WEEK_AFTER,
) -> tuple[int, dict[str | None, str]]:
    found = await conversions.attribution(
        PERIOD,
        as_of,
        Sharing(view, of, ReportCut.CAMPAIGN),
        dealer_id=dealer.id if dealer else None,
    )
    return found.conversions, {line.key.campaign: line.conversions for line in found.credits}


async def test_the_same_touches_have_these_credits_under_three_views() -> None:
    dealer = await prospects.dealer()
    await _bought(dealer, "spring")
    await _bought(dealer, "spring", "expo")
    await _bought(dealer, "spring", "", "expo", "expo", "summer")

    assert await _credits(FIRST) == (3, {"spring": "3.00"})
    assert await _credits(LAST) == (3, {"expo": "1.00", "spring": "1.00", "summer": "1.00"})
    # 1 + 1/2 + 2/5, 1/2 + 2/15, 2/5, 1/15: what is cut off most is given back first
    assert await _credits(WEIGHTED) == (
        3,
        {"spring": "1.90", "expo": "0.63", "summer": "0.40", "": "0.07"},
    )


async def test_an_order_that_was_taken_back_is_owed_to_nothing() -> None:
    dealer = await prospects.dealer()
    await _bought(dealer, "spring")
    await cohorts.take_back(await _bought(dealer, "expo"), DOORS + DAY)

    assert await _credits(FIRST) == (1, {"spring": "1.00"})


async def test_what_is_not_known_is_a_line_of_its_own() -> None:
    dealer = await prospects.dealer()
    lead = await _bought(dealer, "")
    await LeadMove.filter(lead_id=lead.id, to_state=LeadState.WON).update(
        at=WEEK_BEFORE  # no touch was before it but the first
    )
    untouched = await prospects.lead(dealer)
    await Lead.filter(id=untouched.id).update(state=LeadState.WON)
    await LeadMove.create(
        lead_id=untouched.id, from_state=LeadState.OFFER, to_state=LeadState.WON,
        actor_id=ids.new(), at=DOORS,
    )  # fmt: skip

    for view in AttributionView:
        assert await _credits(view) == (2, {"": "1.00", None: "1.00"})


async def test_leads_and_orders_count_when_they_come_and_for_their_dealer() -> None:
    dealer, other = await prospects.dealer(), await prospects.dealer("Other Cars")
    persons = await cohorts.people(3)
    await cohorts.leads(dealer, persons[:1], campaign="in", at=WEEK_AFTER - MINUTE)
    await cohorts.leads(
        dealer, persons[1:2], LeadState.WON, campaign="after", at=WEEK_AFTER - MINUTE
    )
    await cohorts.leads(other, persons[2:], LeadState.WON, campaign="other", at=DOORS)

    leads = ConversionKind.LEAD
    assert await _credits(FIRST, dealer, leads) == (2, {"after": "1.00", "in": "1.00"})
    assert await _credits(FIRST, dealer) == (0, {})
    assert await _credits(FIRST) == (1, {"other": "1.00"})


async def test_a_later_touch_and_a_merge_leave_an_order_credited() -> None:
    dealer = await prospects.dealer()
    lead, other = await _bought(dealer, "spring"), await prospects.lead(dealer)
    await cohorts.touch(lead, DOORS + MINUTE, campaign="too late")
    assert await _credits(WEIGHTED) == (1, {"spring": "1.00"})

    with clock.injected(lambda: DOORS + DAY):
        async with database.transaction():
            await lead_merging.merge(other, lead, by=ids.new())

    assert await _credits(WEIGHTED) == (1, {"spring": "1.00"})


async def test_a_moment_gives_the_same_credits_whatever_came_later() -> None:
    dealer, leads = await prospects.dealer(), ConversionKind.LEAD
    sold, kept = await _bought(dealer, "spring"), await _bought(dealer, "expo", "summer")
    moment = DOORS + MINUTE
    orders = {"expo": "0.50", "spring": "1.00", "summer": "0.50"}
    assert await _credits(WEIGHTED, as_of=moment) == (2, orders)

    await cohorts.take_back(sold, DOORS + DAY)
    await cohorts.touch(kept, WEEK_BEFORE, created_at=DOORS + DAY, campaign="heard late")
    await _bought(dealer, "later")
    await LeadMove.filter(at=DOORS).exclude(lead_id__in=[sold.id, kept.id]).update(at=DOORS + DAY)
    with clock.injected(lambda: DOORS + 2 * DAY):
        async with database.transaction():
            merge = await lead_merging.merge(kept, sold, by=ids.new())
    assert await _credits(WEIGHTED, as_of=moment) == (2, orders)
    assert (await _credits(FIRST, as_of=moment, of=leads))[0] == 3
    merged = await _credits(FIRST, as_of=DOORS + 3 * DAY)
    assert merged[0] == 2  # of the one that was kept, and the one that came later

    with clock.injected(lambda: DOORS + 4 * DAY):
        async with database.transaction():
            await merge.part(by=ids.new())
    assert await _credits(WEIGHTED, as_of=moment) == (2, orders)
    assert await _credits(FIRST, as_of=DOORS + 3 * DAY) == merged
    assert await _credits(FIRST, as_of=WEEK_BEFORE - MINUTE, of=leads) == (0, {})


async def test_beyond_fifty_lines_the_others_are_one_and_the_sum_stays_exact() -> None:
    dealer = await prospects.dealer()
    await _bought(dealer, *(["a"] * 2), "b", "c")
    for number in range(MOST_LINES + 5):
        await _bought(dealer, f"{number:03}", "a", f"x{number:03}")

    everything = Sharing(WEIGHTED, by=ReportCut.CAMPAIGN)
    async with counted() as statements:
        found = await conversions.attribution(PERIOD, WEEK_AFTER, everything, dealer_id=None)

    assert len(statements) <= 2  # one, and what the driver asks for
    assert found.conversions == MOST_LINES + 6
    assert len(found.credits) == MOST_LINES + 1
    assert found.credits[-1].key == Key(is_rest=True)
    assert sum(Decimal(line.conversions) for line in found.credits) == MOST_LINES + 6


async def test_by_source_is_the_source_of_the_touch() -> None:
    dealer = await prospects.dealer()
    lead = await _bought(dealer, "")
    await cohorts.touch(lead, DOORS - DAY, source=LeadSource.REFERRAL)

    found = await conversions.attribution(PERIOD, WEEK_AFTER, Sharing(LAST), dealer_id=dealer.id)

    assert [(line.key, line.conversions) for line in found.credits] == [
        (Key(source=LeadSource.REFERRAL), "1.00")
    ]


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=5), min_size=1, max_size=6))
async def test_under_every_view_credits_add_up_to_the_conversions(orders: list[list[str]]) -> None:
    dealer = await prospects.dealer(str(ids.new()))
    for campaigns in orders:
        await _bought(dealer, *campaigns)
    for view in AttributionView:
        count, credited = await _credits(view, dealer)
        assert (count, sum(map(Decimal, credited.values()))) == (len(orders), len(orders))
