"""The door to venues: everyone knows them, operators open them, their staff run them."""

from collections.abc import Sequence
from uuid import UUID

from models.access.viewer import Viewer
from models.grants import Role
from models.pages import Page, Window
from models.pages import page as cut_page
from models.refusals import NotAllowed, NotFound
from models.venues import Venue


def may_manage(viewer: Viewer, venue_id: UUID) -> bool:
    """Whether the viewer is of this venue's staff, or an operator."""
    return viewer.is_operator or viewer.holds(Role.VENUE_STAFF, venue_id)


def as_operator(viewer: Viewer) -> UUID:
    """The operator who lays down what the brand has: venues, dealers, series."""
    member_id = viewer.as_author()
    if not viewer.is_operator:
        raise NotAllowed
    return member_id


async def see(viewer: Viewer, venue_id: UUID) -> Venue | None:
    """The venue, for everyone."""
    return (await see_many(viewer, [venue_id])).get(venue_id)


async def see_many(viewer: Viewer, venue_ids: Sequence[UUID]) -> dict[UUID, Venue]:
    """The venues by id."""
    del viewer
    return {venue.id: venue for venue in await Venue.filter(id__in=list(venue_ids))}


async def page(viewer: Viewer, window: Window) -> Page[Venue]:
    """All venues, in the order of their opening."""
    del viewer
    return await cut_page(Venue.all(), window)


async def to_build_at(viewer: Viewer, venue_id: UUID, field: str) -> Venue:
    """A venue to which an operator adds halls and events."""
    as_operator(viewer)
    return await _found(viewer, venue_id, field)


async def to_manage(viewer: Viewer, venue_id: UUID, field: str) -> Venue:
    """A venue that its staff or an operator changes."""
    viewer.as_author()
    venue = await _found(viewer, venue_id, field)
    if not may_manage(viewer, venue.id):
        raise NotAllowed
    return venue


async def _found(viewer: Viewer, venue_id: UUID, field: str) -> Venue:
    venue = await see(viewer, venue_id)
    if venue is None:
        raise NotFound(field)
    return venue
