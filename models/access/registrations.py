"""The door to registrations: the member who registered, the venue's staff, and operators."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models import registrations, sql
from models.access.venues import may_manage
from models.access.viewer import Viewer
from models.events import Event
from models.grants import Role
from models.pages import Page, Window, cut
from models.pages import page as cut_page
from models.refusals import NotFound
from models.registrations import Registration, RegistrationState


@dataclass(frozen=True, slots=True)
class _Listed:
    id: UUID


async def see(viewer: Viewer, registration_id: UUID) -> Registration | None:
    """The registration, for whom it is shown."""
    return (await see_many(viewer, [registration_id])).get(registration_id)


async def see_many(
    viewer: Viewer, registration_ids: Sequence[UUID]
) -> dict[UUID, Registration]:
    """Those of the registrations that the viewer may see, by id."""
    found = await visible(viewer).filter(id__in=list(registration_ids))
    return {registration.id: registration for registration in found}


async def own_at(viewer: Viewer, event_ids: Sequence[UUID]) -> dict[UUID, Registration]:
    """The viewer's own registration at each event, the last where there were several."""
    if viewer.member_id is None:
        return {}
    own = Registration.filter(member_id=viewer.member_id, event_id__in=list(event_ids))
    return {registration.event_id: registration for registration in await own.order_by("id")}


async def own(viewer: Viewer, window: Window) -> Page[Registration]:
    """All that the viewer ever registered for, the newest first."""
    query = Registration.filter(member_id=viewer.as_member())
    return await cut_page(query, window, newest_first=True)


async def places(viewer: Viewer, registration_ids: Sequence[UUID]) -> dict[UUID, int]:
    """The place in line, from 1, of those of the registrations that wait."""
    return await registrations.places(list(await see_many(viewer, registration_ids)))
