"""The door to passes: the registrant has them, and the venue's staff may re-issue them."""

from collections.abc import Sequence
from uuid import UUID

from models import pass_pages, signing_keys
from models.access.venues import may_manage
from models.access.viewer import Viewer
from models.events import Event
from models.guest_lists import SeatRow
from models.pass_pages import PassPage
from models.passes import Pass, current_of
from models.refusals import NotFound
from models.registrations import Registration
from models.rows import Step
from models.seats import Seat
from models.signing_keys import PublicHalf, SigningKey, trusted

_PASS, _KEY = Step("pass_of_seat", "id"), Step("signing_key", "key_id")


async def keys() -> list[PublicHalf]:
    """The public keys, for everyone: a pass can be verified with nothing else."""
    return await trusted()


async def of_seats(viewer: Viewer, seat_ids: Sequence[UUID]) -> dict[UUID, Pass]:
    """The passes that open the door now, of those seats that the viewer booked."""
    if viewer.member_id is None:
        return {}
    own = await Seat.filter(
        id__in=list(seat_ids), cancelled_at=None, registration__member_id=viewer.member_id
    ).values_list("id", flat=True)
    return await current_of([UUID(str(seat_id)) for seat_id in own])


async def sealed_keys(viewer: Viewer, key_ids: Sequence[int]) -> dict[int, SigningKey]:
    """The sealed keys of passes that the viewer was shown, by their number."""
    del viewer
    return await signing_keys.by_id(set(key_ids))


async def add_keys(viewer: Viewer, seats: Sequence[SeatRow]) -> None:
    """Read the keys of the passes that were read along with seats."""
    found = [shown for seat in seats if (shown := seat.beside.get(_PASS)) is not None]
    if found:
        keys = await sealed_keys(viewer, list({row.key_id for row in found}))
        for row in found:
            row.beside = {_KEY: keys.get(row.key_id)}


async def behind_link(seat_id: UUID) -> PassPage | None:
    """What the link to a seat's pass opens, for whoever has the link: nobody can guess one."""
    return await pass_pages.behind(seat_id)


async def to_reissue(viewer: Viewer, seat_id: UUID, field: str) -> Seat:
    """A seat whose pass was lost or leaked, for its registrant or the venue's staff."""
    viewer.as_author()
    seat = await Seat.get_or_none(id=seat_id)
    if seat is None:
        raise NotFound(field)
    registration = await Registration.get(id=seat.registration_id)
    event = await Event.get(id=seat.event_id)
    if registration.member_id != viewer.member_id and not may_manage(viewer, event.venue_id):
        raise NotFound(field)
    return seat
