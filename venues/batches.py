"""A batch: read each pass, judge it, let models store and conclude, answer each."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from models import arrivals, signing_keys, staff_pins
from models.access.viewer import Duty
from models.arrivals import Arrivals
from models.devices import Seen
from models.scans.said import Concluded, Key, Said, Undone
from models.scans.said import SeatFacts as Facts
from venues.envelopes import Envelope, ToldScan, ToldUndo
from venues.merging import conclude, rules_of
from venues.passages import is_shut
from venues.passes import ForgedPass, Pass, PublicKey, verify
from venues.verdicts import SeatFacts, Verdict, corrected, judge, judge_found

_MILLISECOND = timedelta(milliseconds=1)
_BREATH = 25  # passes verified, 4 ms, before others on the event loop have their turn


@dataclass(frozen=True, slots=True)
class Batch:
    """What one tablet said at once from its duty.

    `received_at` is when it was heard, by our clock, `offset` what must be added to the tablet's.
    """

    device_id: UUID
    duty: Duty
    said: Envelope
    received_at: datetime
    offset: timedelta

    @property
    def size(self) -> int:
        """How many items it holds."""
        said = self.said
        return len(said.scans) + len(said.undos) + len(said.walk_ins) + len(said.leads)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one scan.

    `checked_in_at` and the gate tell of the entry that it repeats, else of the seat's admission.
    """

    scan_id: UUID
    verdict: Verdict
    at: datetime
    is_time_suspect: bool
    holder_name: str = ""
    checked_in_at: datetime | None = None
    gate_id: UUID | None = None
    gate_name: str = ""


@dataclass(frozen=True, slots=True)
class Handled:
    """What came of a batch; the answers are in the order of its scans."""

    answers: Sequence[Answer]
    undone: Sequence[UUID]
    unreadable: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class _Telling:
    """Batches whose passes were read, as one."""

    passes: Mapping[str, Pass]
    supervisors: set[tuple[UUID, UUID]]
    scans: dict[Key, tuple[Said, Duty]] = field(default_factory=dict)
    undos: list[Undone] = field(default_factory=list)
    seen: dict[UUID, Seen] = field(default_factory=dict)


async def submit(batches: Sequence[Batch], *, rewards: bool = True) -> list[Handled]:
    """Judge and store batches as one."""
    told = [scan for batch in batches for scan in batch.said.scans]
    telling = _Telling(await _read({scan.token for scan in told}), await _supervisors(batches))
    for batch in batches:
        _take(batch, telling)
    concluded = await arrivals.take(
        Arrivals([scan for scan, _ in telling.scans.values()], telling.undos, telling.seen),
        lambda scan, facts: _refusal(telling, scan, facts),
        conclude,
        rewards=rewards,
    )
    return [_handled(batch, concluded) for batch in batches]


def _take(batch: Batch, telling: _Telling) -> None:
    """Everything that a batch says, its times corrected by the offset of the tablet's clock."""
    for scan in batch.said.scans:
        said = _scan(batch, scan, telling)
        if said.shown or said.key not in telling.scans:  # it may be asked about and told at once
            telling.scans[said.key] = said, batch.duty
    telling.undos.extend(_undo(batch, undo) for undo in batch.said.undos)
    status = batch.said.status
    telling.seen[batch.device_id] = Seen(
        clock_offset_ms=batch.offset // _MILLISECOND,
        battery_percent=status.battery,
        unsent_count=status.unsent,
        app_version=status.app,
    )


def _scan(batch: Batch, scan: ToldScan, telling: _Telling) -> Said:
    at, is_suspect = corrected(scan.at, batch.offset, batch.received_at)
    pass_ = telling.passes.get(scan.token)
    is_overridden = scan.override is not None and (
        (batch.duty.event_id, scan.override.by) in telling.supervisors
    )
    override = scan.override if is_overridden else None
    return Said(
        device_id=batch.device_id,
        scan_id=scan.id,
        event_id=batch.duty.event_id,
        gate_id=batch.duty.gate_id,
        direction=scan.direction,
        token=scan.token,
        said_at=scan.at,
        received_at=batch.received_at,
        clock_offset_ms=batch.offset // _MILLISECOND,
        at=at,
        is_time_suspect=is_suspect,
        seat_id=pass_.seat if pass_ else None if scan.token else scan.seat,
        shown=scan.shown or "",
        is_alone=scan.alone,
        override_by_id=override.by if override else None,
        override_reason=override.reason if override else "",
    )


