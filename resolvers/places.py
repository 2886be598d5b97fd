"""Where something is and when it is open, as it is said by the API and taken by models."""

from collections.abc import Sequence

from models.opening_hours import OpeningHours
from models.positions import Position
from schema.venues import OpeningHoursInput, PositionInput


def position(said: PositionInput | None) -> Position | None:
    """A point on earth; None where none is said."""
    return Position(said.latitude, said.longitude) if said else None


def hours(said: Sequence[OpeningHoursInput] | None) -> list[OpeningHours] | None:
    """When it is open; None where nothing is said."""
    if said is None:
        return None
    return [OpeningHours(hours.weekday, hours.opens_at, hours.closes_at) for hours in said]
