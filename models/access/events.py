"""The door to events: everyone sees what was published, drafts are for those who prepare them.

These are the host, the venue's staff and operators; a draft that was cancelled stays theirs.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models.access.venues import may_manage
from models.access.viewer import Viewer
from models.events import Event
from models.grants import Role
from models.pages import Page, Window
from models.pages import page as cut_page
from models.refusals import NotAllowed, NotFound


@dataclass(frozen=True, slots=True)
class Sought:
    """Which events are asked for; what is None does not matter."""

    starts_after: datetime | None = None
    starts_before: datetime | None = None
    venue_id: UUID | None = None
    community_id: UUID | None = None
    series_id: UUID | None = None

    def filter(self) -> Q:
        """As a condition; `starts_after` counts itself in, `starts_before` does not."""
        asked = (
            (self.starts_after, Q(starts_at__gte=self.starts_after)),
            (self.starts_before, Q(starts_at__lt=self.starts_before)),
            (self.venue_id, Q(venue_id=self.venue_id)),
            (self.community_id, Q(community_id=self.community_id)),
            (self.series_id, Q(series_id=self.series_id)),
        )
        return Q(*[condition for value, condition in asked if value is not None])


async def see(viewer: Viewer, event_id: UUID) -> Event | None:
    """The event, for whom it is shown."""
    return (await see_many(viewer, [event_id])).get(event_id)


async def see_many(viewer: Viewer, event_ids: Sequence[UUID]) -> dict[UUID, Event]:
    """Those of the events that the viewer may see, by id."""
    found = await _visible(viewer).filter(id__in=list(event_ids))
    return {event.id: event for event in found}


async def page(viewer: Viewer, sought: Sought, window: Window) -> Page[Event]:
    """The events sought that the viewer may see, in the order of their start."""
    return await cut_page(_visible(viewer).filter(sought.filter()), window, by="starts_at")


async def to_manage(viewer: Viewer, event_id: UUID, field: str) -> Event:
    """An event that its venue's staff or an operator changes."""
    viewer.as_author()
    event = await _found(viewer, event_id, field)
    if not may_manage(viewer, event.venue_id):
        raise NotAllowed
    return event


async def run_by(viewer: Viewer, event_ids: Collection[UUID]) -> dict[UUID, Event]:
    """Those of the events whose venue's staff the viewer is of; all of them for an operator."""
    asked = Event.filter(id__in=list(event_ids))
    if not viewer.is_operator:
        asked = asked.filter(venue_id__in=viewer.scopes(Role.VENUE_STAFF))
    return {event.id: event for event in await asked}


async def to_register(viewer: Viewer, event_id: UUID, field: str) -> Event:
    """An event that the viewer wants to come to."""
    viewer.as_author()
    return await _found(viewer, event_id, field)


async def _found(viewer: Viewer, event_id: UUID, field: str) -> Event:
    event = await see(viewer, event_id)
    if event is None:
        raise NotFound(field)
    return event


def _visible(viewer: Viewer) -> QuerySet[Event]:
    if viewer.is_operator:
        return Event.all()
    shown = Q(published_at__isnull=False) | Q(venue_id__in=viewer.scopes(Role.VENUE_STAFF))
    if viewer.member_id is not None:
        shown |= Q(host_id=viewer.member_id)
    return Event.filter(shown)