def _undo(batch: Batch, undo: ToldUndo) -> Undone:
    at, _ = corrected(undo.at, batch.offset, batch.received_at)
    return Undone(batch.device_id, undo.scan, undo.at, batch.received_at, at)


async def _supervisors(batches: Sequence[Batch]) -> set[tuple[UUID, UUID]]:
    """Who may override at which event, where anybody did."""
    events = {
        batch.duty.event_id for batch in batches if any(scan.override for scan in batch.said.scans)
    }
    known = await staff_pins.supervisors_at(events) if events else []
    return {(one.event_id, one.member_id) for one in known}


def _refusal(telling: _Telling, scan: Said, facts: Facts | None) -> str:
    """Why the scan opens nothing, by what it shows and what is known; empty where it may."""
    duty = telling.scans[scan.key][1]
    if scan.token or scan.seat_id is None:
        pass_ = telling.passes.get(scan.token)
        verdict = judge(pass_, _known(facts), duty.event_id, scan.at)
    else:
        verdict = judge_found(_known(facts), duty.event_id, scan.at)
    if verdict is None and not duty.starts_at <= scan.at < duty.ends_at:
        verdict = Verdict.EXPIRED  # the tablet itself had no right to scan then
    if verdict is None and facts and is_shut(rules_of(facts), scan.direction, scan.at):
        verdict = Verdict.NOT_OPEN
    return verdict or ""


async def _read(tokens: set[str]) -> dict[str, Pass]:
    """The passes that verify, by their text."""
    keys = {half.name: _loaded(half.name, half.raw) for half in await signing_keys.trusted()}
    passes: dict[str, Pass] = {}
    for count, token in enumerate(tokens, start=1):
        if (pass_ := _verified(token, keys)) is not None:
            passes[token] = pass_
        if count % _BREATH == 0:
            await asyncio.sleep(0)
    return passes


def _verified(token: str, keys: Mapping[bytes, PublicKey]) -> Pass | None:
    try:
        return verify(token, keys)
    except ForgedPass:
        return None


@cache
def _loaded(name: bytes, raw: bytes) -> PublicKey:
    return PublicKey(name, raw)


def _known(facts: Facts | None) -> SeatFacts | None:
    if facts is None:
        return None
    return SeatFacts(
        seat=facts.seat_id,
        event=facts.event_id,
        cancelled_at=facts.cancelled_at,
        current_issue=facts.pass_issue,
        revoked={int(i): datetime.fromisoformat(at) for i, at in facts.replaced.items()},
    )


def _handled(batch: Batch, concluded: Mapping[Key, Concluded]) -> Handled:
    return Handled(
        answers=[_answer(concluded[batch.device_id, scan.id]) for scan in batch.said.scans],
        undone=[undo.scan for undo in batch.said.undos],
        unreadable=batch.said.unreadable,
        received_at=batch.received_at,
    )


def _answer(concluded: Concluded) -> Answer:
    """A refused scan is told nothing of the seat."""
    scan, ruling, seat = concluded.scan, concluded.ruling, concluded.seat
    verdict = Verdict(ruling.verdict)
    if scan.refusal or seat is None:
        return Answer(scan.scan_id, verdict, scan.at, scan.is_time_suspect)
    standing = ruling.earlier or concluded.admission
    return Answer(
        scan_id=scan.scan_id,
        verdict=verdict,
        at=scan.at,
        is_time_suspect=scan.is_time_suspect,
        holder_name=seat.holder_name,
        checked_in_at=standing.at if standing else None,
        gate_id=standing.gate_id if standing else None,
        gate_name=standing.gate_name if standing else "",
    )
