"""Every kind of viewer that a dealer and its leads can meet."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from models import clock, grants, ids
from models.access.viewer import Viewer
from models.grants import Role
from models.members import Member
from models.refusals import Refusal
from models.registrations import Registration
from models.seats import Seat
from tests import people, prospects
from tests.client import NOBODY
from tests.prospects import DAY, Scene

STAFF = {"staff", "manager", "suspended staff"}
GIVEN = {
    "staff until yesterday": (-2 * DAY, -DAY),
    "staff from tomorrow": (DAY, None),
    "suspended staff": (-DAY, None),
}


async def of(at: Scene, seat: Seat) -> dict[str, Viewer]:
    """One viewer of each kind, by name; `booker` has booked the seat."""
    other = await prospects.dealer("Other Cars")
    booker = await Registration.get(id=seat.registration_id)
    viewers = {
        "nobody": NOBODY,
        "device": Viewer(device_id=ids.new()),
        "stranger": await people.viewer(await people.member("Stranger")),
        "booker": await people.viewer(await Member.get(id=booker.member_id)),
        "operator": await people.operator(),
        "staff": await prospects.staff(at.dealer),
        "manager": await people.with_role("Mona", Role.DEALER_MANAGER, at.dealer.id),
        "staff of another": await prospects.staff(other, "Otto"),
        "venue staff": await people.with_role("Stan", Role.VENUE_STAFF, at.event.venue_id),
        "venue staff by name": await people.with_role("Vera", Role.VENUE_STAFF, at.dealer.id),
    }
    for name, span in GIVEN.items():
        viewers[name] = await _given(at, name, *span)
    return viewers


async def _given(at: Scene, name: str, starts_in: timedelta, ends_in: timedelta | None) -> Viewer:
    someone = await people.member(name.replace(" ", "-"))
    now = clock.now()
    await grants.give(
        someone,
        Role.DEALER_STAFF,
        at.dealer.id,
        by=None,
        starts_at=now + starts_in,
        ends_at=now + ends_in if ends_in else None,
    )
    if name.startswith("suspended"):
        await someone.suspend(now + DAY, "Rude", by=ids.new())
    return await people.viewer(someone)


async def met(
    viewers: dict[str, Viewer], door: Callable[[Viewer], Awaitable[object]]
) -> dict[str, set[str]]:
    """Who meets what at a door, by what it is: OPEN, CLOSED, or the code of a refusal."""
    found: dict[str, set[str]] = {}
    for name, viewer in viewers.items():
        try:
            answer = "OPEN" if await door(viewer) else "CLOSED"
        except Refusal as refusal:
            answer = refusal.code()
        found.setdefault(answer, set()).add(name)
    return found
