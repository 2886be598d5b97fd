"""Walk-ins through the API: for the venue's staff, and nobody else."""

from models import ids
from models.access.viewer import Viewer
from models.grants import Role
from schema.nodes import encode
from tests import people, places, stands
from tests.client import NOBODY, Api

WALKED_IN = """query($id: ID!) { node(id: $id) { ... on Registration {
    state seatCount position member { name } event { title } calendar
    seats { position holder { name phone member { name } } consents { isGranted } pass { text } }
} } }"""


async def test_staff_read_and_cancel_a_walk_in_and_nobody_else_does(api: Api) -> None:
    event = await places.event()
    seat = await stands.walked_in(event)
    asked = encode("Registration", seat.registration_id)
    staff = await people.with_role("Stan", Role.VENUE_STAFF, event.venue_id)
    ann = await people.viewer(await people.member("Ann"))
    strangers = [NOBODY, Viewer(device_id=ids.new()), ann]

    node = (await api(WALKED_IN, as_=staff, id=asked))["node"]

    assert "BEGIN:VCALENDAR" in node.pop("calendar")
    assert node == {
        "state": "CONFIRMED",
        "seatCount": 1,
        "position": None,
        "member": None,
        "event": {"title": "Open House"},
        "seats": [
            {
                "position": 1,
                "holder": {"name": "Walter", "phone": "", "member": None},
                "consents": None,
                "pass": None,
            }
        ],
    }
    for stranger in strangers:
        assert (await api(WALKED_IN, as_=stranger, id=asked))["node"] is None
    listed = await api(
        """query($id: ID!) { node(id: $id) { ... on Event { seatsTaken
            registrations(first: 5) { edges { node { state member { name } } } } } } }""",
        as_=staff,
        id=encode("Event", event.id),
    )
    assert listed["node"] == {
        "seatsTaken": 0,
        "registrations": {"edges": [{"node": {"state": "CONFIRMED", "member": None}}]},
    }
    said = {"registration": asked, "reason": "Mistyped"}
    assert await api.refused("registrationCancel", as_=ann, **said) == "NOT_FOUND"
    payload = await api.mutate("registrationCancel", "registration { state }", as_=staff, **said)
    assert payload == {"registration": {"state": "CANCELLED"}, "userErrors": []}
    assert await places.counts(event) == (0, 0)
