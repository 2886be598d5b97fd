"""The door to edges: the staff of their event's venue pair and revoke them.

An edge itself may do three things and no more, all for its own event: fetch the copy, hand in what
tablets told it, and say where it is reached.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models import clock, sql
from models.access.door_feed import gone_at
from models.access.venues import may_manage
from models.access.viewer import Duty, Viewer
from models.edges import Edge
from models.events import Event
from models.refusals import NotFound, SignInRequired


@dataclass(frozen=True, slots=True)
class HeardDevice:
    """A tablet that an edge of its venue has heard, revoked or not, and its duties."""

    public_key: bytes
    revoked_at: datetime | None
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    device_id: UUID
    public_key: bytes | None
    revoked_at: datetime | None
    gate_id: UUID | None
    gate_name: str | None
    starts_at: datetime | None
    ends_at: datetime | None


async def see(viewer: Viewer, edge_id: UUID) -> Edge | None:
    """The edge, for its venue's staff and for itself."""
    edge = await Edge.get_or_none(id=edge_id)
    if edge is None:
        return None
    if viewer.edge_id == edge.id or await _event(viewer, edge.event_id) is not None:
        return edge
    return None


async def of_event(viewer: Viewer, event_id: UUID, venue_id: UUID) -> list[Edge] | None:
    """The edges that were ever paired for an event, newest first; None but for its staff."""
    if not may_manage(viewer, venue_id):
        return None
    return await Edge.filter(event_id=event_id).order_by("-id")


async def to_pair_for(viewer: Viewer, event_id: UUID, field: str) -> Event:
    """An event that the viewer pairs an edge for."""
    viewer.as_author()
    event = await _event(viewer, event_id)
    if event is None:
        raise NotFound(field)
    return event


async def to_manage(viewer: Viewer, edge_id: UUID, field: str) -> Edge:
    """An edge that the viewer revokes."""
    viewer.as_author()
    edge = await see(viewer, edge_id)
    if edge is None:
        raise NotFound(field)
    return edge


async def to_announce(viewer: Viewer) -> Edge:
    """The edge that asks."""
    edge_id, _ = to_speak(viewer)
    return await Edge.get(id=edge_id)


def to_speak(viewer: Viewer) -> tuple[UUID, UUID]:
    """The edge that asks, and the event that it serves."""
    if viewer.edge_id is None or viewer.edge_event_id is None:
        raise SignInRequired
    return viewer.edge_id, viewer.edge_event_id


async def to_copy(viewer: Viewer, event_id: UUID) -> UUID:
    """The event that the edge that asks serves, if it is the one named and is not long over."""
    _, own_event_id = to_speak(viewer)
    event = await Event.get_or_none(id=event_id) if own_event_id == event_id else None
    if event is None or clock.now() >= gone_at(event):
        raise NotFound("event")
    return event.id


async def heard_by(viewer: Viewer, device_ids: Collection[UUID]) -> dict[UUID, HeardDevice]:
    """Those of the devices that are of the venue of the edge that asks, with duties at its event.

    Revoked ones too: what they said before may come late.
    """
    _, event_id = to_speak(viewer)
    rows = await sql.fetch(
        _Known,
        f"""
        SELECT d.id AS device_id, d.public_key, d.revoked_at, a.gate_id, g.name AS gate_name,
               a.starts_at, a.ends_at
        FROM devices d
        LEFT JOIN device_assignments a ON a.device_id = d.id AND a.event_id = $1
        LEFT JOIN gates g ON g.id = a.gate_id
        WHERE d.venue_id = (SELECT venue_id FROM events WHERE id = $1)
          AND d.id IN {sql.among(2)}
        """,  # noqa: S608  nothing of it comes from outside
        event_id,
        sql.json_of(device_ids),
    )
    of_device: defaultdict[UUID, list[_Known]] = defaultdict(list)
    for row in rows:
        of_device[row.device_id].append(row)
    return {device_id: _heard(event_id, known) for device_id, known in of_device.items()}


def _heard(event_id: UUID, known: list[_Known]) -> HeardDevice:
    return HeardDevice(
        public_key=known[0].public_key or b"",
        revoked_at=known[0].revoked_at,
        duties=tuple(
            Duty(event_id, row.gate_id, row.gate_name or "", row.starts_at, row.ends_at)
            for row in known
            if row.gate_id and row.starts_at and row.ends_at
        ),
    )


async def _event(viewer: Viewer, event_id: UUID) -> Event | None:
    event = await Event.get_or_none(id=event_id)
    return event if event is not None and may_manage(viewer, event.venue_id) else None
