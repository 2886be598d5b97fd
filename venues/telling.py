"""What batches say, as models take it: times corrected, passes read, overrides weighed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from models.access.viewer import Duty
from models.devices import Seen
from models.scans.said import Key, Said, Undone
from models.staff_pins import Charge
from models.stand_leads.said import SaidAnswer, SaidLead, SaidVisitor
from models.walk_ins import SaidWalkIn
from venues import receipts
from venues.envelopes import Envelope, ToldLead, ToldScan, ToldUndo, ToldWalkIn, raw
from venues.manifests import milliseconds
from venues.passes import Pass
from venues.verdicts import corrected

_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Batch:
    """What one tablet said at once from its duty; `device_key` is what verifies its receipts.

    `received_at` is when it was heard, by our clock, `offset` what must be added to the tablet's.
    `text` and `signature` are the whole of it, as the tablet signed it.
    """

    device_id: UUID
    device_key: bytes
    duty: Duty
    said: Envelope
    received_at: datetime
    offset: timedelta
    text: str = ""
    signature: bytes = b""

    @property
    def size(self) -> int:
        """How many items it holds."""
        said = self.said
        return len(said.scans) + len(said.undos) + len(said.walk_ins) + len(said.leads)


@dataclass(frozen=True)
class Telling:
    """Batches whose passes were read, as one.

    `retired` are passes that a key has signed which is trusted no longer: they open nothing, but it
    is known whose they are, or are said to be.
    """

    passes: Mapping[str, Pass]
    retired: Mapping[str, Pass]
    charges: Sequence[Charge]
    walk_ins: list[SaidWalkIn] = field(default_factory=list)
    scans: dict[Key, tuple[Said, Duty]] = field(default_factory=dict)
    undos: list[Undone] = field(default_factory=list)
    leads: list[SaidLead] = field(default_factory=list)
    seen: dict[UUID, Seen] = field(default_factory=dict)

    @cached_property
    def walked_in(self) -> set[Key]:
        """The scans that are entries of walk-ins; asked for once all is taken."""
        return {one.key for one in self.walk_ins}

    def take(self, batch: Batch) -> None:
        """Everything that a batch says, its times corrected by the offset of the tablet's clock."""
        for scan in [*batch.said.scans, *map(_entry_of, batch.said.walk_ins)]:
            said = _scan(batch, scan, self)
            if said.shown or said.key not in self.scans:  # it may be asked about and told at once
                self.scans[said.key] = said, batch.duty
        self.walk_ins.extend(_walk_in(batch, one) for one in batch.said.walk_ins)
        self.undos.extend(_undo(batch, undo) for undo in batch.said.undos)
        self.leads.extend(_lead(batch, lead, self) for lead in batch.said.leads)
        status = batch.said.status
        self.seen[batch.device_id] = Seen(
            at=batch.received_at,
            clock_offset_ms=batch.offset // _MILLISECOND,
            battery_percent=status.battery,
            unsent_count=status.unsent,
            app_version=status.app,
        )


def _scan(batch: Batch, scan: ToldScan, telling: Telling) -> Said:
    at, is_suspect = corrected(scan.at, batch.offset, batch.received_at)
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
        seat_id=_seat(scan, telling.passes) or _seat(scan, telling.retired),
        shown=scan.shown or "",
        is_alone=scan.alone,
        override_by_id=_overrider(batch, scan, at, telling),
        override_reason=scan.override.reason if scan.override else "",
    )


def _entry_of(told: ToldWalkIn) -> ToldScan:
    """The entry of a walk-in: a scan of the seat that it makes."""
    return ToldScan(
        kind="scan", id=told.id, at=milliseconds(told.at), seat=told.seat, shown=told.shown,
        alone=told.alone,
    )  # fmt: skip


def _seat(item: ToldScan | ToldLead, passes: Mapping[str, Pass]) -> UUID | None:
    """The seat of a genuine pass, or of somebody who was found without one."""
    if not item.token:
        return item.seat
    pass_ = passes.get(item.token)
    return pass_.seat if pass_ else None


def _overrider(batch: Batch, scan: ToldScan, at: datetime, telling: Telling) -> UUID | None:
    """Who let the person in all the same, if it is somebody who might at that time."""
    override = scan.override
    if override is None:
        return None
    said = batch.duty.event_id, override.by
    might = (one for one in telling.charges if (one.event_id, one.member_id) == said)
    return override.by if any(one.covers(at) for one in might) else None


def _walk_in(batch: Batch, told: ToldWalkIn) -> SaidWalkIn:
    at, _ = corrected(told.at, batch.offset, batch.received_at)
    return SaidWalkIn(
        device_id=batch.device_id,
        said_id=told.id,
        event_id=batch.duty.event_id,
        seat_id=told.seat,
        at=at,
        name=told.name,
        phone=told.phone,
        email=told.email,
        language=told.language,
        is_on_duty=batch.duty.covers(at),
    )


def _lead(batch: Batch, told: ToldLead, telling: Telling) -> SaidLead:
    at, is_suspect = corrected(told.at, batch.offset, batch.received_at)
    visitor, signature = told.visitor, raw(told.signature)
    return SaidLead(
        device_id=batch.device_id,
        said_id=told.id,
        event_id=batch.duty.event_id,
        receipt=receipts.read(told.receipt, signature, batch.device_key),
        receipt_text=told.receipt,
        signature=signature,
        said_at=told.at,
        received_at=batch.received_at,
        clock_offset_ms=batch.offset // _MILLISECOND,
        at=at,
        is_time_suspect=is_suspect,
        token=told.token,
        seat_id=_seat(told, telling.passes),
        visitor=SaidVisitor(**visitor.model_dump()) if visitor else None,
        answers=[SaidAnswer(one.question, one.answer) for one in told.answers],
        is_on_duty=batch.duty.covers(at),
    )


def _undo(batch: Batch, undo: ToldUndo) -> Undone:
    at, _ = corrected(undo.at, batch.offset, batch.received_at)
    return Undone(batch.device_id, undo.scan, undo.at, batch.received_at, at)
