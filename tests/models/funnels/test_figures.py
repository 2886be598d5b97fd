"""Figures are exact: halves go up, and what is shared out comes to the whole."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.funnels import figures


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (223, 825, "27.0"),
        (165, 825, "20.0"),
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (1, 2000, "0.1"),  # 0.05, where floating point knows neither up nor down
        (1, 2001, "0.0"),
        (0, 7, "0.0"),
        (7, 7, "100.0"),
        (0, 0, None),
    ],
)
def test_percentages_have_one_digit_and_halves_go_up(
    part: int, whole: int, shown: str | None
) -> None:
    assert figures.percent(part, whole) == shown


def test_what_is_missing_goes_where_most_was_cut_off() -> None:
    third, sixth = Fraction(1, 3), Fraction(1, 6)
    assert figures.shares([third, third, third]) == ["0.34", "0.33", "0.33"]
    assert figures.shares([sixth, third, third, sixth]) == ["0.17", "0.33", "0.33", "0.17"]


@given(st.lists(st.integers(1, 12), min_size=1, max_size=30))
def test_shares_add_up_to_the_whole(parts: list[int]) -> None:
    conversions = [Fraction(1, part) for part in parts for _ in range(part)]
    assert sum(map(Fraction, figures.shares(conversions))) == len(parts)


@pytest.mark.parametrize(
    ("values", "median", "ninth"),
    [([], None, None), ([5], 5, 5), ([4, 1, 3, 2], 2, 4), (list(range(1, 101)), 50, 90)],
)
def test_a_percentile_is_one_of_the_values(
    values: list[int], median: int | None, ninth: int | None
) -> None:
    assert (figures.rank(values, 50), figures.rank(values, 90)) == (median, ninth)
