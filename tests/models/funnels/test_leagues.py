"""Response times and the league: in the dealer's open minutes, and nobody shown to others."""

from datetime import datetime, timedelta

import pytest

from models.dealers import Dealer
from models.funnels import answers, leagues, responses
from models.funnels.leagues import League, LeagueLine, LeagueMedian
from models.funnels.periods import Period
from models.funnels.responses import Responses, ResponseTimes
from models.leads import Lead, LeadMove, LeadState
from models.refusals import TooMuchAtOnce
from tests import cohorts, prospects
from tests.cohorts import DAY, MINUTE, WEEK_AFTER, WEEK_BEFORE
from tests.prospects import DOORS
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("db")
PERIOD = Period(WEEK_BEFORE, WEEK_AFTER)
NOON = DOORS + timedelta(hours=2)  # a Saturday
DAYTIME = [
    {"weekday": day, "opens_at": "09:00", "closes_at": "17:00"} for day in ("SATURDAY", "MONDAY")
]


async def _captured(dealer: Dealer, at: datetime, acknowledged: int | None, **also: object) -> Lead:
    """A lead acknowledged after so many minutes of the clock on the wall."""
    [person] = await cohorts.people(1)
    [lead] = await cohorts.leads(dealer, [person], at=at)
    after = at + acknowledged * MINUTE if acknowledged is not None else None
    await Lead.filter(id=lead.id).update(acknowledged_at=after, **also)
    return lead


async def test_response_times_count_open_minutes_and_plain_ones() -> None:
    dealer = await Dealer.create(name="Harbour Motors", zone="UTC", opening_hours=DAYTIME)
    over_sunday = 16 * 60 + 24 * 60  # from Saturday at five to Monday at nine
    for minutes in (0, 10, 20, over_sunday + 4 * 60 + 30):
        await _captured(dealer, NOON + timedelta(hours=1), minutes)
    await _captured(dealer, NOON, 40, contacted_at=NOON + 100 * MINUTE)
    await _captured(dealer, NOON, None)

    found = await responses.responses(PERIOD, WEEK_AFTER, dealer.id)

    assert found == Responses(
        WEEK_AFTER, leads=6, due=6, in_time=3,
        acknowledging=ResponseTimes(5, 20, 270, 20, over_sunday + 270),
        contacting=ResponseTimes(1, 100, 100, 100, 100),
    )  # fmt: skip


async def test_what_is_not_due_or_was_withdrawn_before_is_not_late() -> None:
    dealer = await prospects.dealer()
    await _captured(dealer, NOON, None)
    await _captured(dealer, NOON, None, withdrawn_at=NOON + 29 * MINUTE)
    late = await _captured(dealer, NOON, None, withdrawn_at=NOON + 31 * MINUTE)
    await _captured(dealer, NOON, 30)

    for minutes, due, in_time in ((29, 0, 0), (30, 3, 1), (32, 3, 1)):
        found = await responses.responses(PERIOD, NOON + minutes * MINUTE, None)
        assert (found.leads, found.due, found.in_time) == (4, due, in_time)
    assert late.acknowledge_until == NOON + 30 * MINUTE


async def test_more_leads_than_can_be_counted_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MOST_LEADS", 2)
    dealer = await prospects.dealer()
    await cohorts.leads(dealer, await cohorts.people(2))
    assert (await responses.responses(PERIOD, WEEK_AFTER, None)).leads == 2

    await cohorts.leads(dealer, await cohorts.people(1))
    with pytest.raises(TooMuchAtOnce):
        await responses.responses(PERIOD, WEEK_AFTER, None)


async def _dealers(count: int) -> list[Dealer]:
    """The n-th has n leads: all driven, all but the first bought, the first late; none silent."""
    made = [await prospects.dealer(f"Dealer {number}") for number in range(1, count + 1)]
    for number, dealer in enumerate(made, start=1):
        persons = await cohorts.people(number)
        await cohorts.leads(dealer, persons[:1], LeadState.TEST_DRIVE)
        await cohorts.leads(dealer, persons[1:], LeadState.WON)
        await Lead.filter(dealer_id=dealer.id, state=LeadState.TEST_DRIVE).update(
            acknowledged_at=DOORS + 60 * MINUTE
        )
    return made


async def test_the_league_is_led_by_who_sold_most_and_knows_the_middle() -> None:
    made = await _dealers(5)
    await cohorts.leads(made[0], await cohorts.people(1), LeadState.WON, at=WEEK_AFTER + DAY)

    async with counted() as statements:
        found = await leagues.league(PERIOD, WEEK_AFTER)

    assert len(statements) <= 4  # three, and what the driver asks for
    assert found == League(
        WEEK_AFTER,
        [
            LeagueLine(made[4].id, 5, 5, 4, 5, 4, 1),
            LeagueLine(made[3].id, 4, 4, 3, 4, 3, 1),
            LeagueLine(made[2].id, 3, 3, 2, 3, 2, 1),
            LeagueLine(made[1].id, 2, 2, 1, 2, 1, 1),
            LeagueLine(made[0].id, 1, 1, 0, 1, 0, 60),
        ],
        LeagueMedian(5, 3, "66.7", 3, 2, 1),
    )
    assert [line.dealer_id for line in found.seen_by([made[2].id]).lines] == [made[2].id]


async def test_a_sale_that_was_taken_back_is_no_order_of_the_league() -> None:
    dealer = await prospects.dealer()
    sold, _ = await cohorts.leads(dealer, await cohorts.people(2), LeadState.WON)
    await cohorts.take_back(sold, DOORS + DAY)

    assert (await leagues.league(PERIOD, WEEK_AFTER)).lines == [
        LeagueLine(dealer.id, 2, 2, 2, 2, 1, 1)
    ]


async def test_of_a_few_dealers_no_median_tells_of_the_others() -> None:
    await _dealers(4)
    assert (await leagues.league(PERIOD, WEEK_AFTER)).median is None


async def test_a_moment_gives_the_same_answers_and_league_whatever_came_later() -> None:
    dealer = await prospects.dealer()
    sold, driven = await cohorts.leads(dealer, await cohorts.people(2), LeadState.WON)
    await LeadMove.filter(lead_id=driven.id, to_state=LeadState.WON).update(at=DOORS + DAY)
    silent = await _captured(dealer, DOORS, None)
    moment = DOORS + 20 * MINUTE
    before = LeagueLine(dealer.id, 3, 2, 2, 2, 1, 1)
    assert (await leagues.league(PERIOD, moment)).lines == [before]

    await cohorts.take_back(sold, DOORS + 2 * DAY)
    await Lead.filter(id=silent.id).update(
        acknowledged_at=DOORS + DAY, contacted_at=DOORS + DAY, withdrawn_at=DOORS + 2 * DAY
    )
    await _captured(dealer, DOORS + DAY, 1)

    assert (await leagues.league(PERIOD, moment)).lines == [before]
    found = await responses.responses(PERIOD, moment, dealer.id)
    assert (found.as_of, found.leads, found.due, found.in_time) == (moment, 3, 2, 2)
    assert (found.acknowledging.count, found.contacting.count) == (2, 2)
    after = await leagues.league(PERIOD, WEEK_AFTER)
    assert after.lines == [LeagueLine(dealer.id, 4, 4, 3, 2, 1, 1)]
    assert (await leagues.league(PERIOD, DOORS - MINUTE)).lines == []
