"""Replays: a thousand random decisions come to the same again, and a changed one is told."""

from datetime import timedelta
from random import Random

import pytest

from models import database
from models.dealers import Dealer
from models.opening_hours import OpeningHours, Weekday
from models.positions import Position
from models.rosters import Leave
from models.routing import proposing, replaying
from models.routing.matching import Interest
from models.routing.rows import LeadRouting, RoutingDecision, RoutingRules
from models.routing.rules import Rule, Territory
from tests import routed
from tests.routed import MONDAY, later

pytestmark = pytest.mark.usefixtures("db")
CITIES = ("Shanghai", "Suzhou", "Hangzhou", "")
MODELS = ("m5", "m7", "")


async def _dealers(chance: Random) -> list[Dealer]:
    return [
        await routed.dealer(
            f"Dealer {number}",
            city=chance.choice(CITIES),
            latitude=30 + chance.random() * 2 if number % 3 else None,
            longitude=120 + chance.random() * 2 if number % 3 else None,
        )
        for number in range(8)
    ]


async def _rules(chance: Random, dealers: list[Dealer], day: float) -> None:
    some = routed.shares(*dealers[:5], weights=[chance.randint(1, 9) for _ in range(5)])
    await routed.rules(
        Rule("Own", Territory.RELATION),
        Rule("M5", models=["m5"], dealers=some),
        Rule("Near", Territory.DISTANCE, within_km=chance.randint(20, 120)),
        Rule("City", Territory.CITY),
        fallback=dealers[:3],
        at=later(day),
    )


def _interest(chance: Random, dealers: list[Dealer]) -> Interest:
    ids = [dealer.id for dealer in dealers]
    place = Position(30 + chance.random() * 2, 120 + chance.random() * 2)
    return Interest(
        at=later(chance.random() * 30),
        city=chance.choice(CITIES),
        position=place if chance.random() < 0.6 else None,
        model=chance.choice(MODELS),
        relations=tuple(chance.sample(ids, chance.choice((0, 0, 0, 2)))),
        among=tuple(chance.sample(ids, 4)) if chance.random() < 0.2 else None,
        without=tuple(chance.sample(ids, chance.choice((0, 0, 1)))),
    )


async def _decide(chance: Random, count: int) -> None:
    """Half proposals, half assignments, while rosters and dealers change."""
    dealers = await _dealers(chance)
    for day in (0, 10, 20):
        await _rules(chance, dealers, day)
    staff = [
        await routed.works(
            dealers[0], name, weight=chance.randint(1, 9), most_open=chance.choice((None, 40))
        )
        for name in ("Ann", "Ben", "Cho", "Dan")
    ]
    lead_ids = await routed.leads(dealers[0], count // 2)
    for at in range(0, count // 2, 20):
        moment = later(at * 30 / count)
        await routed.put(
            dealers[0],
            chance.choice(staff),
            weight=chance.randint(1, 9),
            hours=[OpeningHours(day, "09:00", "18:00") for day in list(Weekday)[:5]],
            leaves=[Leave(moment, moment + timedelta(days=chance.randint(1, 3)))],
        )
        await Dealer.filter(id=chance.choice(dealers).id).update(city=chance.choice(CITIES))
        async with database.transaction():
            for _ in range(20):
                await proposing.propose(_interest(chance, dealers), by=None)
            await routed.assign(lead_ids[at : at + 20], moment)


async def test_a_thousand_random_decisions_come_to_the_same_again() -> None:
    await _decide(Random(5), 1000)

    done = await replaying.replay_all()

    assert (done.decided, done.differing) == (1000, [])
    assert await RoutingDecision.all().count() == await LeadRouting.all().count() == 500
    rules = {decision.rule for decision in await RoutingDecision.all()}
    assert rules == {"Own", "M5", "Near", "City", ""}


async def test_whatever_was_changed_by_hand_is_told() -> None:
    await _decide(Random(7), 80)
    decision = await RoutingDecision.exclude(dealer_id=None).first()
    routing = await LeadRouting.exclude(assignee_id=None).first()
    assert decision is not None
    assert routing is not None
    await RoutingDecision.filter(id=decision.id).update(dealer_id=None)
    await LeadRouting.filter(id=routing.id).update(assignee_id=None)

    done = await replaying.replay_all()

    assert done.differing == [decision.id, routing.id]


async def test_a_roster_of_today_changes_nothing_of_yesterday() -> None:
    at = await routed.dealer()
    ann = await routed.works(at, "Ann")
    [lead] = await routed.leads(at)
    await routed.assign([lead])
    await routed.put(at, ann, most_open=1, leaves=[Leave(MONDAY, later(9))])
    await Dealer.filter(id=at.id).update(zone="UTC")

    done = await replaying.replay_all()

    assert (done.decided, done.differing) == (1, [])
    assert await RoutingRules.all().count() == 0
