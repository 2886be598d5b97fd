"""A dealer: a dealership that leads are given to."""

from collections.abc import Callable
from typing import Any, Self
from uuid import UUID

from tortoise import fields
from tortoise.exceptions import IntegrityError

from models import audit, clock, texts
from models.noun import Noun
from models.refusals import NameTaken


class Dealer(Noun):
    """A dealership, `feed_floor` is the last feed number that retention has removed."""

    name = fields.CharField(120, unique=True)
    city = fields.CharField(80, default="")
    address = fields.CharField(300, default="")
    phone = fields.CharField(20, default="")
    zone = fields.CharField(64, default="UTC")
    feed_seq = fields.BigIntField(default=0)
    feed_floor = fields.BigIntField(default=0)
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "dealers"

    async def change(self, *, by: UUID, **said: str) -> Self:
        """Change what is said of it; the names are those of `create`."""
        dealer = await self.locked()
        checked = _checked(said)
        if checked:
            dealer.update_from_dict(checked)
            await _save(dealer, update_fields=list(checked))
        await audit.record(by, "dealer.update", dealer, **said)
        return dealer


async def create(*, by: UUID | None, **said: str) -> Dealer:
    """A new dealer from its name and zone, and, if known, city, address and phone."""
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


def _checked(said: dict[str, str]) -> dict[str, Any]:
    return {name: _CHECKS[name](text) for name, text in said.items()}


_CHECKS: dict[str, Callable[[str], str]] = {
    "name": lambda text: texts.line(text, "name", most=120),
    "city": lambda text: texts.line(text, "city", most=80, least=0),
    "address": lambda text: texts.line(text, "address", most=300, least=0),
    "phone": lambda text: texts.phone(text, "phone"),
    "zone": lambda text: texts.zone(text, "zone"),
}
