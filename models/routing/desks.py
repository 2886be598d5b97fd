"""Desks: who of a dealer's staff can take a lead at a moment, and why not the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from models import business_time
from models.opening_hours import OpeningHours, Weekday
from models.rosters import Leave

ON_DUTY, OFF_DUTY = 1, 0
"""The scores of those who could take it: at once, or when they come to work."""


class DeskRefusal(StrEnum):
    """Why somebody of the staff did not get a lead."""

    NO_ROLE = "NO_ROLE"
    ON_LEAVE = "ON_LEAVE"
    FULL = "FULL"
    OFF_DUTY = "OFF_DUTY"
    NOT_THEIR_TURN = "NOT_THEIR_TURN"


@dataclass(frozen=True, slots=True)
class Desk:
    """A member of a dealer's staff, as leads are shared out.

    `hours` are in the dealer's zone, none are all; `most_open` leads may lie here at once, None is
    any number. Without a role any more, nobody gets anything.
    """

    member_id: UUID
    weight: int
    hours: Sequence[OpeningHours] = ()
    leaves: Sequence[Leave] = ()
    most_open: int | None = None
    has_role: bool = True

    def json(self) -> dict[str, Any]:
        """The same as it is kept."""
        return {
            "member": str(self.member_id),
            "weight": self.weight,
            "hours": [[it.weekday.value, it.opens_at, it.closes_at] for it in self.hours],
            "leaves": [[it.starts_at.isoformat(), it.ends_at.isoformat()] for it in self.leaves],
            "most_open": self.most_open,
            "has_role": self.has_role,
        }

    @staticmethod
    def of(kept: Mapping[str, Any]) -> "Desk":
        """What was kept."""
        return Desk(
            UUID(kept["member"]),
            kept["weight"],
            tuple(OpeningHours(Weekday(day), *span) for day, *span in kept["hours"]),
            tuple(Leave(*map(datetime.fromisoformat, span)) for span in kept["leaves"]),
            kept["most_open"],
            kept["has_role"],
        )


def weighed(
    staff: Sequence[Desk], zone: str, at: datetime, loads: Mapping[UUID, int]
) -> tuple[dict[UUID, int], dict[UUID, DeskRefusal]]:
    """The score of each who could take a lead then, and why not, of each who could not.

    `loads` are how many open leads lie with whom.
    """
    scores: dict[UUID, int] = {}
    refusals: dict[UUID, DeskRefusal] = {}
    for desk in staff:
        refusal = _refusal(desk, at, loads.get(desk.member_id, 0))
        if refusal is not None:
            refusals[desk.member_id] = refusal
        else:
            is_on_duty = business_time.is_open(at, desk.hours, zone)
            scores[desk.member_id] = ON_DUTY if is_on_duty else OFF_DUTY
    return scores, refusals


def _refusal(desk: Desk, at: datetime, load: int) -> DeskRefusal | None:
    if not desk.has_role:
        return DeskRefusal.NO_ROLE
    if any(leave.starts_at <= at < leave.ends_at for leave in desk.leaves):
        return DeskRefusal.ON_LEAVE
    if desk.most_open is not None and load >= desk.most_open:
        return DeskRefusal.FULL
    return None
