"""A venue: a physical place that the brand or a dealer runs."""

from typing import Any

from tortoise import fields

from models import clock
from models.noun import Noun


class Venue(Noun):
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
