"""An erasure: that a person was forgotten, and how far it has come; it names nobody."""

from uuid import UUID

from tortoise import fields

from models import clock
from models.noun import Noun


class Erasure(Noun):
    """`contact_ids` are the contacts that were emptied, `by_id` is who asked for it.

    It is complete once the files are gone and what was under way meanwhile was erased as well.
    """

    member_id = fields.UUIDField(null=True, db_index=True)
    contact_ids = fields.JSONField[list[str]](default=list)
    by_id = fields.UUIDField(null=True)
    at = fields.DatetimeField(default=clock.now)
    completed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "erasures"

    @property
    def contacts(self) -> list[UUID]:
        """The ids of the contacts."""
        return [UUID(contact_id) for contact_id in self.contact_ids]
