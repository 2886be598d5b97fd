"""The door to devices: the staff of their venue manage them; a device knows only its duties."""

from collections.abc import Sequence
from uuid import UUID

from models.access.venues import may_manage
from models.access.viewer import Duty, Viewer
from models.devices import Device, DeviceAssignment
from models.events import Event
from models.gates import Gate
from models.halls import Hall
from models.pages import Page, Window, page
from models.refusals import DeviceElsewhere, GateElsewhere, NotFound, SignInRequired
from models.venues import Venue


async def see(viewer: Viewer, device_id: UUID) -> Device | None:
    """The device, for its venue's staff and for itself."""
    device = await Device.get_or_none(id=device_id)
    return device if device is not None and _sees(viewer, device) else None


async def see_many(viewer: Viewer, device_ids: Sequence[UUID]) -> dict[UUID, Device]:
    """Those of the devices that the viewer may see, by id."""
    found = await Device.filter(id__in=list(device_ids))
    return {
        device.id: device
        for device in found
        if viewer.device_id == device.id or may_manage(viewer, device.venue_id)
    }


async def of_venue(viewer: Viewer, venue_id: UUID, window: Window) -> Page[Device]:
    """The devices of a venue, for its staff; nobody else learns of any."""
    query = Device.filter(venue_id=venue_id)
    if not may_manage(viewer, venue_id):
        query = query.filter(id=UUID(int=0))
    return await page(query, window, newest_first=True)


async def to_manage(viewer: Viewer, device_id: UUID, field: str) -> Device:
    """A device that the viewer assigns or revokes."""
    viewer.as_author()
    device = await see(viewer, device_id)
    if device is None:
        raise NotFound(field)
    return device


async def to_pair_at(viewer: Viewer, venue_id: UUID, field: str) -> Venue:
    """A venue that the viewer pairs a device with."""
    viewer.as_author()
    venue = await Venue.get_or_none(id=venue_id)
    if venue is None or not may_manage(viewer, venue.id):
        raise NotFound(field)
    return venue


async def to_assign(
    viewer: Viewer, device_id: UUID, event_id: UUID, gate_id: UUID
) -> tuple[Device, Event, Gate]:
    """A device, and an event and a gate that are at its venue, the gate at the event's hall."""
    device = await to_manage(viewer, device_id, "device")
    event = await Event.get_or_none(id=event_id)
    if event is None or not may_manage(viewer, event.venue_id):
        raise NotFound("event")
    gate = await Gate.get_or_none(id=gate_id)
    hall = await Hall.get_or_none(id=gate.hall_id) if gate else None
    if gate is None or hall is None or not may_manage(viewer, hall.venue_id):
        raise NotFound("gate")
    if event.venue_id != device.venue_id:
        raise DeviceElsewhere("device")
    if hall.venue_id != event.venue_id or event.hall_id not in {None, hall.id}:
        raise GateElsewhere("gate")
    return device, event, gate


async def duties(viewer: Viewer, device_ids: Sequence[UUID]) -> dict[UUID, list[DeviceAssignment]]:
    """What these devices are assigned to, for themselves and the staff of their venue."""
    seen = [
        device for device in await Device.filter(id__in=list(device_ids)) if _sees(viewer, device)
    ]
    found: dict[UUID, list[DeviceAssignment]] = {device.id: [] for device in seen}
    for duty in await DeviceAssignment.filter(device_id__in=list(found)).order_by(
        "starts_at", "id"
    ):
        found[duty.device_id].append(duty)
    return found


def to_speak(viewer: Viewer) -> UUID:
    """The device that asks."""
    if viewer.device_id is None:
        raise SignInRequired
    return viewer.device_id


def to_scan(viewer: Viewer, device_id: UUID, event_id: UUID, gate_id: UUID) -> Duty:
    """The duty of the device that asks, as it names itself, at this gate for this event."""
    if viewer.device_id != device_id:
        raise NotFound("device")
    for duty in viewer.duties:
        if duty.event_id == event_id and duty.gate_id == gate_id:
            return duty
    raise NotFound("gate")


def _sees(viewer: Viewer, device: Device) -> bool:
    return viewer.device_id == device.id or may_manage(viewer, device.venue_id)
