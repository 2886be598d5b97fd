from datetime import timedelta
from typing import Any

import pytest

from models.access.viewer import Viewer
from models.audit import AuditEntry
from models.bookings import Booking
from models.events import Event
from models.grants import Role
from models.halls import Hall
from schema.context import House
from schema.nodes import encode
from tests import communities, measured, people, places
from tests.client import NOBODY, Api
from tests.places import DOORS, HOUR, MINUTE

LINE = "seatLimit waitlistMode offerMinutes"
TIES = "hall { name } series { name } community { name } host { name } dealers { name }"


def _at(hours: float) -> str:
    return (DOORS + hours * HOUR).isoformat()


def _details(hall: Hall, /, **said: Any) -> dict[str, Any]:
    return {
        "venue": encode("Venue", hall.venue_id),
        "hall": encode("Hall", hall.id),
        "title": "Open House",
        "startsAt": _at(0),
        "endsAt": _at(2),
        "capacity": 10,
        **said,
    }


async def test_an_operator_prepares_a_draft_with_all_that_it_is_tied_to(api: Api) -> None:
    olga, hanna = await people.operator(), await people.member("Hanna")
    hall, circle = await places.hall(), await communities.circle("Lens")
    dealers = [await places.dealer(name) for name in ("Plaza Cars", "Harbour Motors")]
    series = await api.mutate("seriesCreate", "series { id }", as_=olga, name="Salons")
    payload = await api.mutate(
        "eventCreate",
        f"event {{ state startsAt endsAt setupMinutes {LINE} {TIES} }}",
        as_=olga,
        **_details(
            hall,
            setupMinutes=30,
            seatLimit=2,
            waitlistMode="OFFER",
            dealers=[encode("Dealer", dealer.id) for dealer in dealers],
            series=series["series"]["id"],
            community=encode("Circle", circle.id),
            host=encode("Member", hanna.id),
        ),
    )
    assert payload == {
        "event": {
            "state": "DRAFT",
            "startsAt": _at(0),
            "endsAt": _at(2),
            "setupMinutes": 30,
            "seatLimit": 2,
            "waitlistMode": "OFFER",
            "offerMinutes": 720,
            "hall": {"name": "Great Hall"},
            "series": {"name": "Salons"},
            "community": {"name": "Lens"},
            "host": {"name": "Hanna"},
            "dealers": [{"name": "Harbour Motors"}, {"name": "Plaza Cars"}],
        },
        "userErrors": [],
    }
    [booking] = await Booking.all()
    assert (booking.starts_at, booking.ends_at) == (DOORS - 30 * MINUTE, DOORS + 2.5 * HOUR)


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"endsAt": _at(0)}, "ENDS_BEFORE_START", ["endsAt"]),
        ({"endsAt": _at(24 * 15)}, "LASTS_TOO_LONG", ["endsAt"]),
        ({"capacity": 0}, "OUT_OF_RANGE", ["capacity"]),
        ({"capacity": 101}, "HALL_TOO_SMALL", ["capacity"]),
        ({"title": ""}, "TEXT_EMPTY", ["title"]),
        ({"host": "nonsense"}, "NOT_FOUND", ["host"]),
        ({"series": "nonsense"}, "NOT_FOUND", ["series"]),
        ({"community": "nonsense"}, "NOT_FOUND", ["community"]),
        ({"hall": "nonsense"}, "NOT_FOUND", ["hall"]),
        ({"venue": "nonsense"}, "NOT_FOUND", ["venue"]),
        ({"dealers": ["nonsense"]}, "NOT_FOUND", ["dealers", "0"]),
    ],
)
async def test_an_event_that_cannot_be_is_refused(
    api: Api, wrong: dict[str, Any], code: str, field: list[str]
) -> None:
    olga = await people.operator()
    said = _details(await places.hall(), **wrong)
    payload = await api.mutate("eventCreate", "event { id }", as_=olga, **said)
    [error] = payload["userErrors"]
    assert (payload["event"], error["code"], error["field"]) == (None, code, field)
    assert (await Event.all().count(), await Booking.all().count()) == (0, 0)


