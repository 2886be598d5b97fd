from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar

from models import clock
from models.access.viewer import Viewer
from models.consents import Consent
from models.event_dealers import EventDealer
from models.events import Event, WaitlistMode
from models.grants import Role
from models.registrations import Registration
from models.seats import Seat
from schema.nodes import encode
from tests import people, places
from tests.client import NOBODY, Api
from tests.places import DOORS

CREATED = "registration { id state seatCount position seats { id position holder { name } } }"


def _id(event: Event) -> str:
    return encode("Event", event.id)


async def _member(name: str) -> Viewer:
    return await people.viewer(await people.member(name))


async def test_a_member_books_for_themselves_and_a_guest_with_consents(api: Api) -> None:
    event, ann = await places.event(), await _member("Ann")
    dealer = await places.dealer()
    await EventDealer.create(event=event, dealer=dealer)
    yes = {"dealer": encode("Dealer", dealer.id), "textVersion": 1, "language": "en"}
    payload = await api.mutate(
        "registrationCreate",
        """registration {
            state seatCount position offeredUntil member { name } event { title seatsTaken }
            seats {
                position cancelledAt consents { isGranted dealer { name } }
                holder { name phone email member { name } } pass { issue text }
            } }""",
        as_=ann,
        event=_id(event),
        consents=[yes],
        guests=[{"name": "Bo Li", "phone": "+86 139 1234 5678", "email": "Bo@People.example"}],
    )
    registration = payload["registration"]
    texts = [seat["pass"].pop("text") for seat in registration["seats"]]
    assert all(text.startswith("PD1:") for text in texts)
    assert len(set(texts)) == 2
    assert registration == {
        "state": "CONFIRMED",
        "seatCount": 2,
        "position": None,
        "offeredUntil": None,
        "member": {"name": "Ann"},
        "event": {"title": "Open House", "seatsTaken": 2},
        "seats": [
            {
                "position": 1,
                "cancelledAt": None,
                "consents": [{"isGranted": True, "dealer": {"name": "Harbour Motors"}}],
                "holder": {
                    "name": "Ann",
                    "phone": "",
                    "email": "ann@people.example",
                    "member": {"name": "Ann"},
                },
                "pass": {"issue": 1},
            },
            {
                "position": 2,
                "cancelledAt": None,
                "consents": [],
                "holder": {
                    "name": "Bo Li",
                    "phone": "+8613912345678",
                    "email": "bo@people.example",
                    "member": None,
                },
                "pass": {"issue": 1},
            },
        ],
    }


async def test_who_waits_sees_their_place_in_line_and_has_no_pass(api: Api) -> None:
    event = await places.event(capacity=1)
    await places.register(event, "Ann")
    await places.register(event, "Bob")
    payload = await api.mutate(
        "registrationCreate",
        "registration { state position seats { pass { issue } } event { seatsWaiting } }",
        as_=await _member("Cem"),
        event=_id(event),
    )
    assert payload["registration"] == {
        "state": "WAITING",
        "position": 2,
        "seats": [{"pass": None}],
        "event": {"seatsWaiting": 2},
    }


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"guests": [{"name": "Bo"}] * 4}, "OUT_OF_RANGE", ["guests"]),
        ({"guests": [{"name": ""}]}, "TEXT_EMPTY", ["guests", "0", "name"]),
        ({"guests": [{"name": "Bo", "email": "bo"}]}, "EMAIL_INVALID", ["guests", "0", "email"]),
        (
            {"consents": [{"dealer": "nonsense", "textVersion": 1, "language": "en"}]},
            "DEALER_NOT_AT_EVENT",
            ["consents", "0", "dealer"],
        ),
        ({"event": "nonsense"}, "NOT_FOUND", ["event"]),
    ],
)
async def test_a_registration_that_cannot_be_is_refused(
    api: Api, wrong: dict[str, Any], code: str, field: list[str]
) -> None:
    event, ann = await places.event(), await _member("Ann")
    said: dict[str, Any] = {"event": _id(event), **wrong}
    payload = await api.mutate("registrationCreate", "registration { id }", as_=ann, **said)
    [error] = payload["userErrors"]
    assert (payload["registration"], error["code"], error["field"]) == (None, code, field)
    assert (await Registration.all().count(), await Seat.all().count()) == (0, 0)
    assert await Consent.all().count() == 0
    assert await places.counts(event) == (0, 0)


