"""The door to what a tablet carries: a device with a duty at the event, until either is over."""

from datetime import datetime, timedelta
from uuid import UUID

from models import clock
from models.access.viewer import Viewer
from models.events import Event
from models.refusals import NotFound, SignInRequired

KEPT_AFTER = timedelta(hours=12)
"""How long after the end of an event tablets may carry its people."""


async def to_carry(viewer: Viewer, event_id: UUID) -> Event:
    """An event at which the device that asks has a duty that is not over, nor the event long."""
    if viewer.device_id is None:
        raise SignInRequired
    event = await Event.get_or_none(id=event_id) if _has_duty(viewer, event_id) else None
    if event is None or clock.now() >= gone_at(event):
        raise NotFound("event")
    return event


def gone_at(event: Event) -> datetime:
    """From when on there is nothing of the event's people for tablets."""
    return event.ends_at + KEPT_AFTER


def _has_duty(viewer: Viewer, event_id: UUID) -> bool:
    """A duty yet to come counts too: a tablet is made ready before the doors open."""
    now = clock.now()
    return any(duty.event_id == event_id and now < duty.ends_at for duty in viewer.duties)
