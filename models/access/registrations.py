"""The door to registrations: the member who registered, the venue's staff, and operators."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models import excerpts, registrations
from models.access import passes
from models.access.beside import Eyes
from models.access.viewer import Viewer
from models.excerpts import Excerpt, Excerpts, Listing
from models.grants import Role
from models.guest_lists import RegistrationRow
from models.joins import Beside, Value
from models.refusals import NotAllowed, NotFound
from models.registrations import Registration
from models.rows import NO_EDGES, Asked, Step

_AT_EVENTS = Listing("registrations", "event_id")
_OWN = Listing("registrations", "member_id", newest_first=True)
_PLACE, _SEATS = Step("place_in_line", "id"), Step("seats_of_registration", "id")


async def see(viewer: Viewer, registration_id: UUID) -> Registration | None:
    """The registration, for whom it is shown."""
    return (await see_many(viewer, [registration_id])).get(registration_id)


async def see_many(viewer: Viewer, registration_ids: Sequence[UUID]) -> dict[UUID, Registration]:
    """Those of the registrations that the viewer may see, by id."""
    found = await visible(viewer).filter(id__in=list(registration_ids))
    return {registration.id: registration for registration in found}


async def own_at(viewer: Viewer, event_ids: Sequence[UUID]) -> dict[UUID, Registration]:
    """The viewer's own registration at each event, the last where there were several."""
    if viewer.member_id is None:
        return {}
    own = Registration.filter(member_id=viewer.member_id, event_id__in=list(event_ids))
    return {registration.event_id: registration for registration in await own.order_by("id")}


async def places(viewer: Viewer, registration_ids: Sequence[UUID]) -> dict[UUID, int]:
    """The place in line, from 1, of those of the registrations that wait."""
    return await registrations.places(list(await see_many(viewer, registration_ids)))


async def own_pages(viewer: Viewer, wanted: Sequence[Excerpt], asked: Asked = NO_EDGES) -> Excerpts:
    """Pages of all that the viewer ever registered for, the newest first."""
    eyes = Eyes(viewer)
    own = f"SELECT event_id FROM registrations WHERE member_id = {eyes.me}"  # noqa: S608  a parameter's place
    place = [_place(f"({own} AND state = 'WAITING')")] if _PLACE in asked.edges else []
    part = eyes.part(RegistrationRow, "t", asked, *place)
    pages = await excerpts.read(_OWN, wanted, eyes.oneself, eyes.values, part)
    return await _with_keys(viewer, pages)


async def pages_at(viewer: Viewer, wanted: Sequence[Excerpt], asked: Asked = NO_EDGES) -> Excerpts:
    """Pages of the registrations at events, in the order of registering, for those who run them."""
    if viewer.member_id is None:
        return {}
    eyes, place = Eyes(viewer), []
    if _PLACE in asked.edges:
        place.append(_place(eyes.values.among({excerpt.of for excerpt in wanted})))
    part = eyes.part(RegistrationRow, "t", asked, *place)
    pages = await excerpts.read(_AT_EVENTS, wanted, eyes.run_events, eyes.values, part)
    return await _with_keys(viewer, pages)


async def to_accept(viewer: Viewer, registration_id: UUID, field: str) -> Registration:
    """The viewer's own registration, to take what it was offered."""
    member_id = viewer.as_author()
    registration = await to_cancel(viewer, registration_id, field)
    if registration.member_id != member_id:
        raise NotAllowed
    return registration


async def to_cancel(viewer: Viewer, registration_id: UUID, field: str) -> Registration:
    """A registration that its member gives up, or the venue's staff take back."""
    viewer.as_author()
    registration = await see(viewer, registration_id)
    if registration is None:
        raise NotFound(field)
    return registration


def visible(viewer: Viewer) -> QuerySet[Registration]:
    """All registrations that the viewer may see."""
    if viewer.is_operator:
        return Registration.all()
    shown = Q(event__venue_id__in=viewer.scopes(Role.VENUE_STAFF))
    if viewer.member_id is not None:  # a walk-in is nobody's, and not that of whoever is nobody
        shown |= Q(member_id=viewer.member_id)
    return Registration.filter(shown)


def _place(lines_at: str) -> Beside:
    """The place in line of a registration that waits at one of these events."""
    join = f"LEFT JOIN ({registrations.lines(lines_at)}) line ON line.id = t.id"
    return Beside(_PLACE, Value("line.place"), join)


async def _with_keys(viewer: Viewer, pages: Excerpts) -> Excerpts:
    """The same with the keys of the passes that were read along; no SELECT in JSON has bytes."""
    rows = [row for page in pages.values() for row in page.rows]
    await passes.add_keys(viewer, [seat for row in rows for seat in row.beside.get(_SEATS, ())])
    return pages
