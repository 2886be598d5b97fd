"""The head of a manifest: all that a tablet has to know of an event but for its people."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from models import consents, doors, halls, seats, signing_keys, staff_pins
from models.consents import ConsentText
from models.dealers import Dealer
from models.doors import Door
from models.edges import Edge
from models.event_dealers import EventDealer
from models.events import Event
from models.gates import Gate
from models.halls import Hall
from models.lead_questions import LeadQuestion
from models.signing_keys import PublicHalf
from models.staff_pins import Supervisor
from models.venues import Venue


@dataclass(frozen=True, slots=True)
class HeadRows:
    """What there is, as it stands now."""

    event: Event
    venue: Venue
    door: Door
    halls: Sequence[Hall]
    gates: Sequence[Gate]
    keys: Sequence[PublicHalf]
    supervisors: Sequence[Supervisor]
    dealers: Sequence[Dealer]
    questions: Sequence[LeadQuestion]
    consent_texts: Sequence[ConsentText]
    edges: Sequence[Edge]
    people: int


async def read(event_id: UUID) -> HeadRows:
    """The rows of an event's head; LookupError where there is no such event."""
    event = await Event.get_or_none(id=event_id)
    if event is None:
        raise LookupError(event_id)
    kept = await halls.of(event.venue_id, event.hall_id)
    named = await EventDealer.filter(event_id=event_id).values_list("dealer_id", flat=True)
    return HeadRows(
        event=event,
        venue=await Venue.get(id=event.venue_id),
        door=await doors.of_event(event_id),
        halls=kept,
        gates=await Gate.filter(hall_id__in=[hall.id for hall in kept]).order_by("id"),
        keys=await signing_keys.trusted(),
        supervisors=await staff_pins.supervisors_at([event_id]),
        dealers=await Dealer.filter(id__in=list(named)).order_by("name", "id"),
        questions=await LeadQuestion.filter(dealer_id__in=list(named), retired_at=None).order_by(
            "position"
        ),
        consent_texts=await consents.current_texts(),
        edges=await Edge.filter(event_id=event_id, revoked_at=None).exclude(address=""),
        people=await seats.Seat.filter(event_id=event_id, pass_issue__gt=0).count(),
    )
