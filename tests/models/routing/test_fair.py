"""Turns: nobody is ever a whole lead off their quota."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.routing import fair

SEVEN = (1, 2, 3, 5, 8, 13, 21)

weighings = st.lists(st.integers(1, 100), min_size=1, max_size=9)


def _staff(weights: list[int] | tuple[int, ...]) -> dict[UUID, int]:
    return {UUID(int=number): weight for number, weight in enumerate(weights, start=1)}


def _handed_out(weights: Mapping[UUID, int], leads: int) -> list[UUID]:
    credit: Mapping[UUID, int] = {}
    chosen = []
    for _ in range(leads):
        who, credit = fair.choose(weights, credit)
        chosen.append(who)
    return chosen


def _furthest_off(weights: Mapping[UUID, int], chosen: list[UUID]) -> Fraction:
    """The most by which anybody was off their quota after any of these leads."""
    total, counts, furthest = sum(weights.values()), Counter[UUID](), 0
    for leads, who in enumerate(chosen, start=1):
        counts[who] += 1
        off = (abs(counts[one] * total - weight * leads) for one, weight in weights.items())
        furthest = max(furthest, *off)
    return Fraction(furthest, total)


def test_of_ten_thousand_leads_seven_with_weights_are_within_one_of_quota_at_every_prefix() -> None:
    staff = _staff(SEVEN)

    chosen = _handed_out(staff, 10_000)

    assert _furthest_off(staff, chosen) < 1
    counts = Counter(chosen)
    assert [counts[one] for one in staff] == [188, 377, 566, 943, 1510, 2453, 3963]


@settings(deadline=None, max_examples=60)
@given(weighings)
def test_whatever_the_weights_nobody_is_further_off_than_the_bound_that_is_proved(
    weights: list[int],
) -> None:
    staff = _staff(weights)
    bound = 1 - Fraction(1, max(2 * len(staff) - 2, 1)) if len(staff) > 1 else Fraction(0)

    furthest = _furthest_off(staff, _handed_out(staff, 3 * sum(weights)))

    assert furthest <= bound + Fraction(1, 10**9)


@settings(deadline=None, max_examples=60)
@given(weighings)
def test_after_as_many_leads_as_the_weights_sum_up_to_everyone_has_just_theirs(
    weights: list[int],
) -> None:
    staff = _staff(weights)
    assert Counter(_handed_out(staff, sum(weights))) == Counter(staff)


@settings(deadline=None, max_examples=60)
@given(weighings, st.lists(st.integers(1, 2**9 - 1), min_size=1, max_size=300))
def test_whoever_is_away_accrues_nothing_and_all_credit_sums_to_nothing(
    weights: list[int], presences: list[int]
) -> None:
    staff = _staff(weights)
    credit: Mapping[UUID, int] = {}
    for presence in presences:
        there = {one: w for at, (one, w) in enumerate(staff.items()) if presence >> at & 1}
        if not there:
            continue
        who, after = fair.choose(there, credit)
        assert who in there
        assert sum(after.values()) == 0
        away = staff.keys() - there
        assert [after.get(one, 0) for one in away] == [credit.get(one, 0) for one in away]
        credit = after


@settings(deadline=None, max_examples=60)
@given(weighings, st.lists(st.integers(1, 2**9 - 1), min_size=1, max_size=300))
def test_whoever_comes_and_goes_is_never_two_leads_off_what_they_accrued(
    weights: list[int], presences: list[int]
) -> None:
    staff = _staff(weights)
    credit: Mapping[UUID, int] = {}
    for presence in presences:
        there = {one: w for at, (one, w) in enumerate(staff.items()) if presence >> at & 1}
        if there:
            _, credit = fair.choose(there, credit)
            assert max(map(abs, credit.values())) < 2 * fair.LEAD


def test_what_somebody_is_owed_on_leaving_is_evened_out_when_they_are_back() -> None:
    ann, bob = _staff((1, 1))
    _, credit = fair.choose({ann: 1, bob: 1}, {})
    assert credit == {ann: -fair.LEAD // 2, bob: fair.LEAD // 2}

    for _ in range(10):  # bob is on leave
        who, credit = fair.choose({ann: 1}, credit)
        assert who == ann

    who, credit = fair.choose({ann: 1, bob: 1}, credit)
    assert (who, credit) == (bob, {ann: 0, bob: 0})


def test_four_equals_of_whom_each_leaves_once_chosen_show_that_no_rule_can_promise_more() -> None:
    there = _staff((1, 1, 1, 1))
    credit: Mapping[UUID, int] = {}
    while len(there) > 1:
        who, credit = fair.choose(there, credit)
        del there[who]
    [last] = there
    assert Fraction(credit[last], fair.LEAD).limit_denominator(1000) == Fraction(13, 12)


def test_nobody_to_choose_from_is_a_fault() -> None:
    with pytest.raises(ValueError, match="empty"):
        fair.choose({}, {})
