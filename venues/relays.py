"""Relays: batches that tablets signed and an edge has heard, opened as if they came directly.

An edge is believed in when it heard a batch, and in nothing else: what a batch says stands under
the tablet's own signature.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from models.access.edges import HeardDevice
from models.access.viewer import Duty
from models.refusals import DeviceRevoked, NotFound
from venues.envelopes import Envelope, named_device, open_envelope
from venues.telling import Batch

MOST = 200  # batches in one relay


@dataclass(frozen=True, slots=True)
class Relayed:
    """A batch as an edge passes it on; `received_at` is when it heard it, by its own clock."""

    text: str
    signature: bytes
    received_at: datetime

    @property
    def device_id(self) -> UUID | None:
        """The tablet that it names, whether or not that has signed it."""
        return named_device(self.text)


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact of an edge with us: its event, our time, and what its clock lacks."""

    event_id: UUID
    now: datetime
    clock_offset: timedelta


def opened(relayed: Relayed, contact: Contact, known: Mapping[UUID, HeardDevice]) -> Batch:
    """The batch, checked as one that came directly; `known` are tablets that the edge may have.

    Its times are corrected by both clocks: that of the edge against ours, and that of the tablet
    against the edge's when it was heard. Refused with NotFound where the tablet is not of the
    venue, or has no such duty, as SignatureWrong where it did not sign it, and as DeviceRevoked
    where the edge heard it after the tablet was revoked: what it said before still counts.
    """
    device_id = relayed.device_id
    device = known.get(device_id) if device_id else None
    if device is None or device_id is None:
        raise NotFound("device")
    said = open_envelope(relayed.text, relayed.signature, device.public_key)
    heard_at = min(relayed.received_at + contact.clock_offset, contact.now)
    if device.revoked_at is not None and device.revoked_at <= heard_at:
        raise DeviceRevoked("device")
    return Batch(
        device_id=device_id,
        device_key=device.public_key,
        duty=_duty(device, said, contact.event_id),
        said=said,
        received_at=heard_at,
        offset=heard_at - said.sent_at,
        text=relayed.text,
        signature=relayed.signature,
    )


def _duty(device: HeardDevice, said: Envelope, event_id: UUID) -> Duty:
    for duty in device.duties:
        if (duty.event_id, duty.gate_id) == (event_id, said.gate) and said.event == event_id:
            return duty
    raise NotFound("gate")
