"""A venue: a physical place that the brand or a dealer runs."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, Self
from uuid import UUID

from tortoise import fields

from models import audit, clock, opening_hours, positions, texts
from models.noun import Noun
from models.opening_hours import OpeningHours
from models.positions import Position


class Located:
    """What the columns of a venue tell of where it is and when it is open."""

    latitude: float | None
    longitude: float | None
    opening_hours: list[dict[str, Any]]

    @property
    def position(self) -> Position | None:
        """Where it is; None where nobody has said."""
        return positions.of(self.latitude, self.longitude)

    @property
    def hours(self) -> list[OpeningHours]:
        """When it is open, in its own zone; empty where nobody has said."""
        return opening_hours.of(self.opening_hours)


class Venue(Located, Noun):
    """A place with an address, a position (degrees, WGS 84) and an IANA zone."""

    name = fields.CharField(120)
    address = fields.CharField(300)
    city = fields.CharField(80, default="")
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)
    zone = fields.CharField(64)
    opening_hours = fields.JSONField[list[dict[str, Any]]](default=list)
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "venues"

    async def change(self, *, by: UUID, **said: Any) -> Self:
        """Change what is said of it; the names are those of `create`."""
        venue = await self.locked()
        await venue.update_from_dict(_columns(said)).save()
        await audit.record(by, "venue.update", venue, **said)
        return venue


async def create(*, by: UUID | None, **said: Any) -> Venue:
    """A new venue from its name, address, zone, and, if known, city, position and hours."""
    venue = await Venue.create(**_columns(said))
    await audit.record(by, "venue.create", venue, **said)
    return venue


def _columns(said: dict[str, Any]) -> dict[str, Any]:
    """What was said, checked, as the table keeps it."""
    columns: dict[str, Any] = {}
    for name, value in said.items():
        columns |= _CHECKS[name](value)
    return columns


def _hours(said: Sequence[OpeningHours]) -> dict[str, Any]:
    week = opening_hours.checked(said, "openingHours")
    return {"opening_hours": [asdict(hours) for hours in week]}


_CHECKS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "name": lambda text: {"name": texts.line(text, "name", most=120)},
    "address": lambda text: {"address": texts.line(text, "address", most=300)},
    "city": lambda text: {"city": texts.line(text, "city", most=80, least=0)},
    "zone": lambda text: {"zone": texts.zone(text, "zone")},
    "position": positions.columns,
    "hours": _hours,
}