async def test_a_hall_of_another_venue_is_not_found(api: Api) -> None:
    olga = await people.operator()
    here, there = await places.hall(), await places.hall(await places.venue("Other"))
    said = _details(here, hall=encode("Hall", there.id))
    assert await api.refused("eventCreate", as_=olga, **said) == "NOT_FOUND"
    event = await places.event(here)
    moved: dict[str, Any] = {"event": encode("Event", event.id), "hall": encode("Hall", there.id)}
    assert await api.refused("eventUpdate", as_=olga, **moved) == "NOT_FOUND"
    assert (await Event.get(id=event.id)).hall_id == here.id


async def test_a_taken_hall_is_refused_with_no_word_of_who_has_it(api: Api) -> None:
    olga, hall = await people.operator(), await places.hall()
    secret = await places.draft(hall, title="Secret Launch")
    said = _details(hall, startsAt=_at(1), endsAt=_at(3))
    payload = await api.mutate("eventCreate", "event { title }", as_=olga, **said)
    assert payload == {
        "event": None,
        "userErrors": [
            {
                "code": "HALL_TAKEN",
                "field": ["hall"],
                "message": "The hall is taken at that time, set-up included.",
            }
        ],
    }
    assert str(secret.id) not in str(payload)


async def test_staff_take_an_event_of_their_venue_from_draft_to_its_end(api: Api) -> None:
    hall = await places.hall()
    stan = await people.with_role("Stan", Role.VENUE_STAFF, hall.venue_id)
    event = encode("Event", (await places.draft(hall)).id)
    steps = []
    for field in ("eventPublish", "eventStart", "eventEnd"):
        payload = await api.mutate(field, "event { state version }", as_=stan, event=event)
        steps.append((payload["event"]["state"], payload["event"]["version"]))
    assert steps == [("PUBLISHED", 1), ("IN_PROGRESS", 2), ("ENDED", 3)]
    assert await api.refused("eventStart", as_=stan, event=event) == "INVALID_TRANSITION"
    assert await AuditEntry.filter(actor_id=stan.member_id).count() == 3
    assert await api.refused("eventCreate", as_=stan, **_details(hall)) == "NOT_ALLOWED"


async def test_strangers_change_no_event_and_do_not_learn_of_drafts(api: Api) -> None:
    hall = await places.hall()
    draft = await places.draft(hall)
    shown = await places.event(hall, starts_at=DOORS + 9 * HOUR)
    ann = await people.viewer(await people.member("Ann"))
    for event, code in ((draft, "NOT_FOUND"), (shown, "NOT_ALLOWED")):
        said: dict[str, Any] = {"as_": ann, "event": encode("Event", event.id)}
        codes = {
            await api.refused("eventUpdate", title="Mine", **said),
            await api.refused("eventPublish", **said),
            await api.refused("eventStart", **said),
            await api.refused("eventEnd", **said),
            await api.refused("eventCancel", reason="Mine", **said),
        }
        assert codes == {code}
    node = "query($id: ID!) { node(id: $id) { ... on Event { title } } }"
    for event, title in ((draft, None), (shown, {"title": "Open House"})):
        assert await api(node, as_=NOBODY, id=encode("Event", event.id)) == {"node": title}


async def test_an_update_clears_what_is_null_and_keeps_what_is_left_out(api: Api) -> None:
    olga, hanna = await people.operator(), await people.member("Hanna")
    hall = await places.hall()
    event = await places.event(hall, host_id=hanna.id, description="Bring a friend.")
    said: dict[str, Any] = {"event": encode("Event", event.id), "as_": olga}
    selection = f"event {{ title description {TIES} }}"
    kept = await api.mutate("eventUpdate", selection, title="New Name", **said)
    assert kept["event"] == {
        "title": "New Name",
        "description": "Bring a friend.",
        "hall": {"name": "Great Hall"},
        "series": None,
        "community": None,
        "host": {"name": "Hanna"},
        "dealers": [],
    }
    cleared = await api.mutate("eventUpdate", selection, hall=None, host=None, **said)
    assert (cleared["event"]["hall"], cleared["event"]["host"]) == (None, None)
    assert cleared["event"]["title"] == "New Name"


