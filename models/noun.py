"""What every table shares: a UUIDv7 that also says when the row was made."""

from typing import Any, Never, Self
from uuid import UUID

from tortoise import fields
from tortoise.models import Model, ModelMeta

from models import ids


class _Missing:
    """An attribute that is not there, though a base class has it."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, row: object, kind: type) -> Never:
        raise AttributeError(self.name)


class _Uncommented(ModelMeta):
    """Spares Tortoise reading the source of each table for comments, a tenth of every start."""

    @classmethod
    def __prepare__(cls, name: str, bases: tuple[type, ...], /, **_: Any) -> dict[str, object]:
        return {**super().__prepare__(name, bases), "_no_comments": True}


class Noun(Model, metaclass=_Uncommented):
    """A row with an id that sorts by the time of its making."""

    id: UUID = fields.UUIDField(primary_key=True, default=ids.new)

    # Tortoise lets a row be awaited, to no end; GraphQL would wait for each row that it shows.
    __await__ = _Missing()

    class Meta:
        abstract = True

    async def locked(self) -> Self:
        """This row read again under a lock that holds to the end of the transaction.

        SQLite has no row locks and needs none: its transactions exclude each other. The lock
        lets others insert rows that refer to this one, or two verbs would wait for each other.
        """
        return await type(self).filter(id=self.id).select_for_update(no_key=True).get()
