"""What the page of a pass shows: the event, and the passes that its link opens, as they are now."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from tortoise.expressions import Q

from models import clock, passes
from models.events import Event, EventState
from models.halls import Hall
from models.passes import Pass
from models.seats import Seat
from models.venues import Venue


class PassState(StrEnum):
    """What is to be said of a pass that somebody looks at."""

    GOOD = "GOOD"
    NONE_YET = "NONE_YET"
    CANCELLED = "CANCELLED"
    CALLED_OFF = "CALLED_OFF"
    OVER = "OVER"


@dataclass(frozen=True, slots=True)
class ShownPass:
    """A seat and the pass that opens the door now; None where none does."""

    seat: Seat
    state: PassState
    row: Pass | None

    @property
    def holder(self) -> str:
        """Whose seat it is."""
        return self.seat.contact.name or str(self.seat.position)


@dataclass(frozen=True, slots=True)
class PassPage:
    """The passes behind a link; the hall is "" for the whole venue."""

    event: Event
    venue: Venue
    hall: str
    passes: Sequence[ShownPass]


async def behind(link_id: UUID) -> PassPage | None:
    """What the link to a seat's pass opens: for the first of a party, the passes of all of it.

    So a guest's link can be handed on without the others' passes. Whoever was given a seat of
    somebody else's has just that, and the link of who had it before opens nothing any more.
    """
    named = Q(link_id=link_id) | Q(id=link_id, link_id=None)
    seat = await Seat.filter(named).select_related("event", "contact").first()
    if seat is None:
        return None
    seats = [seat]
    if seat.position == 1 and seat.link_id is None:
        party = Seat.filter(registration_id=seat.registration_id).order_by("position")
        seats = await party.select_related("contact")
    current = await passes.current_of([each.id for each in seats])
    event = seat.event
    hall = await Hall.get_or_none(id=event.hall_id) if event.hall_id else None
    return PassPage(
        event=event,
        venue=await Venue.get(id=event.venue_id),
        hall=hall.name if hall else "",
        passes=[_shown(each, event, current.get(each.id)) for each in seats],
    )


def _shown(seat: Seat, event: Event, row: Pass | None) -> ShownPass:
    state = _state(seat, event, row)
    return ShownPass(seat, state, row if state is PassState.GOOD else None)


def _state(seat: Seat, event: Event, row: Pass | None) -> PassState:
    if event.state is EventState.CANCELLED:
        return PassState.CALLED_OFF
    if seat.cancelled_at is not None:
        return PassState.CANCELLED
    if row is None:
        return PassState.NONE_YET
    return PassState.GOOD if clock.now() < row.expires_at else PassState.OVER
