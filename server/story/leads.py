"""The story's leads: those who agreed and came, and how far the dealers have come with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from models.lead_activities import ActivityKind, LeadActivity
from models.lead_changes import LeadChange, LeadChangeKind
from models.leads import Lead, LeadMove, LeadState
from models.touches import LeadSource, Touch
from server.story.bookings import Ticket
from server.story.programme import Show
from server.story.scene import Scene
from server.story.writing import Pages

_STEPS = (
    LeadState.NEW, LeadState.ACKNOWLEDGED, LeadState.CONTACTED, LeadState.TEST_DRIVE,
    LeadState.OFFER, LeadState.WON,
)  # fmt: skip
_WAYS = (
    _STEPS[:1], _STEPS[:1], _STEPS[:2], _STEPS[:3], _STEPS[:4], _STEPS,
    (*_STEPS[:3], LeadState.LOST),
)  # fmt: skip
_REASONS = {
    "zh": ("暂时不考虑换车", "已经买了别的车", "联系不上"),
    "en": ("Not this year", "Bought another car", "Could not be reached"),
}


def become(
    scene: Scene, show: Show, ticket: Ticket, dealer_id: UUID, captured_at: datetime
) -> None:
    """A lead, as far as the dealer has come with it since; who comes again is the same lead."""
    pages, met = scene.pages, (dealer_id, ticket.contact_id)
    is_new = met not in scene.leads
    lead_id = scene.leads.setdefault(met, pages.mint(captured_at))
    _touch(scene, show, ticket, dealer_id, lead_id, captured_at)
    if not is_new:
        return
    moves = _moves(scene, ticket, dealer_id, lead_id, captured_at)
    reached = moves[-1].to_state if moves else LeadState.NEW
    pages.add(
        Lead,
        id=lead_id,
        dealer_id=dealer_id,
        contact_id=ticket.contact_id,
        event_id=show.id,
        seat_id=ticket.seat_id,
        state=reached,
        lost_reason=moves[-1].note if reached is LeadState.LOST else "",
        captured_at=captured_at,
        touched_at=captured_at,
        acknowledge_until=captured_at + timedelta(minutes=30),
        acknowledged_at=moves[0].at if moves else None,
        contacted_at=moves[1].at if len(moves) > 1 else None,
    )
    _tell(pages, dealer_id, lead_id, [captured_at, *(move.at for move in moves)])


def _touch(  # noqa: PLR0913, PLR0917  a touch has this many sides
    scene: Scene, show: Show, ticket: Ticket, dealer_id: UUID, lead_id: UUID, at: datetime
) -> None:
    pages = scene.pages
    pages.add(
        Touch,
        id=pages.mint(at),
        lead_id=lead_id,
        dealer_id=dealer_id,
        contact_id=ticket.contact_id,
        source=LeadSource.CHECK_IN,
        ref=ticket.seat_id,
        event_id=show.id,
        seat_id=ticket.seat_id,
        at=at,
        created_at=at,
    )


@dataclass(frozen=True, slots=True)
class _Move:
    to_state: LeadState
    note: str
    at: datetime


def _moves(
    scene: Scene, ticket: Ticket, dealer_id: UUID, lead_id: UUID, captured_at: datetime
) -> list[_Move]:
    """The steps that the dealer's staff has taken until now."""
    pages, rng, at = scene.pages, scene.pages.rng, captured_at
    [staff] = [room.staff for room in scene.stage.showrooms if room.id == dealer_id]
    moves: list[_Move] = []
    for before, after in pairwise(rng.choice(_WAYS)):
        at += timedelta(hours=rng.randint(3, 60))
        if at >= scene.now:
            break
        note = rng.choice(_REASONS[ticket.language]) if after is LeadState.LOST else ""
        moves.append(_Move(after, note, at))
        actor_id = rng.choice(staff).id
        if after is LeadState.CONTACTED:
            _call(pages, lead_id, actor_id, at)
        pages.add(
            LeadMove,
            id=pages.mint(at),
            lead_id=lead_id,
            from_state=before,
            to_state=after,
            actor_id=actor_id,
            note=note,
            at=at,
        )
    return moves


def _call(pages: Pages, lead_id: UUID, actor_id: UUID, at: datetime) -> None:
    pages.add(
        LeadActivity,
        id=pages.mint(at),
        lead_id=lead_id,
        kind=ActivityKind.CALL,
        has_reached=True,
        actor_id=actor_id,
        at=at,
    )


def _tell(pages: Pages, dealer_id: UUID, lead_id: UUID, times: Sequence[datetime]) -> None:
    """Let the feed say that it was captured, and then changed."""
    for number, at in enumerate(times):
        kind = LeadChangeKind.UPDATED if number else LeadChangeKind.CAPTURED
        pages.add(
            LeadChange, id=pages.mint(at), dealer_id=dealer_id, lead_id=lead_id, kind=kind, at=at
        )
