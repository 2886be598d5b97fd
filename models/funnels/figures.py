"""Figures: exact fractions as decimals that can be read, added and compared."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor


def percent(part: int, whole: int) -> str | None:
    """So many in a hundred with one digit, halves rounded up: `27.0`; None of nothing."""
    if not whole:
        return None
    return _decimal(floor(Fraction(1000 * part, whole) + Fraction(1, 2)), digits=1)


def shares(fractions: Sequence[Fraction], digits: int = 2) -> list[str]:
    """These as decimals whose sum is that of the fractions, which is a whole number.

    Each is rounded down, and what is missing goes to those of which most was cut off, the earlier
    ones first.
    """
    unit = 10**digits
    scaled = [one * unit for one in fractions]
    whole = [floor(one) for one in scaled]
    missing = int(sum(scaled)) - sum(whole)
    cut_off = sorted(range(len(scaled)), key=lambda at: whole[at] - scaled[at])
    for at in cut_off[:missing]:
        whole[at] += 1
    return [_decimal(one, digits) for one in whole]


def rank(values: Sequence[int], hundredths: int) -> int | None:
    """The least value that so many in a hundred do not exceed; None of no values."""
    if not values:
        return None
    return sorted(values)[-(-len(values) * hundredths // 100) - 1]


def _decimal(units: int, digits: int) -> str:
    whole, rest = divmod(units, 10**digits)
    return f"{whole}.{rest:0{digits}}"
