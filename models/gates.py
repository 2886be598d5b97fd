"""A gate: a door of a hall at which passes are scanned."""

from typing import Self
from uuid import UUID

from tortoise import fields

from models import audit, texts
from models.halls import Hall
from models.noun import Noun
from models.refusals import NameTaken


class Gate(Noun):
    """A named door of one hall."""

    hall: fields.ForeignKeyRelation[Hall] = fields.ForeignKeyField(
        "models.Hall", related_name="gates"
    )
    hall_id: UUID
    name = fields.CharField(120)

    class Meta:
        table = "gates"
        unique_together = (("hall_id", "name"),)

    async def rename(self, name: str, *, by: UUID) -> Self:
        """Give the gate another name."""
        gate = await self.locked()
        gate.name = await _free_name(await Hall.get(id=gate.hall_id), name, gate.id)
        await gate.save(update_fields=["name"])
        await audit.record(by, "gate.update", gate, name=gate.name)
        return gate


async def create(hall: Hall, name: str, *, by: UUID | None) -> Gate:
    """A new gate of a hall."""
    gate = await Gate.create(hall=hall, name=await _free_name(hall, name))
    await audit.record(by, "gate.create", gate, name=gate.name)
    return gate


async def _free_name(hall: Hall, name: str, but_for: UUID | None = None) -> str:
    """The name, checked while the hall is locked, so that two gates never share it."""
    await hall.locked()
    name = texts.line(name, "name", most=120)
    twin = await Gate.get_or_none(hall_id=hall.id, name=name)
    if twin is not None and twin.id != but_for:
        raise NameTaken("name")
    return name
