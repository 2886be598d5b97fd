"""Proposals: by the rules of the time, by turns between equals, and kept with their reasons."""

from collections import Counter
from functools import partial
from typing import Any

import pytest

from models import database, ids
from models.positions import Position
from models.refusals import NoRulesInForce, OutOfRange, ProposalSpent, TextTooLong
from models.routing import proposing
from models.routing.matching import Interest
from models.routing.rows import RoutingDecision, RoutingFacts
from models.routing.rules import Rule, Territory
from tests import races, routed
from tests.routed import MONDAY, later

pytestmark = pytest.mark.usefixtures("db")


async def test_a_proposal_keeps_the_version_the_reasons_and_nothing_exact_of_the_person() -> None:
    near = await routed.dealer("Near", latitude=31.24, longitude=121.49, city="Shanghai")
    far = await routed.dealer("Far", latitude=39.9, longitude=116.4, city="Beijing")
    version = await routed.rules(
        Rule("M5", models=["M5"]), Rule("Nearby", Territory.DISTANCE, within_km=2000)
    )

    made = await routed.propose(
        city=" SHANGHAI", position=Position(31.23456, 121.48765), model="M7", language="zh-CN"
    )

    kept = await RoutingDecision.get(id=made.id)
    assert (kept.dealer_id, kept.rules_id, kept.rule) == (near.id, version.id, "Nearby")
    assert kept.passed == [["M5", "MODEL"]]
    assert kept.scores == {str(near.id): -1, str(far.id): -1068}
    assert kept.refusals == {str(far.id): "LOWER_SCORE"}
    assert (kept.seq, kept.credits, kept.at) == (None, {}, MONDAY)
    assert kept.interest == {
        "at": "2026-03-02T02:00:00+00:00", "venue": None, "city": "shanghai",
        "position": [31.23, 121.49], "model": "m7", "language": "zh", "campaign": "",
        "relations": [], "among": None, "without": [],
    }  # fmt: skip


async def test_equal_dealers_take_turns_by_weight_and_facts_are_kept_once() -> None:
    dealers = [await routed.dealer(name) for name in ("One", "Two", "Three")]
    await routed.rules(Rule("Shared", dealers=routed.shares(*dealers, weights=(1, 2, 3))))

    made = [await routed.propose() for _ in range(12)]

    counts = Counter(decision.dealer_id for decision in made)
    assert [counts[dealer.id] for dealer in dealers] == [2, 4, 6]
    assert [decision.seq for decision in made] == list(range(1, 13))
    assert set(made[0].refusals.values()) == {"NOT_ITS_TURN"}
    assert await RoutingFacts.all().count() == 1


async def test_proposals_at_once_are_within_one_of_quota_at_every_prefix_of_their_numbers() -> None:
    dealers = [await routed.dealer(name) for name in ("One", "Two", "Three")]
    weights = dict(zip([dealer.id for dealer in dealers], (1, 2, 4), strict=True))
    await routed.rules(Rule("Shared", dealers=routed.shares(*dealers, weights=(1, 2, 4))))

    outcome = await races.raced(
        partial(proposing.propose, Interest(MONDAY), by=None) for _ in range(70)
    )

    assert outcome == {races.DONE: 70}
    rows = await RoutingDecision.all().order_by("seq").values_list("seq", "dealer_id")
    counts = Counter[Any]()
    for number, (seq, dealer_id) in enumerate(rows, start=1):
        counts[dealer_id] += 1
        assert seq == number
        assert all(abs(counts[it] * 7 - weight * number) < 7 for it, weight in weights.items())


async def test_a_proposal_is_by_the_version_of_its_own_time() -> None:
    old, new = await routed.dealer("Old"), await routed.dealer("New")
    await routed.rules(fallback=[old], at=later(0))
    await routed.rules(fallback=[new], at=later(10))

    assert (await routed.propose(later(20))).dealer_id == new.id
    assert (await routed.propose(later(5))).dealer_id == old.id  # told late
    with pytest.raises(NoRulesInForce):
        await routed.propose(later(-1))


async def test_where_no_rule_finds_anybody_nobody_is_proposed_and_it_is_kept_why() -> None:
    await routed.dealer()
    await routed.rules(Rule("City", Territory.CITY))

    made = await routed.propose(city="Suzhou")

    assert (made.dealer_id, made.rule, made.passed) == (None, "", [["City", "NOBODY"]])
    assert (await routed.propose(city="")).dealer_id is None


async def test_what_is_asked_is_checked_before_anything_is_written() -> None:
    await routed.rules(fallback=[await routed.dealer()])
    for known, refusal in (
        ({"city": "x" * 81}, TextTooLong),
        ({"position": Position(91, 0)}, OutOfRange),
    ):
        with pytest.raises(refusal):
            await routed.propose(**known)
    assert await RoutingDecision.all().count() == 0


async def test_a_proposal_is_taken_by_one_lead_of_its_dealer() -> None:
    dealer, other = await routed.dealer(), await routed.dealer("Other")
    await routed.rules(fallback=[dealer])
    made = await routed.propose()
    first, second = await routed.leads(dealer, 2)

    with pytest.raises(ProposalSpent):
        await proposing.take(made.id, other.id, first)
    await proposing.take(made.id, dealer.id, first)
    await proposing.take(made.id, dealer.id, first)
    with pytest.raises(ProposalSpent):
        await proposing.take(made.id, dealer.id, second)
    with pytest.raises(ProposalSpent):
        await proposing.take(ids.new(), dealer.id, second)

    assert (await RoutingDecision.get()).lead_id == first


async def test_of_leads_that_take_a_proposal_at_once_one_does() -> None:
    dealer = await routed.dealer()
    await routed.rules(fallback=[dealer])
    made = await routed.propose()

    outcome = await races.raced(
        partial(proposing.take, made.id, dealer.id, lead) for lead in await routed.leads(dealer, 8)
    )

    assert outcome == {races.DONE: 1, "PROPOSAL_SPENT": 7}


async def test_a_proposal_that_comes_to_nothing_takes_no_turn() -> None:
    await routed.rules(Rule("All"))
    await routed.dealer("One")
    await routed.dealer("Two")
    with pytest.raises(ZeroDivisionError):
        async with database.transaction():
            await proposing.propose(Interest(MONDAY), by=None)
            raise ZeroDivisionError
    assert (await routed.propose()).seq == 1
