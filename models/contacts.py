"""A contact: a person as a dealer may know them."""

from tortoise import fields

from models import clock, ids
from models.noun import Noun


class Contact(Noun):
    """Name, phone (E.164), e-mail, and the member if there is one.

    `pseudonym` stands for the person in consent receipts, so that erasure keeps the proof.
    """

    member_id = fields.UUIDField(null=True, unique=True)
    pseudonym = fields.UUIDField(unique=True, default=ids.new)
    name = fields.CharField(80, default="")
    phone = fields.CharField(20, default="", db_index=True)
    email = fields.CharField(254, default="", db_index=True)
    locale = fields.CharField(8, default="en")
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "contacts"