async def test_a_cancelled_event_says_why(api: Api) -> None:
    olga = await people.operator()
    event = encode("Event", (await places.event()).id)
    assert await api.refused("eventCancel", as_=olga, event=event, reason=" ") == "TEXT_EMPTY"
    payload = await api.mutate(
        "eventCancel",
        "event { state cancelledReason calendar }",
        as_=olga,
        event=event,
        reason="A storm is coming.",
    )
    assert payload["event"]["state"] == "CANCELLED"
    assert payload["event"]["cancelledReason"] == "A storm is coming."
    assert "STATUS:CANCELLED" in payload["event"]["calendar"]


async def test_the_same_key_prepares_one_event(api: Api) -> None:
    olga, hall = await people.operator(), await places.hall()
    said = _details(hall)
    first = await api.mutate("eventCreate", "event { id }", as_=olga, key="k", **said)
    again = await api.mutate("eventCreate", "event { id }", as_=olga, key="k", **said)
    assert first == again
    assert await Event.all().count() == 1
    other: dict[str, Any] = {**said, "title": "Another"}
    refused = await api.refused("eventCreate", as_=olga, key="k", **other)
    assert refused == "IDEMPOTENCY_CONFLICT"


async def _titles(api: Api, viewer: Viewer = NOBODY, **asked: Any) -> tuple[list[str], Any]:
    document = """query($first: Int, $after: String, $startsAfter: DateTime, $venue: ID) {
        events(first: $first, after: $after, startsAfter: $startsAfter, venue: $venue) {
            edges { node { title } } pageInfo { hasNextPage endCursor } } }"""
    page = (await api(document, as_=viewer, **asked))["events"]
    return [edge["node"]["title"] for edge in page["edges"]], page["pageInfo"]


async def test_events_are_paged_by_their_start(api: Api) -> None:
    hall = await places.hall()
    for day in (3, 1, 4, 2):
        await places.event(hall, title=f"Day {day}", starts_at=DOORS + timedelta(days=day))
    await places.draft(hall, title="Secret", starts_at=DOORS + timedelta(days=5))
    titles, info = await _titles(api, first=3)
    assert (titles, info["hasNextPage"]) == (["Day 1", "Day 2", "Day 3"], True)
    titles, info = await _titles(api, first=3, after=info["endCursor"])
    assert (titles, info["hasNextPage"]) == (["Day 4"], False)
    later, _ = await _titles(api, first=9, startsAfter=(DOORS + timedelta(days=3)).isoformat())
    assert later == ["Day 3", "Day 4"]
    assert (await _titles(api, first=9, venue="nonsense"))[0] == []
    everything, _ = await _titles(api, await people.operator(), first=9)
    assert everything == ["Day 1", "Day 2", "Day 3", "Day 4", "Secret"]


WHOLE = """query($first: Int) { events(first: $first) { edges { node {
    title calendar viewerRegistration { state position } consentTexts { version }
    venue { name halls { name } } hall { name gates { name } } dealers { name }
    host { name } community { name } series { name }
    registrations(first: 3, state: WAITING) { edges { node {
        state position calendar member { name } event { title }
        seats { position holder { name email member { name } } pass { issue } }
    } } }
} } } }"""


async def test_a_page_of_ten_events_takes_as_many_statements_as_a_page_of_one(
    db: str, the_house: House
) -> None:
    hanna = await people.member("Hanna")
    olga = await people.operator()
    circle = await communities.circle("Lens")
    for number in range(10):
        hall = await places.hall(await places.venue(f"Venue {number}"))
        event = await places.event(hall, capacity=1, host_id=hanna.id, community_id=circle.id)
        for name in ("Ann", "Bob", "Cem"):
            await places.register(event, name)
        await places.register(event, await people.member("Olga"))
    counts = {}
    for first in (1, 10):
        work = await measured.of(the_house, olga, WHOLE, first=first)
        page = work.data["events"]
        assert len(page["edges"]) == first
        waiting = page["edges"][-1]["node"]["registrations"]["edges"]
        assert [edge["node"]["position"] for edge in waiting] == [1, 2, 3]
        counts[first] = len(work.statements)
    assert counts[1] == counts[10]