async def test_drafts_full_events_and_nobody_are_refused(api: Api) -> None:
    hall = await places.hall()
    draft = await places.draft(hall)
    full = await places.event(hall, capacity=1, starts_at=DOORS + timedelta(days=1))
    await places.register(full, "Ann")
    bob = await _member("Bob")
    assert await api.refused("registrationCreate", as_=bob, event=_id(draft)) == "NOT_FOUND"
    refused = await api.refused("registrationCreate", as_=bob, event=_id(full), wait=False)
    assert refused == "EVENT_FULL"
    assert await api.refused("registrationCreate", event=_id(full)) == "SIGN_IN_REQUIRED"
    assert await Registration.all().count() == 1


async def test_the_same_key_books_once_and_the_same_member_no_twice(api: Api) -> None:
    event, ann = await places.event(), await _member("Ann")
    said: dict[str, Any] = {"as_": ann, "event": _id(event)}
    first = await api.mutate("registrationCreate", CREATED, key="k", **said)
    assert await api.mutate("registrationCreate", CREATED, key="k", **said) == first
    assert await api.refused("registrationCreate", **said) == "ALREADY_REGISTERED"
    assert await places.counts(event) == (1, 0)


async def test_giving_up_one_seat_and_then_the_rest(api: Api) -> None:
    event, ann = await places.event(), await _member("Ann")
    made = await api.mutate(
        "registrationCreate", CREATED, as_=ann, event=_id(event), guests=[{"name": "Bo"}]
    )
    registration, [own, guest] = made["registration"]["id"], made["registration"]["seats"]
    selection = "registration { state seatCount seats { position cancelledAt pass { issue } } }"
    payload = await api.mutate(
        "registrationCancelSeats",
        selection,
        as_=ann,
        registration=registration,
        seats=[guest["id"]],
    )
    left = payload["registration"]
    assert (left["state"], left["seatCount"]) == ("CONFIRMED", 1)
    assert [seat["cancelledAt"] is None for seat in left["seats"]] == [True, False]
    assert [seat["pass"] for seat in left["seats"]] == [{"issue": 1}, None]
    assert await places.counts(event) == (1, 0)
    payload = await api.mutate("registrationCancel", selection, as_=ann, registration=registration)
    assert payload["registration"]["state"] == "CANCELLED"
    assert await places.counts(event) == (0, 0)
    said: dict[str, Any] = {"registration": registration, "seats": [own["id"]]}
    assert await api.refused("registrationCancelSeats", as_=ann, **said) == "NOT_FOUND"
    refused = await api.refused("registrationCancel", as_=ann, registration=registration)
    assert refused == "INVALID_TRANSITION"


async def test_an_offer_is_taken_by_the_member_alone(api: Api) -> None:
    hall = await places.hall()
    with clock.injected(lambda: DOORS - timedelta(days=2)):
        event = await places.event(hall, capacity=1, waitlist_mode=WaitlistMode.OFFER)
        first = await places.register(event, "Ann")
        bob = await people.member("Bob")
        second = await places.register(event, bob)
        await places.cancel(first)
        said: dict[str, Any] = {"registration": encode("Registration", second.id)}
        stan = await people.with_role("Stan", Role.VENUE_STAFF, hall.venue_id)
        assert await api.refused("registrationAccept", as_=stan, **said) == "NOT_ALLOWED"
        cem = await _member("Cem")
        assert await api.refused("registrationAccept", as_=cem, **said) == "NOT_FOUND"
        viewer = await people.viewer(bob)
        offered = await api(
            "query($id: ID!) { node(id: $id) { ... on Registration { state offeredUntil } } }",
            as_=viewer,
            id=said["registration"],
        )
        until = (DOORS - timedelta(days=1, hours=12)).isoformat()
        assert offered["node"] == {"state": "OFFERED", "offeredUntil": until}
        payload = await api.mutate(
            "registrationAccept", "registration { state offeredUntil }", as_=viewer, **said
        )
    assert payload["registration"] == {"state": "CONFIRMED", "offeredUntil": None}


