"""Who passes the doors to a walk-in: the venue's staff and operators, and nobody else."""

import pytest

from models import ids
from models.access import check_ins, passes, registrations, seats
from models.access.viewer import Viewer
from models.check_ins import CheckIn
from models.events import Event
from models.excerpts import Excerpt
from models.pages import Window
from models.seats import Seat
from models.venues import Venue
from tests import people, places, stands
from tests.models.access import crew
from tests.models.access.showroom import met

pytestmark = pytest.mark.usefixtures("db")
SEEING = {"staff", "operator"}
UNSIGNED = {"nobody", "device"}


async def _scene() -> tuple[dict[str, Viewer], Event, Seat]:
    """An event for which somebody registered, and at which somebody walked in."""
    hall = await places.hall()
    viewers = await crew.of(await Venue.get(id=hall.venue_id))
    event, ann = await places.event(hall), await people.member("Ann")
    await places.register(event, ann)
    seat = await stands.walked_in(event)
    return viewers | {"registrant": await people.viewer(ann)}, event, seat


async def test_a_walk_in_and_their_seat_are_seen_by_the_staff_alone() -> None:
    viewers, event, seat = await _scene()
    check_in = await CheckIn.create(
        seat=seat, event_id=event.id, gate_id=ids.new(), device_id=ids.new(), scan_id=ids.new(),
        at=event.starts_at,
    )  # fmt: skip
    seen = {"OPEN": SEEING, "CLOSED": set(viewers) - SEEING}
    party_id = seat.registration_id

    assert await met(viewers, lambda v: registrations.see(v, party_id)) == seen
    assert await met(viewers, lambda v: seats.see(v, seat.id)) == seen
    assert await met(viewers, lambda v: seats.of_registrations(v, [party_id])) == seen
    assert await met(viewers, lambda v: seats.holders(v, [seat.id])) == seen
    assert await met(viewers, lambda v: check_ins.see(v, check_in.id)) == seen


async def test_a_walk_in_is_nobodys_own() -> None:
    viewers, event, seat = await _scene()
    for name, viewer in viewers.items():
        own = await registrations.own_at(viewer, [event.id])
        assert seat.registration_id not in {party.id for party in own.values()}, name
        assert await passes.of_seats(viewer, [seat.id]) == {}
        assert await registrations.places(viewer, [seat.registration_id]) == {}


async def test_a_walk_in_is_cancelled_and_given_a_new_pass_by_the_staff_alone() -> None:
    viewers, _, seat = await _scene()
    party_id, others = seat.registration_id, set(viewers) - SEEING - UNSIGNED
    by_staff = {"OPEN": SEEING, "SIGN_IN_REQUIRED": UNSIGNED, "NOT_FOUND": others}

    assert await met(viewers, lambda v: registrations.to_cancel(v, party_id, "x")) == by_staff
    assert await met(viewers, lambda v: passes.to_reissue(v, seat.id, "seat")) == by_staff
    assert await met(viewers, lambda v: registrations.to_accept(v, party_id, "x")) == {
        "NOT_ALLOWED": SEEING,
        "SIGN_IN_REQUIRED": UNSIGNED,
        "NOT_FOUND": others,
    }


async def test_a_walk_in_is_on_the_list_of_the_staff_with_nobody_who_registered() -> None:
    viewers, event, seat = await _scene()
    at = Excerpt(event.id, Window(10))
    pages = await registrations.pages_at(viewers["staff"], [at])
    listed = [(row.id, row.member_id) for row in pages[at].rows]
    assert listed[1:] == [(seat.registration_id, None)]
    assert len(listed) == 2
