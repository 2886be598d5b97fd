"""A batch: read each pass, judge it, let models store and conclude, answer each."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from models import arrivals, signing_keys, staff_pins
from models.arrivals import Arrivals, Come
from models.heard_batches import Whole
from models.scans.said import Concluded, Said
from models.scans.said import SeatFacts as Facts
from models.staff_pins import Charge
from models.stand_leads.said import Taken
from venues import names
from venues.merging import conclude, rules_of
from venues.passages import is_shut
from venues.passes import ForgedPass, Pass, PublicKey, verify
from venues.telling import Batch, Telling
from venues.verdicts import SeatFacts, Verdict, judge, judge_found

_MILLISECOND = timedelta(milliseconds=1)
_BREATH = 25  # passes verified, 4 ms, before others on the event loop have their turn


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
    """What came of a batch; the answers are of its scans, then its walk-ins, in their order."""

    answers: Sequence[Answer]
    undone: Sequence[UUID]
    leads: Sequence[Taken]
    unreadable: int
    received_at: datetime


async def submit(batches: Sequence[Batch], *, rewards: bool = True) -> list[Handled]:
    """Judge and store batches as one; without `rewards` they are also kept whole, as on an edge."""
    scans = {scan.token for batch in batches for scan in batch.said.scans}
    leads = {lead.token for batch in batches for lead in batch.said.leads}
    telling = Telling(*await _read(scans | leads), await _charges(batches))
    for batch in batches:
        telling.take(batch)
    come = await arrivals.take(
        Arrivals(
            walk_ins=telling.walk_ins,
            scans=[scan for scan, _ in telling.scans.values()],
            undos=telling.undos,
            leads=telling.leads,
            seen=telling.seen,
            to_pass_on=[] if rewards else [_whole(batch) for batch in batches],
        ),
        lambda scan, facts: _refusal(telling, scan, facts),
        conclude,
        rewards=rewards,
    )
    return [_handled(batch, come) for batch in batches]


def _whole(batch: Batch) -> Whole:
    return Whole(batch.device_id, batch.text, batch.signature, batch.received_at)


async def _charges(batches: Sequence[Batch]) -> list[Charge]:
    """Who might override at which event and when, where anybody did."""
    events = {
        batch.duty.event_id for batch in batches if any(scan.override for scan in batch.said.scans)
    }
    return await staff_pins.charges_at(events) if events else []


def _refusal(telling: Telling, scan: Said, facts: Facts | None) -> str:
    """Why the scan opens nothing, by what it shows and what is known; empty where it may."""
    duty = telling.scans[scan.key][1]
    if scan.token or scan.seat_id is None:
        pass_ = telling.passes.get(scan.token)
        verdict = judge(pass_, _known(facts), duty.event_id, scan.at)
    else:
        verdict = judge_found(_known(facts), duty.event_id, scan.at)
    is_walk_in = scan.key in telling.walked_in
    if (verdict is None or (is_walk_in and facts is None)) and not duty.covers(scan.at):
        verdict = Verdict.EXPIRED  # the tablet itself had no right to scan then
    if verdict is None and facts and is_shut(rules_of(facts), scan.direction, scan.at):
        verdict = Verdict.NOT_OPEN
    if verdict is None and facts and is_walk_in and _is_late(facts.walk_ins_ended_at, scan.at):
        verdict = Verdict.NOT_OPEN  # to whom has no seat
    return verdict or ""


def _is_late(ended_at: datetime | None, at: datetime) -> bool:
    return ended_at is not None and ended_at <= at


async def _read(tokens: set[str]) -> tuple[dict[str, Pass], dict[str, Pass]]:
    """The passes that verify, by their text, and those that would with a key that is retired."""
    trusted: dict[bytes, PublicKey] = {}
    retired: dict[bytes, PublicKey] = {}
    for half in await signing_keys.known():
        keys = retired if half.is_retired else trusted
        keys[half.name] = _loaded(half.name, half.raw)
    passes: dict[str, Pass] = {}
    worthless: dict[str, Pass] = {}
    for count, token in enumerate(tokens, start=1):
        if (pass_ := _verified(token, trusted)) is not None:
            passes[token] = pass_
        elif (pass_ := _verified(token, retired)) is not None:
            worthless[token] = pass_
        if count % _BREATH == 0:
            await asyncio.sleep(0)
    return passes, worthless


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


def _handled(batch: Batch, come: Come) -> Handled:
    said, device_id = batch.said, batch.device_id
    return Handled(
        answers=[
            *(_answer(come.scans[device_id, scan.id]) for scan in said.scans),
            *(_answer(come.scans[device_id, one.id]) for one in said.walk_ins),
        ],
        undone=[undo.scan for undo in said.undos],
        leads=[come.leads[device_id, lead.id] for lead in said.leads],
        unreadable=said.unreadable,
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
        holder_name=names.shown(seat.holder_name, seat.name_shown),
        checked_in_at=standing.at if standing else None,
        gate_id=standing.gate_id if standing else None,
        gate_name=standing.gate_name if standing else "",
    )
