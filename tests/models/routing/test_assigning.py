"""Assigning: leads go to the staff by turns, with hours, leave and load, exactly also at once."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest

from models import database, grants, ids
from models.dealers import Dealer
from models.grants import Grant
from models.leads import Lead, LeadState
from models.opening_hours import OpeningHours, Weekday
from models.rosters import Leave
from models.routing import assigning
from models.routing.rows import LeadRouting, RoutingFacts, RoutingTurn
from tests import people, races, routed
from tests.routed import MONDAY, later

pytestmark = pytest.mark.usefixtures("db")

SEVEN = (1, 2, 3, 5, 8, 13, 21)
OFFICE = [OpeningHours(Weekday.MONDAY, "09:00", "18:00")]


async def _seven(at: Dealer) -> dict[UUID, int]:
    names = ("Ann", "Ben", "Cho", "Dan", "Eve", "Fay", "Gus")
    return {
        (await routed.works(at, name, weight=weight)).id: weight
        for name, weight in zip(names, SEVEN, strict=True)
    }


def _is_within_one(weights: dict[UUID, int], chosen: Sequence[UUID | None]) -> bool:
    """Whether everyone was within one lead of quota after each of these leads."""
    total, counts = sum(weights.values()), Counter[UUID | None]()
    for number, one in enumerate(chosen, start=1):
        counts[one] += 1
        if any(abs(counts[it] * total - w * number) >= total for it, w in weights.items()):
            return False
    return True


async def test_ten_thousand_leads_are_within_one_of_quota_at_every_prefix() -> None:
    at = await routed.dealer()
    weights = await _seven(at)
    lead_ids = await routed.leads(at, 10_000)

    for start in range(0, 10_000, 500):
        await routed.assign(lead_ids[start : start + 500])

    rows = await LeadRouting.all().order_by("seq").values_list("seq", "assignee_id")
    assert [seq for seq, _ in rows] == list(range(1, 10_001))
    assert _is_within_one(weights, [one for _, one in rows])
    assert await RoutingFacts.all().count() == 1


async def test_sixteen_at_once_are_within_one_of_quota_at_every_prefix_of_their_numbers() -> None:
    at = await routed.dealer()
    weights = await _seven(at)
    lead_ids = await routed.leads(at, 640)

    outcome = await races.raced(partial(_assign_each, lead_ids[caller::16]) for caller in range(16))

    assert outcome == {races.DONE: 16}
    rows = await LeadRouting.all().order_by("seq").values_list("seq", "assignee_id", "lead_id")
    assert [seq for seq, *_ in rows] == list(range(1, 641))
    assert {lead_id for *_, lead_id in rows} == set(lead_ids)
    assert _is_within_one(weights, [one for _, one, _ in rows])


async def _assign_each(lead_ids: Sequence[UUID]) -> None:
    for start in range(0, len(lead_ids), 4):
        await assigning.assign(lead_ids[start : start + 4])


async def test_many_short_transactions_at_once_lose_no_turn() -> None:
    one, other = await routed.dealer("One"), await routed.dealer("Other")
    ann, ben = await routed.works(one, "Ann", weight=2), await routed.works(one, "Ben")
    cho = await routed.works(other, "Cho")
    pairs = list(zip(await routed.leads(one, 120), await routed.leads(other, 120), strict=True))

    outcome = await races.raced(partial(assigning.assign, pair) for pair in pairs)

    assert outcome == {races.DONE: 120}
    rows = await LeadRouting.filter(dealer_id=one.id).order_by("seq").values_list("assignee_id")
    assert _is_within_one({ann.id: 2, ben.id: 1}, [who for (who,) in rows])
    assert Counter(who for (who,) in rows) == {ann.id: 80, ben.id: 40}
    assert await LeadRouting.filter(dealer_id=other.id, assignee_id=cho.id).count() == 120
    assert [turn.seq for turn in await RoutingTurn.all()] == [120, 120]


async def test_a_lead_that_comes_to_nothing_takes_no_turn() -> None:
    at = await routed.dealer()
    await routed.works(at, "Ann")
    await routed.works(at, "Ben")
    first, second = await routed.leads(at, 2)

    with pytest.raises(ZeroDivisionError):
        async with database.transaction():
            await assigning.assign([first])
            raise ZeroDivisionError
    await routed.assign([second])

    [routing] = await LeadRouting.all()
    assert (routing.lead_id, routing.seq) == (second, 1)


async def test_nobody_in_the_roster_is_nobody_and_another_dealers_staff_stays_out_of_it() -> None:
    at, other = await routed.dealer(), await routed.dealer("Other")
    await routed.works(other, "Otto")
    [lead] = await routed.leads(at)

    assert await routed.assign([lead]) == [None]
    routing = await LeadRouting.get(lead_id=lead)
    assert (routing.assignee_id, routing.seq, routing.refusals) == (None, 1, {})
    assert await routed.assign([]) == []


async def test_whoever_is_on_duty_in_the_dealers_zone_goes_before_whoever_is_not() -> None:
    at = await routed.dealer()
    ann = await routed.works(at, "Ann", hours=OFFICE)
    ben = await routed.works(at, "Ben", hours=[OpeningHours(Weekday.TUESDAY, "09:00", "18:00")])
    lead_ids = await routed.leads(at, 6)

    on_monday = await routed.assign(lead_ids[:3])  # ten o'clock there
    at_night = await routed.assign(lead_ids[3:5], MONDAY + timedelta(hours=12))
    on_tuesday = await routed.assign(lead_ids[5:], later(1))

    assert on_monday == [ann.id, ann.id, ann.id]
    assert await routed.reasons(lead_ids[0]) == {ben.id: "OFF_DUTY"}
    assert set(at_night) == {ann.id, ben.id}
    assert await routed.reasons(lead_ids[3]) == {at_night[1]: "NOT_THEIR_TURN"}
    assert on_tuesday == [ben.id]


async def test_whoever_is_on_leave_gets_nothing_and_is_not_flooded_after_it() -> None:
    at = await routed.dealer()
    ann = await routed.works(at, "Ann", leaves=[Leave(later(0), later(7))])
    ben = await routed.works(at, "Ben")
    lead_ids = await routed.leads(at, 30)

    away = await routed.assign(lead_ids[:20])
    back = await routed.assign(lead_ids[20:], later(7))

    assert away == [ben.id] * 20
    assert await routed.reasons(lead_ids[0]) == {ann.id: "ON_LEAVE"}
    assert Counter(back) == {ann.id: 5, ben.id: 5}


async def test_a_full_desk_gets_nothing_until_a_lead_of_it_is_over() -> None:
    at = await routed.dealer()
    ann = await routed.works(at, "Ann", weight=10, most_open=2)
    ben = await routed.works(at, "Ben", most_open=1)
    lead_ids = await routed.leads(at, 8)

    assert await routed.assign(lead_ids[:2]) == [ann.id, ann.id]
    assert await routed.assign(lead_ids[2:4]) == [ben.id, None]
    assert await routed.reasons(lead_ids[2]) == {ann.id: "FULL"}
    assert await routed.reasons(lead_ids[3]) == {ann.id: "FULL", ben.id: "FULL"}

    await Lead.filter(id=lead_ids[0]).update(state=LeadState.WON)
    assert await routed.assign(lead_ids[4:6]) == [ann.id, None]
    await Lead.filter(id=lead_ids[1]).update(withdrawn_at=MONDAY)
    await Lead.filter(id=lead_ids[2]).update(state=LeadState.LOST, lost_reason="Moved")
    assert sorted(map(str, await routed.assign(lead_ids[6:]))) == sorted([str(ann.id), str(ben.id)])
    assert await LeadRouting.filter(ended_at=None, assignee_id=ann.id).count() == 2


async def test_callers_at_once_never_fill_a_desk_beyond_its_limit() -> None:
    at = await routed.dealer()
    ann = await routed.works(at, "Ann", most_open=5)
    lead_ids = await routed.leads(at, 16)

    await races.raced(partial(assigning.assign, [lead_id]) for lead_id in lead_ids)

    assert await LeadRouting.filter(assignee_id=ann.id).count() == 5
    assert await LeadRouting.filter(assignee_id=None).count() == 11


async def test_whoever_works_there_no_more_gets_nothing() -> None:
    at = await routed.dealer()
    ann, ben = await routed.works(at, "Ann"), await routed.works(at, "Ben")
    gone = await people.member("Cho")
    await routed.put(at, gone)
    await (await Grant.get(member_id=ann.id)).end(by=None)
    [lead] = await routed.leads(at)

    assert await routed.assign([lead], MONDAY + timedelta(days=400)) == [ben.id]
    assert await routed.reasons(lead) == {ann.id: "NO_ROLE", gone.id: "NO_ROLE"}
    assert await grants.alive(scope_id=at.id).count() == 1


async def test_a_lead_that_is_assigned_anew_lies_with_one_person() -> None:
    at = await routed.dealer()
    ann, ben = await routed.works(at, "Ann", most_open=1), await routed.works(at, "Ben")
    [lead] = await routed.leads(at)

    first = await routed.assign([lead])
    second = await routed.assign([lead], later(1))

    assert {*first, *second} == {ann.id, ben.id}
    rows = await LeadRouting.all().order_by("seq")
    assert [(row.seq, row.ended_at) for row in rows] == [(1, later(1)), (2, None)]


async def test_a_lead_that_is_not_there_is_left_out() -> None:
    async with database.transaction():
        assert await assigning.assign([ids.new()]) == {}
    assert await RoutingTurn.all().count() == 0
