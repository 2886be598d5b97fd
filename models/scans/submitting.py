"""Submitting scans: stored as said, then everything that follows is concluded from all of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from models import audit, check_ins, conflicts, database, door_changes, presences
from models.audit import AuditEntry
from models.check_ins import Admission
from models.door_changes import DoorChangeKind
from models.lead_intake import Attendance, capture
from models.points import awards
from models.points.deeds import DeedKind, NewDeed
from models.presences import Passage
from models.scans import reading, storing
from models.scans.rows import Scan
from models.scans.said import (
    Concluded,
    Conclusion,
    Heard,
    Judge,
    Key,
    Merge,
    Ruling,
    Said,
    SeatFacts,
    Undone,
)

Seats = Mapping[UUID, SeatFacts]
Conclusions = Mapping[UUID, Conclusion]


async def submit(
    said: Sequence[Said],
    undone: Sequence[Undone],
    judge: Judge,
    merge: Merge,
    *,
    rewards: bool = True,
) -> dict[Key, Concluded]:
    """Store scans, and conclude check-ins, presences, conflicts, points and leads from them.

    All in one transaction, however many there are, in a number of statements that does not depend
    on it. Scans that were stored before keep their first judgement, so that a batch can be sent
    again, in any order and in parallel. Without `rewards` nobody earns points or becomes a lead.
    """
    async with database.transaction():
        touched = {scan.seat_id for scan in said if scan.seat_id}
        if undone:
            touched |= await reading.seats_of([(undo.device_id, undo.scan_id) for undo in undone])
        seats = await reading.facts(touched)
        new = await storing.scans([(scan, judge(scan, _of(scan.seat_id, seats))) for scan in said])
        await _audit({scan.key for scan in said if scan.key in new and scan.override_by_id})
        told = await storing.shown([scan for scan in said if scan.key not in new])
        taken_back = await storing.undos(undone)
        heard = await reading.heard([scan.key for scan in said], seats)
        conclusions = _conclude(heard, seats, merge)
        if new or told or taken_back:
            await _write(conclusions, seats, rewards=rewards)
            before = _conclude(_as_they_were(heard, new, taken_back), seats, merge)
            await _tell(before, conclusions)
    return {scan.key: _concluded(scan, conclusions, seats) for scan in heard}


async def _audit(overridden: Collection[Key]) -> None:
    """Write down whom supervisors let in and why, once: as their scans are written."""
    if not overridden:
        return
    scans = await Scan.filter(scan_id__in=[scan_id for _, scan_id in overridden])
    await AuditEntry.bulk_create([
        audit.entry(
            scan.override_by_id, "scan.override", scan,
            reason=scan.override_reason, verdict=scan.refusal, event=scan.event_id,
            seat=scan.seat_id,
        )
        for scan in scans
        if (scan.device_id, scan.scan_id) in overridden
    ])  # fmt: skip


def _conclude(heard: Sequence[Heard], seats: Seats, merge: Merge) -> dict[UUID, Conclusion]:
    by_seat: dict[UUID, list[Heard]] = {seat_id: [] for seat_id in seats}
    for scan in heard:
        if scan.seat_id in by_seat:
            by_seat[scan.seat_id].append(scan)
    return {seat_id: merge(scans, seats[seat_id]) for seat_id, scans in by_seat.items()}


async def _write(conclusions: Conclusions, seats: Seats, *, rewards: bool) -> None:
    """Bring everything that follows from scans to what they come to."""
    changed = await check_ins.settle({
        seat_id: _admission(conclusion.admission) for seat_id, conclusion in conclusions.items()
    })  # fmt: skip
    await presences.settle({
        seat_id: _passage(conclusion.last) for seat_id, conclusion in conclusions.items()
    })  # fmt: skip
    await conflicts.settle(
        {seat_id: _ids(conclusion) for seat_id, conclusion in conclusions.items()},
        events={seat_id: seat.event_id for seat_id, seat in seats.items()},
        known={seat_id for seat_id, seat in seats.items() if seat.has_conflict},
    )
    if rewards:
        await _reward([(seats[seat_id], at) for seat_id, at in changed.items()])


def _admission(scan: Heard | None) -> Admission | None:
    if scan is None:
        return None
    return Admission(scan.event_id, scan.gate_id, scan.device_id, scan.scan_id, scan.at)


def _passage(scan: Heard | None) -> Passage | None:
    if scan is None:
        return None
    return Passage(scan.event_id, scan.hall_id, scan.gate_id, scan.is_entry, scan.at)


def _ids(conclusion: Conclusion) -> dict[conflicts.ConflictKind, list[UUID]]:
    return {kind: [scan.id for scan in scans] for kind, scans in conclusion.conflicts.items()}


async def _reward(changed: Sequence[tuple[SeatFacts, datetime | None]]) -> None:
    """Points for members, and leads of the dealers that the person consented to.

    Where a check-in is gone, its points are reversed; a lead stays, since the person agreed to it.
    """
    several = {seat.member_id for seat, _ in changed if seat.member_id and seat.has_other_seat}
    first = await check_ins.first_of(several) if several else {}
    came, missed = [], []
    for seat, own in changed:
        if seat.member_id is None:
            continue
        at = first.get((seat.member_id, seat.event_id)) if seat.has_other_seat else own
        if at is None:
            missed.append((seat.member_id, seat.event_id))
        else:
            deed = NewDeed(seat.member_id, DeedKind.CHECK_IN, seat.event_id, at, seat.zone)
            came.append(deed)
    await awards.attend(came, missed)
    await capture([
        Attendance(seat.seat_id, seat.contact_id, seat.event_id, at)
        for seat, at in changed
        if at is not None and seat.has_consented
    ])  # fmt: skip


def _as_they_were(heard: Sequence[Heard], new: set[Key], taken_back: set[Key]) -> list[Heard]:
    """The same scans without what was only heard now."""
    return [
        replace(scan, undone_said_at=None) if scan.key in taken_back else scan
        for scan in heard
        if scan.key not in new
    ]


async def _tell(before: Conclusions, now: Conclusions) -> None:
    """Let the tablets at the door hear of which passages count now, and which no longer do."""
    counted, known = _counted(now), _counted(before)
    more = [subject for key, subject in counted.items() if key not in known]
    fewer = [subject for key, subject in known.items() if key not in counted]
    await door_changes.record(DoorChangeKind.SCAN, more)
    await door_changes.record(DoorChangeKind.UNDO, fewer)


def _counted(conclusions: Conclusions) -> dict[Key, tuple[UUID, UUID]]:
    """The passages that count, each with its event and row."""
    return {
        scan.key: (scan.event_id, scan.id)
        for conclusion in conclusions.values()
        for scan in conclusion.counted
    }


def _concluded(scan: Heard, conclusions: Conclusions, seats: Seats) -> Concluded:
    conclusion = conclusions.get(scan.seat_id) if scan.seat_id else None
    if conclusion is None:
        return Concluded(scan, Ruling(scan.refusal))
    return Concluded(
        scan, conclusion.rulings[scan.key], conclusion.admission, _of(scan.seat_id, seats)
    )


def _of(seat_id: UUID | None, seats: Seats) -> SeatFacts | None:
    return seats.get(seat_id) if seat_id else None
