"""Rules: the first that fits and finds a dealer decides, and every other dealer is told why not."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from models import positions
from models.positions import Position
from models.routing import matching
from models.routing.matching import DealerRefusal, Interest, KnownDealer, Match, Passed, RuleMiss
from models.routing.rules import DealerShare, Rule, Rules, Territory

AT = datetime(2026, 3, 2, tzinfo=UTC)
BUND, PUDONG, HONGQIAO = Position(31.24, 121.49), Position(31.23, 121.54), Position(31.2, 121.33)
HARBOUR, EAST, WEST, NOWHERE = (UUID(int=number) for number in range(1, 5))
DEALERS = [
    KnownDealer(HARBOUR, "shanghai", BUND),
    KnownDealer(EAST, "shanghai", PUDONG),
    KnownDealer(WEST, "suzhou", HONGQIAO),
    KnownDealer(NOWHERE, "", None),
]
VENUE = UUID(int=9)
NAMED_HARBOUR = [DealerShare(HARBOUR)]


def _match(*listed: Rule, fallback: tuple[DealerShare, ...] = (), **known: Any) -> Match:
    return matching.match(Interest(AT, **known), Rules(listed, fallback), DEALERS)


@pytest.mark.parametrize(
    ("condition", "known", "miss"),
    [
        ({"venue_ids": [VENUE]}, {"venue_id": VENUE}, RuleMiss.VENUE),
        ({"cities": ["shanghai"]}, {"city": "shanghai"}, RuleMiss.CITY),
        ({"models": ["m5", "m7"]}, {"model": "m7"}, RuleMiss.MODEL),
        ({"languages": ["zh"]}, {"language": "zh"}, RuleMiss.LANGUAGE),
        ({"campaigns": ["spring"]}, {"campaign": "spring"}, RuleMiss.CAMPAIGN),
    ],
)
def test_a_rule_is_for_those_whom_its_conditions_name(
    condition: dict[str, Any], known: dict[str, Any], miss: RuleMiss
) -> None:
    rule = Rule("First", dealers=NAMED_HARBOUR, **condition)

    assert _match(rule, **known).scores == {HARBOUR: 0}
    missed = _match(rule, fallback=(DealerShare(EAST),))
    assert (missed.rule, missed.passed) == ("", (Passed("First", miss),))
    assert missed.scores == {EAST: 0}


def test_all_conditions_of_a_rule_must_be_met_and_the_first_rule_goes_before_the_second() -> None:
    both = Rule("Both", cities=["shanghai"], models=["m5"], dealers=NAMED_HARBOUR)
    rest = Rule("Rest", dealers=[DealerShare(EAST, 3), DealerShare(WEST, 2)])

    assert _match(both, rest, city="shanghai", model="m5").rule == "Both"
    found = _match(both, rest, city="shanghai", model="m7")
    assert (found.rule, found.passed) == ("Rest", (Passed("Both", RuleMiss.MODEL),))
    assert found.weights == {EAST: 3, WEST: 2}
    assert found.refusals == {
        HARBOUR: DealerRefusal.NOT_NAMED,
        NOWHERE: DealerRefusal.NOT_NAMED,
    }


def test_by_city_those_in_it_take_turns() -> None:
    found = _match(Rule("City", Territory.CITY), city="shanghai")
    assert found.weights == {HARBOUR: 1, EAST: 1}
    assert found.refusals == dict.fromkeys((WEST, NOWHERE), DealerRefusal.OTHER_CITY)


def test_who_is_in_no_known_city_is_not_in_that_of_a_dealer_of_none() -> None:
    found = _match(Rule("City", Territory.CITY))
    assert (found.scores, found.passed) == ({}, (Passed("City", RuleMiss.NOBODY),))


def test_by_distance_the_nearest_is_taken_and_who_is_too_far_or_nowhere_is_not() -> None:
    found = _match(Rule("Near", Territory.DISTANCE, within_km=10), position=BUND)
    assert found.scores == {HARBOUR: 0, EAST: -5}
    assert found.weights == {HARBOUR: 1}
    assert found.refusals == {
        EAST: DealerRefusal.LOWER_SCORE,
        WEST: DealerRefusal.TOO_FAR,
        NOWHERE: DealerRefusal.TOO_FAR,
    }
    assert _match(Rule("Near", Territory.DISTANCE, within_km=10)).scores == {}


def test_by_relation_the_latest_is_taken_and_who_has_none_falls_to_the_next_rule() -> None:
    own, rest = Rule("Own", Territory.RELATION), Rule("Rest", dealers=NAMED_HARBOUR)
    found = _match(own, rest, relations=(WEST, EAST))
    assert (found.rule, found.scores, found.weights) == ("Own", {WEST: 0, EAST: -1}, {WEST: 1})
    assert found.refusals[HARBOUR] is DealerRefusal.NO_RELATION
    assert _match(own, rest).passed == (Passed("Own", RuleMiss.NOBODY),)


def test_whom_the_person_did_not_agree_to_or_who_had_the_lead_is_out_of_the_question() -> None:
    found = _match(Rule("All"), among=(HARBOUR, EAST), without=(HARBOUR,))
    assert found.scores == {EAST: 0}
    assert found.refusals == {
        HARBOUR: DealerRefusal.HAD_IT,
        WEST: DealerRefusal.NO_CONSENT,
        NOWHERE: DealerRefusal.NO_CONSENT,
    }


def test_without_rules_and_fallback_nobody_is_proposed() -> None:
    found = _match()
    assert (found.rule, found.scores, found.refusals, found.weights) == ("", {}, {}, {})


def test_what_is_known_and_the_rules_come_back_from_json_as_they_were() -> None:
    known = Interest(
        AT, VENUE, "shanghai", BUND, "m5", "zh", "spring", (WEST,), (EAST, WEST), (HARBOUR,)
    )
    rules = Rules(
        (
            Rule(
                "All", Territory.DISTANCE, (DealerShare(EAST, 7),), 30, (VENUE,), ("shanghai",),
                ("m5",), ("zh",), ("spring",),
            ),
        ),
        (DealerShare(WEST, 2),),
    )  # fmt: skip
    assert Interest.of(known.json()) == known
    assert Interest.of(Interest(AT).json()) == Interest(AT)
    assert Rules.of(rules.json()) == rules


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        (BUND, BUND, 0),
        (Position(0, 0), Position(0, 180), 20015),
        (Position(90, 0), Position(-90, 77), 20015),
        (Position(31.2304, 121.4737), Position(39.9042, 116.4074), 1067),
        (Position(10, 179.5), Position(10, -179.5), 110),
    ],
)
def test_distances_are_along_the_great_circle(one: Position, other: Position, km: int) -> None:
    assert positions.km_between(one, other) == positions.km_between(other, one) == km
