import asyncio
from datetime import timedelta
from functools import partial

import pytest
from tortoise.exceptions import IntegrityError

from models import clock, database, ids
from models.consents import Consent
from models.contacts import Contact
from models.event_dealers import EventDealer
from models.events import Event, EventState
from models.outbox import OutboxMessage
from models.passes import Pass
from models.refusals import (
    AlreadyRegistered,
    ConsentTextUnknown,
    DealerNotAtEvent,
    EventFull,
    EventNotOpen,
    OutOfRange,
    PhoneInvalid,
    Refusal,
    TextEmpty,
)
from models.registering import Agreement, Guest
from models.registrations import Registration, RegistrationState
from models.seats import Seat
from tests import people, places, races

pytestmark = pytest.mark.usefixtures("db")


async def _nothing_written() -> None:
    for table in (Registration, Seat, Contact, Consent, Pass):
        assert await table.all().count() == 0
    assert await OutboxMessage.filter(topic__startswith="registration").count() == 0


async def _told() -> list[str]:
    return [message.topic for message in await OutboxMessage.all().order_by("id")]


async def test_a_party_that_fits_is_confirmed_with_a_pass_for_each_seat() -> None:
    event = await places.event(capacity=3)
    ann = await people.member("Ann", phone="+8613912345678")
    guests = [Guest("Bo Li", "+86 139 1234 5679", "Bo@People.example"), Guest("Cy")]
    party = await places.register(event, ann, guests=guests)
    seats = await Seat.filter(registration_id=party.id).order_by("position")
    holders = [await Contact.get(id=seat.contact_id) for seat in seats]
    assert [(seat.position, seat.member_id, seat.pass_issue) for seat in seats] == [
        (1, ann.id, 1),
        (2, None, 1),
        (3, None, 1),
    ]
    assert [(holder.name, holder.phone, holder.email) for holder in holders] == [
        ("Ann", "+8613912345678", "ann@people.example"),
        ("Bo Li", "+8613912345679", "bo@people.example"),
        ("Cy", "", ""),
    ]
    assert await places.states(party) == ["CONFIRMED"]
    assert await places.counts(event) == (3, 0)
    assert await Pass.all().count() == 3
    assert await _told() == ["registration.confirmed"]


async def test_a_party_that_does_not_fit_waits_without_passes() -> None:
    event = await places.event(capacity=3)
    await places.register(event, "Ann", 2)
    party = await places.register(event, "Bob", 2)
    assert await places.states(party) == ["WAITING"]
    assert await places.counts(event) == (2, 2)
    assert await Pass.all().count() == 2
    assert await _told() == ["registration.confirmed", "registration.waiting"]


async def test_a_small_party_does_not_pass_a_larger_one_that_waits() -> None:
    event = await places.event(capacity=3)
    await places.register(event, "Ann", 2)
    large = await places.register(event, "Bob", 2)
    small = await places.register(event, "Cem", 1)
    assert await places.states(large, small) == ["WAITING", "WAITING"]
    assert await places.line(event) == [large.id, small.id]
    assert await places.counts(event) == (2, 3)


async def test_who_does_not_want_to_wait_is_refused_where_there_is_no_room() -> None:
    event = await places.event(capacity=3)
    await places.register(event, "Ann", 2)
    await places.register(event, "Bob", 2)
    with pytest.raises(EventFull):
        await places.register(event, "Cem", 1, wait=False)
    assert await Registration.all().count() == 2
    assert await places.counts(event) == (2, 2)


async def test_a_member_registers_once_until_they_give_it_up() -> None:
    event = await places.event()
    first = await places.register(event, "Ann")
    with pytest.raises(AlreadyRegistered):
        await places.register(event, "Ann")
    await places.cancel(first)
    second = await places.register(event, "Ann")
    assert await places.states(first, second) == ["CANCELLED", "CONFIRMED"]


async def test_of_ten_registrations_of_one_member_at_once_one_stands() -> None:
    event = await places.event()
    ann = await people.member("Ann")
    came_to = await races.raced(partial(places.register, event, ann) for _ in range(10))
    assert came_to == {"DONE": 1, "ALREADY_REGISTERED": 9}
    assert await places.counts(event) == (1, 0)
    assert await Registration.all().count() == 1
    assert await Contact.all().count() == 1


async def test_of_fifty_at_once_for_the_last_seat_one_has_it_and_the_rest_stand_in_one_line() -> (
    None
):
    event = await places.event(capacity=2)
    await places.register(event, "First")
    members = [await people.member(f"Member{number}") for number in range(50)]
    parties = await asyncio.gather(*(places.register(event, member) for member in members))
    states = await places.states(*parties)
    assert (states.count("CONFIRMED"), states.count("WAITING")) == (1, 49)
    assert await places.counts(event) == (2, 49)
    waiting = await Registration.filter(state=RegistrationState.WAITING)
    in_line = sorted(waiting, key=lambda party: (party.queued_at, party.id))
    assert await places.line(event) == [party.id for party in in_line]
    assert len({(party.queued_at, party.id) for party in waiting}) == 49


async def test_the_database_itself_refuses_a_second_registration_and_a_seat_too_many() -> None:
    event = await places.event(capacity=2)
    ann = await people.member("Ann")
    await places.register(event, ann)
    with pytest.raises(IntegrityError):
        await Registration.create(
            event=event, member=ann, state=RegistrationState.WAITING, seat_count=1
        )
    with pytest.raises(IntegrityError):
        await Event.filter(id=event.id).update(seats_taken=3)
    assert await Registration.all().count() == 1
    assert await places.counts(event) == (1, 0)


