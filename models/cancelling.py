"""Giving seats up again: a whole registration, some of its seats, or all those of an event."""

from collections.abc import Sequence
from uuid import UUID

from models import audit, clock, new_seats, outbox, texts, waitlist
from models.check_ins import CheckIn
from models.events import Event
from models.refusals import EventOver, InvalidTransition, NotFound, SeatCheckedIn
from models.registrations import ALIVE, Registration, RegistrationState
from models.seats import Seat, tell_the_door


async def cancel(registration: Registration, *, by: UUID, reason: str = "") -> Registration:
    """Give up all seats, or the place in line, and let the first in line move up.

    Anyone but the member who registered says a reason, which the member is told.
    """
    event, registration = await waitlist.hold(registration)
    reason = _reason(registration, by, reason)
    await _give_up(event, registration, await _seats_of(registration))
    await _tell(registration, by, reason)
    await waitlist.move_up(event)
    return registration


async def cancel_seats(
    registration: Registration, seat_ids: Sequence[UUID], *, by: UUID, reason: str = ""
) -> Registration:
    """Give up these seats, as `cancel` does all; giving up the last ones is that."""
    event, registration = await waitlist.hold(registration)
    reason = _reason(registration, by, reason)
    seats = [seat for seat in await _seats_of(registration) if seat.id in seat_ids]
    if not seats or len(seats) < len(set(seat_ids)):
        raise NotFound("seats")
    await _give_up(event, registration, seats)
    await _tell(registration, by, reason)
    await waitlist.move_up(event)
    return registration


async def cancel_all(event: Event) -> None:
    """Give up every seat at a locked event that is itself cancelled; the caller saves the event.

    Who is given a seat in another transaction is waited for; later walk-ins see it cancelled.
    """
    await new_seats.hold([event.id], alone=True)
    standing = Seat.filter(event_id=event.id, cancelled_at=None)
    seats = await standing.order_by("id").select_for_update(no_key=True)
    await tell_the_door(seats)
    await standing.update(cancelled_at=event.cancelled_at)
    alive = Registration.filter(event_id=event.id, state__in=ALIVE)
    await alive.update(state=RegistrationState.CANCELLED, cancelled_at=event.cancelled_at)
    event.seats_taken = event.seats_waiting = 0


async def _seats_of(registration: Registration) -> list[Seat]:
    return await Seat.filter(registration_id=registration.id, cancelled_at=None)


def _reason(registration: Registration, by: UUID, said: str) -> str:
    least = 0 if by == registration.member_id else 1
    return texts.prose(said, "reason", most=500, least=least)


async def _give_up(event: Event, registration: Registration, seats: Sequence[Seat]) -> None:
    if registration.state not in ALIVE:
        raise InvalidTransition(before=registration.state, after=RegistrationState.CANCELLED)
    if not event.is_open:
        raise EventOver("registration")
    ids = [seat.id for seat in seats]
    if await CheckIn.exists(seat_id__in=ids):
        raise SeatCheckedIn("registration")
    await Seat.filter(id__in=ids).update(cancelled_at=clock.now())
    await tell_the_door(seats)
    if not registration.is_walk_in:
        await waitlist.count(event, registration.state, -len(ids))
    if len(ids) < registration.seat_count:
        registration.seat_count -= len(ids)
    else:
        registration.state = RegistrationState.CANCELLED
        registration.cancelled_at = clock.now()
    await registration.save(update_fields=["state", "seat_count", "cancelled_at"])


async def _tell(registration: Registration, by: UUID, reason: str) -> None:
    is_whole = registration.state is RegistrationState.CANCELLED
    what = "registration.cancelled" if is_whole else "registration.seats_cancelled"
    is_own = by == registration.member_id
    await outbox.tell(what, registration=registration.id, reason=reason, is_own=is_own)
    if not is_own:
        await audit.record(by, "registration.cancel", registration, reason=reason)
