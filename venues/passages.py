"""Passages: who is let through a gate, by the door's rules and the passages of a seat before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Protocol, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from models.doors import Reentry
from models.scans.rows import Direction
from venues.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Rules:
    """How the door of an event is run; None is no limit. `zone` is where its days are counted."""

    zone: str
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    reentry: Reentry = Reentry.AFTER_EXIT
    is_daily: bool = False
    is_per_hall: bool = False


class Passage(Protocol):
    """Somebody at a gate of a hall."""

    @property
    def at(self) -> datetime:
        """When, by our clock."""

    @property
    def direction(self) -> Direction:
        """In or out."""

    @property
    def hall_id(self) -> UUID:
        """Where the gate leads into."""


P = TypeVar("P", bound=Passage)


def is_shut(rules: Rules, direction: Direction, at: datetime) -> bool:
    """Whether nobody is let in at that time; out one may always go."""
    if direction is Direction.EXIT:
        return False
    too_early = rules.opens_at is not None and at < rules.opens_at
    too_late = rules.closes_at is not None and at >= rules.closes_at
    return too_early or too_late


def rule(rules: Rules, before: Sequence[P], passage: Passage) -> tuple[Verdict, P | None]:
    """The verdict on a good pass, from the passages of its seat that counted before, in order.

    With ALREADY_ADMITTED comes the entry that it repeats. Each day admits anew where the rules are
    daily, each hall where they are per hall.
    """
    if passage.direction is Direction.EXIT:
        return Verdict.LEFT, None
    within = [one for one in before if _shares_scope(rules, one, passage)]
    entries = [one for one in within if one.direction is Direction.ENTRY]
    if not entries:
        was_in = any(one.direction is Direction.ENTRY for one in before)
        return Verdict.READMITTED if was_in else Verdict.ADMITTED, None
    if within[-1].direction is Direction.EXIT and rules.reentry is Reentry.AFTER_EXIT:
        return Verdict.READMITTED, None
    return Verdict.ALREADY_ADMITTED, entries[-1]


def _shares_scope(rules: Rules, one: Passage, other: Passage) -> bool:
    if rules.is_per_hall and one.hall_id != other.hall_id:
        return False
    return not rules.is_daily or _day(one.at, rules.zone) == _day(other.at, rules.zone)


def _day(at: datetime, zone: str) -> date:
    return at.astimezone(_zone(zone)).date()


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
