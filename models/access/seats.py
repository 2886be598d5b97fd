"""The door to seats and their holders: those who see the registration, and nobody else."""

from collections.abc import Sequence
from uuid import UUID

from models.access import passes, registrations
from models.access.viewer import Viewer
from models.contacts import Contact
from models.seats import Seat


async def see(viewer: Viewer, seat_id: UUID) -> Seat | None:
    """The seat, for whom it is shown."""
    return (await see_many(viewer, [seat_id])).get(seat_id)


async def see_many(viewer: Viewer, seat_ids: Sequence[UUID]) -> dict[UUID, Seat]:
    """Those of the seats that the viewer may see, by id."""
    found = await Seat.filter(id__in=list(seat_ids))
    seen = await registrations.see_many(viewer, list({seat.registration_id for seat in found}))
    return {seat.id: seat for seat in found if seat.registration_id in seen}


async def of_registrations(
    viewer: Viewer, registration_ids: Sequence[UUID]
) -> dict[UUID, list[Seat]]:
    """The seats of each registration that the viewer may see, the member's own first."""
    seen = await registrations.see_many(viewer, registration_ids)
    seats: dict[UUID, list[Seat]] = {registration_id: [] for registration_id in seen}
    for seat in await Seat.filter(registration_id__in=list(seen)).order_by("position"):
        seats[seat.registration_id].append(seat)
    return seats


async def holders(viewer: Viewer, seat_ids: Sequence[UUID]) -> dict[UUID, Contact]:
    """Who has each seat that the viewer may see."""
    seen = await see_many(viewer, seat_ids)
    held = {seat.contact_id for seat in seen.values()}
    contacts = {contact.id: contact for contact in await Contact.filter(id__in=list(held))}
    return {seat_id: contacts[seat.contact_id] for seat_id, seat in seen.items()}


async def to_reallocate(viewer: Viewer, seat_id: UUID, field: str) -> Seat:
    """A seat that another person is to have: for whoever may have its pass replaced."""
    return await passes.to_reissue(viewer, seat_id, field)
