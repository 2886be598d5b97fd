"""Scans as they were heard, made up for tests of merging."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from models.doors import NameShown, Reentry
from models.scans.rows import Direction
from models.scans.said import Heard, SeatFacts

DOORS = datetime(2026, 9, 20, 8, 0, tzinfo=UTC)
SEAT, EVENT, HALL = UUID(int=1), UUID(int=2), UUID(int=3)
MINUTE = timedelta(minutes=1)


def scan(number: int, minutes: float = 0, **said: Any) -> Heard:
    """The scan with this number as its id, so many minutes after the doors opened."""
    at = DOORS + minutes * MINUTE
    return Heard(**{
        "id": UUID(int=number),
        "device_id": UUID(int=100),
        "scan_id": UUID(int=number),
        "seat_id": SEAT,
        "event_id": EVENT,
        "gate_id": UUID(int=200),
        "gate_name": "North",
        "hall_id": HALL,
        "direction": Direction.ENTRY,
        "said_at": at,
        "at": at,
        "is_time_suspect": False,
        "refusal": "",
        "shown": "",
        "override_by_id": None,
        "undone_said_at": None,
        **said,
    })  # fmt: skip


def seat(**said: Any) -> SeatFacts:
    """A seat with a pass that opens a door without limits."""
    return SeatFacts(**{
        "seat_id": SEAT,
        "event_id": EVENT,
        "contact_id": UUID(int=4),
        "member_id": None,
        "holder_name": "Ann",
        "pass_issue": 1,
        "cancelled_at": None,
        "replaced": {},
        "reallocated_at": None,
        "zone": "Asia/Shanghai",
        "has_other_seat": False,
        "has_consented": False,
        "has_conflict": False,
        "starts_at": DOORS,
        "ends_at": DOORS + 120 * MINUTE,
        "opens_minutes": None,
        "closes_minutes": None,
        "reentry": Reentry.AFTER_EXIT,
        "is_daily": False,
        "is_per_hall": False,
        "name_shown": NameShown.FULL,
        **said,
    })  # fmt: skip
