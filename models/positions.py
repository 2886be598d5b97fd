"""Positions: points on earth, and how far they are from each other."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from models.refusals import OutOfRange

_EARTH_KM = 6371.0088  # the mean radius; distances are off by 0.5 % at most


@dataclass(frozen=True, slots=True)
class Position:
    """A point on earth in degrees, WGS 84."""

    latitude: float
    longitude: float


def checked(said: Position, field: str) -> Position:
    """The position, which must lie on earth."""
    _within(said.latitude, f"{field}.latitude", most=90)
    _within(said.longitude, f"{field}.longitude", most=180)
    return said


def columns(said: Position | None) -> dict[str, float | None]:
    """What a table keeps of a position, checked."""
    if said is None:
        return {"latitude": None, "longitude": None}
    place = checked(said, "position")
    return {"latitude": place.latitude, "longitude": place.longitude}


def of(latitude: float | None, longitude: float | None) -> Position | None:
    """The position that two columns tell of; None where either is empty."""
    if latitude is None or longitude is None:
        return None
    return Position(latitude, longitude)


def km_between(one: Position, other: Position) -> int:
    """The way along the great circle, in whole kilometres."""
    north, other_north = radians(one.latitude), radians(other.latitude)
    across = sin((other_north - north) / 2) ** 2
    along = sin(radians(other.longitude - one.longitude) / 2) ** 2
    half = sqrt(min(1.0, across + cos(north) * cos(other_north) * along))
    return round(2 * _EARTH_KM * asin(half))


def _within(degrees: float, field: str, *, most: int) -> None:
    if not -most <= degrees <= most:
        raise OutOfRange(field, least=-most, most=most)