async def test_staff_take_a_registration_back_with_a_reason(api: Api) -> None:
    hall = await places.hall()
    party = await places.register(await places.event(hall), "Ann")
    stan = await people.with_role("Stan", Role.VENUE_STAFF, hall.venue_id)
    said: dict[str, Any] = {"as_": stan, "registration": encode("Registration", party.id)}
    assert await api.refused("registrationCancel", **said) == "TEXT_EMPTY"
    assert await places.states(party) == ["CONFIRMED"]
    await api.mutate("registrationCancel", "registration { state }", reason="Booked twice.", **said)
    assert await places.states(party) == ["CANCELLED"]


async def test_others_learn_nothing_of_a_registration(api: Api) -> None:
    party = await places.register(await places.event(), "Ann", 2)
    seat = await Seat.filter(registration_id=party.id).first()
    assert seat is not None
    node = "query($id: ID!) { node(id: $id) { __typename } }"
    for viewer in (NOBODY, await _member("Bob")):
        for global_id in (encode("Registration", party.id), encode("Seat", seat.id)):
            assert await api(node, as_=viewer, id=global_id) == {"node": None}
    bob = await _member("Bob")
    said: dict[str, Any] = {"registration": encode("Registration", party.id)}
    assert await api.refused("registrationCancel", as_=bob, **said) == "NOT_FOUND"
    seats = [encode("Seat", seat.id)]
    assert await api.refused("registrationCancelSeats", as_=bob, seats=seats, **said) == "NOT_FOUND"
    assert await places.states(party) == ["CONFIRMED"]


async def test_staff_list_who_registered_by_state_and_others_get_null(api: Api) -> None:
    hall = await places.hall()
    event = await places.event(hall, capacity=2)
    for name in ("Ann", "Bob", "Cem", "Dan"):
        await places.register(event, name)
    document = """query($id: ID!, $state: RegistrationState) { node(id: $id) { ... on Event {
        registrations(first: 5, state: $state) {
            edges { node { position member { name } } } } } } }"""
    stan = await people.with_role("Stan", Role.VENUE_STAFF, hall.venue_id)
    page = await api(document, as_=stan, id=_id(event), state="WAITING")
    assert [edge["node"] for edge in page["node"]["registrations"]["edges"]] == [
        {"position": 1, "member": {"name": "Cem"}},
        {"position": 2, "member": {"name": "Dan"}},
    ]
    everyone = await api(document, as_=stan, id=_id(event))
    assert len(everyone["node"]["registrations"]["edges"]) == 4
    for viewer in (NOBODY, await _member("Ann")):
        assert await api(document, as_=viewer, id=_id(event)) == {"node": {"registrations": None}}


async def test_a_viewer_finds_their_registrations_from_both_sides(api: Api) -> None:
    hall = await places.hall()
    first = await places.event(hall, title="First")
    second = await places.event(hall, title="Second", starts_at=DOORS + timedelta(days=1))
    for event in (first, second):
        await places.register(event, "Ann")
    document = """{ viewer { registrations(first: 5) { edges { node {
        event { title viewerRegistration { state event { title } } } } } } } }"""
    page = await api(document, as_=await _member("Ann"))
    assert [edge["node"]["event"] for edge in page["viewer"]["registrations"]["edges"]] == [
        {
            "title": title,
            "viewerRegistration": {"state": "CONFIRMED", "event": {"title": title}},
        }
        for title in ("Second", "First")
    ]


async def test_the_members_calendar_file_follows_the_registration(api: Api) -> None:
    event, ann = await places.event(title="春季沙龙"), await _member("Ann")
    made = await api.mutate(
        "registrationCreate", "registration { id calendar }", as_=ann, event=_id(event)
    )
    [entry] = Calendar.from_ical(made["registration"]["calendar"]).events
    assert (str(entry["summary"]), str(entry["status"])) == ("春季沙龙", "CONFIRMED")
    assert str(entry["location"]) == "Pier 7, 7 Riverside Road"
    gone = await api.mutate(
        "registrationCancel",
        "registration { calendar }",
        as_=ann,
        registration=made["registration"]["id"],
    )
    calendar = Calendar.from_ical(gone["registration"]["calendar"])
    [after] = calendar.events
    assert (str(calendar["method"]), str(after["status"])) == ("CANCEL", "CANCELLED")
    assert str(after["uid"]) == str(entry["uid"])
