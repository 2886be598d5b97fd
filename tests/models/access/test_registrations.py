import pytest

from models import ids
from models.access import check_ins, registrations, seats
from models.access.viewer import Viewer
from models.events import Event
from models.excerpts import Excerpt
from models.pages import Key, Page, Window
from models.refusals import NotAllowed, NotFound, SignInRequired
from models.registrations import Registration, RegistrationState
from models.seats import Seat
from models.venues import Venue
from tests import people, places
from tests.models.access import crew

pytestmark = pytest.mark.usefixtures("db")
SEEING = {"registrant", "staff", "operator"}
UNSIGNED = {"nobody", "device"}


async def _scene() -> tuple[dict[str, Viewer], Event, Registration]:
    """An event at which a registrant has a guest; somebody else registered too, and hosts it."""
    hall = await places.hall()
    viewers = await crew.of(await Venue.get(id=hall.venue_id))
    other = await people.member("Other")
    event = await places.event(hall, host_id=other.id)
    ann = await people.member("Ann")
    await places.register(event, other)
    party = await places.register(event, ann, 2)
    mine = {"registrant": await people.viewer(ann), "other": await people.viewer(other)}
    return viewers | mine, event, party


async def test_a_registration_its_seats_and_holders_are_for_the_registrant_and_the_staff() -> None:
    viewers, _, party = await _scene()
    own, guest = await Seat.filter(registration_id=party.id).order_by("position")
    for name, viewer in viewers.items():
        is_seeing = name in SEEING
        assert (await registrations.see(viewer, party.id) is not None) is is_seeing, name
        assert (await seats.see(viewer, guest.id) is not None) is is_seeing
        listed = await seats.of_registrations(viewer, [party.id])
        assert listed == ({party.id: [own, guest]} if is_seeing else {})
        holders = await seats.holders(viewer, [own.id, guest.id])
        names = [holders[seat.id].name for seat in (own, guest) if seat.id in holders]
        assert names == (["Ann", "Guest 2"] if is_seeing else [])


async def test_only_those_who_see_a_registration_cancel_it() -> None:
    viewers, _, party = await _scene()
    for name, viewer in viewers.items():
        if name in SEEING:
            assert await registrations.to_cancel(viewer, party.id, "registration") == party
            continue
        with pytest.raises(SignInRequired if name in UNSIGNED else NotFound):
            await registrations.to_cancel(viewer, party.id, "registration")


async def test_only_the_registrant_accepts_an_offer() -> None:
    viewers, _, party = await _scene()
    for name, viewer in viewers.items():
        if name == "registrant":
            assert await registrations.to_accept(viewer, party.id, "registration") == party
            continue
        expected = NotAllowed if name in SEEING else NotFound
        with pytest.raises(SignInRequired if name in UNSIGNED else expected):
            await registrations.to_accept(viewer, party.id, "registration")


async def test_who_registered_for_an_event_is_for_the_staff_of_its_venue() -> None:
    viewers, event, party = await _scene()
    at, elsewhere = Excerpt(event.id, Window(10)), Excerpt(ids.new(), Window(10))
    for name, viewer in viewers.items():
        for door in (registrations.pages_at, check_ins.pages_at):
            pages = await door(viewer, [at, elsewhere])
            assert set(pages) == ({at} if name in {"staff", "operator"} else set()), name
    pages = await registrations.pages_at(viewers["staff"], [at])
    assert [row.member_id for row in pages[at].rows][1:] == [party.member_id]
    assert (pages[at].has_next, pages[at].has_previous) == (False, False)


async def test_an_event_that_nobody_came_to_has_an_empty_list() -> None:
    viewers, event, _ = await _scene()
    at = Excerpt(event.id, Window(10))
    pages = await check_ins.pages_at(viewers["staff"], [at])
    assert pages == {at: Page([], has_next=False, has_previous=False)}


async def test_pages_of_registrations_are_cut_for_each_event_by_itself() -> None:
    hall = await places.hall()
    staff = (await crew.of(await Venue.get(id=hall.venue_id)))["staff"]
    days = [places.DOORS, places.DOORS + 5 * places.HOUR]
    one, two = [await places.event(hall, starts_at=day, capacity=2) for day in days]
    at_one = [(await places.register(one, name)).id for name in ("Ann", "Bob", "Cem")]
    at_two = [(await places.register(two, name)).id for name in ("Ann", "Bob")]

    async def page(event: Event, window: Window, state: RegistrationState | None = None) -> object:
        others = [Window(1), Window(3, is_last=True)]
        wanted = [Excerpt(e.id, w, state) for e in (one, two) for w in (window, *others)]
        pages = await registrations.pages_at(staff, wanted)
        found = pages[Excerpt(event.id, window, state)]
        return [row.id for row in found.rows], found.has_previous, found.has_next

    assert await page(one, Window(2)) == (at_one[:2], False, True)
    assert await page(two, Window(2)) == (at_two, False, False)
    assert await page(one, Window(2, is_last=True)) == (at_one[1:], True, False)
    after = Window(2, after=Key(at_one[0]))
    assert await page(one, after) == (at_one[1:], True, False)
    before = Window(1, is_last=True, before=Key(at_one[2]))
    assert await page(one, before) == ([at_one[1]], True, True)
    waiting = RegistrationState.WAITING
    assert await page(one, Window(9), waiting) == ([at_one[2]], False, False)
    assert await page(two, Window(9), waiting) == ([], False, False)


async def test_a_viewer_meets_their_own_last_registration_at_an_event() -> None:
    viewers, event, party = await _scene()
    await places.cancel(party)
    again = await places.register(event, await people.member("Ann"))
    asked = [event.id, ids.new()]
    assert await registrations.own_at(viewers["registrant"], asked) == {event.id: again}
    assert await registrations.own_at(viewers["operator"], asked) == {}
    assert await registrations.own_at(viewers["nobody"], asked) == {}


async def test_a_viewer_reads_all_their_registrations_and_nobody_elses() -> None:
    viewers, event, party = await _scene()
    await places.cancel(party)
    again = await places.register(event, await people.member("Ann"))
    wanted = [
        Excerpt(places.booked_by(party), window) for window in (Window(10), Window(1, is_last=True))
    ]
    for name, viewer in viewers.items():
        if name in UNSIGNED:
            with pytest.raises(SignInRequired):
                await registrations.own_pages(viewer, wanted)
            continue
        pages = await registrations.own_pages(viewer, wanted)
        assert set(pages) == (set(wanted) if name == "registrant" else set()), name
    pages = await registrations.own_pages(viewers["registrant"], wanted)
    assert [[row.id for row in pages[one].rows] for one in wanted] == [
        [again.id, party.id],
        [party.id],
    ]


async def test_a_place_in_line_is_told_to_those_who_see_the_registration() -> None:
    viewers, _, party = await _scene()
    await Registration.filter(id=party.id).update(state=RegistrationState.WAITING)
    for name, viewer in viewers.items():
        place = await registrations.places(viewer, [party.id])
        assert place == ({party.id: 1} if name in SEEING else {})
