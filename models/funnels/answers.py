"""Answers: when each lead of a period was answered, in the minutes that its dealer was open.

As it stood at a moment, but for a lead that was out of sight then and is in sight again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models import sql
from models.business_time import Openings
from models.dealers import Dealer
from models.funnels.periods import Period
from models.refusals import TooMuchAtOnce

MOST_LEADS = 50_000


@dataclass(frozen=True, slots=True)
class Answer:
    """One lead, and when its dealer acknowledged it and first reached the person."""

    dealer_id: UUID
    captured_at: datetime
    acknowledge_until: datetime | None
    acknowledged_at: datetime | None
    contacted_at: datetime | None
    withdrawn_at: datetime | None

    def is_due(self, as_of: datetime) -> bool:
        """Whether it was answered, or should have been while the dealer saw it."""
        if self.acknowledged_at is not None:
            return True
        seen_until = min(self.withdrawn_at or as_of, as_of)
        return self.acknowledge_until is not None and self.acknowledge_until <= seen_until

    def is_in_time(self) -> bool:
        """Whether it was acknowledged by then; always where there was no limit."""
        if self.acknowledged_at is None:
            return False
        return self.acknowledge_until is None or self.acknowledged_at <= self.acknowledge_until


async def answers(period: Period, as_of: datetime, dealer_id: UUID | None) -> list[Answer]:
    """The leads captured in a period by one dealer, or by all; refused beyond MOST_LEADS."""
    known = ", ".join(
        f"CASE WHEN {name} <= $3 THEN {name} END AS {name}"
        for name in ("acknowledged_at", "contacted_at", "withdrawn_at")
    )
    found = await sql.fetch(
        Answer,
        f"""
        SELECT dealer_id, captured_at, acknowledge_until, {known} FROM leads
        WHERE captured_at >= $1 AND captured_at < $2 AND captured_at <= $3
        {"AND dealer_id = $4" if dealer_id else ""} LIMIT {MOST_LEADS + 1}
        """,  # noqa: S608  nothing of it comes from outside
        *(period.since, period.until, as_of, *([dealer_id] if dealer_id else [])),
    )
    if len(found) > MOST_LEADS:
        raise TooMuchAtOnce("to", most=MOST_LEADS)
    return found


async def open_times(found: Sequence[Answer]) -> dict[UUID, Openings]:
    """When the dealers of these leads were open, from the first of them until the last answer."""
    since: dict[UUID, datetime] = {}
    until: dict[UUID, datetime] = {}
    for one in found:
        ends = [at for at in (one.acknowledged_at, one.contacted_at) if at is not None]
        since[one.dealer_id] = min(since.get(one.dealer_id, one.captured_at), one.captured_at)
        until[one.dealer_id] = max(
            until.get(one.dealer_id, one.captured_at), *ends, one.captured_at
        )
    return {
        dealer.id: Openings(since[dealer.id], until[dealer.id], dealer.hours, dealer.zone)
        for dealer in await Dealer.filter(id__in=list(since))
    }


def to_acknowledge(found: Sequence[Answer], opened: Mapping[UUID, Openings]) -> list[int]:
    """How many open minutes it took to acknowledge each lead that was."""
    return [
        opened[one.dealer_id].minutes(one.captured_at, one.acknowledged_at)
        for one in found
        if one.acknowledged_at is not None
    ]


def to_contact(found: Sequence[Answer], opened: Mapping[UUID, Openings]) -> list[int]:
    """How many open minutes it took to reach the person of each lead that was."""
    return [
        opened[one.dealer_id].minutes(one.captured_at, one.contacted_at)
        for one in found
        if one.contacted_at is not None
    ]


def due(found: Sequence[Answer], as_of: datetime) -> list[Answer]:
    """Those that were answered, or should have been by then."""
    return [one for one in found if one.is_due(as_of)]
