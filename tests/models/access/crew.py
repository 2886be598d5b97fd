"""Every kind of viewer that a venue, its events and their registrations can meet."""

from datetime import timedelta

from models import clock, grants, ids
from models.access.viewer import Viewer
from models.grants import Role
from models.venues import Venue
from tests import people, places
from tests.client import NOBODY

NAMES = (
    "nobody",
    "device",
    "stranger",
    "dealer staff",
    "staff",
    "staff elsewhere",
    "staff until yesterday",
    "operator",
)


async def of(venue: Venue) -> dict[str, Viewer]:
    """One viewer of each kind, by name."""
    elsewhere = await places.venue("Elsewhere")
    dealer = await places.dealer()
    then = clock.now() - timedelta(days=2)
    former = await people.member("Former")
    await grants.give(
        former,
        Role.VENUE_STAFF,
        venue.id,
        by=None,
        starts_at=then,
        ends_at=then + timedelta(days=1),
    )
    return {
        "nobody": NOBODY,
        "device": Viewer(device_id=ids.new()),
        "stranger": await people.viewer(await people.member("Stranger")),
        "dealer staff": await people.with_role("Dora", Role.DEALER_STAFF, dealer.id),
        "staff": await people.with_role("Stan", Role.VENUE_STAFF, venue.id),
        "staff elsewhere": await people.with_role("Elsa", Role.VENUE_STAFF, elsewhere.id),
        "staff until yesterday": await people.viewer(former),
        "operator": await people.operator(),
    }
