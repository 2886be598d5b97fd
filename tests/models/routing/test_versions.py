"""Versions of the rules: never edited, each in force from its time on."""

from functools import partial
from typing import Any

import pytest

from models import clock, database, ids
from models.audit import AuditEntry
from models.dealers import Dealer
from models.refusals import (
    AlreadyActive,
    AlreadyRuled,
    DealerTwice,
    DistanceUnfit,
    LocaleUnknown,
    NoRulesInForce,
    NotFound,
    OutOfRange,
    Refusal,
    RuleNamesAlike,
    TextEmpty,
    TimeIsPast,
)
from models.routing import versions
from models.routing.rows import RoutingRules
from models.routing.rules import DealerShare, Rule, Rules, Territory
from tests import races, routed
from tests.routed import LONG_AGO, MONDAY, later

pytestmark = pytest.mark.usefixtures("db")
SHARE = DealerShare(ids.new())


async def _draft(said: Rules = Rules()) -> RoutingRules:  # noqa: B008  it cannot change
    async with database.transaction():
        return await versions.draft(said, "For spring", by=ids.new())


async def _activate(made: RoutingRules, at: Any, now: Any = MONDAY) -> RoutingRules:
    with clock.injected(lambda: now):
        async with database.transaction():
            return await versions.activate(made, at, by=ids.new())


async def test_the_version_in_force_is_the_one_that_came_last_at_that_time() -> None:
    first, second, third = [await _draft() for _ in range(3)]
    assert [first.version, second.version, third.version] == [1, 2, 3]
    await _activate(first, later(0))
    await _activate(third, later(2))
    await _activate(second, later(5))

    found = [(await versions.in_force(later(day))).version for day in (0, 1.99, 2, 4, 5, 100)]

    assert found == [1, 1, 3, 3, 2, 2]
    with pytest.raises(NoRulesInForce):
        await versions.in_force(later(-0.001))
    deeds = [entry.action for entry in await AuditEntry.all().order_by("id")]
    assert deeds == ["routing_rules.draft"] * 3 + ["routing_rules.activate"] * 3


async def test_a_draft_is_not_in_force_and_keeps_clean_texts() -> None:
    dealer = await routed.dealer()
    rule = Rule(
        " Spring ", dealers=routed.shares(dealer), cities=["SHANGHAI "], languages=["zh-CN"]
    )

    made = await RoutingRules.get(id=(await _draft(Rules([rule]))).id)

    assert (made.activates_at, made.note) == (None, "For spring")
    [kept] = made.content.rules
    assert (kept.name, kept.cities, kept.languages) == ("Spring", ("shanghai",), ("zh",))
    with pytest.raises(NoRulesInForce):
        await versions.in_force(later(1000))


async def test_the_time_of_a_version_may_change_until_it_has_come() -> None:
    made = await _activate(await _draft(), later(5))
    assert (await _activate(made, later(1))).activates_at == later(1)
    with pytest.raises(AlreadyActive):
        await _activate(made, later(9), now=later(1))
    assert (await RoutingRules.get()).activates_at == later(1)


async def test_a_version_comes_into_force_now_or_later_and_alone() -> None:
    first, second = await _draft(), await _draft()
    assert (await _activate(first, None)).activates_at == MONDAY
    with pytest.raises(TimeIsPast):
        await _activate(second, later(-1))
    with pytest.raises(AlreadyRuled):
        await _activate(second, MONDAY)
    assert (await RoutingRules.get(version=2)).activates_at is None


async def test_drafts_at_once_get_numbers_without_a_gap_and_one_moment_goes_to_one() -> None:
    drafted = await races.raced(
        partial(versions.draft, Rules(), "", by=ids.new()) for _ in range(10)
    )
    assert drafted == {races.DONE: 10}
    made = await RoutingRules.all().order_by("version")
    assert [one.version for one in made] == list(range(1, 11))

    far = clock.now() + (MONDAY - LONG_AGO)
    outcome = await races.raced(partial(versions.activate, one, far, by=ids.new()) for one in made)

    assert outcome == {races.DONE: 1, "ALREADY_RULED": 9}


@pytest.mark.parametrize(
    ("said", "refusal", "field"),
    [
        (Rules([Rule("")]), TextEmpty, "rules.0.name"),
        (Rules([Rule("A"), Rule("A")]), RuleNamesAlike, "rules.1.name"),
        (Rules([Rule("A", Territory.DISTANCE)]), DistanceUnfit, "rules.0.withinKm"),
        (Rules([Rule("A", within_km=5)]), DistanceUnfit, "rules.0.withinKm"),
        (Rules([Rule("A", Territory.DISTANCE, within_km=0)]), OutOfRange, "rules.0.withinKm"),
        (Rules([Rule("A", languages=["fr"])]), LocaleUnknown, "rules.0.languages.0"),
        (Rules([Rule("A", cities=["B", " "])]), TextEmpty, "rules.0.cities.1"),
        (Rules([Rule("A", dealers=[SHARE, SHARE])]), DealerTwice, "rules.0.dealers.1.dealer"),
        (Rules(fallback=[DealerShare(SHARE.dealer_id, 0)]), OutOfRange, "fallback.0.weight"),
        (Rules([Rule(str(n)) for n in range(201)]), OutOfRange, "rules"),
        (Rules(fallback=[SHARE]), NotFound, "rules"),
        (Rules([Rule("A", venue_ids=[ids.new()])]), NotFound, "rules"),
    ],
)
async def test_wrong_rules_are_refused_with_the_path_to_what_is_wrong(
    said: Rules, refusal: type[Refusal], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        await _draft(said)
    assert refused.value.field == field
    assert await RoutingRules.all().count() == await Dealer.all().count() == 0