@pytest.mark.parametrize("state", [EventState.DRAFT, EventState.ENDED, EventState.CANCELLED])
async def test_an_event_that_is_not_open_takes_no_registrations(state: EventState) -> None:
    event = await places.event()
    await Event.filter(id=event.id).update(state=state)
    with pytest.raises(EventNotOpen):
        await places.register(event, "Ann")
    await _nothing_written()


async def test_one_may_register_until_the_last_minute_of_an_event() -> None:
    event = await places.event()
    async with database.transaction():
        await event.start(by=ids.new())
    with clock.injected(lambda: event.ends_at - timedelta(seconds=1)):
        party = await places.register(event, "Ann")
    assert await places.states(party) == ["CONFIRMED"]
    with clock.injected(lambda: event.ends_at), pytest.raises(EventNotOpen):
        await places.register(event, "Bob")


@pytest.mark.parametrize(("capacity", "seat_limit", "most"), [(10, 3, 3), (2, 4, 2)])
async def test_a_party_is_no_larger_than_the_seat_limit_and_the_event(
    capacity: int, seat_limit: int, most: int
) -> None:
    event = await places.event(capacity=capacity, seat_limit=seat_limit)
    with pytest.raises(OutOfRange) as refused:
        await places.register(event, "Ann", most + 1)
    assert refused.value.facts == {"least": 0, "most": most - 1}
    await _nothing_written()
    await places.register(event, "Ann", most)
    assert await places.counts(event) == (most, 0)


@pytest.mark.parametrize(
    ("guest", "refusal", "field"),
    [
        (Guest("  "), TextEmpty, "guests.1.name"),
        (Guest("Bo", phone="12"), PhoneInvalid, "guests.1.phone"),
    ],
)
async def test_a_guest_that_cannot_be_is_refused_whole(
    guest: Guest, refusal: type[Refusal], field: str
) -> None:
    event = await places.event()
    with pytest.raises(refusal) as refused:
        await places.register(event, "Ann", guests=[Guest("Al"), guest])
    assert refused.value.field == field
    await _nothing_written()


async def test_each_seat_has_its_own_consents() -> None:
    event = await places.event()
    harbour, plaza = await places.dealer("Harbour Motors"), await places.dealer("Plaza Cars")
    for dealer in (harbour, plaza):
        await EventDealer.create(event=event, dealer=dealer)
    party = await places.register(
        event,
        "Ann",
        agreements=[Agreement(harbour.id, 1, "en"), Agreement(plaza.id, 1, "zh")],
        guests=[Guest("Bo", agreements=[Agreement(plaza.id, 1, "en")]), Guest("Cy")],
    )
    seats = await Seat.filter(registration_id=party.id).order_by("position")
    said = {
        (consent.seat_id, consent.dealer_id, consent.language, consent.method, consent.event_id)
        for consent in await Consent.filter(is_granted=True)
    }
    assert said == {
        (seats[0].id, harbour.id, "en", "REGISTRATION", event.id),
        (seats[0].id, plaza.id, "zh", "REGISTRATION", event.id),
        (seats[1].id, plaza.id, "en", "REGISTRATION", event.id),
    }


async def test_consent_is_for_dealers_of_the_event_and_to_words_that_were_written() -> None:
    event = await places.event()
    here, elsewhere = await places.dealer("Here"), await places.dealer("Elsewhere")
    await EventDealer.create(event=event, dealer=here)
    said = [Agreement(dealer.id, 1, "en") for dealer in (here, elsewhere)]
    guest = Guest("Bo", agreements=said)
    with pytest.raises(DealerNotAtEvent) as refused:
        await places.register(event, "Ann", guests=[guest])
    assert refused.value.field == "guests.0.consents.1.dealer"
    with pytest.raises(ConsentTextUnknown):
        await places.register(event, "Ann", agreements=[Agreement(here.id, 99, "en")])
    await _nothing_written()


async def test_a_registration_at_one_event_of_a_series_is_at_no_other() -> None:
    hall = await places.hall()
    series_id = ids.new()
    this = await places.event(hall, series_id=series_id)
    other = await places.event(
        hall, series_id=series_id, starts_at=places.DOORS + timedelta(days=7)
    )
    await places.register(this, "Ann")
    assert await places.counts(this) == (1, 0)
    assert await places.counts(other) == (0, 0)
    assert await Registration.filter(event_id=other.id).count() == 0


async def test_what_a_guest_is_said_to_be_changes_no_other_person() -> None:
    event = await places.event()
    ann = await people.member("Ann")
    await places.register(event, ann)
    said = Guest("Not Ann", email="ann@people.example")
    await places.register(event, "Bob", guests=[said])
    assert (await Contact.get(member_id=ann.id)).name == "Ann"
    assert await Contact.filter(email="ann@people.example").count() == 2


async def test_a_members_contact_follows_the_profile() -> None:
    hall = await places.hall()
    ann = await people.member("Ann")
    await places.register(await places.event(hall), ann)
    ann = await ann.update_profile(name="Ann Lee", phone="+8613912345678")
    later = await places.event(hall, starts_at=places.DOORS + timedelta(days=1))
    await places.register(later, ann)
    [contact] = await Contact.all()
    assert (contact.member_id, contact.name, contact.phone) == (ann.id, "Ann Lee", "+8613912345678")
