"""What every table shares: a UUIDv7 that also says when the row was made."""

from typing import Self
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models import ids


class Noun(Model):
    """A row with an id that sorts by the time of its making."""

    id: UUID = fields.UUIDField(primary_key=True, default=ids.new)

    class Meta:
        abstract = True

    async def locked(self) -> Self:
        """This row read again under a lock that holds to the end of the transaction.

        SQLite has no row locks and needs none: its transactions exclude each other. The lock
        lets others insert rows that refer to this one, or two verbs would wait for each other.
        """
        return await type(self).filter(id=self.id).select_for_update(no_key=True).get()
