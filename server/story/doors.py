"""The story at the doors: scans, check-ins, and the leads of those who agreed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from models.check_ins import CheckIn
from models.devices import DeviceAssignment
from models.points.deeds import DeedKind, NewDeed
from models.presences import Presence
from models.scans.rows import Direction, Scan
from server.story import leads
from server.story.bookings import Ticket
from server.story.programme import Show
from server.story.scene import Scene
from server.story.stage import Gateway
from server.story.writing import Pages
from venues import passes

_COMES = 0.84
_SHOWS_AGAIN = 0.03
_EARLY, _LATE = timedelta(minutes=20), timedelta(minutes=35)


def open_doors(scene: Scene, show: Show, tickets: Sequence[Ticket]) -> list[NewDeed]:
    """Let in most of those with a ticket, and return what they earn points for."""
    rng = scene.pages.rng
    for gateway in show.floor.gates:
        _assign(scene.pages, show, gateway)
    deeds: list[NewDeed] = []
    for ticket in tickets:
        at = show.starts_at - _EARLY + rng.random() * (_EARLY + _LATE)
        if at > scene.now or not rng.falls(_COMES):
            continue
        _admit(scene, show, ticket, at)
        for dealer_id in show.dealer_ids:
            if _agreed(scene, ticket, dealer_id, at):
                leads.become(scene, show, ticket, dealer_id, at)
        if ticket.member:
            zone = show.floor.place.zone
            deeds.append(NewDeed(ticket.member.id, DeedKind.CHECK_IN, show.id, at, zone))
    return deeds


def _agreed(scene: Scene, ticket: Ticket, dealer_id: UUID, at: datetime) -> bool:
    """Whether the person has said yes to the dealer by then, here or at an earlier event."""
    since = scene.agreed.get((ticket.pseudonym, dealer_id))
    return since is not None and since <= at


def _assign(pages: Pages, show: Show, gateway: Gateway) -> None:
    pages.add(
        DeviceAssignment,
        id=pages.mint(show.published_at),
        device_id=gateway.device_id,
        event_id=show.id,
        gate_id=gateway.gate_id,
        starts_at=show.starts_at - timedelta(hours=2),
        ends_at=show.ends_at + timedelta(hours=1),
    )


def _admit(scene: Scene, show: Show, ticket: Ticket, at: datetime) -> None:
    pages, gates = scene.pages, show.floor.gates
    gateway = pages.rng.choice(gates)
    scan_id = _scan(scene, show, ticket, gateway, at)
    pages.add(
        CheckIn,
        id=pages.mint(at),
        seat_id=ticket.seat_id,
        event_id=show.id,
        gate_id=gateway.gate_id,
        device_id=gateway.device_id,
        scan_id=scan_id,
        at=at,
    )
    pages.add(
        Presence,
        id=pages.mint(at),
        seat_id=ticket.seat_id,
        event_id=show.id,
        hall_id=show.floor.hall_id,
        gate_id=gateway.gate_id,
        is_inside=True,
        at=at,
    )
    again = at + timedelta(minutes=pages.rng.randint(1, 30))
    if again < scene.now and pages.rng.falls(_SHOWS_AGAIN):
        _scan(scene, show, ticket, pages.rng.choice(gates), again)


def _scan(scene: Scene, show: Show, ticket: Ticket, gateway: Gateway, at: datetime) -> UUID:
    pages, scan_id = scene.pages, scene.pages.mint(at)
    pages.add(
        Scan,
        id=pages.mint(at + timedelta(seconds=2)),
        device_id=gateway.device_id,
        scan_id=scan_id,
        event_id=show.id,
        gate_id=gateway.gate_id,
        direction=Direction.ENTRY,
        token=_text(scene, show, ticket),
        said_at=at,
        at=at,
        received_at=at + timedelta(seconds=2),
        seat_id=ticket.seat_id,
    )
    return scan_id


def _text(scene: Scene, show: Show, ticket: Ticket) -> str:
    return passes.sign(
        passes.Pass(
            seat=ticket.seat_id,
            event=show.id,
            kind=0,
            issue=1,
            not_before=ticket.not_before,
            expires_at=ticket.expires_at,
        ),
        scene.key,
    )
