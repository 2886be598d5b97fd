"""A series: events that belong together."""

from tortoise import fields

from models import clock
from models.noun import Noun


class Series(Noun):
    """Groups events, `rule` is an RFC 5545 RRULE where the events recur by one."""

    name = fields.CharField(120)
    description = fields.CharField(2000, default="")
    rule = fields.CharField(300, default="")
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "series"
