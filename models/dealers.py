"""A dealer: a dealership that leads are given to."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Self
from uuid import UUID

from tortoise import fields
from tortoise.exceptions import IntegrityError

from models import audit, clock, opening_hours, positions, texts
from models.noun import Noun
from models.opening_hours import OpeningHours
from models.positions import Position
from models.refusals import NameTaken

_MOST_DAYS = 730
_MOST_MINUTES = 1440


class Dealer(Noun):
    """A dealership, `feed_floor` is the last feed number that retention has removed.

    `feed_acknowledged` is the last that its own systems say they have, null before they ever did.
    `fallback_id` is the member who is told where its own software is dead.

    Whoever comes again within `lead_window_days` is the same lead. One wants to be acknowledged
    within `acknowledge_minutes` of the opening hours, which are local times in `zone`.
    """

    name = fields.CharField(120, unique=True)
    city = fields.CharField(80, default="")
    address = fields.CharField(300, default="")
    phone = fields.CharField(20, default="")
    zone = fields.CharField(64, default="UTC")
    opening_hours = fields.JSONField[list[dict[str, Any]]](default=list)
    acknowledge_minutes = fields.IntField(default=30)
    lead_window_days = fields.IntField(default=90)
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)
    feed_seq = fields.BigIntField(default=0)
    feed_floor = fields.BigIntField(default=0)
    feed_acknowledged = fields.BigIntField(null=True)
    fallback_id = fields.UUIDField(null=True)
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "dealers"

    @property
    def hours(self) -> list[OpeningHours]:
        """When it is open, in its own zone; always where nobody has said."""
        return opening_hours.of(self.opening_hours)

    @property
    def lead_window(self) -> timedelta:
        """For how long after a touch a person is the same lead."""
        return timedelta(days=self.lead_window_days)

    @property
    def position(self) -> Position | None:
        """Where it is; None where nobody has said."""
        return positions.of(self.latitude, self.longitude)

    async def change(self, *, by: UUID, **said: Any) -> Self:
        """Change what is said of it; the names are those of `create`."""
        dealer = await self.locked()
        checked = _checked(said)
        if checked:
            dealer.update_from_dict(checked)
            await _save(dealer, update_fields=list(checked))
        await audit.record(by, "dealer.update", dealer, **said)
        return dealer


async def create(*, by: UUID | None, **said: Any) -> Dealer:
    """A new dealer from its name and zone, and whatever else is known of what stands in a row."""
    dealer = Dealer(**_checked(said))
    await _save(dealer)
    await audit.record(by, "dealer.create", dealer, name=dealer.name)
    return dealer


async def _save(dealer: Dealer, update_fields: list[str] | None = None) -> None:
    """The name is unique among all dealers: there is nothing to lock but the index itself."""
    try:
        await dealer.save(update_fields=update_fields)
    except IntegrityError as twin:
        raise NameTaken("name") from twin


def _checked(said: dict[str, Any]) -> dict[str, Any]:
    """What was said, checked, as the table keeps it."""
    columns = {name: _CHECKS[name](value) for name, value in said.items() if name != "position"}
    return columns | (positions.columns(said["position"]) if "position" in said else {})


def _hours(said: Sequence[OpeningHours]) -> list[dict[str, Any]]:
    return [asdict(hours) for hours in opening_hours.checked(said, "openingHours")]


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "name": lambda text: texts.line(text, "name", most=120),
    "city": lambda text: texts.line(text, "city", most=80, least=0),
    "address": lambda text: texts.line(text, "address", most=300, least=0),
    "phone": lambda text: texts.phone(text, "phone"),
    "zone": lambda text: texts.zone(text, "zone"),
    "opening_hours": _hours,
    "acknowledge_minutes": lambda count: texts.within(
        count, "acknowledgeMinutes", least=1, most=_MOST_MINUTES
    ),
    "lead_window_days": lambda count: texts.within(
        count, "leadWindowDays", least=1, most=_MOST_DAYS
    ),
}
