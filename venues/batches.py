"""A batch of scans: read each pass, judge it, let models store and conclude, answer each."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from models import clock, scans, signing_keys
from models.access.viewer import Duty
from models.scans import Concluded, Direction, Key, Said
from venues.passes import ForgedPass, Pass, PublicKey, verify
from venues.verdicts import SeatFacts, Verdict, corrected, judge

_MILLISECOND = timedelta(milliseconds=1)
_BREATH = 25  # passes verified, 4 ms, before others on the event loop have their turn


@dataclass(frozen=True, slots=True)
class Told:
    """One scan as it came in; `scan_id` is the tablet's own."""

    scan_id: UUID
    token: str
    scanned_at: datetime
    direction: Direction


@dataclass(frozen=True, slots=True)
class Batch:
    """What one tablet sent at once from its duty; `sent_at` is its own clock at sending."""

    device_id: UUID
    duty: Duty
    told: Sequence[Told]
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one scan; the check-in is there for both kinds of admission."""

    scan_id: UUID
    verdict: Verdict
    at: datetime
    is_time_suspect: bool
    holder_name: str
    checked_in_at: datetime | None
    gate_id: UUID | None
    gate_name: str


async def submit(batches: Sequence[Batch]) -> list[list[Answer]]:
    """Judge and store batches as one; an answer for each scan, in the order of its batch."""
    passes = await _read({scan.token for batch in batches for scan in batch.told})
    said: dict[Key, tuple[Said, Duty]] = {}
    for batch in batches:
        for scan in _said(batch, passes):
            said.setdefault(scan.key, (scan, batch.duty))

    def refusal(scan: Said, facts: scans.SeatFacts | None) -> str:
        duty = said[scan.key][1]
        verdict = judge(passes.get(scan.token), _known(facts), duty.event_id, scan.at)
        if verdict is None and not duty.starts_at <= scan.at < duty.ends_at:
            verdict = Verdict.EXPIRED  # the tablet itself had no right to scan then
        return verdict or ""

    concluded = await scans.submit([scan for scan, _ in said.values()], refusal)
    return [
        [_answer(concluded[batch.device_id, scan.scan_id]) for scan in batch.told]
        for batch in batches
    ]


def _said(batch: Batch, passes: Mapping[str, Pass]) -> list[Said]:
    """The scans with their times corrected by the offset of the tablet's clock."""
    received_at = clock.now()
    offset = received_at - batch.sent_at
    said = []
    for scan in batch.told:
        at, is_suspect = corrected(scan.scanned_at, offset, received_at)
        pass_ = passes.get(scan.token)
        said.append(
            Said(
                device_id=batch.device_id,
                scan_id=scan.scan_id,
                event_id=batch.duty.event_id,
                gate_id=batch.duty.gate_id,
                gate_name=batch.duty.gate_name,
                direction=scan.direction,
                token=scan.token,
                said_at=scan.scanned_at,
                received_at=received_at,
                clock_offset_ms=offset // _MILLISECOND,
                at=at,
                is_time_suspect=is_suspect,
                seat_id=pass_.seat if pass_ else None,
            )
        )
    return said


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


def _known(facts: scans.SeatFacts | None) -> SeatFacts | None:
    if facts is None:
        return None
    return SeatFacts(
        seat=facts.seat_id,
        event=facts.event_id,
        cancelled_at=facts.cancelled_at,
        current_issue=facts.pass_issue,
        revoked={int(i): datetime.fromisoformat(at) for i, at in facts.replaced.items()},
    )


def _answer(concluded: Concluded) -> Answer:
    scan, standing, seat = concluded.scan, concluded.standing, concluded.seat
    if scan.refusal or seat is None:
        return _refused(concluded)
    is_first = standing is None or standing.scan_id == scan.scan_id
    admits = scan.direction is Direction.EXIT or is_first
    return Answer(
        scan_id=scan.scan_id,
        verdict=Verdict.ADMITTED if admits else Verdict.ALREADY_ADMITTED,
        at=scan.at,
        is_time_suspect=scan.is_time_suspect,
        holder_name=seat.holder_name,
        checked_in_at=standing.at if standing else None,
        gate_id=standing.gate_id if standing else None,
        gate_name=standing.gate_name if standing else "",
    )


def _refused(concluded: Concluded) -> Answer:
    """The answer to a refused scan tells nothing of the seat."""
    scan = concluded.scan
    return Answer(
        scan_id=scan.scan_id,
        verdict=Verdict(scan.refusal),
        at=scan.at,
        is_time_suspect=scan.is_time_suspect,
        holder_name="",
        checked_in_at=None,
        gate_id=None,
        gate_name="",
    )
