"""A dealer: a dealership that leads are given to."""

from tortoise import fields

from models import clock
from models.noun import Noun


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
