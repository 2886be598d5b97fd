"""A batch of scans: read each pass, judge it, let models store and conclude, answer each."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from models import clock, scans, signing_keys
from models.access.viewer import Duty
from models.scans import Concluded, Direction, Said
from venues.passes import ForgedPass, Pass, PublicKey, verify
from venues.verdicts import SeatFacts, Verdict, corrected, judge

_MILLISECOND = timedelta(milliseconds=1)
_BREATH = 25  # passes verified before others on the event loop have their turn


@dataclass(frozen=True, slots=True)
class Told:
    """One scan as it came in; `scan_id` is the tablet's own."""

    scan_id: UUID
    token: str
    scanned_at: datetime
    direction: Direction


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


async def submit(
    device_id: UUID, duty: Duty, told: Sequence[Told], sent_at: datetime
) -> list[Answer]:
    """Judge and store a batch from one gate; an answer for each scan, in the batch's order.

    `sent_at` is the tablet's clock at sending, from which its offset is measured. A scan from
    outside of the duty's time is EXPIRED: the tablet had no right to it.
    """
    received_at = clock.now()
    offset = received_at - sent_at
    passes = await _read({scan.token for scan in told})

    def said(scan: Told) -> Said:
        at, is_suspect = corrected(scan.scanned_at, offset, received_at)
        pass_ = passes.get(scan.token)
        return Said(
            scan_id=scan.scan_id,
            event_id=duty.event_id,
            gate_id=duty.gate_id,
            direction=scan.direction,
            token=scan.token,
            said_at=scan.scanned_at,
            at=at,
            is_time_suspect=is_suspect,
            seat_id=pass_.seat if pass_ else None,
        )

    def refusal(scan: Said, facts: scans.SeatFacts | None) -> str:
        verdict = judge(passes.get(scan.token), _known(facts), duty.event_id, scan.at)
        if verdict is None and not duty.starts_at <= scan.at < duty.ends_at:
            verdict = Verdict.EXPIRED
        return verdict.value if verdict else ""

    once = {scan.scan_id: scan for scan in reversed(told)}
    concluded = await scans.submit(
        device_id, [said(scan) for scan in once.values()], offset // _MILLISECOND, refusal
    )
    return [_answer(concluded[scan.scan_id]) for scan in told]


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
    scan, standing = concluded.scan, concluded.standing
    verdict = Verdict(scan.refusal) if scan.refusal else Verdict.ADMITTED
    if verdict is Verdict.ADMITTED and scan.direction is Direction.EXIT:
        standing = None
    if verdict is Verdict.ADMITTED and standing and standing.scan_id != scan.scan_id:
        verdict = Verdict.ALREADY_ADMITTED
    is_in = verdict in {Verdict.ADMITTED, Verdict.ALREADY_ADMITTED}
    return Answer(
        scan_id=scan.scan_id,
        verdict=verdict,
        at=scan.at,
        is_time_suspect=scan.is_time_suspect,
        holder_name=concluded.holder_name if is_in else "",
        checked_in_at=standing.at if standing and is_in else None,
        gate_id=standing.gate_id if standing and is_in else None,
        gate_name=standing.gate_name if standing and is_in else "",
    )
