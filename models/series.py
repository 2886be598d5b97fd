"""A series: events that belong together."""

import re
from uuid import UUID

from dateutil.rrule import rrulestr
from tortoise import fields

from models import audit, clock, texts
from models.noun import Noun
from models.refusals import RuleInvalid

# One rule, without the dates that dateutil would take beside it; an interval of 0 never ends.
_RULE = re.compile(r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;(?!INTERVAL=0+(;|$))[A-Z]+=[A-Z0-9,+-]+)*")


class Series(Noun):
    """Groups events, `rule` is an RFC 5545 RRULE where the events recur by one."""

    name = fields.CharField(120)
    description = fields.CharField(2000, default="")
    rule = fields.CharField(300, default="")
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "series"


async def create(name: str, description: str, rule: str, *, by: UUID | None) -> Series:
    """A new series; without a `rule` its events come as they come."""
    series = await Series.create(
        name=texts.line(name, "name", most=120),
        description=texts.prose(description, "description", most=2000, least=0),
        rule=_rule(texts.line(rule, "rule", most=300, least=0)),
    )
    await audit.record(by, "series.create", series, name=series.name)
    return series


def _rule(said: str) -> str:
    if not said:
        return said
    try:
        if not _RULE.fullmatch(said):
            raise RuleInvalid("rule")
        rrulestr(said)
    except ValueError as problem:
        raise RuleInvalid("rule") from problem
    return said
