"""The door to registrations: the member who registered, the venue's staff, and operators."""

from collections import defaultdict
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
from models.refusals import NotAllowed, NotFound
from models.registrations import Registration, RegistrationState

PageAt = tuple[UUID, RegistrationState | None, Window]  # of which event, in which state, which part


@dataclass(frozen=True, slots=True)
class _Listed:
    id: UUID
    event_id: UUID


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


async def page_of_own(viewer: Viewer, window: Window) -> Page[Registration]:
    """All that the viewer ever registered for, the newest first."""
    query = Registration.filter(member_id=viewer.as_member())
    return await cut_page(query, window, newest_first=True)


async def places(viewer: Viewer, registration_ids: Sequence[UUID]) -> dict[UUID, int]:
    """The place in line, from 1, of those of the registrations that wait."""
    return await registrations.places(list(await see_many(viewer, registration_ids)))


async def pages_at(viewer: Viewer, asked: Sequence[PageAt]) -> dict[PageAt, Page[Registration]]:
    """Pages of the registrations at events, in the order of registering, for those who run them.

    Three statements for all events that are asked for the same part, however long it is.
    """
    parts: defaultdict[tuple[RegistrationState | None, Window], list[UUID]] = defaultdict(list)
    for event_id, state, window in asked:
        parts[state, window].append(event_id)
    pages: dict[PageAt, Page[Registration]] = {}
    for (state, window), event_ids in parts.items():
        listed = await _listed(await _managed(viewer, event_ids), state, window)
        for event_id, rows in listed.items():
            pages[event_id, state, window] = cut(rows, window)
    return pages


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
    return Registration.filter(
        Q(member_id=viewer.member_id) | Q(event__venue_id__in=viewer.scopes(Role.VENUE_STAFF))
    )


async def _managed(viewer: Viewer, event_ids: Sequence[UUID]) -> list[UUID]:
    events = await Event.filter(id__in=list(event_ids))
    return [event.id for event in events if may_manage(viewer, event.venue_id)]


async def _listed(
    event_ids: Sequence[UUID], state: RegistrationState | None, window: Window
) -> dict[UUID, list[Registration]]:
    """What the page at each event has, with one row beyond, in the direction of the window."""
    values: list[object] = [sql.json_of(event_ids), window.count + 1]
    conditions = [f"event_id IN {sql.among(1)}"]
    for column, side, value in (
        ("state", "=", state),
        ("id", ">", window.after and window.after.id),
        ("id", "<", window.before and window.before.id),
    ):
        if value is not None:
            values.append(value)
            conditions.append(f"{column} {side} ${len(values)}")
    order = "DESC" if window.is_last else "ASC"
    numbered = await sql.fetch(
        _Listed,
        f"""
        SELECT id, event_id FROM (
            SELECT id, event_id,
                   row_number() OVER (PARTITION BY event_id ORDER BY id {order}) AS number
            FROM registrations WHERE {" AND ".join(conditions)}
        ) AS numbered
        WHERE number <= $2 ORDER BY id {order}
        """,  # noqa: S608  nothing of it comes from outside
        *values,
    )
    rows = await Registration.in_bulk([row.id for row in numbered], "id")
    listed: dict[UUID, list[Registration]] = {event_id: [] for event_id in event_ids}
    for row in numbered:
        listed[row.event_id].append(rows[row.id])
    return listed
