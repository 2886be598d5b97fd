"""Previews: what other rules would change, told before they are in force, and just so it comes."""

from collections import Counter
from random import Random
from typing import Any
from uuid import UUID

import pytest

from models import clock, database, ids
from models.refusals import EndsBeforeStart, LastsTooLong
from models.routing import previewing, proposing, replaying, versions
from models.routing.matching import Interest
from models.routing.previewing import Preview, Shift
from models.routing.rows import RoutingDecision, RoutingRules, RoutingTurn
from models.routing.rules import Rule, Rules
from tests import routed
from tests.routed import later

pytestmark = pytest.mark.usefixtures("db")


async def _draft(*listed: Rule, fallback: Any = ()) -> RoutingRules:
    async with database.transaction():
        return await versions.draft(Rules(listed, fallback), "", by=ids.new())


async def _preview(version: RoutingRules, since: float = 0, until: float = 30) -> Preview:
    return await previewing.preview(version, later(since), later(until))


async def test_a_preview_counts_what_would_change_by_dealer_and_gives_examples_by_id() -> None:
    old, new = await routed.dealer("Old"), await routed.dealer("New")
    await routed.rules(fallback=[old])
    made = [await routed.propose(later(day), model=("m5", "m7")[day % 2]) for day in range(50)]
    version = await _draft(Rule("M5", models=["m5"], dealers=routed.shares(new)),
                           fallback=routed.shares(old))  # fmt: skip

    found = await _preview(version, until=50)

    assert (found.considered, found.changed, found.is_cut) == (50, 25, False)
    assert sorted(found.shifts, key=lambda shift: shift.before) == [
        Shift(new.id, 0, 25),
        Shift(old.id, 50, 25),
    ]
    assert [change.decision_id for change in found.examples] == [one.id for one in made[:40:2]]
    assert {change[1:] for change in found.examples} == {(old.id, new.id, "M5")}
    assert (await _preview(version, 10, 14)).considered == 4


async def test_a_preview_writes_nothing() -> None:
    old = await routed.dealer("Old")
    await routed.dealer("New")
    await routed.rules(fallback=[old])
    await routed.propose()
    version = await _draft(Rule("All"))
    turns = await RoutingTurn.all().count()

    await _preview(version)

    assert await RoutingTurn.all().count() == turns
    assert await RoutingDecision.all().count() == 1
    assert (await RoutingRules.get(id=version.id)).activates_at is None


async def test_those_who_would_get_nobody_are_counted_as_such() -> None:
    old = await routed.dealer("Old")
    await routed.rules(fallback=[old])
    await routed.propose()
    found = await _preview(await _draft())
    assert found.shifts == [Shift(old.id, 1, 0), Shift(None, 0, 1)]


async def test_a_period_has_a_beginning_and_at_most_ninety_two_days() -> None:
    version = await _draft()
    with pytest.raises(EndsBeforeStart):
        await _preview(version, 1, 1)
    with pytest.raises(LastsTooLong):
        await _preview(version, 0, 92.001)
    assert (await _preview(version, 0, 92)).considered == 0


async def test_what_was_previewed_is_what_happens_once_the_rules_are_in_force() -> None:
    dealers = [await routed.dealer(f"Dealer {number}") for number in range(5)]
    await routed.rules(Rule("All", dealers=routed.shares(*dealers)))
    chance, asked = Random(3), []
    for number in range(120):
        known = {"model": chance.choice(("m5", "m7")), "city": chance.choice(("A", "B", ""))}
        asked.append(await routed.propose(later(number / 10), **known))
    version = await _draft(
        Rule("M5", models=["m5"], dealers=routed.shares(*dealers[:3], weights=(5, 2, 1))),
        Rule("A", cities=["a"], dealers=routed.shares(*dealers[2:], weights=(1, 3, 2))),
        fallback=routed.shares(*dealers[:2]),
    )
    found = await _preview(version)

    with clock.injected(lambda: later(40)):
        await versions.activate(version, None, by=ids.new())
    after = [await _again(decision) for decision in asked]

    assert found.after == Counter(after)
    before = [decision.dealer_id for decision in asked]
    assert found.changed == sum(one != other for one, other in zip(before, after, strict=True))
    told = {change.decision_id: change.after_id for change in found.examples}
    assert told == {one.id: got for one, got in zip(asked, after, strict=True) if one.id in told}
    assert len(told) == previewing.EXAMPLES


async def _again(decision: RoutingDecision) -> UUID | None:
    known = Interest.of(decision.interest | {"at": later(41).isoformat()})
    return (await proposing.propose(known, by=None)).dealer_id


async def test_who_was_erased_is_left_out_of_previews_and_replays() -> None:
    dealer = await routed.dealer()
    version = await routed.rules(fallback=[dealer])
    kept, gone = await routed.propose(), await routed.propose()
    await RoutingDecision.filter(id=gone.id).update(interest={})
    found = await _preview(version)
    assert (found.considered, found.before) == (1, {dealer.id: 1})
    replay = await replaying.replay_all()
    assert (replay.decided, replay.differing) == (1, [])
    assert kept.dealer_id == dealer.id
