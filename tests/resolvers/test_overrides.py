"""Overrides: judged by the right at the time of the scan, written down once, never lost."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from models import clock, grants, staff_pins
from models.audit import AuditEntry
from models.check_ins import CheckIn
from models.conflicts import Conflict, ConflictKind
from models.grants import Grant, Role
from models.members import Member
from models.scans.rows import Scan
from models.seats import Seat
from models.staff_pins import Hashed
from models.venues import Venue
from schema.nodes import encode
from tests import doors, people
from tests.client import Api
from tests.doors import Door

MINUTE = timedelta(minutes=1)
_SEEN = """query($id: ID!) { node(id: $id) { ... on Event { door { conflicts {
    kind passages { overrideReason overrideBy { name } } } refused } } } }"""
End = Callable[[Door, Member, datetime], Awaitable[object]]


async def _grant_ends(door: Door, gus: Member, at: datetime) -> None:
    await Grant.filter(member=gus, scope_id=door.event.venue_id).update(ends_at=at)


async def _pin_is_cleared(door: Door, gus: Member, at: datetime) -> None:
    with clock.injected(lambda: at):
        await staff_pins.clear(await Venue.get(id=door.event.venue_id), gus.id)


async def _is_removed(_door: Door, gus: Member, at: datetime) -> None:
    await Member.filter(id=gus.id).update(removed_at=at)


async def _supervised(at: datetime) -> tuple[Door, Member, dict[str, Any]]:
    """A door, its supervisor since long, and an override by them of a cancelled seat."""
    door, gus = await doors.door(), await people.member("Gus")
    await grants.give(gus, Role.VENUE_STAFF, door.event.venue_id, by=None, starts_at=at - MINUTE)
    venue = await Venue.get(id=door.event.venue_id)
    await staff_pins.keep(venue, gus.id, Hashed(b"s", 1, b"h"))
    [seat] = await doors.seated(door.event, await people.member("Ann"))
    [token] = await doors.tokens(seat)
    await Seat.filter(id=seat.id).update(cancelled_at=at - 10 * MINUTE)
    override = {"by": str(gus.id), "reason": "The organiser vouches for her"}
    return door, gus, door.scan(token, at, shown="CANCELLED", alone=True, override=override)


@pytest.mark.parametrize("end", [_grant_ends, _pin_is_cleared, _is_removed])
@pytest.mark.parametrize("is_in_time", [True, False])
async def test_an_override_counts_by_the_right_of_its_time(
    api: Api, end: End, *, is_in_time: bool
) -> None:
    at = clock.now() - 30 * MINUTE
    door, gus, scan = await _supervised(at)
    await end(door, gus, at + MINUTE if is_in_time else at - timedelta(seconds=30))

    await door.submit(api, [scan])

    kept = await Scan.get()
    assert kept.override_by_id == (gus.id if is_in_time else None)
    assert kept.override_reason == "The organiser vouches for her"
    assert await CheckIn.all().count() == is_in_time
    kinds = [conflict.kind for conflict in await Conflict.all()]
    assert kinds == ([] if is_in_time else [ConflictKind.CANCELLED])


async def test_an_override_is_in_the_log_once_however_often_it_is_told(api: Api) -> None:
    door, gus, scan = await _supervised(clock.now() - 30 * MINUTE)
    for _ in range(3):
        await door.submit(api, [scan, door.scan("nonsense")])
    entry = await AuditEntry.get(action="scan.override")
    kept = await Scan.get(scan_id=scan["id"])
    assert (entry.actor_id, entry.subject_kind, entry.subject_id) == (gus.id, "Scan", kept.id)
    assert entry.detail == {
        "reason": "The organiser vouches for her", "verdict": "CANCELLED",
        "event": str(door.event.id), "seat": str(kept.seat_id),
    }  # fmt: skip


async def test_of_an_override_without_a_known_right_the_operator_reads_the_reason(
    api: Api,
) -> None:
    at = clock.now() - 30 * MINUTE
    door, gus, scan = await _supervised(at)
    await _grant_ends(door, gus, at - timedelta(seconds=30))
    await door.submit(api, [scan])
    olga = await people.operator("Olga2")
    seen = (await api(_SEEN, as_=olga, id=encode("Event", door.event.id)))["node"]["door"]
    assert seen["refused"] == 0
    assert seen["conflicts"] == [{
        "kind": "CANCELLED",
        "passages": [{"overrideReason": "The organiser vouches for her", "overrideBy": None}],
    }]  # fmt: skip
    assert await AuditEntry.filter(action="scan.override").count() == 0
