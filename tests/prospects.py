"""People who may become leads: at an event that names dealers, with a seat and perhaps consent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from models import consents, grants, ids, lead_changes
from models.access.viewer import Viewer
from models.consents import Consent
from models.contacts import Contact
from models.dealers import Dealer
from models.event_dealers import EventDealer
from models.events import Event, EventState
from models.grants import Role
from models.lead_changes import LeadChangeKind
from models.lead_feed import LEADS
from models.lead_intake import Attendance
from models.leads import Lead
from models.members import Member
from models.numbered import relay
from models.registrations import Registration, RegistrationState
from models.seats import Seat
from models.venues import Venue
from tests import people

DOORS = datetime(2026, 3, 7, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Scene:
    """An event and the dealers that take part in it."""

    event: Event
    dealers: Sequence[Dealer]

    @property
    def dealer(self) -> Dealer:
        """The first of them."""
        return self.dealers[0]


async def scene(*names: str) -> Scene:
    """A published event in Shanghai that names dealers of these names, one if none are given."""
    venue = await Venue.create(
        name="Pier 7", address="7 Riverside Road", city="Shanghai", zone="Asia/Shanghai"
    )
    event = await Event.create(
        venue=venue,
        title="Open House",
        state=EventState.PUBLISHED,
        starts_at=DOORS,
        ends_at=DOORS + timedelta(hours=8),
        capacity=500,
        published_at=DOORS - DAY,
    )
    dealers = [await Dealer.create(name=name) for name in names or ("Harbour Motors",)]
    for dealer in dealers:
        await EventDealer.create(event=event, dealer=dealer)
    return Scene(event, dealers)


async def again(at: Scene) -> Event:
    """Another such event with the same dealers."""
    names = ("venue_id", "title", "state", "starts_at", "ends_at", "capacity", "published_at")
    event = await Event.create(**{name: getattr(at.event, name) for name in names})
    for dealer in at.dealers:
        await EventDealer.create(event=event, dealer=dealer)
    return event


async def dealer(name: str = "Harbour Motors") -> Dealer:
    """A dealer that takes part in nothing."""
    return await Dealer.create(name=name)


async def seated(at: Scene, member: Member, *guests: str) -> list[Seat]:
    """A confirmed registration of a member and guests of these names: a seat for each."""
    registration = await Registration.create(
        event=at.event,
        member=member,
        state=RegistrationState.CONFIRMED,
        seat_count=1 + len(guests),
    )
    own, _ = await Contact.get_or_create(
        member_id=member.id, defaults={"name": member.name, "email": member.email}
    )
    holders = [own, *[await Contact.create(name=name) for name in guests]]
    return [
        await Seat.create(
            registration=registration,
            event=at.event,
            contact=holder,
            member_id=holder.member_id,
            position=position,
        )
        for position, holder in enumerate(holders, start=1)
    ]


async def guest(at: Scene, name: str) -> Seat:
    """The seat of somebody of this name, booked by a member of the same name."""
    [seat] = await seated(at, await people.member(name))
    return seat


async def consented(seat: Seat, dealer: Dealer, at: datetime = DOORS - DAY) -> Consent:
    """The holder of the seat agreed, a day before doors unless said otherwise."""
    return await consents.grant(
        await Contact.get(id=seat.contact_id),
        dealer.id,
        text_version=1,
        language="en",
        method="TEST",
        event_id=seat.event_id,
        seat_id=seat.id,
        at=at,
    )


def attendance(seat: Seat, at: datetime = DOORS) -> Attendance:
    """The holder of the seat was there, at doors unless said otherwise."""
    return Attendance(seat.id, seat.contact_id, seat.event_id, at)


async def staff(dealer: Dealer, name: str = "Dora") -> Viewer:
    """A member of the dealer's staff, signed in."""
    return await people.with_role(name, Role.DEALER_STAFF, dealer.id)


async def lead(dealer: Dealer, name: str = "Liu Wei") -> Lead:
    """A lead of the dealer, numbered in its feed, without an event."""
    contact = await Contact.create(name=name, phone="+8613912345678", email="liu@people.example")
    made = await Lead.create(id=ids.new(), dealer=dealer, contact=contact)
    await lead_changes.record(LeadChangeKind.CAPTURED, [made.id])
    await relay.number(LEADS)
    return made


async def end_grants(viewer: Viewer, dealer_id: UUID) -> None:
    """Take the viewer's role with the dealer back."""
    for grant in await grants.alive(Role.DEALER_STAFF, dealer_id).filter(
        member_id=viewer.as_member()
    ):
        await grant.end(by=None)
