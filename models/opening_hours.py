"""Opening hours: when a venue is open, weekday by weekday, in the venue's own zone."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

from models import texts
from models.refusals import OpeningHoursInvalid

_MOST = 50
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")


class Weekday(StrEnum):
    """A day of the week."""

    MONDAY = "MONDAY"
    TUESDAY = "TUESDAY"
    WEDNESDAY = "WEDNESDAY"
    THURSDAY = "THURSDAY"
    FRIDAY = "FRIDAY"
    SATURDAY = "SATURDAY"
    SUNDAY = "SUNDAY"


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Open on a weekday from `opens_at` up to `closes_at`, local times as HH:MM up to 24:00."""

    weekday: Weekday
    opens_at: str
    closes_at: str


def of(kept: Sequence[Mapping[str, Any]]) -> list[OpeningHours]:
    """Hours as they are kept in a column."""
    return [
        OpeningHours(Weekday(said["weekday"]), said["opens_at"], said["closes_at"]) for said in kept
    ]


def checked(said: Sequence[OpeningHours], field: str) -> list[OpeningHours]:
    """The hours in the order of the week; several on one day may touch but not overlap."""
    texts.within(len(said), field, least=0, most=_MOST)
    days: defaultdict[Weekday, list[OpeningHours]] = defaultdict(list)
    for hours in said:
        if not (_TIME.fullmatch(hours.opens_at) and _TIME.fullmatch(hours.closes_at)):
            raise OpeningHoursInvalid(field)
        if hours.opens_at >= hours.closes_at:
            raise OpeningHoursInvalid(field)
        days[hours.weekday].append(hours)
    for day in days.values():
        day.sort(key=lambda hours: hours.opens_at)
        if any(later.opens_at < earlier.closes_at for earlier, later in pairwise(day)):
            raise OpeningHoursInvalid(field)
    return [hours for weekday in Weekday for hours in days[weekday]]
