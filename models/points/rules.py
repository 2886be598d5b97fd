"""An earning rule: what a kind of deed earns from a moment on, and how often a day."""

from tortoise import fields

from models import clock
from models.noun import Noun
from models.points.deeds import DeedKind


class EarningRule(Noun):
    """The rule in force for a deed is the latest that started at or before the deed's time."""

    kind = fields.CharEnumField(DeedKind, max_length=16)
    points = fields.IntField()
    growth = fields.IntField()
    daily_cap = fields.IntField(null=True)
    starts_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "earning_rules"
        unique_together = (("kind", "starts_at"),)
